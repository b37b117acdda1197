// Non-blocking from the first byte, so that one thread can play both sides.
#include "tests/net/raw_client.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace pendata::testing {

raw_client::raw_client(std::uint16_t port) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(socket_ >= 0);
    sockaddr_in office{};
    office.sin_family = AF_INET;
    office.sin_port = htons(port);
    office.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The system accepts for the listener, so this does not need the office to run.
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&office), sizeof office) == 0);
    const int yes = 1;
    REQUIRE(::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0);
    REQUIRE(::fcntl(socket_, F_SETFL, O_NONBLOCK) == 0);
}

raw_client::raw_client(std::uint16_t port, const manners& how) : raw_client(port) {
    context_ = {SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    SSL_CTX_set_max_proto_version(context_.get(), how.version);
    SSL_CTX_set1_groups_list(context_.get(), how.groups.c_str());
    ssl_ = {SSL_new(context_.get()), SSL_free};
    if (!how.alpn.empty()) {
        SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(how.alpn.data()),
                            static_cast<unsigned>(how.alpn.size()));
    }
    SSL_set_fd(ssl_.get(), socket_);
    SSL_set_connect_state(ssl_.get());
}

raw_client::~raw_client() {
    ssl_.reset();
    ::close(socket_);
}

raw_client::outcome raw_client::shake_hands() {
    if (reached_ != outcome::waiting)
        return reached_;
    ERR_clear_error();
    const int returned = SSL_do_handshake(ssl_.get());
    if (returned == 1)
        return reached_ = outcome::done;
    const int error = SSL_get_error(ssl_.get(), returned);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return outcome::waiting;
    const int reason = ERR_GET_REASON(ERR_peek_error());
    if (reason > SSL_AD_REASON_OFFSET)
        alert_ = SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET);
    ERR_clear_error();
    return reached_ = outcome::failed;
}

bool raw_client::send_plain(bytes_view data) {
    return ::send(socket_, data.data(), data.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(data.size());
}

bool raw_client::is_cut() {
    char thrown_away[4096];
    for (;;) {
        const auto got = ::recv(socket_, thrown_away, sizeof thrown_away, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        if (got < 0)
            return false;
    }
}

bool raw_client::send_secret(bytes_view data) {
    ERR_clear_error();
    return SSL_write(ssl_.get(), data.data(), static_cast<int>(data.size())) > 0;
}

void raw_client::fall_silent() {
    SSL_set_quiet_shutdown(ssl_.get(), 1);
    ssl_.reset();
    context_.reset();
}

}  // namespace pendata::testing
