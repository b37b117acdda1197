// Normal form through utf8proc; its buffers are malloc's and are taken over at once.
#include "core/dictionary/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace pendata {

namespace {

using code_point = utf8proc_int32_t;

// The next code point, moving `text` past it; negative for what is no UTF-8.
code_point next(std::string_view& text) {
    code_point point = -1;
    const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (used <= 0)
        return -1;
    text.remove_prefix(static_cast<std::size_t>(used));
    return point;
}

void append(std::string& out, code_point point) {
    utf8proc_uint8_t encoded[4];
    const auto size = utf8proc_encode_char(point, encoded);
    out.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
}

bool is_line_break(code_point p) {
    return p == '\n' || p == '\r' || p == 0x85 || p == 0x2028 || p == 0x2029;
}

bool is_blank(code_point p) {
    return p == ' ' || p == '\t' || p == 0xa0 || p == 0x1680 || (p >= 0x2000 && p <= 0x200a) ||
           p == 0x202f || p == 0x205f || p == 0x3000;
}

// Shows nothing and takes no room: two names that differ by it look the same.
bool is_invisible(code_point p) {
    return p == 0x200b || p == 0xfeff;
}

bool is_control(code_point p) {
    return p < 0x20 || (p >= 0x7f && p < 0xa0);
}

std::optional<std::string> mapped(std::string_view text, utf8proc_option_t options) {
    utf8proc_uint8_t* raw = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &raw, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
    if (size < 0)
        return std::nullopt;
    return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The blanks between two words, as they will stand.
struct gap {
    bool any = false;
    int breaks = 0;
    bool after_return = false;

    void take(code_point p, bool lines) {
        any = true;
        if (lines && is_line_break(p) && !(p == '\n' && after_return))
            ++breaks;
        after_return = p == '\r';
    }
    std::string_view text() const { return breaks == 0 ? " " : breaks == 1 ? "\n" : "\n\n"; }
};

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (next(text) < 0)
            return false;
    }
    return true;
}

std::optional<std::string> normal_text(std::string_view text, bool lines) {
    std::string folded;
    folded.reserve(text.size());
    gap between;
    while (!text.empty()) {
        const code_point p = next(text);
        if (p < 0)
            return std::nullopt;
        if (is_blank(p) || is_line_break(p)) {
            between.take(p, lines);
            continue;
        }
        if (is_control(p))
            return std::nullopt;
        if (is_invisible(p))
            continue;
        if (between.any && !folded.empty())
            folded.append(between.text());
        between = gap{};
        append(folded, p);
    }
    // Plain ASCII is in normal form already, and most texts are.
    if (is_ascii(folded))
        return folded;
    // Folding comes first: what it takes out may have stood between a letter and its accent.
    return mapped(folded, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::size_t length_in_characters(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text)
        length += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1u : 0u;
    return length;
}

std::string fold_case(std::string_view text) {
    const auto folded = mapped(text, static_cast<utf8proc_option_t>(
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    return folded ? *folded : std::string(text);
}

}  // namespace pendata
