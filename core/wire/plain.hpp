// Fixed-size values as bytes fields: ids, digests, signatures. All zeros are the empty field, so that what is
// not there costs nothing.
#pragma once

#include <algorithm>
#include <array>

#include "core/base/bytes.hpp"

namespace pendata::wire {

template <std::size_t Size>
bytes plain(const std::array<unsigned char, Size>& raw) {
    if (std::ranges::all_of(raw, [](unsigned char c) { return c == 0; })) return {};
    return bytes(reinterpret_cast<const char*>(raw.data()), Size);
}

template <std::size_t Size>
bool read_plain(bytes_view data, std::array<unsigned char, Size>& out) {
    out.fill(0);
    if (data.empty()) return true;
    if (data.size() != Size) return false;
    std::ranges::copy(data, out.begin());
    return true;
}

// Ids and digests hold their bytes in `raw`.
template <class Holder>
    requires requires(const Holder& h) { h.raw; }
bytes plain(const Holder& holder) {
    return plain(holder.raw);
}

template <class Holder>
    requires requires(Holder& h) { h.raw; }
bool read_plain(bytes_view data, Holder& out) {
    return read_plain(data, out.raw);
}

}  // namespace pendata::wire
