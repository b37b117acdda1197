// The part of intake that all its doors share: writes arrive in groups of one record, are examined, placed,
// settled or held; what waited for them is examined again until nothing moves.
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/settle/chain.hpp"
#include "core/settle/examine.hpp"
#include "core/settle/intake.hpp"

namespace pendata {

struct incoming {
    write what;               // at its settled time
    write_source from;
    bool was_held = false;    // it comes out of custody
    bool accepted = false;    // a person accepted it: no examination
    write_id id{};            // of the write; take() computes it where it is not known yet
    hold_reason once_held = hold_reason::none;  // so a receipt of the office, since restored, says
    // Held for this without being examined: only a person lets it through.
    hold_reason asked = hold_reason::none;
};

// A row of custody, to be looked at again.
inline incoming again(const custody_row& row) {
    const auto asked = row.reason == hold_reason::quota ? row.reason : hold_reason::none;
    return {row.what, {row.batch, row.from, row.path, row.received_ms}, true, false, row.id, hold_reason::none, asked};
}

// Whether they claim an id that follows from others for a record it does not follow for.
bool takes_derived_id(std::span<const incoming> group, std::uint16_t kind);

class settler {
public:
    // `now_ms`: the office's clock, which never runs backwards.
    settler(office_transaction& to, const office_context& office, sequence at, std::int64_t now_ms);

    // Examines and settles or holds. Writes of one record stand together.
    result<void> take(std::vector<incoming> writes);

    // Examines again what waited: for places given, for bases settled or gone.
    result<void> settle_waiting();

    result<void> finish();

    office_commit& commit() { return commit_; }
    // What became of the writes that came: held ones by id; all others settled.
    const std::map<write_id, hold_reason>& held() const { return held_; }
    bool settled(const write_id& id) const { return settled_.contains(id); }
    // Whether one of them stands on what is not here.
    bool base_was_missing() const { return base_missing_; }
    // Whether less is waiting of somebody than before, so that what was kept unread may have room now. After finish().
    bool made_room() const { return released_ || commit_.closed_a_case(); }
    void base_moved(const write_id& id) { moved_.push_back(id); }

private:
    result<std::vector<seen_write>> bases_of(const write& w, bool& missing);
    result<std::optional<seen_write>> base_of(const record_id& id_of_record, const write_id& id,
                                              const std::optional<custody_row>& held);
    result<bool> is_in_its_room(const write& w, const value* category);
    result<hold_reason> bar_to_accepting(const write& w, const value* category);
    result<hold_reason> reason_for(const incoming& in, const value* category);
    result<const device_row*> device_of(const device_id& id);
    result<std::optional<value>> category_in(std::span<const incoming> group);
    result<void> take_group(std::span<incoming> all);

    // late_work.cpp
    struct late_work {
        std::set<write_id> ids;        // of the group
        bool gone = false;             // the record itself was erased
        bool whole = false;            // it follows who was, so that all work on it goes
        atom_set places;               // where it was, or would be
        bool any_place = false;        // it was nowhere
        std::set<device_id> silenced;  // they have said nothing but that it follows somebody erased
    };
    // Takes out what comes too late; gives the others, in their order.
    result<std::span<incoming>> without_late_work(std::span<incoming> group);
    result<late_work> find_late_work(std::span<const incoming> group);
    result<bool> is_rightful(std::span<const incoming> group, const incoming& in, const atom_set& places, bool any_place);
    result<void> take_out(std::span<const incoming> group, const incoming& in, const late_work& late);
    result<void> take_out_of_custody(const record_id& id, const late_work& late);
    // One a root; the first without a place is what has to be waited for.
    result<std::vector<atom_set>> places_of_roots(const std::vector<record_id>& roots, std::optional<record_id>& waits_for);
    // Where the record is, and is to be, once all of these have settled; nothing where it has no place.
    result<std::optional<atom_set>> places_of(const std::vector<incoming*>& group, std::optional<record_id>& waits_for);
    result<bool> is_closed(const std::vector<incoming*>& group);
    result<hold_reason> duty_reason(const incoming& in, const atom_set& places, bool closed);
    // By the group's order: why each of them is held after all.
    result<std::vector<hold_reason>> reasons_there(const std::vector<incoming*>& group, const atom_set& places);
    result<void> settle_one(const incoming& in);
    result<void> hold_one(const incoming& in, hold_reason reason, const std::optional<record_id>& waits_for);

    office_transaction& to_;
    const office_context& office_;
    office_commit commit_;
    stamp_owners owners_;
    std::int32_t today_;
    std::unordered_map<write_id, cell> settled_;
    std::optional<record_id> history_of_;
    std::unordered_map<write_id, cell> history_;  // of that record, as it was before this commit
    std::map<write_id, hold_reason> held_;
    std::map<write_id, write> held_writes_;
    std::map<device_id, std::optional<device_row>> devices_;
    std::set<std::string, std::less<>> known_regions_;
    std::vector<write_id> moved_;
    std::set<record_id> placed_;  // for the first time, and who waits for it has not been looked at yet
    bool base_missing_ = false;
    bool released_ = false;  // something left custody
};

}  // namespace pendata
