// Which records and photos the ledger says were erased by law: asked at every intake, import and restore.
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

    bool contains(const record_id& record) const { return has(record); }
    bool contains(const digest& photo) const { return has(photo); }

private:
    template <class What>
    bool has(const What& what) const {
        for (const auto& [salt, hashes] : hashes_) {
            if (hashes.contains(erasure_hash(salt, what))) return true;
        }
        return false;
    }

    std::map<erasure_salt, std::set<digest>> hashes_;
};

}  // namespace pendata
