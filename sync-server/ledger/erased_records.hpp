// Which records the ledger says were erased by law: asked at every intake, import and restore.
#pragma once

#include <map>
#include <set>

#include "sync-server/ledger/ledger_entry.hpp"

namespace pendata {

// A plain value. A question costs one hash for each salt there is: an office does well to use few.
class erased_records {
public:
    void add(const erasure& e) { hashes_[e.salt].insert(e.hash); }
    bool empty() const { return hashes_.empty(); }

    bool contains(const record_id& record) const {
        for (const auto& [salt, hashes] : hashes_) {
            if (hashes.contains(erasure_hash(salt, record))) return true;
        }
        return false;
    }

private:
    std::map<erasure_salt, std::set<digest>> hashes_;
};

}  // namespace pendata
