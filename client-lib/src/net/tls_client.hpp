// The tablet's end of TLS 1.3 over a connected non-blocking socket: who the office is, which
// tickets are worth offering, and steps that never wait. It knows OpenSSL and nothing of Asio;
// tls_connection turns its steps into waiting. The rules of pinning stand in docs/protocol.md.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace pendata {

class tls_client {
public:
    // What the tablet knows of the office: the identity key pinned at enrolment, and the last time
    // the office itself proved (0: never). The tablet's own clock is asked nothing.
    struct office_pin {
        public_key identity{};
        std::int64_t time_floor_ms = 0;
    };
    enum class step {
        done,
        wants_read,   // call again when the socket is readable
        wants_write,  // call again when it is writable
        failed,       // `failure()` says why; the session is over
    };

    // A session that will offer `ticket` if that is still good for this office; any other is
    // ignored. `small_records`: sends TLS records of limits::small_record_bytes at most.
    static result<std::unique_ptr<tls_client>> create(const office_pin& pin, bytes_view ticket,
                                                      bool small_records = false);
    ~tls_client();
    tls_client(const tls_client&) = delete;
    tls_client& operator=(const tls_client&) = delete;

    result<void> attach(int socket);
    step handshake();
    // Appends what has arrived, at most about `most` bytes; `done` when there was anything.
    step read(bytes& out, std::size_t most);
    // Takes a prefix of `data`; after `wants_…` the next call begins with the same bytes.
    step write(bytes_view data, std::size_t& taken);
    // Says goodbye if that is possible without waiting. The socket is not used afterwards.
    void leave();

    errc failure() const;
    // 32 bytes, equal on both sides, of this connection only. Errors: no_memory.
    result<bytes> exporter() const;
    bool resumed() const;
    // The ticket worth offering next time; empty when there is none.
    bytes newest_ticket() const;
    std::uint64_t bytes_up() const;
    std::uint64_t bytes_down() const;

private:
    struct impl;
    explicit tls_client(std::unique_ptr<impl> made);
    std::unique_ptr<impl> impl_;
};

}  // namespace pendata
