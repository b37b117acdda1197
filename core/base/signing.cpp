// Ed25519 by libsodium.
#include "core/base/signing.hpp"

#include <sodium.h>

#include "core/base/assert.hpp"

namespace pendata {

namespace {

struct key_pair {
    public_key open{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};

    explicit key_pair(const key_seed& seed) {
        PENDATA_ASSERT(sodium_init() >= 0);
        PENDATA_ASSERT(crypto_sign_seed_keypair(open.data(), secret.data(), seed.data()) == 0);
    }
    ~key_pair() { sodium_memzero(secret.data(), secret.size()); }
    key_pair(const key_pair&) = delete;
    key_pair& operator=(const key_pair&) = delete;
};

const unsigned char* raw(bytes_view data) { return reinterpret_cast<const unsigned char*>(data.data()); }

}  // namespace

public_key public_key_of(const key_seed& seed) { return key_pair(seed).open; }

signature sign(const key_seed& seed, bytes_view message) {
    const key_pair keys(seed);
    signature out;
    PENDATA_ASSERT(crypto_sign_detached(out.data(), nullptr, raw(message), message.size(), keys.secret.data()) == 0);
    return out;
}

bool verify(const public_key& by, bytes_view message, const signature& s) {
    PENDATA_ASSERT(sodium_init() >= 0);
    return crypto_sign_verify_detached(s.data(), raw(message), message.size(), by.data()) == 0;
}

}  // namespace pendata
