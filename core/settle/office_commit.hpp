// One commit of the office in the making: records are opened once, writes join them, and at the end cases,
// places, fingerprints and history follow from what changed. Everything carries the commit's one sequence.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

// Where a write came from, for its history row.
struct write_source {
    digest batch;
    device_id from;
    arrival path = arrival::sync;
    std::int64_t received_ms = 0;
};

class office_commit {
public:
    office_commit(office_transaction& to, const dictionary& words, std::string regency, sequence at);

    sequence at() const { return at_; }

    // The record as this commit leaves it so far; null where there is none.
    result<office_record*> open(const record_id& id);

    // Joins a write and remembers it for history. Requires: not settled before.
    result<void> settle(const write& w, const write_source& from);

    // By law: nothing stays of it but that it was there, for the tablets that have it.
    result<void> erase(const record_id& id);

    // Another copy of a settled write: what it had seen is united, nothing is joined.
    result<void> unite(const write& w, const write_source& from);
    // Cases that this commit opened.
    const std::vector<record_id>& opened() const { return opened_; }
    bool closed_a_case() const { return closed_a_case_; }

    // The write graph of a cell changed without a settled write: its case is looked at again.
    void look_again(const record_id& record, const cell_key& key) { touched_.emplace(record, key); }

    // Reviews and overlaps of this subject are derived anew, whatever was written.
    void look_at_subject(const record_id& subject) { watched_.insert(subject); }
    // After flush(): whether any record is other than it was.
    bool has_changes() const;

    // Gives places to what changed, followers included; the records that got their first place by it.
    result<std::vector<record_id>> place();

    // Derives what the rules over several records find, of every subject that a watched cell of this commit concerns
    // (office_reviews.cpp); the records that got their first place by it. Again only where more was settled since.
    result<std::vector<record_id>> derive_reviews();

    // Derives conflict cases, adds up fingerprints, hands everything to the transaction. Nothing comes after it but the
    // commit row. Requires: derive_reviews() after the last settled write.
    result<void> flush();

private:
    struct working {
        std::optional<office_record> before;  // as stored; absent for a new record
        office_record now;
        bool present = false;  // stored or made here
        bool dirty = false;
    };

    result<working*> load(const record_id& id);
    // Gives back the memory of a record that this commit has looked at and not changed. Pointers to it end.
    void put_back(const record_id& id);
    void note_history(const write& w, const write_source& from);
    result<void> place_one(working& w, std::set<record_id>& first_placed);
    // Where the records are, one a record; nowhere where one is not here.
    result<std::vector<atom_set>> atoms_of(std::span<const record_id> roots);
    result<void> place_followers(const record_id& root, int depth);
    result<void> derive_case(const record_id& record, const cell_key& key);
    // Gives the records it looked at.
    result<std::set<record_id>> derive_reviews_of(const record_id& subject, const std::set<record_id>& here);
    result<std::set<record_id>> subjects_to_look_at();
    result<void> derive_file(const record_id& id, std::uint16_t kind, const part& derived);
    // Gives the marks of the parts that changed.
    result<std::vector<part_mark>> add_sums(const working& w);

    office_transaction& to_;
    const dictionary& words_;
    std::string regency_;
    sequence at_;
    std::map<record_id, working> working_;
    working* last_ = nullptr;  // opened last: most writes come record by record
    std::map<std::pair<digest, record_id>, history_row> history_;
    history_row* last_row_ = nullptr;
    std::set<std::pair<record_id, cell_key>> touched_;
    std::set<record_id> watched_;  // records of which a cell was written that a review rule watches
    std::vector<record_id> opened_;
    bool closed_a_case_ = false;
};

}  // namespace pendata
