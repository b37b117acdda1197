// Blocking as in the matching index: a row is compared with those persons alone with whom it shares a key, so that a store
// that has many erased people again is read once.
#include "sync-server/office/list_erasing.hpp"

#include <algorithm>
#include <set>

#include "core/dictionary/field_numbers.hpp"
#include "core/lists/csv.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/person_subject.hpp"
#include "sync-server/office/lists.hpp"

namespace pendata {

namespace {

constexpr std::size_t compared_at_once = 500;

std::vector<cell> open_cells_of(const office_record& of) {
    std::vector<cell> out;
    if (const auto* open = of.find(0)) {
        for (const auto& c : open->cells) out.push_back(c.what);
    }
    return out;
}

bool is_near_certain(const list_candidate& one) { return one.found.level == identity::match_level::near_certain; }

}  // namespace

result<rows_to_erase::persons> rows_to_erase::persons_among(office_view& view, std::span<const record_id> going) const {
    persons out;
    for (const auto& id : going) {
        PENDATA_TRY(file, view.find(id));
        if (!file || file->kind != kinds::person || file->parts.empty()) continue;
        const auto cells = open_cells_of(*file);
        std::vector<cell> home;
        if (const auto family = family_of(cells)) {
            PENDATA_TRY(house, view.find(*family));
            if (house && house->kind == kinds::family) home = open_cells_of(*house);
        }
        out.emplace_back(id, person_subject(cells, kk_number_of(home)));
    }
    return out;
}

void rows_to_erase::look_for(persons whom) {
    if (whom == whom_) return;
    whom_ = std::move(whom);
    versions_.clear();
    by_key_.clear();
    for (std::size_t i = 0; i < whom_.size(); ++i) {
        for (const auto& one : identity::match_keys_of(whom_[i].second)) by_key_.emplace(one.key, i);
    }
}

// Those who are near certain to be meant.
std::vector<list_candidate> rows_to_erase::compare(const identity::match_subject& row) const {
    std::set<std::size_t> sharing;
    for (const auto& one : identity::match_keys_of(row)) {
        const auto [first, last] = by_key_.equal_range(one.key);
        for (auto it = first; it != last; ++it) sharing.insert(it->second);
    }
    std::vector<list_candidate> out;
    for (const auto i : sharing) {
        list_candidate one{whom_[i].first, identity::compare(whom_[i].second, row)};
        if (is_near_certain(one)) out.push_back(std::move(one));
    }
    return out;
}

result<void> rows_to_erase::read_version(list_rows& lists, const list_version& version) {
    // A damaged version is verify's to tell: it keeps nobody from being erased.
    const auto columns = columns_of(version);
    if (columns.has_error()) return {};
    auto& seen = versions_[version.no];
    if (seen.meanings != version.meanings) seen = {version.meanings, 0, {}};
    for (;;) {
        PENDATA_TRY(rows, lists.rows_of(version, seen.compared, compared_at_once));
        for (const auto& row : rows) {
            seen.compared = row.row;
            if (row.text.empty()) continue;
            auto found = compare(subject_of(*columns, csv_fields_of(row.text)));
            if (!found.empty()) seen.found.emplace(row.row, std::move(found));
        }
        if (rows.size() < compared_at_once) return {};
    }
}

result<void> rows_to_erase::read_on(office_view& view, list_rows& lists, std::span<const record_id> going) {
    PENDATA_TRY(all, lists.versions());
    if (all.empty()) return {};
    PENDATA_TRY(whom, persons_among(view, going));
    look_for(std::move(whom));
    if (whom_.empty()) return {};
    for (const auto& version : all) PENDATA_CHECK(read_version(lists, version));
    return {};
}

result<void> rows_to_erase::link(office_view& view, list_rows& lists) const {
    PENDATA_TRY(all, lists.versions());
    for (const auto& version : all) {
        const auto seen = versions_.find(version.no);
        if (seen == versions_.end()) continue;
        for (const auto& [number, found] : seen->second.found) {
            PENDATA_TRY(row, lists.row_of(version, number));
            if (!row || row->text.empty()) continue;
            for (const auto& one : found) {
                std::erase_if(row->candidates, [&](const list_candidate& known) { return known.person == one.person; });
                row->candidates.push_back(one);
            }
            PENDATA_TRY(sure, sureness_of(view, *row));
            row->sure = sure;
            // Whichever of several it means: all of them go.
            const auto near = std::count_if(row->candidates.begin(), row->candidates.end(), is_near_certain);
            if (!row->answer && static_cast<std::size_t>(near) == found.size()) row->sure = link_class::certain;
            PENDATA_CHECK(lists.put_links(version, *row));
        }
    }
    return {};
}

}  // namespace pendata
