// The records of many atoms as one ascending list without repeats: each atom's ids come in order, in small
// helpings, and the smallest of all goes first.
#pragma once

#include <vector>

#include "core/base/id.hpp"
#include "core/sqlite/database.hpp"

namespace pendata {

// Threads and lifetime: those of the connection.
class atom_merge {
public:
    // Ids after `after`; `limit` of them will be asked for.
    atom_merge(sqlite::database& file, const record_id& after, std::size_t limit, std::size_t atoms);

    result<void> add(std::int64_t atom);
    // The next `limit` ids.
    result<std::vector<record_id>> take();

private:
    struct run {
        std::int64_t atom = 0;
        std::vector<record_id> ids;  // the helping
        std::size_t at = 0;
        bool last = false;  // no more after this helping
    };
    static bool later(const run& a, const run& b) { return b.ids[b.at] < a.ids[a.at]; }

    result<void> help(run& r, const record_id& after);
    void push(run r);
    run pop();

    sqlite::database& file_;
    record_id after_;
    std::size_t limit_;
    std::size_t helping_;
    std::vector<run> runs_;  // a heap: the one with the smallest next id in front
};

}  // namespace pendata
