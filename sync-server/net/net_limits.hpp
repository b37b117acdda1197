// What one office's front door allows. The numbers have names here and reasons beside them; a
// listener takes its own copy, so that tests may be impatient.
#pragma once

#include <chrono>
#include <cstddef>

#include "core/base/limits.hpp"

namespace pendata {

struct net_limits {
    std::size_t connections = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    int backlog = 512;  // connections the system holds while we accept

    // Two round trips on 2G with losses; a slowloris holds a place no longer than this.
    std::chrono::milliseconds handshake{30'000};
    // Nothing got through in either direction. 0: no limit. A session may set its own.
    std::chrono::milliseconds idle{limits::idle_timeout_ms};

    // What waits to be sent. Over `send_queue` for as long as `send_patience`: a slow reader,
    // closed. Over `send_queue_most`: closed at once. At most `send_low` left: the handler may send
    // more.
    std::size_t send_queue = 2 * 1024 * 1024;
    std::size_t send_queue_most = 16 * 1024 * 1024;
    std::size_t send_low = 64 * 1024;
    std::chrono::milliseconds send_patience{300'000};

    // After close(): progress must go on while the rest is sent, then the peer may hang up first,
    // so that our last words are not lost in a reset.
    std::chrono::milliseconds close_progress{15'000};
    std::chrono::milliseconds close_linger{2'000};

    // No descriptors left: accepting rests, instead of spinning on a connection it can not take.
    std::chrono::milliseconds accept_pause{200};
    // How long sessions may go on finishing after stop().
    std::chrono::milliseconds stop_grace{10'000};
};

namespace limits {

inline constexpr std::size_t tls_record_bytes = 16 * 1024;  // the most one TLS record carries
inline constexpr std::size_t read_turn_bytes = 64 * 1024;   // from one peer before the others' turn
inline constexpr std::size_t write_turn_bytes = 256 * 1024;  // to one peer before the others' turn
inline constexpr int unsent_in_system_bytes =
    64 * 1024;                                     // TCP_NOTSENT_LOWAT: backpressure is felt here
inline constexpr std::size_t tickets = 16 * 1024;  // remembered at a time, about 1 kB each
inline constexpr std::chrono::hours ticket_lifetime{7 * 24};  // the most that TLS 1.3 allows

}  // namespace limits

}  // namespace pendata
