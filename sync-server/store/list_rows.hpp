// Lists of others in the office's file: versions, their rows, whom each row may be, and what people answered to that
// (docs/storage.md, "Lists"). On a connection of its own, in transactions of the caller's; or inside one of the store's.
//
// Threads: one at a time. Lifetime: shorter than the store it is of.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/id.hpp"
#include "core/lists/list_rules.hpp"

namespace pendata {

namespace sqlite {
class cursor;
class database;
}  // namespace sqlite

struct list_version {
    std::int64_t no = 0;  // in this file
    std::string source;
    std::uint32_t version = 0;  // of its source, from 1
    list_state state = list_state::staged;
    list_doubt doubt = list_doubt::none;  // of a refused one
    std::string programme, period;        // as told; may be empty
    list_facts facts;
    std::int64_t imported_ms = 0, active_ms = 0, linked_ms = 0;  // 0: never
    std::vector<std::string> titles;
    std::vector<std::string> meanings;  // of the columns
};

struct list_candidate {
    record_id person;
    identity::match_finding found;
};

// What a person said of a row. Never change or reuse a number.
enum class list_answer_kind : std::uint8_t { taken_back = 0, person = 1, nobody = 2 };

struct list_answer {
    std::int64_t no = 0;
    list_answer_kind kind = list_answer_kind::taken_back;
    record_id person;
    officer_id author;
    std::int64_t ms = 0;
};

struct list_line {
    std::uint32_t row = 0;   // of its version, from 1
    std::uint64_t line = 0;  // of its file
    std::string key;
    digest content;
    std::string text;  // a csv_line() of its fields; empty where the law has erased it
    link_class sure = link_class::none;
    std::optional<list_answer> answer;
    std::vector<list_candidate> candidates;  // likeliest first
};

struct list_counts {
    std::uint64_t rows = 0, certain = 0, review = 0, none = 0, decided = 0, erased = 0;
};

// What the source's own key leaves when a row was erased, so that it does not come back; beside its content's digest.
digest mark_of_list_key(std::string_view source, std::string_view key);

inline constexpr std::uint32_t list_rows_most = (1u << 24) - 1;

class list_rows {
public:
    explicit list_rows(std::unique_ptr<sqlite::database> file);
    // Inside a transaction that `file` is in: neither transact() nor look() then. Lifetime: that transaction's.
    explicit list_rows(sqlite::database& file);
    ~list_rows();
    list_rows(const list_rows&) = delete;
    list_rows& operator=(const list_rows&) = delete;

    // One write transaction: whole or not at all. Errors: busy, after the store's wait.
    result<void> transact(const std::function<result<void>()>& work);
    // One snapshot for several questions.
    result<void> look(const std::function<result<void>()>& questions);

    // Ascending by source and version; of one source, or of all.
    result<std::vector<list_version>> versions(std::string_view source = {});
    result<std::optional<list_version>> active(std::string_view source);
    result<std::optional<list_version>> of_hash(std::string_view source, const digest& hash);
    result<list_counts> counts_of(const list_version& of);
    // Rows behind `after`, with candidates and answers.
    result<std::vector<list_line>> rows_of(const list_version& of, std::uint32_t after, std::size_t limit,
                                           std::optional<link_class> sure = std::nullopt);
    result<std::optional<list_line>> row_of(const list_version& of, std::uint32_t row);
    // Whether it still says this: an erasure may have come.
    result<bool> says(const list_version& of, const list_line& row);
    // The latest answer to a row that is the same: by its source's key, or by its content.
    result<std::optional<list_answer>> answer_to(std::string_view source, const std::string& key, const digest& content);
    result<bool> is_erased(std::string_view source, const std::string& key, const digest& content);
    // Marks of what was erased, in all lists; and those that an erasure of these records is going to leave.
    result<std::vector<digest>> erased_marks();
    result<std::vector<digest>> marks_meaning(std::span<const record_id> records);

    // The following only inside transact(). Numbers of the version are given.
    result<void> add_version(list_version& fresh);
    // Where there was a row of that number, in its place.
    result<void> put_row(const list_version& to, const list_line& row);
    // Of a version that is arriving: no rows, and whatever else was told of it.
    result<void> begin_again(const list_version& of);
    result<void> set_state(const list_version& of, list_state state, list_doubt doubt);
    // In place of the active one.
    result<void> activate(const list_version& of, std::int64_t now_ms);
    result<void> note_linked(const list_version& of, std::int64_t now_ms);
    // Of a row that was erased: nothing.
    result<void> put_links(const list_version& of, const list_line& row);
    result<void> add_answer(std::string_view source, const list_line& row, list_answer& answer);
    // Rows of the version that are the same as this one.
    result<std::vector<std::uint32_t>> same_rows(const list_version& of, const std::string& key, const digest& content);
    // Erases every row whose content or key has such a mark; how many.
    result<std::size_t> wipe_marked(const std::function<bool(const digest&)>& is_mark);

private:
    result<std::optional<list_version>> one_version(sqlite::cursor& found);
    result<void> read_links(std::int64_t row, list_line& out);
    result<std::optional<list_answer>> read_answer(sqlite::cursor& found);

    std::unique_ptr<sqlite::database> own_;  // null inside a transaction of the store's
    sqlite::database* file_;
};

// Part of an erasure by law: links and answers to the record go; rows that surely meant it lose what they say, in all
// versions, and are not taken in again.
result<void> forget_in_lists(sqlite::database& file, const record_id& record);

}  // namespace pendata
