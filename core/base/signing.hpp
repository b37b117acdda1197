// Ed25519 signatures by libsodium: what a tablet and an office prove and promise with.
#pragma once

#include <array>
#include <functional>

#include "core/base/bytes.hpp"

namespace pendata {

using public_key = std::array<unsigned char, 32>;
using key_seed = std::array<unsigned char, 32>;  // secret
using signature = std::array<unsigned char, 64>;

public_key public_key_of(const key_seed& seed);
signature sign(const key_seed& seed, bytes_view message);
bool verify(const public_key& by, bytes_view message, const signature& s);

// Signs with a key that stays where it is.
using signer = std::function<signature(bytes_view message)>;

}  // namespace pendata
