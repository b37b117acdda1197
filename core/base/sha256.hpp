// SHA-256 over pieces. The digest behind write ids, batch chains, fingerprints and the commit chain.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <initializer_list>

#include "core/base/bytes.hpp"

namespace pendata {

struct digest {
    std::array<unsigned char, 32> raw{};

    friend auto operator<=>(const digest&, const digest&) = default;
    bytes_view view() const { return {reinterpret_cast<const char*>(raw.data()), raw.size()}; }
    bool is_zero() const { return *this == digest{}; }

    // The 32 bytes of `data`; the caller has checked the length.
    static digest from(bytes_view data) {
        digest out;
        std::memcpy(out.raw.data(), data.data(), out.raw.size());
        return out;
    }
};

// The digest of the pieces one after another.
digest sha256(std::initializer_list<bytes_view> pieces);

inline digest sha256(bytes_view data) { return sha256({data}); }

}  // namespace pendata
