// Marks of what was shown.
#include "core/cases/reviewed.hpp"

#include <algorithm>
#include <functional>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"
#include "core/base/sha256.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t shown_form = 1;  // never change
constexpr std::uint8_t whole_form = 2;

value_mark mark_of(const std::set<value_mark>& values) {
    bytes all;
    byte_writer to(all);
    for (const auto mark : values) to.u64(mark);
    const digest d = sha256({"pendata.reviewed.whole.1", all});
    byte_reader in(d.view());
    return in.u64();
}

bytes encode_wholes(std::span<const shown_part> parts) {
    bytes out;
    byte_writer to(out);
    to.u8(whole_form);
    for (const auto& p : parts) {
        to.raw(p.record.view());
        to.u8(p.room);
        to.u64(p.whole ? *p.whole : mark_of(p.values));
    }
    return out;
}

}  // namespace

const cell* record_cells::find(std::uint16_t field) const {
    for (const auto& c : cells) {
        if (c.key.kind == kind && c.key.field == field && c.key.element.empty()) return &c;
    }
    return nullptr;
}

std::optional<std::int64_t> record_cells::number(std::uint16_t field) const {
    const auto* c = find(field);
    if (c == nullptr || c->content.type() != value_type::integer) return std::nullopt;
    return c->content.as_integer();
}

value_mark mark_of(const cell& c) {
    bytes key;
    append_canonical(key, c.key);
    const digest d = sha256({"pendata.reviewed.1", key, c.content.encoded()});
    byte_reader in(d.view());
    return in.u64();
}

bool counts_as_shown(const dictionary& words, const cell& c) {
    const field_def* field = words.find(c.key);
    if (field == nullptr) return true;  // somebody's words, whatever they mean
    if (field->merge == policy::office) return false;
    if (c.key.kind != kinds::assignment) return true;
    namespace names = fields::assignment;
    constexpr std::uint16_t own[] = {names::status, names::status_reason, names::closing_reason, names::reviewed};
    return std::find(std::begin(own), std::end(own), c.key.field) == std::end(own);
}

std::vector<shown_part> parts_shown(const dictionary& words, std::span<const record_cells> records) {
    std::vector<shown_part> out;
    for (const auto& r : records) {
        for (const auto& c : r.cells) {
            if (!counts_as_shown(words, c)) continue;
            auto at = std::find_if(out.begin(), out.end(), [&](const shown_part& p) { return p.record == r.id && p.room == c.room; });
            if (at == out.end()) at = out.insert(out.end(), shown_part{r.id, c.room, {}, {}});
            at->values.insert(mark_of(c));
        }
    }
    std::sort(out.begin(), out.end(), [](const shown_part& a, const shown_part& b) {
        return std::pair(a.record, a.room) < std::pair(b.record, b.room);
    });
    return out;
}

std::vector<cell> not_as_shown(const dictionary& words, std::span<const record_cells> records, const shown_part& shown,
                               stamp_time approved) {
    std::vector<cell> there;
    std::set<value_mark> values;
    for (const auto& r : records) {
        if (r.id != shown.record) continue;
        for (const auto& c : r.cells) {
            if (c.room != shown.room || !counts_as_shown(words, c)) continue;
            there.push_back(c);
            values.insert(mark_of(c));
        }
    }
    if (!shown.whole) {
        std::erase_if(there, [&](const cell& c) { return shown.values.contains(mark_of(c)); });
        return there;
    }
    if (*shown.whole == mark_of(values)) return {};
    const auto is_later = [&](const cell& c) { return c.at.time > approved; };
    if (std::any_of(there.begin(), there.end(), is_later)) std::erase_if(there, std::not_fn(is_later));
    return there;
}

bytes encode_shown(std::span<const shown_part> parts) {
    if (std::any_of(parts.begin(), parts.end(), [](const shown_part& p) { return p.whole.has_value(); })) return encode_wholes(parts);
    bytes out;
    byte_writer to(out);
    to.u8(shown_form);
    for (const auto& p : parts) {
        to.raw(p.record.view());
        to.u8(p.room);
        to.u32(static_cast<std::uint32_t>(p.values.size()));
        for (const auto mark : p.values) to.u64(mark);
    }
    constexpr std::size_t of_the_value = 16;  // around the octets
    return out.size() + of_the_value > limits::value_bytes ? encode_wholes(parts) : out;
}

std::optional<std::vector<shown_part>> decode_shown(bytes_view encoded) {
    byte_reader in(encoded);
    const auto form = in.u8();
    if (form != shown_form && form != whole_form) return std::nullopt;
    std::vector<shown_part> out;
    while (!in.failed() && !in.at_end()) {
        shown_part p;
        p.record = in.id<record_id>();
        p.room = in.u8();
        if (form == whole_form) {
            p.whole = in.u64();
            out.push_back(std::move(p));
            continue;
        }
        const auto count = in.u32();
        if (count > in.left() / sizeof(value_mark)) return std::nullopt;
        for (std::uint32_t i = 0; i < count; ++i) p.values.insert(in.u64());
        out.push_back(std::move(p));
    }
    if (in.failed()) return std::nullopt;
    return out;
}

}  // namespace pendata
