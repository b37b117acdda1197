// The office's side of TLS 1.3 that all connections share: the certificate, what may be spoken
// (ALPN), and the tickets given out. It knows OpenSSL and nothing of Asio.
//
// Tickets are remembered here and named by 32 bytes, not carried by the tablet in encrypted form:
// that saves 190 bytes per resumed handshake and as much per ticket. A restarted office remembers
// none, and every tablet's next connection is a full handshake, once.
#pragma once

#include <memory>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

struct ssl_ctx_st;

namespace pendata {

struct office_certificate;

class tls_context {
public:
    // Requires nothing of the process but this: SIGPIPE is ignored from here on, since OpenSSL
    // writes to sockets that a peer may have left. Errors: internal when certificate and key are no
    // pair of ours.
    static result<std::unique_ptr<tls_context>> create(const office_certificate& certificate);
    ~tls_context();
    tls_context(const tls_context&) = delete;
    tls_context& operator=(const tls_context&) = delete;

    // The renewed certificate, for connections from now on; tickets stay good.
    // Threads: the one the connections run on.
    result<void> use(const office_certificate& certificate);

    ssl_ctx_st* native() const { return context_.get(); }

private:
    struct deleter {
        void operator()(ssl_ctx_st* context) const;
    };

    tls_context() = default;
    std::unique_ptr<ssl_ctx_st, deleter> context_;
};

}  // namespace pendata
