// Who is in a world: each tablet with its agent and the person who carries it. New ones are hired and enrolled as
// time goes on; some are lost, some have a twin.
#pragma once

#include <memory>
#include <vector>

#include "core/sync/enrolment_code.hpp"
#include "tools/sim/agent.hpp"
#include "tools/sim/people.hpp"

namespace pendata::sim {

enum class lot {
    in_use,
    idle,     // nobody saves with it any more; it still syncs
    away,     // no network until it comes back
    lost,     // gone with what it had not sent
    revoked,  // the office told it to hold nothing
};

struct actor {
    std::unique_ptr<sim_tablet> with;
    std::unique_ptr<agent> sync;
    std::unique_ptr<census_taker> person;
    lot fallen = lot::in_use;

    bool may_work() const { return fallen == lot::in_use && with->is_open() && !sync->is_retired(); }
    bool may_connect() const { return fallen != lot::away && fallen != lot::lost; }
};

class cast {
public:
    cast(stage& on, office_house& office, watch& eyes, oracle& promises);

    const std::vector<std::string>& villages() const { return villages_; }
    // Codes of one subdistrict, "32.11.01".
    std::string subdistrict_of(std::size_t number) const;

    // A new officer with a tablet of the office's. Requires an open office.
    actor& hire(role part, const std::string& duty, const dictionary& words = builtin_dictionary());
    // Another tablet for somebody who is there already. Requires an open office.
    actor& hire_again(const actor& whose);
    // Officers whom a restore has lost and no tablet brought back are noted once more. Requires an open office.
    void note_lost_officers();
    // So are revocations. Requires an open office.
    void revoke_again();
    // A copy of the tablet's file in a device of its own, key and all. Both are used from now on.
    actor& twin_of(actor& whose);

    // Worlds are kept small.
    bool has_room() const { return all_.size() < static_cast<std::size_t>(on_.size.tablets) + 6; }
    std::vector<std::unique_ptr<actor>>& all() { return all_; }
    // One of those in use, or nothing.
    actor* somebody(dice& draw);
    actor* somebody(dice& draw, role part);
    // The same, or somebody who is away; the latter often.
    actor* somebody_anywhere(dice& draw, role part);

private:
    actor& add(std::unique_ptr<sim_tablet> t);
    void enrol(sim_tablet& t, const officer_id& who);
    bool has_enrolled(sim_tablet& t, const enrolment_code& code);

    stage& on_;
    office_house& office_;
    watch& eyes_;
    oracle& promises_;
    std::vector<std::string> villages_;
    std::vector<std::unique_ptr<actor>> all_;
    int numbers_ = 0;
    dice deaths_;
};

}  // namespace pendata::sim
