// Printing and reading stamps.
#include "core/model/stamp_text.hpp"

#include <charconv>

namespace pendata {

std::string to_text(const stamp& s) {
    return std::to_string(s.generation) + "." + std::to_string(s.rank) + "." + std::to_string(s.time) + "." + to_string(s.replica);
}

namespace {

// Reads a number and the dot behind it.
template <class Number>
bool take(std::string_view& text, Number& out) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr == text.data() + text.size() || *read.ptr != '.') return false;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
    return true;
}

}  // namespace

std::optional<stamp> stamp_from_text(std::string_view text) {
    stamp s;
    if (!take(text, s.generation) || !take(text, s.rank) || !take(text, s.time)) return std::nullopt;
    const auto replica = parse_id<replica_id>(text);
    if (!replica) return std::nullopt;
    s.replica = *replica;
    return s;
}

}  // namespace pendata
