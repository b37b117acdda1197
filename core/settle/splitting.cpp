// Reading successions, and finding the part a record lies in.
#include "core/settle/splitting.hpp"

#include <algorithm>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/placing.hpp"

namespace pendata {

namespace {

struct split_part {
    atom node;  // of the old village
    std::string to;
    std::int32_t since = 0;
};

// Nothing where the element names no place that was given away.
std::optional<split_part> part_of(const field_def& field, const cell& c, std::int32_t since) {
    const auto read = keyed_element(field, c.key.element, c.content);
    if (!read) return std::nullopt;
    std::string from, rw, rt, to;
    for (std::size_t i = 0; i < read->known.size(); ++i) {
        const auto name = field.members()[i].name;
        if (read->known[i].type() != value_type::text) continue;
        const std::string said(read->known[i].as_text());
        if (name == "from") from = said;
        if (name == "rw") rw = said;
        if (name == "rt") rt = said;
        if (name == "to") to = said;
    }
    if (!is_village_code(from) || !is_village_code(to)) return std::nullopt;
    return split_part{within_village(from, rw, rt), to, since};
}

void add_parts(const record_cells& succession, std::string_view village, std::vector<split_part>& out) {
    const auto* field = builtin_dictionary().find(cell_key{kinds::succession, fields::succession::parts, {}});
    const auto since = succession.number(fields::succession::effective_on);
    if (field == nullptr || !since || succession.number(fields::succession::presence) == codes::presence::withdrawn) return;
    for (const auto& c : succession.cells) {
        if (c.key.field != fields::succession::parts || c.content.is_cleared()) continue;
        auto part = part_of(*field, c, static_cast<std::int32_t>(*since));
        if (part && covers(village, part->node)) out.push_back(std::move(*part));
    }
}

// The innermost part that covers the place, of the latest succession.
const split_part* part_with(const std::vector<split_part>& parts, std::string_view place) {
    const split_part* best = nullptr;
    bool is_unclear = false;
    for (const auto& p : parts) {
        if (!covers(p.node, place)) continue;
        const auto weight = [](const split_part& one) { return std::pair(one.since, one.node.size()); };
        if (best == nullptr || weight(p) > weight(*best)) {
            best = &p;
            is_unclear = false;
        } else if (weight(p) == weight(*best) && p.to != best->to) {
            is_unclear = true;
        }
    }
    return is_unclear ? nullptr : best;
}

std::string plain_text_of(const record_cells& r, const field_def* field) {
    const auto* c = field == nullptr ? nullptr : r.find(field->number);
    return c != nullptr && c->content.type() == value_type::text ? std::string(c->content.as_text()) : std::string();
}

// Nothing where it is not of this village, or of a kind that does not move by a change of it.
std::optional<split_line> line_of(const dictionary& words, const office_record& record, const std::string& village,
                                  const std::vector<split_part>& parts) {
    const auto* kind = words.find(record.kind);
    if (kind == nullptr || kind->scope != scope_rule::place) return std::nullopt;
    const auto* field = kind->find(kind->scope_field);
    const auto cells = as_cells(record);
    if (field == nullptr || !field->offers_change || plain_text_of(cells, field) != village) return std::nullopt;
    split_line out{record.id, record.kind, plain_text_of(cells, kind->find("rw")), plain_text_of(cells, kind->find("rt")), {}, 0};
    if (const auto* part = part_with(parts, within_village(village, out.rw, out.rt))) {
        out.to = part->to;
        out.since = part->since;
    }
    return out;
}

}  // namespace

result<std::vector<split_line>> plan_split(office_view& view, const dictionary& words, const std::string& village) {
    std::vector<split_part> parts;
    PENDATA_CHECK(each_record(view, kinds::succession, [&](const office_record& r) { add_parts(as_cells(r), village, parts); }));
    std::vector<split_line> out;
    constexpr std::size_t page = 1024;
    record_id last;
    for (bool more = true; more;) {
        PENDATA_TRY(ids, view.records_under(village, last, page));
        more = ids.size() == page;
        for (const auto& id : ids) {
            last = id;
            PENDATA_TRY(record, view.find(id));
            auto line = record ? line_of(words, *record, village, parts) : std::nullopt;
            if (line) out.push_back(std::move(*line));
        }
    }
    if (parts.empty() && out.empty()) return errc::not_found;
    std::sort(out.begin(), out.end(), [](const split_line& a, const split_line& b) { return a.record < b.record; });
    return out;
}

}  // namespace pendata
