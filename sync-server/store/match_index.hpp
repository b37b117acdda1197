// The office's index for finding the same person: DIR/match.db, beside the store. Folded persons, their keys, the pairs
// that were found, and how far in the office's history it has come. Derived: a damaged, lost or foreign file is made
// anew from the records (docs/storage.md, "The matching index").
//
// Threads: one at a time. Nothing waits for the disk: what a crash takes is read from the records again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/identity/match_score.hpp"
#include "core/model/batch.hpp"

namespace pendata {

namespace sqlite {
class database;
}

// A pair as it was last judged; level none: it is no pair any more. Smaller id first.
struct judged_pair {
    record_id a, b;
    identity::match_finding found;
};

class match_index {
public:
    // Errors: those of disks. `vfs` names a file system of ours; there a damaged file is an error.
    static result<std::unique_ptr<match_index>> open(const std::string& path, const std::string& vfs = {});
    ~match_index();
    match_index(const match_index&) = delete;
    match_index& operator=(const match_index&) = delete;

    // One transaction: whole or not at all.
    result<void> transact(const std::function<result<void>()>& work);

    // Everything up to this position is in it; of a zero segment: nothing is.
    result<position> where();
    // While persons are read one by one for the first time: the last that was read. Zero: none, or all were.
    result<record_id> scanned_to();
    // The following only inside transact().
    result<void> move_to(const position& at, const record_id& scanned);
    result<void> clear();
    // Puts a person in, or in another form; finds who of those that are in it may be, and queues each pair that is new,
    // judged otherwise or no pair any more.
    result<void> put(const record_id& id, const identity::match_subject& subject);
    // Withdrawn or gone: its pairs are none any more.
    result<void> remove(const record_id& id);

    // Persons whose family it is.
    result<std::vector<record_id>> members_of(const record_id& family);
    // Pairs whose cases are to be written, in the order they were found; they stay until done().
    struct queued_pair {
        std::int64_t number = 0;
        judged_pair pair;
    };
    result<std::vector<queued_pair>> queued(std::size_t limit);
    result<void> done(std::int64_t up_to);

    // Whom of those in it somebody may be who is not in it (a row of a list), likeliest first.
    struct likely {
        record_id person;
        identity::match_finding found;
    };
    result<std::vector<likely>> similar_to(const identity::match_subject& subject, std::size_t most);
    // Several such questions on one snapshot.
    result<void> look(const std::function<result<void>()>& questions);

    struct contents {
        std::uint64_t persons = 0, keys = 0, pairs = 0, queued = 0, bytes = 0;
    };
    result<contents> what_is_in_it();

private:
    explicit match_index(std::unique_ptr<sqlite::database> file);

    struct known_pair {
        std::int64_t other = 0;
        identity::match_finding found;
    };
    struct party {
        std::int64_t row = 0;
        record_id id;
    };
    result<std::optional<std::int64_t>> row_of(const record_id& id);
    result<std::vector<known_pair>> pairs_of(std::int64_t row);
    result<std::vector<std::int64_t>> sharing(std::int64_t row, std::span<const std::uint64_t> keys);
    result<void> put_keys(std::int64_t row, const std::vector<std::uint64_t>& before, const std::vector<std::uint64_t>& now);
    result<void> judge(std::int64_t row, const record_id& id, const identity::match_subject& subject,
                       std::span<const std::uint64_t> keys);
    result<void> note(const party& one, const party& other, const identity::match_finding& found);

    std::unique_ptr<sqlite::database> file_;
};

}  // namespace pendata
