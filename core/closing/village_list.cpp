// Entries, their canonical bytes and their differences.
#include "core/closing/village_list.hpp"

#include <algorithm>

#include "core/base/byte_writer.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"

namespace pendata {

namespace {

// Never change: lists are bound by their hash. Another choice is another form, with another name in its digests.
constexpr std::uint16_t of_assignment[] = {fields::assignment::subject,      fields::assignment::category,
                                           fields::assignment::list_version, fields::assignment::criteria,
                                           fields::assignment::assessed_on,  fields::assignment::older_category,
                                           fields::assignment::tags};
constexpr std::uint16_t of_person[] = {fields::person::name, fields::person::nik, fields::person::birth_date,
                                       fields::person::sex,  fields::person::village, fields::person::rw,
                                       fields::person::rt,   fields::person::hamlet, fields::person::address};
constexpr std::uint16_t of_family[] = {fields::family::kk_number, fields::family::head, fields::family::village,
                                       fields::family::rw,        fields::family::rt,   fields::family::hamlet,
                                       fields::family::address};
constexpr std::uint16_t of_group[] = {fields::group::name, fields::group::group_kind, fields::group::villages,
                                      fields::group::hamlet, fields::group::address};

std::span<const std::uint16_t> listed_fields(std::uint16_t kind) {
    switch (kind) {
        case kinds::assignment:
            return of_assignment;
        case kinds::person:
            return of_person;
        case kinds::family:
            return of_family;
        case kinds::group:
            return of_group;
        default:
            return {};
    }
}

void add_listed(const record_cells& from, compartment room, std::vector<listed_cell>& to) {
    const auto wanted = listed_fields(from.kind);
    for (const auto& c : from.cells) {
        const bool is_listed = c.key.kind == from.kind && std::find(wanted.begin(), wanted.end(), c.key.field) != wanted.end();
        if (is_listed && c.room <= room && !c.content.is_cleared()) to.push_back({c.key, c.content});
    }
}

// Of an entry that both lists have.
void add_changed_cells(const list_entry& bound, const list_entry& today, std::vector<list_difference>& out) {
    auto a = bound.cells.begin();
    auto b = today.cells.begin();
    while (a != bound.cells.end() || b != today.cells.end()) {
        const bool only_before = b == today.cells.end() || (a != bound.cells.end() && a->key < b->key);
        const bool only_now = !only_before && (a == bound.cells.end() || b->key < a->key);
        if (only_before) {
            out.push_back({list_change::changed, bound.assignment, bound.subject, a->key, a->content, {}});
        } else if (only_now) {
            out.push_back({list_change::changed, bound.assignment, bound.subject, b->key, {}, b->content});
        } else if (a->content != b->content) {
            out.push_back({list_change::changed, bound.assignment, bound.subject, a->key, a->content, b->content});
        }
        if (!only_now) ++a;
        if (!only_before) ++b;
    }
}

void add_short_text(bytes& to, std::string_view text) {
    byte_writer out(to);
    out.u8(static_cast<std::uint8_t>(text.size()));
    out.raw(text);
}

}  // namespace

list_entry entry_of(const record_cells& assignment, const record_cells& subject, compartment room) {
    list_entry out{assignment.id, subject.id, {}, {}};
    add_listed(assignment, room, out.cells);
    add_listed(subject, room, out.cells);
    std::sort(out.cells.begin(), out.cells.end());
    out.leaf = leaf_of(out);
    return out;
}

digest leaf_of(const list_entry& entry) {
    bytes content;
    byte_writer to(content);
    to.raw(entry.assignment.view());
    to.raw(entry.subject.view());
    to.u16(static_cast<std::uint16_t>(entry.cells.size()));
    for (const auto& c : entry.cells) {
        append_canonical(content, c.key);
        to.u32(static_cast<std::uint32_t>(c.content.encoded().size()));
        to.raw(c.content.encoded());
    }
    return sha256({"pendata.list.entry.1", content});
}

digest hash_of(const village_list& list, std::string_view village, std::string_view period) {
    std::vector<const list_entry*> entries;
    for (const auto& e : list.entries) entries.push_back(&e);
    std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->assignment < b->assignment; });
    bytes content;
    byte_writer to(content);
    to.u8(list.room);
    add_short_text(content, village);
    add_short_text(content, period);
    to.u32(static_cast<std::uint32_t>(entries.size()));
    for (const auto* e : entries) {
        to.raw(e->assignment.view());
        to.raw(e->leaf.view());
    }
    return sha256({"pendata.list.1", content});
}

std::string_view name_of(list_change what) {
    constexpr std::string_view names[] = {"added", "removed", "changed", "erased"};
    return names[static_cast<std::size_t>(what)];
}

std::vector<list_difference> differences(const village_list& bound, const village_list& today) {
    std::vector<list_difference> out;
    auto a = bound.entries.begin();
    auto b = today.entries.begin();
    while (a != bound.entries.end() || b != today.entries.end()) {
        const bool only_before = b == today.entries.end() || (a != bound.entries.end() && a->assignment < b->assignment);
        const bool only_now = !only_before && (a == bound.entries.end() || b->assignment < a->assignment);
        if (!only_now && a->is_erased) {
            out.push_back({list_change::erased, a->assignment, a->subject});
        } else if (only_before) {
            out.push_back({list_change::removed, a->assignment, a->subject});
        } else if (only_now) {
            out.push_back({list_change::added, b->assignment, b->subject});
        } else if (a->leaf != b->leaf) {
            add_changed_cells(*a, *b, out);
        }
        if (!only_now) ++a;
        if (!only_before) ++b;
    }
    return out;
}

std::size_t forget_entries(village_list& list, const std::function<bool(const record_id&)>& is_gone) {
    std::size_t forgotten = 0;
    for (auto& e : list.entries) {
        const auto names_one = [&](const listed_cell& c) {
            return c.content.type() == value_type::reference && is_gone(c.content.as_reference());
        };
        const bool is_about = is_gone(e.assignment) || is_gone(e.subject) || std::any_of(e.cells.begin(), e.cells.end(), names_one);
        if (e.is_erased || !is_about) continue;
        e.cells.clear();
        e.is_erased = true;
        ++forgotten;
    }
    return forgotten;
}

}  // namespace pendata
