// The signature under the pinned Ed25519 key, then the date.
#include "client-lib/src/net/office_leaf.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <ctime>
#include <memory>

namespace pendata {

namespace {

struct key_deleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

}  // namespace

errc check_office_leaf(const X509* leaf, const tls_client::office_pin& pin) {
    if (leaf == nullptr)
        return errc::wrong_office;
    const std::unique_ptr<EVP_PKEY, key_deleter> key(EVP_PKEY_new_raw_public_key(
        EVP_PKEY_ED25519, nullptr, pin.identity.data(), pin.identity.size()));
    if (!key)
        return errc::no_memory;
    // X509_verify takes a pointer to a changeable certificate although it changes none of it.
    const bool signed_by_office = X509_verify(const_cast<X509*>(leaf), key.get()) == 1;
    const bool no_memory = ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
    ERR_clear_error();
    if (!signed_by_office)
        return no_memory ? errc::no_memory : errc::wrong_office;
    if (pin.time_floor_ms > 0) {
        const auto floor = static_cast<std::time_t>(pin.time_floor_ms / 1000);
        if (ASN1_TIME_cmp_time_t(X509_get0_notAfter(leaf), floor) < 0)
            return errc::tls_failed;
    }
    return errc::ok;
}

}  // namespace pendata
