// Born of the system's randomness, wiped when it goes.
#include "client-lib/src/net/device_key.hpp"

#include <sodium.h>

#include <utility>

#include "core/base/assert.hpp"

namespace pendata {

device_key device_key::generate() {
    PENDATA_ASSERT(sodium_init() >= 0);
    key_seed seed;
    randombytes_buf(seed.data(), seed.size());
    device_key made(seed);
    sodium_memzero(seed.data(), seed.size());
    return made;
}

device_key::device_key(const key_seed& seed) : seed_(seed), public_(public_key_of(seed)) {}

device_key::device_key(device_key&& other) noexcept : seed_(other.seed_), public_(other.public_) {
    sodium_memzero(other.seed_.data(), other.seed_.size());
}

device_key& device_key::operator=(device_key&& other) noexcept {
    std::swap(seed_, other.seed_);
    std::swap(public_, other.public_);
    return *this;
}

device_key::~device_key() {
    sodium_memzero(seed_.data(), seed_.size());
}

}  // namespace pendata
