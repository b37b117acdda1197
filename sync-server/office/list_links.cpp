// Whom rows may be: asked of the matching index, which is brought up to date before.
#include <algorithm>

#include "core/lists/csv.hpp"
#include "core/settle/case_record.hpp"
#include "sync-server/office/duplicates.hpp"
#include "sync-server/office/lists.hpp"
#include "sync-server/office/matching.hpp"

namespace pendata {

namespace {

constexpr std::size_t rows_at_once = 500;
constexpr std::size_t persons_at_once = 500;
constexpr std::size_t candidates_of_row = 5;

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

// The index knows somebody erased until it has read on.
result<void> leave_out_erased(office_view& view, std::vector<list_candidate>& candidates) {
    std::vector<list_candidate> left;
    for (auto& one : candidates) {
        PENDATA_TRY(record, view.find(one.person));
        if (record && !is_erased(*record)) left.push_back(std::move(one));
    }
    candidates = std::move(left);
    return {};
}

// Rows and candidates were read before this transaction: what an erasure has taken meanwhile, no link brings back. Nobody
// writes between the transaction's beginning and the view.
result<void> keep_links(office& of, list_rows& lists, const list_version& version, std::vector<list_line>& rows) {
    return lists.transact([&]() -> result<void> {
        PENDATA_TRY(view, of.view());
        for (auto& row : rows) {
            PENDATA_TRY(there, lists.says(version, row));
            if (!there) continue;
            PENDATA_CHECK(leave_out_erased(*view, row.candidates));
            PENDATA_TRY(answer, lists.answer_to(version.source, row.key, row.content));
            row.answer = answer;
            PENDATA_TRY(sure, sureness_of(*view, row));
            row.sure = sure;
            PENDATA_CHECK(lists.put_links(version, row));
        }
        return {};
    });
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
        PENDATA_TRY(rows, lists.rows_of(version, after, rows_at_once));
        if (rows.empty()) break;
        after = rows.back().row;
        PENDATA_CHECK(find_candidates(search->index(), columns, rows));
        PENDATA_CHECK(keep_links(of, lists, version, rows));
        done += rows.size();
        if (progress) progress(done, version.facts.rows);
    }
    return lists.transact([&] { return lists.note_linked(version, now_ms); });
}

}  // namespace pendata
