// Small pieces both directions of the codec are made of: differences, sized blobs, id columns, and cursors that
// notice a column which ends too early or too late.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/id.hpp"

namespace pendata::wire {

// Differences are modulo 2^64, so that no pair of numbers is out of reach.
constexpr std::int64_t difference(std::uint64_t to, std::uint64_t from) { return static_cast<std::int64_t>(to - from); }
constexpr std::uint64_t moved(std::uint64_t from, std::int64_t by) { return from + static_cast<std::uint64_t>(by); }

constexpr std::uint64_t to_zigzag(std::int64_t v) {
    return static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t from_zigzag(std::uint64_t v) {
    return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

inline constexpr std::size_t id_bytes = 16;
inline constexpr std::size_t tail_bytes = 10;

// The first 48 bits of an id: of a UUIDv7, milliseconds.
template <class Id>
std::uint64_t first_bits(const Id& id) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < id_bytes - tail_bytes; ++i) out = out << 8 | id.raw[i];
    return out;
}

template <class Ids>
void append_ids(bytes& out, const Ids& ids) {
    out.reserve(out.size() + ids.size() * id_bytes);
    for (const auto& id : ids) out.append(id.view());
}

// Ids as time and tail: `base[i]`, where known, is what id i's time is counted from; else the id before.
template <class Id>
void append_ids(google::protobuf::RepeatedField<std::int64_t>& times, bytes& tails, const std::vector<Id>& ids,
                const std::vector<std::optional<std::uint64_t>>& base = {}) {
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::uint64_t time = first_bits(ids[i]);
        times.Add(difference(time, i < base.size() && base[i] ? *base[i] : before));
        tails.append(ids[i].view().substr(id_bytes - tail_bytes));
        before = time;
    }
}

template <class Lengths>
void add_sized(Lengths& lengths, bytes& blob, bytes_view data) {
    lengths.Add(static_cast<std::uint32_t>(data.size()));
    blob.append(data);
}

template <class... Columns>
void drop_zeros(Columns&... columns) {
    const auto drop = [](auto& column) {
        if (std::ranges::all_of(column, [](auto v) { return v == 0; })) column.Clear();
    };
    (drop(columns), ...);
}

// Set once anything does not fit; read at the end.
struct reading {
    bool failed = false;

    // False, and failed, unless `holds`.
    bool check(bool holds) {
        failed = failed || !holds;
        return holds;
    }
};

// Goes through a column. One that was left out is all zeros.
template <class T>
class column_cursor {
public:
    column_cursor(const google::protobuf::RepeatedField<T>& column, reading& state)
        : column_(column), state_(state) {}

    T next() {
        if (column_.empty()) return 0;
        if (!state_.check(at_ < column_.size())) return 0;
        return column_[at_++];
    }
    // Every entry was read.
    bool finished() const { return at_ == column_.size(); }

private:
    const google::protobuf::RepeatedField<T>& column_;
    reading& state_;
    int at_ = 0;
};

// Goes through a blob in pieces.
class blob_cursor {
public:
    blob_cursor(bytes_view blob, reading& state) : left_(blob), state_(state) {}

    bytes_view next(std::size_t size) {
        if (!state_.check(size <= left_.size())) return {};
        const bytes_view out = left_.substr(0, size);
        left_.remove_prefix(size);
        return out;
    }
    bool finished() const { return left_.empty(); }

private:
    bytes_view left_;
    reading& state_;
};

// False unless `data` is whole ids.
template <class Id>
bool read_ids(bytes_view data, std::vector<Id>& out) {
    if (data.size() % id_bytes != 0) return false;
    out.reserve(data.size() / id_bytes);
    for (; !data.empty(); data.remove_prefix(id_bytes)) out.push_back(Id::from(data));
    return true;
}

// The other way of append_ids with times. False where times and tails do not match.
template <class Id>
bool read_ids(const google::protobuf::RepeatedField<std::int64_t>& times, bytes_view tails, std::vector<Id>& out,
              const std::vector<std::optional<std::uint64_t>>& base = {}) {
    const auto count = static_cast<std::size_t>(times.size());
    if (tails.size() != count * tail_bytes) return false;
    out.reserve(count);
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t from = i < base.size() && base[i] ? *base[i] : before;
        const std::uint64_t time = moved(from, times[static_cast<int>(i)]);
        if (time >> 48 != 0) return false;
        Id id;
        for (std::size_t b = 0; b < 6; ++b) id.raw[b] = static_cast<unsigned char>(time >> (40 - 8 * b));
        std::memcpy(id.raw.data() + 6, tails.data() + i * tail_bytes, tail_bytes);
        out.push_back(id);
        before = time;
    }
    return true;
}

}  // namespace pendata::wire
