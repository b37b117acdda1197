// Lists of others: a ministry's or a programme's list of people, taken in version by version. A version is stored whole,
// in pieces between which others write, before it is judged; the one that was active stays so until the new one has passed and its rows have been looked up
// among the persons of the office. Rows are candidates: none makes or changes a person.
// Pages: docs/matching.md, "Lists of others"; docs/storage.md, "Lists".
#pragma once

#include <array>
#include <functional>
#include <string>

#include "core/lists/list_columns.hpp"
#include "sync-server/office/office.hpp"
#include "sync-server/store/list_rows.hpp"

namespace pendata {

struct list_import {
    std::string source, programme, period;
    list_demands demands;
    std::vector<told_column> columns = {};
};

struct list_outcome {
    list_version version;  // as it stands now
    bool is_new = false;   // else the same file had come before
    std::optional<std::uint32_t> active;  // the source's active version, if any
    list_counts counts;
    std::array<std::uint64_t, list_field_count> unread{};
};

using list_progress = std::function<void(std::uint64_t done, std::uint64_t of)>;

// Errors: those of list_file; bad_value (source, programme, period); too_large; those of disks. What is refused as a
// version is no error: it is stored, and told.
checked<list_outcome> import_list(office& of, const std::string& path, const list_import& wanted, std::int64_t now_ms,
                                  const list_progress& progress = {});

// Looks the rows of a version up anew among the persons; answers of people stay. Errors: those of disks.
result<void> link_list(office& of, list_rows& lists, const list_version& version, std::int64_t now_ms, const list_progress& progress = {});

// What its columns mean. Errors: corrupt.
result<list_columns> columns_of(const list_version& version);

// An answer decides; else the candidates do. Several that are near certain are one where people have answered "same" of them.
result<link_class> sureness_of(office_view& view, const list_line& row);

// A person's answer to a row of the active version, and to every row of it that is the same. Errors: not_found (source, row
// or person), nothing_to_do; `version` 0: whichever is active.
checked<list_line> answer_row(office& of, std::string_view source, std::uint32_t version, std::uint32_t row, list_answer_kind kind,
                              const record_id& person, std::int64_t now_ms);

// Every row against the digest it was kept by; `broken` names source, version and row.
struct lists_checked {
    std::uint64_t versions = 0, rows = 0;
    std::vector<std::string> broken;
};
result<lists_checked> check_lists(office& of);

}  // namespace pendata
