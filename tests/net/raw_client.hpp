// A client that is not ours: plain OpenSSL over a socket, with the wrong version, the wrong words
// or bad manners, driven in steps beside the office's io_context.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/bytes.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace pendata::testing {

class raw_client {
public:
    static constexpr int tls12 = 0x0303;
    static constexpr int tls13 = 0x0304;
    struct manners {
        bytes alpn = bytes("\x09pendata/1");  // in wire form; empty: not sent
        int version = tls13;
        std::string groups = "X25519";
    };
    enum class outcome { waiting, done, failed };

    // Connected when this returns; TLS begins with shake_hands.
    raw_client(std::uint16_t port, const manners& how);
    // A socket and no TLS.
    explicit raw_client(std::uint16_t port);
    ~raw_client();
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    // One step; call again while it waits.
    outcome shake_hands();
    outcome reached() const { return reached_; }
    // The peer's alert in OpenSSL's words; empty when there was none.
    const std::string& alert() const { return alert_; }

    // Bytes under TLS, as they are. False when the socket takes no more.
    bool send_plain(bytes_view data);
    // The office has hung up. What it sent before is thrown away.
    bool is_cut();
    // Application data over TLS, without reading anything.
    bool send_secret(bytes_view data);
    // Lets TLS go and keeps the socket, as a peer does that has fallen silent.
    void fall_silent();
    int socket() const { return socket_; }

private:
    int socket_ = -1;
    outcome reached_ = outcome::waiting;
    std::string alert_;
    std::shared_ptr<ssl_ctx_st> context_;
    std::shared_ptr<ssl_st> ssl_;
};

}  // namespace pendata::testing
