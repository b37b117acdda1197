// One SSL object per connection, with its own context: a tablet opens few connections, and each may
// pin another office.
#include "client-lib/src/net/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>

#include "client-lib/src/net/office_leaf.hpp"
#include "client-lib/src/net/socket_bio.hpp"
#include "client-lib/src/net/stored_ticket.hpp"
#include "core/base/assert.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace {

// On the wire: never change.
constexpr unsigned char sync_alpn[] = "\x09pendata/1";
constexpr char exporter_label[] = "EXPORTER-pendata-device-1";
constexpr std::size_t exporter_bytes = 32;

constexpr long certificate_limit = 8 * 1024;  // the office's has less than 300 bytes
constexpr std::size_t record_bytes = 16 * 1024;

struct context_deleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct ssl_deleter {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

bool speaks_pendata(const SSL* ssl) {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    return size == sync_alpn[0] && std::equal(name, name + size, sync_alpn + 1);
}

}  // namespace

struct tls_client::impl {
    office_pin pin;
    socket_traffic traffic;
    errc refusal = errc::ok;  // of the office's certificate
    errc failure = errc::ok;
    bytes offered_ticket;
    bytes fresh_ticket;
    std::unique_ptr<SSL_CTX, context_deleter> context;
    std::unique_ptr<SSL, ssl_deleter> ssl;

    bool prepare_context();
    bool prepare_ssl(bytes_view ticket);
    step outcome(int returned);
    errc reason_of(int error) const;

    static int on_certificate(X509_STORE_CTX* store, void* self);
    static int on_ticket(SSL* ssl, SSL_SESSION* session);
};

bool tls_client::impl::prepare_context() {
    context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* c = context.get();
    if (c == nullptr)
        return false;
    SSL_CTX_set_options(c, SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_max_cert_list(c, certificate_limit);
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(c, on_certificate, this);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(c, on_ticket);
    // One choice of each kind keeps the hello short: every name in it goes over a 2G link. What
    // makes TLS 1.3 look like 1.2 stays on, although it costs some 75 bytes: offices sit behind
    // firewalls that break what they do not know, and then nothing gets through at all.
    return SSL_CTX_set_min_proto_version(c, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(c, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256") ==
               1 &&
           SSL_CTX_set1_groups_list(c, "X25519") == 1 &&
           SSL_CTX_set1_sigalgs_list(c, "ECDSA+SHA256") == 1 &&
           SSL_CTX_set_alpn_protos(c, sync_alpn, sizeof sync_alpn - 1) == 0;
}

bool tls_client::impl::prepare_ssl(bytes_view ticket) {
    ssl.reset(SSL_new(context.get()));
    if (!ssl)
        return false;
    SSL_set_app_data(ssl.get(), this);
    SSL_set_connect_state(ssl.get());
    const session_ptr session = unpack_ticket(ticket);
    if (!session || check_office_leaf(SSL_SESSION_get0_peer(session.get()), pin) != errc::ok)
        return true;
    // How old the ticket is, the office knows better than our clock; told "fresh", OpenSSL asks it.
    SSL_SESSION_set_time(session.get(), static_cast<long>(std::time(nullptr)));
    if (SSL_set_session(ssl.get(), session.get()) == 1)
        offered_ticket = ticket;
    return true;
}

int tls_client::impl::on_certificate(X509_STORE_CTX* store, void* self) {
    auto& client = *static_cast<impl*>(self);
    client.refusal = check_office_leaf(X509_STORE_CTX_get0_cert(store), client.pin);
    if (client.refusal == errc::ok)
        return 1;
    X509_STORE_CTX_set_error(store, client.refusal == errc::wrong_office
                                        ? X509_V_ERR_CERT_UNTRUSTED
                                        : X509_V_ERR_CERT_HAS_EXPIRED);
    return 0;
}

int tls_client::impl::on_ticket(SSL* ssl, SSL_SESSION* session) {
    try {
        static_cast<impl*>(SSL_get_app_data(ssl))->fresh_ticket = pack_ticket(session);
    } catch (const std::bad_alloc&) {
        // Nothing may fly through OpenSSL; the next connection costs a full handshake.
    }
    return 0;  // the session stays OpenSSL's
}

errc tls_client::impl::reason_of(int error) const {
    if (refusal != errc::ok)
        return refusal;
    if (error == SSL_ERROR_SYSCALL || error == SSL_ERROR_ZERO_RETURN)
        return errc::connection_lost;
    // What it lacked memory for, OpenSSL says first.
    if (ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE)
        return errc::no_memory;
    const bool cut = ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    return cut ? errc::connection_lost : errc::tls_failed;
}

tls_client::step tls_client::impl::outcome(int returned) {
    if (returned == 1)
        return step::done;
    const int error = SSL_get_error(ssl.get(), returned);
    if (error == SSL_ERROR_WANT_READ)
        return step::wants_read;
    if (error == SSL_ERROR_WANT_WRITE)
        return step::wants_write;
    failure = reason_of(error);
    // A ticket the office chokes on must not be offered for ever.
    if (failure == errc::tls_failed && !SSL_is_init_finished(ssl.get()))
        offered_ticket.clear();
    ERR_clear_error();
    return step::failed;
}

tls_client::tls_client(std::unique_ptr<impl> made) : impl_(std::move(made)) {}
tls_client::~tls_client() = default;

result<std::unique_ptr<tls_client>> tls_client::create(const office_pin& pin, bytes_view ticket,
                                                       bool small_records) {
    auto made = std::make_unique<impl>();
    made->pin = pin;
    const bool ready =
        made->prepare_context() && made->prepare_ssl(ticket) &&
        (!small_records ||
         SSL_set_max_send_fragment(made->ssl.get(), limits::small_record_bytes) == 1);
    ERR_clear_error();
    if (!ready)
        return errc::no_memory;
    return std::unique_ptr<tls_client>(new tls_client(std::move(made)));
}

result<void> tls_client::attach(int socket) {
    BIO* bio = make_socket_bio(socket, impl_->traffic);
    if (bio == nullptr)
        return errc::no_memory;
    SSL_set_bio(impl_->ssl.get(), bio, bio);
    return {};
}

tls_client::step tls_client::handshake() {
    ERR_clear_error();
    const step reached = impl_->outcome(SSL_do_handshake(impl_->ssl.get()));
    if (reached != step::done || speaks_pendata(impl_->ssl.get()))
        return reached;
    impl_->failure = errc::tls_failed;
    return step::failed;
}

tls_client::step tls_client::read(bytes& out, std::size_t most) {
    const std::size_t before = out.size();
    while (out.size() - before < most) {
        const std::size_t end = out.size();
        std::size_t got = 0;
        out.resize(end + record_bytes);
        ERR_clear_error();
        const int returned = SSL_read_ex(impl_->ssl.get(), out.data() + end, record_bytes, &got);
        out.resize(end + got);
        if (returned == 1)
            continue;
        const step reached = impl_->outcome(returned);
        // What came before the end is handed over first; the end is met again at the next call.
        return out.size() > before ? step::done : reached;
    }
    return step::done;
}

tls_client::step tls_client::write(bytes_view data, std::size_t& taken) {
    ERR_clear_error();
    taken = 0;
    return impl_->outcome(SSL_write_ex(impl_->ssl.get(), data.data(), data.size(), &taken));
}

void tls_client::leave() {
    ERR_clear_error();
    if (impl_->failure == errc::ok && SSL_is_init_finished(impl_->ssl.get()))
        SSL_shutdown(impl_->ssl.get());
    ERR_clear_error();
}

errc tls_client::failure() const {
    return impl_->failure;
}

result<bytes> tls_client::exporter() const {
    bytes out(exporter_bytes, '\0');
    const int made = SSL_export_keying_material(
        impl_->ssl.get(), reinterpret_cast<unsigned char*>(out.data()), out.size(), exporter_label,
        sizeof exporter_label - 1, nullptr, 0, 0);
    ERR_clear_error();
    if (made != 1)
        return errc::no_memory;
    return out;
}

bool tls_client::resumed() const {
    return SSL_session_reused(impl_->ssl.get()) == 1;
}

bytes tls_client::newest_ticket() const {
    if (!impl_->fresh_ticket.empty())
        return impl_->fresh_ticket;
    // After a full handshake the office has shown that it does not take the ticket we offered.
    const bool declined = SSL_is_init_finished(impl_->ssl.get()) && !resumed();
    return declined ? bytes() : impl_->offered_ticket;
}

std::uint64_t tls_client::bytes_up() const {
    return impl_->traffic.up;
}
std::uint64_t tls_client::bytes_down() const {
    return impl_->traffic.down;
}

}  // namespace pendata
