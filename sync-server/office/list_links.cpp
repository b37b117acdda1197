// Whom rows may be: asked of the matching index, which is brought up to date before.
#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/lists/csv.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/erasing.hpp"
#include "core/settle/person_subject.hpp"
#include "sync-server/office/duplicates.hpp"
#include "sync-server/office/erasing.hpp"
#include "sync-server/office/lists.hpp"
#include "sync-server/office/matching.hpp"

namespace pendata {

namespace {

constexpr std::size_t rows_at_once = 500;
constexpr std::size_t persons_at_once = 500;
constexpr std::size_t candidates_of_row = 5;

std::vector<cell> open_cells_of(const office_record& of) {
    std::vector<cell> out;
    if (const auto* open = of.find(0)) {
        for (const auto& c : open->cells) out.push_back(c.what);
    }
    return out;
}

result<void> bring_index_up_to_date(office& of, matching& search) {
    for (;;) {
        PENDATA_TRY(view, of.view());
        PENDATA_TRY(more, search.read_on(*view, persons_at_once));
        if (!more) return {};
    }
}

result<void> find_candidates(match_index& index, const list_columns& columns, std::vector<list_line>& rows) {
    return index.look([&]() -> result<void> {
        for (auto& row : rows) {
            row.candidates.clear();
            if (row.text.empty()) continue;
            PENDATA_TRY(likely, index.similar_to(subject_of(columns, csv_fields_of(row.text)), candidates_of_row));
            for (auto& one : likely) row.candidates.push_back({one.person, std::move(one.found)});
        }
        return {};
    });
}

result<void> keep_links(office_view& view, list_rows& lists, const list_version& version, std::vector<list_line>& rows) {
    return lists.transact([&]() -> result<void> {
        for (auto& row : rows) {
            if (row.text.empty()) continue;
            PENDATA_TRY(answer, lists.answer_to(version.source, row.key, row.content));
            row.answer = answer;
            PENDATA_TRY(sure, sureness_of(view, row));
            row.sure = sure;
            PENDATA_CHECK(lists.put_links(version, row));
        }
        return {};
    });
}

// The persons among what an erasure takes, as the matcher sees them.
result<std::vector<std::pair<record_id, identity::match_subject>>> persons_erased_with(office_view& view, const dictionary& words,
                                                                                           const record_id& record) {
    std::vector<std::pair<record_id, identity::match_subject>> out;
    PENDATA_TRY(gone, erased_with(view, words, record));
    for (const auto& id : gone) {
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

std::vector<record_id> near_certain_of(const list_line& row) {
    std::vector<record_id> out;
    for (const auto& one : row.candidates) {
        if (one.found.level == identity::match_level::near_certain) out.push_back(one.person);
    }
    return out;
}

// Whether people have said so of all of them, and nobody the contrary.
result<bool> are_one_person(office_view& view, const std::vector<record_id>& persons) {
    if (persons.size() < 2) return false;
    PENDATA_TRY(around, cases_around(persons.front(), [&](const record_id& record) { return duplicates_of(view, record); }));
    const auto clusters = identity::clusters_of(answers_in(around));
    const auto* of = identity::cluster_of(clusters, persons.front());
    return of != nullptr && of->shown_as_one() && std::all_of(persons.begin(), persons.end(), [&](const record_id& one) {
        return std::binary_search(of->members.begin(), of->members.end(), one);
    });
}

// Those rows that are near certain to be one of them and do not say so yet.
result<std::vector<list_line>> unlinked_rows(office_view& view, const list_columns& columns, std::vector<list_line> rows,
                                             const std::vector<std::pair<record_id, identity::match_subject>>& persons) {
    std::vector<list_line> out;
    for (auto& row : rows) {
        if (row.text.empty()) continue;
        const auto subject = subject_of(columns, csv_fields_of(row.text));
        bool is_new = false;
        for (const auto& [id, person] : persons) {
            auto found = identity::compare(person, subject);
            if (found.level != identity::match_level::near_certain) continue;
            const auto same = [&, who = id](const list_candidate& c) { return c.person == who; };
            const auto known = std::find_if(row.candidates.begin(), row.candidates.end(), same);
            if (known != row.candidates.end() && known->found.level == found.level) continue;
            if (known != row.candidates.end()) row.candidates.erase(known);
            row.candidates.push_back({id, std::move(found)});
            is_new = true;
        }
        if (!is_new) continue;
        PENDATA_TRY(sure, sureness_of(view, row));
        row.sure = sure;
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace

result<list_columns> columns_of(const list_version& version) {
    auto read = columns_meaning(version.titles, version.meanings);
    if (!read) return errc::corrupt;
    return std::move(*read);
}

result<link_class> sureness_of(office_view& view, const list_line& row) {
    if (row.answer) return row.answer->kind == list_answer_kind::person ? link_class::certain : link_class::none;
    std::vector<identity::match_finding> findings;
    for (const auto& one : row.candidates) findings.push_back(one.found);
    const auto sure = classify_links(findings);
    if (sure != link_class::review) return sure;
    PENDATA_TRY(one, are_one_person(view, near_certain_of(row)));
    return one ? link_class::certain : link_class::review;
}

result<void> link_list(office& of, list_rows& lists, const list_version& version, std::int64_t now_ms, const list_progress& progress) {
    PENDATA_TRY(search, matching::open(of));
    PENDATA_CHECK(bring_index_up_to_date(of, *search));
    PENDATA_TRY(columns, columns_of(version));
    std::uint32_t after = 0;
    for (std::uint64_t done = 0;;) {
        PENDATA_TRY(view, of.view());
        PENDATA_TRY(rows, lists.rows_of(version, after, rows_at_once));
        if (rows.empty()) break;
        after = rows.back().row;
        PENDATA_CHECK(find_candidates(search->index(), columns, rows));
        PENDATA_CHECK(keep_links(*view, lists, version, rows));
        done += rows.size();
        if (progress) progress(done, version.facts.rows);
    }
    return lists.transact([&] { return lists.note_linked(version, now_ms); });
}

result<void> link_before_erasing(office& of, const record_id& record) {
    PENDATA_TRY(lists, of.store().lists());
    PENDATA_TRY(versions, lists->versions());
    if (versions.empty()) return {};
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(persons, persons_erased_with(*view, of.words(), record));
    if (persons.empty()) return {};
    for (const auto& version : versions) {
        // A damaged version is verify's to tell: it keeps nobody from being erased.
        const auto columns = columns_of(version);
        if (columns.has_error()) continue;
        for (std::uint32_t after = 0;;) {
            PENDATA_TRY(rows, lists->rows_of(version, after, rows_at_once));
            if (rows.empty()) break;
            after = rows.back().row;
            PENDATA_TRY(fresh, unlinked_rows(*view, *columns, std::move(rows), persons));
            if (fresh.empty()) continue;
            PENDATA_CHECK(lists->transact([&]() -> result<void> {
                for (const auto& row : fresh) PENDATA_CHECK(lists->put_links(version, row));
                return {};
            }));
        }
    }
    return {};
}

result<void> link_what_came_back(office& of) {
    PENDATA_TRY(back, what_came_back(of));
    for (const auto& id : back) {
        const auto linked = link_before_erasing(of, id);
        const errc why = linked.has_error() ? to_errc(linked.error()) : errc::ok;
        const bool is_no_person = why == errc::not_found || why == errc::not_allowed;  // a case; what follows a person
        if (why != errc::ok && !is_no_person) return why;
    }
    return {};
}

}  // namespace pendata
