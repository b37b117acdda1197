// 256-bit sums.
#include "core/reconcile/fingerprint.hpp"

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"

namespace pendata {

namespace {

__extension__ using wide = unsigned __int128;
using limbs = std::array<std::uint64_t, 4>;

limbs limbs_of(const digest& d) {
    byte_reader in(d.view());
    limbs out{};
    for (std::size_t i = out.size(); i-- > 0;) out[i] = in.u64();
    return out;
}

void add_limbs(limbs& sum, const limbs& by) {
    wide carry = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        carry += static_cast<wide>(sum[i]) + by[i];
        sum[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
}

limbs negated(limbs of) {
    for (auto& limb : of) limb = ~limb;
    add_limbs(of, limbs{1, 0, 0, 0});
    return of;
}

}  // namespace

void fingerprint::add(const digest& part) {
    add_limbs(sum_, limbs_of(part));
    ++count_;
}

void fingerprint::remove(const digest& part) {
    add_limbs(sum_, negated(limbs_of(part)));
    --count_;
}

void fingerprint::add(const fingerprint& other) {
    add_limbs(sum_, other.sum_);
    count_ += other.count_;
}

void fingerprint::remove(const fingerprint& other) {
    add_limbs(sum_, negated(other.sum_));
    count_ -= other.count_;
}

std::array<unsigned char, 16> fingerprint::short_form() const {
    std::array<unsigned char, 16> out{};
    const bytes all = encoded();
    std::memcpy(out.data(), all.data(), out.size());
    return out;
}

bytes fingerprint::encoded() const {
    bytes out;
    byte_writer to(out);
    for (std::size_t i = sum_.size(); i-- > 0;) to.u64(sum_[i]);
    to.u64(count_);
    return out;
}

std::optional<fingerprint> fingerprint::decode(bytes_view data) {
    byte_reader in(data);
    fingerprint out;
    for (std::size_t i = out.sum_.size(); i-- > 0;) out.sum_[i] = in.u64();
    out.count_ = in.u64();
    if (!in.complete()) return std::nullopt;
    return out;
}

}  // namespace pendata
