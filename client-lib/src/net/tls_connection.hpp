// One connection from the tablet to its office: TLS 1.3, the office pinned by its identity key,
// bytes in and bytes out. It lives for one connection; trying again is another object's job, with
// another of these.
//
// Threads: everything is called, and every handler runs, on the thread of the io_context; no
// handler runs inside the call that was given it. Lifetime: the io_context outlives the connection.
// A connection may be destroyed at any moment, from its own handlers too; from then on no handler
// is called.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace boost::asio {
class io_context;
}

namespace pendata {

class tls_connection {
public:
    struct target {
        std::string host;  // a name or a numeric address
        std::uint16_t port = 0;
        public_key office_identity{};
        bytes ticket;                           // what newest_ticket() gave last time, or nothing
        std::int64_t office_time_floor_ms = 0;  // the last time this office proved; 0: never
        bool small_segments = false;            // for a path that swallows large packets
    };
    struct opened {
        bytes exporter;        // 32 bytes, equal on both sides: what the device signs
        bool resumed = false;  // the office knows the device by its ticket: nothing to sign
    };

    explicit tls_connection(boost::asio::io_context& io);
    ~tls_connection();
    tls_connection(const tls_connection&) = delete;
    tls_connection& operator=(const tls_connection&) = delete;

    // Once per object. `timeout` covers lookup, connecting and handshake together.
    // Errors: offline (no address, nobody there), timed_out, wrong_office, tls_failed,
    // connection_lost (hung up during the handshake: the office may be full), cancelled.
    void async_connect(target office, std::chrono::milliseconds timeout,
                       std::function<void(result<opened>)> handler);

    // One outstanding at a time. Gives whatever has arrived, never nothing.
    // Errors: connection_lost (also when the office closed in good order), tls_failed, cancelled.
    void async_read(std::function<void(result<bytes>)> handler);

    // Queued; the handler comes when the bytes are with the system. Writes given in one turn of the
    // thread share TLS records, so several small ones cost no more than one. Errors as async_read.
    void async_write(bytes data, std::function<void(result<void>)> handler);

    // Ends it: what is outstanding gets `cancelled`, once each, and so does what is asked
    // afterwards. Bytes that the peer has not answered may or may not reach it.
    void close();

    // The ticket worth keeping for next time, empty when the one given is of no use any more.
    // Meaningful from the handler of async_connect on, also after the end.
    bytes newest_ticket() const;

    // Bytes of TCP payload, TLS included, handshake too; they stay after the end.
    std::uint64_t bytes_up() const;
    std::uint64_t bytes_down() const;
    // Of bytes_up: those that wait here because the peer takes no more, and those that were sent
    // and are not acknowledged by the peer's system.
    struct backlog {
        std::uint64_t unsent = 0;
        std::uint64_t in_flight = 0;
    };
    backlog waiting() const;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace pendata
