// What the ledger says of restrictions by law: asked at every intake, start and restore.
#pragma once

#include <map>
#include <optional>

#include "sync-server/ledger/ledger_entry.hpp"

namespace pendata {

// A plain value. A question costs one hash for each salt there is: an office does well to use few.
class restricted_records {
public:
    // In the order of the ledger.
    void add(const restriction& r) { words_[r.salt][r.hash] = {++count_, r.is_so}; }
    bool empty() const { return words_.empty(); }

    // Its last word on the record: restricted, or not any more; nothing where it never had one.
    std::optional<bool> word_on(const record_id& record) const {
        word last;
        for (const auto& [salt, words] : words_) {
            const auto found = words.find(restriction_hash(salt, record));
            if (found != words.end() && found->second.number > last.number) last = found->second;
        }
        return last.number == 0 ? std::nullopt : std::optional(last.is_so);
    }

private:
    struct word {
        std::uint64_t number = 0;
        bool is_so = false;
    };

    std::uint64_t count_ = 0;
    std::map<erasure_salt, std::map<digest, word>> words_;
};

}  // namespace pendata
