// The form in which a closing lies in the office's store.
#include "core/closing/closing.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t closing_form = 1;  // never change
constexpr std::uint8_t whole_entry = 1;
constexpr std::uint8_t erased_entry = 2;
constexpr std::size_t text_bytes = 1024;

void put_entry(byte_writer& to, const list_entry& e) {
    to.raw(e.assignment.view());
    to.raw(e.subject.view());
    to.u8(e.is_erased ? erased_entry : whole_entry);
    to.raw(e.leaf.view());
    if (e.is_erased) return;
    to.varint(e.cells.size());
    for (const auto& c : e.cells) {
        to.varint(c.key.kind);
        to.varint(c.key.field);
        to.sized(c.key.element);
        to.sized(c.content.encoded());
    }
}

digest read_digest(byte_reader& in) {
    const auto data = in.raw(sizeof(digest::raw));
    return in.failed() ? digest{} : digest::from(data);
}

listed_cell read_listed_cell(byte_reader& in) {
    listed_cell c;
    c.key.kind = static_cast<std::uint16_t>(in.varint());
    c.key.field = static_cast<std::uint16_t>(in.varint());
    c.key.element = bytes(in.sized(limits::element_bytes));
    const auto content = value::decode(in.sized(limits::encoded_value_bytes));
    if (content.has_error()) {
        in.fail();
        return c;
    }
    c.content = *content;
    return c;
}

list_entry read_entry(byte_reader& in) {
    list_entry e;
    e.assignment = in.id<record_id>();
    e.subject = in.id<record_id>();
    const auto form = in.u8();
    e.is_erased = form == erased_entry;
    e.leaf = read_digest(in);
    if (form != whole_entry && form != erased_entry) in.fail();
    if (e.is_erased || in.failed()) return e;
    for (auto left = in.varint(); left > 0 && !in.failed(); --left) e.cells.push_back(read_listed_cell(in));
    // One that was altered on disk proves nothing.
    if (!std::is_sorted(e.cells.begin(), e.cells.end()) || leaf_of(e) != e.leaf) in.fail();
    return e;
}

category_count read_count(byte_reader& in) {
    category_count c;
    c.category = static_cast<std::int32_t>(in.zigzag());
    c.counted = in.u8() != 0;
    for (auto* number : {&c.men, &c.women, &c.sex_unknown, &c.families, &c.groups}) *number = static_cast<std::uint32_t>(in.varint());
    return c;
}

}  // namespace

bytes encode_closing(const closing& what) {
    bytes out;
    byte_writer to(out);
    to.u8(closing_form);
    to.raw(what.batch.view());
    to.varint(what.correction);
    for (const auto* text : {&what.village, &what.village_name, &what.period, &what.minutes, &what.list_version, &what.vintage}) to.sized(*text);
    to.raw(what.data.segment.view());
    to.u64(what.data.at);
    to.u64(what.data.hash);
    to.varint(what.lists.size());
    for (const auto& list : what.lists) {
        to.u8(list.room);
        to.varint(list.entries.size());
        for (const auto& e : list.entries) put_entry(to, e);
    }
    to.varint(what.counts.size());
    for (const auto& c : what.counts) {
        to.zigzag(c.category);
        to.u8(c.counted ? 1 : 0);
        for (const auto number : {c.men, c.women, c.sex_unknown, c.families, c.groups}) to.varint(number);
    }
    return out;
}

std::optional<closing> decode_closing(bytes_view encoded) {
    byte_reader in(encoded);
    if (in.u8() != closing_form) return std::nullopt;
    closing out;
    out.batch = in.id<record_id>();
    out.correction = static_cast<std::uint32_t>(in.varint());
    for (auto* text : {&out.village, &out.village_name, &out.period, &out.minutes, &out.list_version, &out.vintage}) *text = std::string(in.sized(text_bytes));
    out.data.segment = in.id<segment_id>();
    out.data.at = in.u64();
    out.data.hash = in.u64();
    for (auto lists = in.varint(); lists > 0 && !in.failed(); --lists) {
        village_list list;
        list.room = in.u8();
        for (auto left = in.varint(); left > 0 && !in.failed(); --left) list.entries.push_back(read_entry(in));
        out.lists.push_back(std::move(list));
    }
    for (auto left = in.varint(); left > 0 && !in.failed(); --left) out.counts.push_back(read_count(in));
    if (!in.complete()) return std::nullopt;
    return out;
}

}  // namespace pendata
