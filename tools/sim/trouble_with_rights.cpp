// Rights that change, each time after a save that is not sent yet.
#include "tools/sim/trouble_with_rights.hpp"

#include "core/base/assert.hpp"
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
    if (!replace(*whose, whose->with->duty, compartment_mask{0x07})) return;
    happened(fault::room_granted, whose->with->officer_name, "may see S0 to S2");
}

void trouble_with_rights::take_room() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr) return;
    whose->person->leave_unsent();
    if (!replace(*whose, whose->with->duty, compartment_mask{0x01})) return;
    happened(fault::room_withdrawn, whose->with->officer_name, "may see S0 only");
}

void trouble_with_rights::revoke() {
    auto* whose = cast_.somebody(draw_, role::psm);
    if (whose == nullptr) return;
    const auto device = whose->with->state().device;
    whose->person->leave_unsent();
    const auto done = revoke_device(office_.of(), device, office_.now_ms());
    PENDATA_ASSERT(done.has_value());
    happened(fault::device_revoked, whose->with->name(), "is revoked");
    whose->fallen = lot::revoked;
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
    const std::string made = std::string(parent_of(old)) + ".205" + std::to_string(split_++);
    const std::vector<region_row> rows{{made, std::string(parent_of(old)), "Desa " + made}};
    if (import_regions(office_.of(), rows, "kemendagri", "2027", office_.now_ms()).has_error()) return;
    happened(fault::village_split, "office", "splits " + old + ", the other half is " + made);
    office_.tell_committed();
    for (auto& a : cast_.all()) a->person->learn_village(made);
}

}  // namespace pendata::sim
