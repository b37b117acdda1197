// Rights that change, each time after a save that is not sent yet.
#include "tools/sim/trouble_with_rights.hpp"

#include "core/base/assert.hpp"
#include "core/settle/directory.hpp"
#include "sync-server/office/devices.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/regions.hpp"

namespace pendata::sim {

void trouble_with_rights::plan_day(std::int64_t begins_ms) {
    may(fault::duty_ended, 60, begins_ms, [this] { end_duty(); });
    may(fault::duty_moved, 80, begins_ms, [this] { move_duty(); });
    may(fault::room_granted, 60, begins_ms, [this] { give_room(); });
    may(fault::room_withdrawn, 60, begins_ms, [this] { take_room(); });
    may(fault::device_revoked, 25, begins_ms, [this] { revoke(); });
    may(fault::village_split, 30, begins_ms, [this] { split_village(); });
}

bool trouble_with_rights::replace(actor& whose, const std::string& duty, std::optional<compartment_mask> rooms) {
    bool done = false;
    const bool lives = office_.lives_through(fault::office_killed_at_desk, 60, [&] {
        done = replace_duty(office_.of(), whose.with->officer_name, {{duty}, rooms, std::nullopt, std::nullopt}, office_.now_ms()).has_value();
    });
    if (!lives || !done) return false;
    whose.with->duty = duty;
    office_.tell_committed();
    return true;
}

// Gained again some days later: what was captured in between may settle then.
void trouble_with_rights::end_duty() {
    auto* whose = cast_.somebody(draw_, role::psm);
    if (whose == nullptr) return;
    whose->person->leave_unsent();
    bool ended = false;
    const bool lives = office_.lives_through(fault::office_killed_at_desk, 60, [&] {
        ended = end_officer(office_.of(), whose->with->officer_name, office_.now_ms()).has_value();
    });
    if (!lives || !ended) return;
    happened(fault::duty_ended, whose->with->officer_name, "has no duty any more");
    whose->fallen = lot::idle;
    office_.tell_committed();
    on_.time.after(draw_.between(1, 6) * day_ms, [this, whose] {
        if (!office_.is_open() || whose->fallen != lot::idle) return;
        if (!replace(*whose, whose->with->duty, std::nullopt)) return;
        happened(fault::duty_regained, whose->with->officer_name, "has a duty again");
        whose->fallen = lot::in_use;
    });
}

void trouble_with_rights::move_duty() {
    auto* whose = cast_.somebody_anywhere(draw_, role::psm);
    if (whose == nullptr) return;
    if (whose->with->is_open()) whose->person->leave_unsent();
    const auto& villages = cast_.villages();
    const auto where = villages[draw_.below(static_cast<std::uint32_t>(villages.size()))];
    if (where == whose->with->duty || !replace(*whose, where, std::nullopt)) return;
    happened(fault::duty_moved, whose->with->officer_name, "has a duty in " + where + " now");
}

void trouble_with_rights::give_room() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr) return;
    whose->person->leave_unsent();
    const auto before = rooms_of(*whose);
    if (!replace(*whose, whose->with->duty, compartment_mask{0x07})) return;
    on_.told.tell(whose->with->officer_name, "may see S0 to S2");
    if ((0x07 & ~before) != 0) on_.faults.happened(fault::room_granted);
}

void trouble_with_rights::take_room() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr) return;
    whose->person->leave_unsent();
    const auto before = rooms_of(*whose);
    if (!replace(*whose, whose->with->duty, compartment_mask{0x01})) return;
    on_.told.tell(whose->with->officer_name, "may see S0 only");
    if ((before & ~0x01) != 0) on_.faults.happened(fault::room_withdrawn);
}

// Of all duties that hold today.
compartment_mask trouble_with_rights::rooms_of(const actor& whose) {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto bearings = office_.of().bearings(**view, office_.now_ms());
    PENDATA_ASSERT(bearings.has_value());
    const auto* who = bearings->who->find_named(whose.with->officer_name);
    compartment_mask rooms = 0;
    for (const auto& d : who == nullptr ? std::vector<duty>{} : who->duties) {
        if (d.holds_on(day_of(office_.now_ms()))) rooms = static_cast<compartment_mask>(rooms | d.rooms);
    }
    return rooms;
}

void trouble_with_rights::revoke() {
    auto* whose = cast_.somebody(draw_, role::psm);
    if (whose == nullptr) return;
    const auto device = whose->with->state().device;
    whose->person->leave_unsent();
    revoke(*whose, device);
}

// Where the office dies over it nobody knows whether it stands: somebody says it again.
void trouble_with_rights::revoke(actor& whose, const device_id& device) {
    if (!office_.is_open()) return on_.time.after(minute_ms, [this, &whose, device] { revoke(whose, device); });
    result<void> done;
    const bool lives = office_.lives_through(fault::office_killed_at_register, 300,
                                             [&] { done = revoke_device(office_.of(), device, office_.now_ms()); });
    if (!lives) return on_.time.after(minute_ms, [this, &whose, device] { revoke(whose, device); });
    PENDATA_ASSERT(done.has_value());
    happened(fault::device_revoked, whose.with->name(), "is revoked");
    if (whose.fallen != lot::lost) whose.fallen = lot::revoked;
    office_.tell_committed();
}

// Half of a village is a village of its own from now on; whoever has moved there is moved by a change.
void trouble_with_rights::split_village() {
    if (split_ >= 9) return;
    const auto& villages = cast_.villages();
    const auto& old = villages[draw_.below(static_cast<std::uint32_t>(villages.size()))];
    for (auto& a : cast_.all()) {
        if (a->with->duty == old && a->may_work()) a->person->leave_unsent();
    }
    make_village(old, std::string(parent_of(old)) + ".205" + std::to_string(split_++));
}

void trouble_with_rights::make_village(const std::string& old, const std::string& made) {
    if (!office_.is_open()) return on_.time.after(minute_ms, [this, old, made] { make_village(old, made); });
    const std::vector<region_row> rows{{made, std::string(parent_of(old)), "Desa " + made}};
    bool done = false;
    const bool lives = office_.lives_through(fault::office_killed_at_register, 300, [&] {
        done = import_regions(office_.of(), rows, "kemendagri", "2027", office_.now_ms()).has_value();
    });
    if (!lives) return on_.time.after(minute_ms, [this, old, made] { make_village(old, made); });
    if (!done) return;
    happened(fault::village_split, "office", "splits " + old + ", the other half is " + made);
    office_.tell_committed();
    for (auto& a : cast_.all()) a->person->learn_village(made);
}

}  // namespace pendata::sim
