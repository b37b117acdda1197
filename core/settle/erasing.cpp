// Finding what goes together, and taking it out of the store.
#include "core/settle/erasing.hpp"

#include <algorithm>
#include <set>

#include "core/base/sha256.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/office_commit.hpp"
#include "core/settle/photos.hpp"

namespace pendata {

namespace {

// What is written about people, families and institutions; not what the office runs on.
bool may_be_erased(const dictionary& words, std::uint16_t kind) {
    const auto* known = words.find(kind);
    if (known == nullptr) return true;
    switch (known->scope) {
        case scope_rule::reference:
        case scope_rule::own_code:
        case scope_rule::office:
            return false;
        default:
            return kind != kinds::duty;
    }
}

// Cases about a record that follows another one hang on that one.
result<void> add_cases_about(office_view& view, const office_record& record, std::set<record_id>& out) {
    for (const auto& root : record.roots) {
        PENDATA_TRY(beside, view.followers_of(root));
        for (const auto& id : beside) {
            PENDATA_TRY(file, view.find(id));
            if (!file || file->kind != kinds::conflict_case) continue;
            const auto open = read_case(id, cells_of(*file));
            if (open && open->record == record.id) out.insert(id);
        }
    }
    return {};
}

// Held records that name one of those as what they are placed by.
result<void> add_held_followers(office_view& view, const dictionary& words, std::set<record_id>& out) {
    PENDATA_TRY(held, view.custody_in(custody_state::held));
    for (bool more = true; more;) {
        more = false;
        for (const auto& row : held) {
            const auto& key = row.what.what.key;
            const auto* kind = words.find(key.kind);
            const auto& content = row.what.what.content;
            if (kind == nullptr || !kind->placed_by_others() || content.type() != value_type::reference) continue;
            if (key.field != kind->scope_field && !(kind->scope == scope_rule::common && key.field == kind->second_field)) continue;
            if (out.contains(content.as_reference()) && out.insert(row.what.record).second) more = true;
        }
    }
    return {};
}

}  // namespace

result<std::vector<record_id>> erased_with(office_view& view, const dictionary& words, const record_id& record) {
    PENDATA_TRY(found, view.find(record));
    PENDATA_TRY(in_custody, view.custody_of(record));
    const bool is_known = (found && !is_erased(*found)) || !in_custody.empty();
    if (!is_known) return errc::not_found;
    const auto kind = found ? found->kind : in_custody.front().what.what.key.kind;
    if (!may_be_erased(words, kind)) return errc::not_allowed;
    std::set<record_id> out;
    std::vector<record_id> to_look_at{record};
    while (!to_look_at.empty()) {
        const auto id = to_look_at.back();
        to_look_at.pop_back();
        if (!out.insert(id).second) continue;
        PENDATA_TRY(followers, view.followers_of(id));
        to_look_at.insert(to_look_at.end(), followers.begin(), followers.end());
    }
    if (found) PENDATA_CHECK(add_cases_about(view, *found, out));
    PENDATA_CHECK(add_held_followers(view, words, out));
    return std::vector<record_id>(out.begin(), out.end());
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
    for (const auto& id : records) {
        PENDATA_TRY(photos, photos_ever_named(to, office.words, id));
        for (const auto& photo : photos) PENDATA_CHECK(to.erase_photo(photo));
    }
    for (const auto& id : records) PENDATA_CHECK(commit.erase(id));
    PENDATA_TRY(placed, commit.derive_reviews());
    static_cast<void>(placed);  // nothing finds a place by what is gone
    PENDATA_CHECK(commit.flush());
    for (const auto& id : records) {
        PENDATA_TRY(held, to.custody_of(id));
        PENDATA_CHECK(to.forget(id));
        for (auto& row : held) PENDATA_CHECK(to.put(without_content(std::move(row), at)));
    }
    return advance(to, head, sha256("pendata.erasure.commit.1"), std::max(office.now_ms, head.latest_ms));
}

}  // namespace pendata
