// The full-text index: trigrams of folded words in FTS5, without the text itself. What changed waits in a queue
// that is written with the projection; indexing runs behind. Page: docs/storage.md, "Search".
#pragma once

#include <functional>
#include <vector>

#include "client-lib/src/store/search_ranking.hpp"
#include "core/sqlite/database.hpp"

namespace pendata::store {

// The searched values of a record as the projection has them now; none where it is not projected.
using searched_values = std::function<result<std::vector<word_list>>(std::int64_t record)>;

class search_index {
public:
    explicit search_index(sqlite::database& file) : file_(file) {}

    // The record's text changes. `was`: indexed_text() before the change; of a new record empty.
    result<void> changed(std::int64_t record, std::string_view was);
    // The record goes: its text leaves the index now, because its number may be given to another.
    result<void> erase(std::int64_t record, std::string_view was);
    // What was erased leaves traces in the index until it is rewritten: at the cost of that.
    result<void> forget_deleted();

    // Indexes up to `limit` records of the queue; gives how many are left.
    result<std::uint64_t> index_some(std::size_t limit, const searched_values& values);
    // True where the index was made by another folding.
    result<bool> is_outdated();
    // Empties index and queue; whoever calls it tells of every record anew.
    result<void> clear();

    // Records that share trigrams with the query, the most telling first, at most `limit`; and those that are
    // still in the queue.
    result<std::vector<std::int64_t>> candidates(const word_list& query, std::size_t limit);

private:
    result<void> remove(std::int64_t record, std::string_view text);
    result<void> index_one(std::int64_t record, std::string_view was, std::string_view now);

    sqlite::database& file_;
};

}  // namespace pendata::store
