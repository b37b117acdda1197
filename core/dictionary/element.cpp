// Encoding of set elements.
#include "core/dictionary/element.hpp"

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace {

const value& present() {
    static const value one = value::integer(1);
    return one;
}

bool read_key(const field_def& field, bytes_view element, element_members& out) {
    byte_reader in(element);
    for (std::size_t i = 0; i < field.members().size(); ++i) {
        if (!field.members()[i].key)
            continue;
        const bytes_view encoded = in.sized(limits::element_bytes);
        if (encoded.empty())
            continue;
        auto content = value::decode(encoded);
        if (content.has_error() || content->is_cleared())
            return false;
        out.known[i] = std::move(*content);
    }
    return in.complete();
}

bool read_rest(const field_def& field, const value& content, element_members& out) {
    if (content.is_cleared() || content == present())
        return true;
    if (content.type() != value_type::octets)
        return false;
    byte_reader in(content.as_octets());
    std::uint64_t previous = 0;
    while (!in.at_end()) {
        const std::uint64_t number = in.varint();
        auto member = value::decode(in.sized(limits::value_bytes));
        if (in.failed() || number <= previous || number > 0xffff)
            return false;
        if (member.has_error() || member->is_cleared())
            return false;
        previous = number;
        bool known = false;
        for (std::size_t i = 0; i < field.members().size(); ++i) {
            if (field.members()[i].number != number)
                continue;
            if (field.members()[i].key)
                return false;
            out.known[i] = *member;
            known = true;
        }
        if (!known)
            out.unknown.push_back({static_cast<std::uint16_t>(number), std::move(*member)});
    }
    return in.complete() && previous != 0;
}

}  // namespace

set_element make_element(const value& content) {
    return {content.encoded(), present()};
}

set_element make_element(const field_def& field, std::span<const value> members) {
    PENDATA_ASSERT(members.size() == field.members().size());
    set_element out;
    bytes rest;
    byte_writer key(out.key);
    byte_writer others(rest);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const bool absent = members[i].is_cleared();
        if (field.members()[i].key) {
            key.sized(absent ? bytes_view{} : bytes_view(members[i].encoded()));
        } else if (!absent) {
            others.varint(field.members()[i].number);
            others.sized(members[i].encoded());
        }
    }
    out.content = rest.empty() ? present() : value::octets(rest);
    return out;
}

std::optional<value> plain_element(bytes_view element) {
    auto content = value::decode(element);
    if (content.has_error() || content->is_cleared())
        return std::nullopt;
    return std::move(*content);
}

std::optional<element_members> keyed_element(const field_def& field, bytes_view element,
                                             const value& content) {
    element_members out;
    out.known.resize(field.members().size());
    if (!read_key(field, element, out) || !read_rest(field, content, out))
        return std::nullopt;
    return out;
}

}  // namespace pendata
