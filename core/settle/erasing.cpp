// Finding what goes together, and taking it out of the store.
#include "core/settle/erasing.hpp"

#include <algorithm>
#include <set>

#include "core/base/sha256.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/closings.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/office_commit.hpp"
#include "core/settle/photos.hpp"
#include "core/settle/review_record.hpp"

namespace pendata {

namespace {

// What is written about people, families and institutions; not what the office runs on, nor what it derives.
bool may_be_erased(const dictionary& words, std::uint16_t kind) {
    const auto* known = words.find(kind);
    if (known == nullptr) return true;
    switch (known->scope) {
        case scope_rule::reference:
        case scope_rule::own_code:
        case scope_rule::office:
            return false;
        default:
            return kind != kinds::duty && kind != kinds::duplicate_case && !is_case_kind(kind);
    }
}

bool has_something(const std::optional<office_record>& record) { return record && !record->parts.empty(); }

bool is_about(const office_record& file, const record_id& record) {
    const auto cells = cells_of(file);
    if (file.kind == kinds::review_case) {
        const auto review = read_review(file.id, cells);
        return review && review->about == record;
    }
    return file.kind == kinds::overlap_case && std::any_of(cells.begin(), cells.end(), [&](const cell& c) {
               return c.content.type() == value_type::reference && c.content.as_reference() == record;
           });
}

// Cases about a record that follows another one hang on that one.
result<void> add_cases_about(office_view& view, const office_record& record, std::set<record_id>& out) {
    for (const auto& key : record.contested) {
        const auto id = case_record_id(record.id, key);
        PENDATA_TRY(file, view.find(id));
        if (file && file->kind == kinds::conflict_case) out.insert(id);
    }
    for (const auto& root : record.roots) {
        PENDATA_TRY(beside, view.followers_of(root));
        for (const auto& id : beside) {
            PENDATA_TRY(file, view.find(id));
            if (file && is_about(*file, record.id)) out.insert(id);
        }
    }
    return {};
}

// Records that are in custody alone, and name one of those as what they follow. A write that is not believed yet takes no
// record along that has settled.
result<void> add_followers_in_custody(office_view& view, const dictionary& words, std::set<record_id>& out) {
    std::vector<std::pair<record_id, record_id>> named;
    for (const auto state : {custody_state::held, custody_state::returned, custody_state::rejected}) {
        PENDATA_TRY(rows, view.custody_in(state));
        for (const auto& row : rows) {
            const auto root = root_named(words, row.what);
            if (!root) continue;
            PENDATA_TRY(settled, view.find(row.what.record));
            if (!has_something(settled)) named.emplace_back(row.what.record, *root);
        }
    }
    for (bool more = true; more;) {
        more = false;
        for (const auto& [record, root] : named) more = (out.contains(root) && out.insert(record).second) || more;
    }
    return {};
}

// Whether people still differ on what the record follows.
result<bool> is_disputed_follower(office_view& view, const dictionary& words, const office_record& record) {
    const auto* kind = words.find(record.kind);
    if (kind == nullptr || is_case_kind(record.kind) || !kind->placed_by_others()) return false;
    for (const auto field : {kind->scope_field, kind->second_field}) {
        PENDATA_TRY(file, view.find(case_record_id(record.id, {record.kind, field, {}})));
        if (has_something(file)) return true;
    }
    return false;
}

// History and custody; authors are to hear of what was in custody.
result<void> forget_work(office_transaction& to, const record_id& record, sequence at) {
    PENDATA_TRY(held, to.custody_of(record));
    PENDATA_CHECK(to.forget(record));
    for (auto& row : held) PENDATA_CHECK(to.put(without_content(std::move(row), at)));
    return {};
}

}  // namespace

result<std::vector<record_id>> erased_with(office_view& view, const dictionary& words, const record_id& record) {
    PENDATA_TRY(found, view.find(record));
    PENDATA_TRY(in_custody, view.custody_of(record));
    if (!found && in_custody.empty()) return errc::not_found;
    if (!may_be_erased(words, found ? found->kind : in_custody.front().what.what.key.kind)) return errc::not_allowed;
    std::set<record_id> out;
    std::vector<record_id> to_look_at{record};
    while (!to_look_at.empty()) {
        const auto id = to_look_at.back();
        to_look_at.pop_back();
        if (!out.insert(id).second) continue;
        PENDATA_TRY(here, view.find(id));
        if (here) PENDATA_CHECK(add_cases_about(view, *here, out));
        if (here && id != record) {
            PENDATA_TRY(disputed, is_disputed_follower(view, words, *here));
            if (disputed) return errc::not_allowed;
        }
        PENDATA_TRY(followers, view.followers_of(id));
        to_look_at.insert(to_look_at.end(), followers.begin(), followers.end());
    }
    PENDATA_CHECK(add_followers_in_custody(view, words, out));
    std::vector<record_id> left;
    for (const auto& id : out) {
        PENDATA_TRY(there, has_content(view, id));
        if (there) left.push_back(id);
    }
    if (left.empty()) return errc::not_found;
    return left;
}

result<std::vector<digest>> photos_erased_with(office_view& view, const dictionary& words, std::span<const record_id> records) {
    std::set<digest> out;
    for (const auto& id : records) {
        PENDATA_TRY(named, photos_ever_named(view, words, id));
        out.merge(named);
    }
    return std::vector<digest>(out.begin(), out.end());
}

result<bool> has_content(office_view& view, const record_id& record) {
    PENDATA_TRY(found, view.find(record));
    if (found && !is_erased(*found)) return true;
    PENDATA_TRY(custody, view.custody_of(record));
    return std::any_of(custody.begin(), custody.end(), [](const custody_row& row) { return row.reason != hold_reason::erased_by_law; });
}

bool places_its_record(const dictionary& words, const cell_key& key) {
    const auto* kind = words.find(key.kind);
    if (kind == nullptr || !kind->placed_by_others()) return false;
    return key.field == kind->scope_field || (kind->scope == scope_rule::common && key.field == kind->second_field);
}

std::optional<record_id> root_named(const dictionary& words, const write& w) {
    const bool names = places_its_record(words, w.what.key) && w.what.content.type() == value_type::reference;
    return names ? std::optional(w.what.content.as_reference()) : std::nullopt;
}

result<void> mark_erased(office_transaction& to, const record_id& record, std::uint16_t kind, sequence at) {
    PENDATA_TRY(known, to.find(record));
    PENDATA_CHECK(forget_work(to, record, at));
    if (known) return {};
    office_record mark;
    mark.id = record;
    mark.kind = kind;
    mark.places.push_back({at, {}});
    remember_rooms(mark, gone_by_law);
    return to.put(mark, at);
}

custody_row without_content(custody_row row, sequence at) {
    row.what.what.content = value();
    row.what.what.key.element.clear();
    row.what.what.evidence = 0;
    row.what.what.effective_date.reset();
    row.reason = hold_reason::erased_by_law;
    row.state = custody_state::rejected;
    row.note.clear();
    row.waits_for.reset();
    row.at = at;
    return row;
}

result<position> erase_records(office_transaction& to, const office_context& office, std::span<const record_id> records) {
    PENDATA_TRY(head, to.head());
    const sequence at = head.at + 1;
    office_commit commit(to, office.words, office.who.regency(), at);
    // A photo of theirs goes whoever else names it: it shows them.
    PENDATA_TRY(photos, photos_erased_with(to, office.words, records));
    for (const auto& photo : photos) PENDATA_CHECK(to.erase_photo(photo));
    for (const auto& id : records) PENDATA_CHECK(commit.erase(id));
    PENDATA_TRY(placed, commit.derive_reviews());
    static_cast<void>(placed);  // nothing finds a place by what is gone
    PENDATA_CHECK(commit.flush());
    for (const auto& id : records) PENDATA_CHECK(forget_work(to, id, at));
    PENDATA_TRY(listed, forget_in_closings(to, records));
    static_cast<void>(listed);  // their lists keep the hash
    return advance(to, head, sha256("pendata.erasure.commit.1"), std::max(office.now_ms, head.latest_ms));
}

}  // namespace pendata
