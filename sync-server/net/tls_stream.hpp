// The office's end of one TLS connection over a non-blocking socket, in steps that never wait.
// server_connection turns the steps into waiting.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

struct ssl_st;

namespace pendata {

class tls_context;

class tls_stream {
public:
    enum class step {
        done,
        wants_read,   // call again when the socket is readable
        wants_write,  // call again when it is writable
        failed,       // `failure()` says why; only the socket may still be closed
    };

    // Null when memory is short. The socket is not owned.
    static std::unique_ptr<tls_stream> create(const tls_context& context, int socket);
    ~tls_stream();
    tls_stream(const tls_stream&) = delete;
    tls_stream& operator=(const tls_stream&) = delete;

    step handshake();
    step read(char* buffer, std::size_t size, std::size_t& got);
    // Takes a prefix of `data`; after `wants_…` the next call begins with the same bytes.
    step write(bytes_view data, std::size_t& taken);
    // Sends a ticket that will show `data` when it comes back. Requires that no write is to be
    // repeated. After `wants_…` any other step goes on with it.
    step issue_ticket(bytes data);
    // Says goodbye, if that is possible without waiting.
    void leave();

    errc failure() const { return failure_; }
    std::string alpn() const;
    bytes exporter() const;
    bool resumed() const;
    bytes ticket_data() const;

    // For the context's callback: what the ticket being made shall show.
    const bytes& next_ticket_data() const { return next_ticket_data_; }

private:
    struct deleter {
        void operator()(ssl_st* ssl) const;
    };

    tls_stream() = default;
    step outcome(int returned);

    std::unique_ptr<ssl_st, deleter> ssl_;
    errc failure_ = errc::ok;
    bytes next_ticket_data_;
};

}  // namespace pendata
