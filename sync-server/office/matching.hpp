// The office looks for the same person behind its commits: what changed since the last look goes into the matching index
// (store/match_index.hpp), and each pair it finds becomes a duplicate case, in commits of the office's own. Nothing of it
// is on the way of a write: it is always a little behind, and a crash or a restore only makes it look again.
// Pages: docs/matching.md, docs/storage.md.
#pragma once

#include <cstddef>
#include <memory>

#include "core/settle/intake.hpp"
#include "sync-server/store/match_index.hpp"

namespace pendata {

class office;

class matching {
public:
    // DIR/match.db. Errors: those of disks.
    static result<std::unique_ptr<matching>> open(const office& of);
    explicit matching(std::unique_ptr<match_index> index) : index_(std::move(index)) {}

    // Takes up to about `most` records into the index; gives whether there may be more. Where the office's history is not
    // the one the index has read, it starts from all records anew.
    result<bool> read_on(office_view& view, std::size_t most);

    // Writes the cases of up to `most` pairs, as one commit, where any is new or other than it was.
    struct written {
        std::size_t cases = 0;   // that changed
        std::int64_t up_to = 0;  // 0: nothing was queued
    };
    result<written> write_cases(office_transaction& to, const office_context& office, const officer_id& own_author,
                                std::span<const match_index::queued_pair> pairs);
    result<std::vector<match_index::queued_pair>> queued(std::size_t most) { return index_->queued(most); }
    // What was written durably is not written again.
    result<void> forget(std::int64_t up_to);

    match_index& index() { return *index_; }

private:
    result<bool> is_of_this_history(office_view& view, const position& at);
    result<bool> scan(office_view& view, const position& at, const record_id& after, std::size_t most);
    result<bool> follow(office_view& view, const position& at, std::size_t most);
    result<void> look_at(office_view& view, const record_id& id);
    result<void> take_in(office_view& view, const office_record& person);
    result<void> take_in_family(const office_record& family);

    std::unique_ptr<match_index> index_;
};

// Reads on and writes cases until nothing is left: for tools and tests; the server does it step by step.
result<std::size_t> match_everything(office& of, std::int64_t now_ms);

}  // namespace pendata
