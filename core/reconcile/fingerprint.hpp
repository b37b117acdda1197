// Additive fingerprints (I10): the sum mod 2^256 of part digests, with the count. A fault detector kept up
// with every change; it proves nothing to anybody and authorises nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/base/sha256.hpp"

namespace pendata {

class fingerprint {
public:
    void add(const digest& part);
    void remove(const digest& part);
    void add(const fingerprint& other);
    void remove(const fingerprint& other);

    // How many parts are summed; wraps like the sum, so that a difference of two is a fingerprint as well.
    std::uint64_t count() const { return count_; }
    // The sum's first 16 bytes, big-endian: what travels.
    std::array<unsigned char, 16> short_form() const;
    // 40 bytes: sum and count, for stores.
    bytes encoded() const;
    static std::optional<fingerprint> decode(bytes_view data);

    friend bool operator==(const fingerprint&, const fingerprint&) = default;

private:
    std::array<std::uint64_t, 4> sum_{};  // least significant first
    std::uint64_t count_ = 0;
};

}  // namespace pendata
