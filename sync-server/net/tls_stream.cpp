// Steps over one SSL object. OpenSSL's error queue is per thread and sticky: it is emptied around
// each.
#include "sync-server/net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

#include "core/base/assert.hpp"
#include "sync-server/net/tls_context.hpp"

namespace pendata {

namespace {

// On the wire: never change.
constexpr char exporter_label[] = "EXPORTER-pendata-device-1";
constexpr std::size_t exporter_bytes = 32;

}  // namespace

void tls_stream::deleter::operator()(ssl_st* ssl) const {
    SSL_free(ssl);
}

tls_stream::~tls_stream() {
    // OpenSSL forgets the ticket of a connection that ended without a goodbye. On a mobile network
    // that is most of them, and TLS 1.3 does not ask for it.
    if (ssl_)
        SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

std::unique_ptr<tls_stream> tls_stream::create(const tls_context& context, int socket) {
    std::unique_ptr<tls_stream> made(new tls_stream());
    made->ssl_.reset(SSL_new(context.native()));
    SSL* ssl = made->ssl_.get();
    const bool ready = ssl != nullptr && SSL_set_fd(ssl, socket) == 1;
    ERR_clear_error();
    if (!ready)
        return nullptr;
    SSL_set_app_data(ssl, made.get());
    SSL_set_accept_state(ssl);
    return made;
}

tls_stream::step tls_stream::outcome(int returned) {
    if (returned == 1)
        return step::done;
    switch (SSL_get_error(ssl_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return step::wants_read;
        case SSL_ERROR_WANT_WRITE:
            return step::wants_write;
        case SSL_ERROR_SSL:
            failure_ = errc::tls_failed;
            break;
        default:
            failure_ = errc::connection_lost;
            break;
    }
    ERR_clear_error();
    return step::failed;
}

tls_stream::step tls_stream::handshake() {
    ERR_clear_error();
    return outcome(SSL_do_handshake(ssl_.get()));
}

tls_stream::step tls_stream::read(char* buffer, std::size_t size, std::size_t& got) {
    ERR_clear_error();
    got = 0;
    return outcome(SSL_read_ex(ssl_.get(), buffer, size, &got));
}

tls_stream::step tls_stream::write(bytes_view data, std::size_t& taken) {
    ERR_clear_error();
    taken = 0;
    return outcome(SSL_write_ex(ssl_.get(), data.data(), data.size(), &taken));
}

tls_stream::step tls_stream::issue_ticket(bytes data) {
    ERR_clear_error();
    next_ticket_data_ = std::move(data);
    if (SSL_new_session_ticket(ssl_.get()) != 1) {
        ERR_clear_error();
        return step::done;  // no ticket is no failure: the next handshake is a full one
    }
    return handshake();
}

void tls_stream::leave() {
    ERR_clear_error();
    if (failure_ == errc::ok && SSL_is_init_finished(ssl_.get()))
        SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

std::string tls_stream::alpn() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

bytes tls_stream::exporter() const {
    bytes out(exporter_bytes, '\0');
    const int made = SSL_export_keying_material(
        ssl_.get(), reinterpret_cast<unsigned char*>(out.data()), out.size(), exporter_label,
        sizeof exporter_label - 1, nullptr, 0, 0);
    PENDATA_ASSERT(made == 1);
    return out;
}

bool tls_stream::resumed() const {
    return SSL_session_reused(ssl_.get()) == 1;
}

bytes tls_stream::ticket_data() const {
    void* data = nullptr;
    std::size_t size = 0;
    SSL_SESSION* session = SSL_get_session(ssl_.get());
    if (!resumed() || session == nullptr)
        return {};
    if (SSL_SESSION_get0_ticket_appdata(session, &data, &size) != 1)
        return {};
    return {static_cast<const char*>(data), size};
}

}  // namespace pendata
