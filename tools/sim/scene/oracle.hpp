// What was promised: every write of every save that returned success, kept apart from the engine. At the end each of
// them is found at the office, or there is a reason why no one could bring it.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/model/cell.hpp"
#include "core/storage/office_store.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

struct promise {
    record_id record;
    int tablet = 0;
    std::int64_t at_ms = 0;
    std::int64_t claimed_ms = 0;  // of the write
    std::string excused;  // why nobody could bring it; empty: it has to be there
};

// Settled once, and lost by an office that went back.
struct held_elsewhere {
    record_id record;
    cell_key key;
    compartment room = 0;
    // Tablets that had it beyond the fork, and have not lost their files since; since when each may have let it go.
    std::map<int, std::int64_t> holders;
};

class oracle {
public:
    explicit oracle(stage& on) : on_(on) {}

    // After a save of this record: its pending writes are promised.
    void remember(const sim_tablet& by, const record_id& record, std::int64_t now_ms);
    // After an import: so are those of every record.
    void remember_all(const sim_tablet& by, std::int64_t now_ms);
    // What this tablet has not sent yet can not come any more.
    void excuse_unsent(const sim_tablet& of, const std::string& why);

    // What was saved on this tablet after one time, up to the other, is not on it any more: its file went back to a copy,
    // or is lost.
    void gone_from(int tablet, std::int64_t after_ms, std::int64_t until_ms);
    // Once the office has gone back in time: what is gone from its tablet and is not there now either, nobody has to
    // bring. Others may, who had it in their caches.
    void excuse_lost_twice(office_view& office);
    // What is pending on it now will be sent, whatever was said before.
    void demand_pending(const sim_tablet& of);

    // Before a tablet goes back to the fork point: what it has from beyond it, it gives back, whoever wrote it.
    void expect_back(const sim_tablet& from, sequence beyond);
    // What it may hold changes with its duties: to be told at every end of a session.
    void note_grants(const sim_tablet& of, std::int64_t now_ms);
    // Before an office goes back: what it has by now, and where the grants of a tablet do not reach or did not since, that
    // one may have been told to drop. So may it what settled again and has another value since: a cache holds one, the
    // rest is in journals.
    void let_go(office_view& office, const std::string& regency, const std::vector<const sim_tablet*>& open);
    // This file is lost, or not as it was: others may still bring what it held.
    void lost_holder(int tablet);

    // By law: nobody has to bring anything of these again, nor of what follows them and is not here.
    void erase(std::span<const record_id> records) { erased_.insert(records.begin(), records.end()); }
    const std::set<record_id>& erased() const { return erased_; }
    // Whether any write to it named one of those as what it follows.
    bool follows_erased(const record_id& record) const;

    const std::map<write_id, promise>& promises() const { return promises_; }
    const std::map<write_id, held_elsewhere>& expected_back() const { return expected_back_; }

private:
    struct span_gone {
        int tablet;
        std::int64_t after_ms, until_ms;
    };
    bool is_gone(const promise& promised) const;
    // Whether its grants have always covered the place, from that time on.
    bool always_reached(int tablet, std::int64_t since_ms, const atom_set& place, compartment room) const;
    // A write counts once by its id (I5), so no other one may have it.
    void promise_write(const sim_tablet& by, const write& w, std::int64_t now_ms);
    static void visit_pending(const sim_tablet& of, const std::function<void(const pending_write&)>& visitor);

    stage& on_;
    std::map<write_id, promise> promises_;
    std::vector<span_gone> gone_;
    std::map<write_id, held_elsewhere> expected_back_;
    std::set<record_id> erased_;
    std::map<record_id, std::set<record_id>> followed_;  // by record: what any of its writes names as what it follows
    std::map<int, std::vector<std::pair<std::int64_t, grant_list>>> grants_;  // as they changed, the oldest first
};

// Those of the record that the office has: settled, or in custody.
std::set<write_id> writes_at(office_view& office, const record_id& record);

}  // namespace pendata::sim
