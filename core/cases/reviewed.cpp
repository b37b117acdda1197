// Marks of what was shown.
#include "core/cases/reviewed.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"
#include "core/base/sha256.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t shown_form = 1;  // never change

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
            if (at == out.end()) at = out.insert(out.end(), shown_part{r.id, c.room, {}});
            at->values.insert(mark_of(c));
        }
    }
    std::sort(out.begin(), out.end(), [](const shown_part& a, const shown_part& b) {
        return std::pair(a.record, a.room) < std::pair(b.record, b.room);
    });
    return out;
}

bytes encode_shown(std::span<const shown_part> parts) {
    bytes out;
    byte_writer to(out);
    to.u8(shown_form);
    for (const auto& p : parts) {
        to.raw(p.record.view());
        to.u8(p.room);
        to.u32(static_cast<std::uint32_t>(p.values.size()));
        for (const auto mark : p.values) to.u64(mark);
    }
    return out;
}

std::optional<std::vector<shown_part>> decode_shown(bytes_view encoded) {
    byte_reader in(encoded);
    if (in.u8() != shown_form) return std::nullopt;
    std::vector<shown_part> out;
    while (!in.failed() && !in.at_end()) {
        shown_part p;
        p.record = in.id<record_id>();
        p.room = in.u8();
        const auto count = in.u32();
        if (count > in.left() / sizeof(value_mark)) return std::nullopt;
        for (std::uint32_t i = 0; i < count; ++i) p.values.insert(in.u64());
        out.push_back(std::move(p));
    }
    if (in.failed()) return std::nullopt;
    return out;
}

}  // namespace pendata
