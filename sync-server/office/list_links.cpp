// Whom rows may be: asked of the matching index, which is brought up to date before.
#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/lists/csv.hpp"
#include "core/settle/erasing.hpp"
#include "core/settle/person_subject.hpp"
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

result<void> keep_links(list_rows& lists, const list_version& version, std::vector<list_line>& rows) {
    return lists.transact([&]() -> result<void> {
        for (auto& row : rows) {
            if (row.text.empty()) continue;
            PENDATA_TRY(answer, lists.answer_to(version.source, row.key, row.content));
            row.answer = answer;
            row.sure = sureness_of(row);
            PENDATA_CHECK(lists.put_links(version, row));
        }
        return {};
    });
}

// The persons among what an erasure takes, as the matcher sees them.
result<std::vector<std::pair<record_id, identity::match_subject>>> persons_erased_with(office& of, const record_id& record) {
    std::vector<std::pair<record_id, identity::match_subject>> out;
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(gone, erased_with(*view, of.words(), record));
    for (const auto& id : gone) {
        PENDATA_TRY(file, view->find(id));
        if (!file || file->kind != kinds::person || file->parts.empty()) continue;
        const auto cells = open_cells_of(*file);
        std::vector<cell> home;
        if (const auto family = family_of(cells)) {
            PENDATA_TRY(house, view->find(*family));
            if (house && house->kind == kinds::family) home = open_cells_of(*house);
        }
        out.emplace_back(id, person_subject(cells, kk_number_of(home)));
    }
    return out;
}

// Those rows that are near certain to be one of them and do not say so yet.
result<std::vector<list_line>> unlinked_rows(const list_columns& columns, std::vector<list_line> rows,
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
        row.sure = sureness_of(row);
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

link_class sureness_of(const list_line& row) {
    if (row.answer) return row.answer->kind == list_answer_kind::person ? link_class::certain : link_class::none;
    std::vector<identity::match_finding> findings;
    for (const auto& one : row.candidates) findings.push_back(one.found);
    return classify_links(findings);
}

result<void> link_list(office& of, list_rows& lists, const list_version& version, std::int64_t now_ms, const list_progress& progress) {
    PENDATA_TRY(search, matching::open(of));
    PENDATA_CHECK(bring_index_up_to_date(of, *search));
    PENDATA_TRY(columns, columns_of(version));
    std::uint32_t after = 0;
    for (std::uint64_t done = 0;;) {
        PENDATA_TRY(rows, lists.rows_of(version, after, rows_at_once));
        if (rows.empty()) break;
        after = rows.back().row;
        PENDATA_CHECK(find_candidates(search->index(), columns, rows));
        PENDATA_CHECK(keep_links(lists, version, rows));
        done += rows.size();
        if (progress) progress(done, version.facts.rows);
    }
    return lists.transact([&] { return lists.note_linked(version, now_ms); });
}

result<void> link_before_erasing(office& of, const record_id& record) {
    PENDATA_TRY(lists, of.store().lists());
    PENDATA_TRY(versions, lists->versions());
    if (versions.empty()) return {};
    PENDATA_TRY(persons, persons_erased_with(of, record));
    if (persons.empty()) return {};
    for (const auto& version : versions) {
        PENDATA_TRY(columns, columns_of(version));
        for (std::uint32_t after = 0;;) {
            PENDATA_TRY(rows, lists->rows_of(version, after, rows_at_once));
            if (rows.empty()) break;
            after = rows.back().row;
            PENDATA_TRY(fresh, unlinked_rows(columns, std::move(rows), persons));
            if (fresh.empty()) continue;
            PENDATA_CHECK(lists->transact([&]() -> result<void> {
                for (const auto& row : fresh) PENDATA_CHECK(lists->put_links(version, row));
                return {};
            }));
        }
    }
    return {};
}

}  // namespace pendata
