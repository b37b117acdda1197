// Rows of others' lists that surely mean somebody whom the law erases: they go along. Most rows are compared before the
// erasure's transaction, which holds everybody up; inside it only those that came since.
#pragma once

#include <map>
#include <span>
#include <unordered_map>

#include "core/dictionary/dictionary.hpp"
#include "core/identity/match_keys.hpp"
#include "core/storage/office_store.hpp"
#include "sync-server/store/list_rows.hpp"

namespace pendata {

class rows_to_erase {
public:
    explicit rows_to_erase(const dictionary& words) : words_(words) {}

    // Compares what it has not compared yet, of all versions, with the persons among the records.
    result<void> read_on(office_view& view, list_rows& lists, std::span<const record_id> going);
    // Links the rows that were found, so that the erasure takes them. Inside its transaction, after read_on() in it.
    result<void> link(office_view& view, list_rows& lists) const;

private:
    using persons = std::vector<std::pair<record_id, identity::match_subject>>;
    struct progress {
        std::vector<std::string> meanings;  // of the columns, as they were then
        std::uint32_t compared = 0;         // up to this row
        std::map<std::uint32_t, std::vector<list_candidate>> found;
    };

    result<persons> persons_among(office_view& view, std::span<const record_id> going) const;
    void look_for(persons whom);
    std::vector<list_candidate> compare(const identity::match_subject& row) const;
    result<void> read_version(list_rows& lists, const list_version& version);

    const dictionary& words_;
    persons whom_;
    std::unordered_multimap<identity::match_key, std::size_t> by_key_;
    std::map<std::int64_t, progress> versions_;  // by their number in the file
};

}  // namespace pendata
