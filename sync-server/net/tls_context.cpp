// One SSL_CTX for the whole office. Everything that is optional in TLS 1.3 is off, everything that
// has a choice has one or two.
#include "sync-server/net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <chrono>
#include <csignal>
#include <string_view>

#include "sync-server/auth/certificate.hpp"
#include "sync-server/net/net_limits.hpp"
#include "sync-server/net/tls_stream.hpp"

namespace pendata {

namespace {

// What may be spoken on the port, in the office's order of preference; a session_factory tells them
// apart by tls_peer::alpn. On the wire: never change.
constexpr std::string_view spoken[] = {"pendata/1"};

struct certificate_deleter {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct key_deleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

int choose_alpn(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                const unsigned char* offered, unsigned int offered_size, void*) {
    const std::string_view list(reinterpret_cast<const char*>(offered), offered_size);
    for (const auto& name : spoken) {
        for (std::size_t at = 0; at < list.size(); at += 1 + static_cast<unsigned char>(list[at])) {
            const auto entry = list.substr(at + 1, static_cast<unsigned char>(list[at]));
            if (entry != name)
                continue;
            *chosen = offered + at + 1;
            *chosen_size = static_cast<unsigned char>(entry.size());
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// choose_alpn is not asked when nothing was offered; who does not say what it speaks is refused
// here, before a signature is spent on it.
int require_alpn(SSL* ssl, int* alert, void*) {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &data,
                                  &size) == 1) {
        return SSL_CLIENT_HELLO_SUCCESS;
    }
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    return SSL_CLIENT_HELLO_ERROR;
}

int write_ticket_data(SSL* ssl, void*) {
    const auto& data = static_cast<const tls_stream*>(SSL_get_app_data(ssl))->next_ticket_data();
    return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), data.data(), data.size());
}

bool prepare(SSL_CTX* c) {
    // NO_TICKET does not mean none in TLS 1.3: it means tickets that are names of what we remember.
    SSL_CTX_set_options(c, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                               SSL_OP_IGNORE_UNEXPECTED_EOF);
    // RELEASE_BUFFERS: thousands of tablets stay connected and say little.
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_verify(c, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_alpn_select_cb(c, choose_alpn, nullptr);
    SSL_CTX_set_client_hello_cb(c, require_alpn, nullptr);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(c, static_cast<long>(limits::tickets));
    SSL_CTX_set_timeout(c, std::chrono::seconds(limits::ticket_lifetime).count());
    static constexpr unsigned char session_context = 1;
    return SSL_CTX_set_min_proto_version(c, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(c, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256") ==
               1 &&
           SSL_CTX_set1_groups_list(c, "X25519") == 1 &&
           SSL_CTX_set_session_id_context(c, &session_context, sizeof session_context) == 1 &&
           SSL_CTX_set_num_tickets(c, 0) == 1 && SSL_CTX_set_max_early_data(c, 0) == 1 &&
           SSL_CTX_set_session_ticket_cb(c, write_ticket_data, nullptr, nullptr) == 1;
}

}  // namespace

void tls_context::deleter::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}
tls_context::~tls_context() = default;

result<std::unique_ptr<tls_context>> tls_context::create(const office_certificate& certificate) {
    std::signal(SIGPIPE, SIG_IGN);
    std::unique_ptr<tls_context> made(new tls_context());
    made->context_.reset(SSL_CTX_new(TLS_server_method()));
    const bool ready = made->context_ && prepare(made->context_.get());
    ERR_clear_error();
    if (!ready)
        return errc::internal;
    PENDATA_CHECK(made->use(certificate));
    return made;
}

result<void> tls_context::use(const office_certificate& certificate) {
    const auto* leaf_at = reinterpret_cast<const unsigned char*>(certificate.leaf_der.data());
    const auto* key_at = reinterpret_cast<const unsigned char*>(certificate.key_der.data());
    const std::unique_ptr<X509, certificate_deleter> leaf(
        d2i_X509(nullptr, &leaf_at, static_cast<long>(certificate.leaf_der.size())));
    const std::unique_ptr<EVP_PKEY, key_deleter> key(
        d2i_AutoPrivateKey(nullptr, &key_at, static_cast<long>(certificate.key_der.size())));
    // Both or nothing: a half of each would refuse every tablet.
    const bool used =
        leaf && key && X509_check_private_key(leaf.get(), key.get()) == 1 &&
        SSL_CTX_use_cert_and_key(context_.get(), leaf.get(), key.get(), nullptr, 1) == 1;
    ERR_clear_error();
    if (!used)
        return errc::internal;
    return {};
}

}  // namespace pendata
