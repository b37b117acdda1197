// The dice are libsodium's.
#include "sync-server/office/fresh_id.hpp"

#include <sodium.h>

#include "core/base/assert.hpp"

namespace pendata {

namespace {

template <std::size_t Size>
std::array<unsigned char, Size> dice() {
    PENDATA_ASSERT(sodium_init() >= 0);
    std::array<unsigned char, Size> out;
    randombytes_buf(out.data(), out.size());
    return out;
}

}  // namespace

std::array<unsigned char, 10> ten_dice() { return dice<10>(); }
std::array<unsigned char, 16> fresh_secret() { return dice<16>(); }

}  // namespace pendata
