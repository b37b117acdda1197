// Hiring and enrolling, through the office's real doors.
#include "tools/sim/cast.hpp"

#include "core/base/assert.hpp"
#include "core/sync/enrolment_code.hpp"
#include "sync-server/office/devices.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/sync_answers.hpp"

namespace pendata::sim {

cast::cast(stage& on, office_house& office, watch& eyes, oracle& promises)
    : on_(on), office_(office), eyes_(eyes), promises_(promises), deaths_(on.told.report().seed, "enrolments") {
    for (int s = 0; s < on.size.subdistricts; ++s) {
        for (int v = 0; v < on.size.villages; ++v) {
            villages_.push_back("32.11.0" + std::to_string(s + 1) + ".200" + std::to_string(v + 1));
        }
    }
}

std::string cast::subdistrict_of(std::size_t number) const {
    return std::string(parent_of(villages_[number % villages_.size()]));
}

actor& cast::hire(role part, const std::string& duty, const dictionary& words) {
    auto t = std::make_unique<sim_tablet>(on_, ++numbers_);
    t->officer_name = "Petugas " + std::to_string(numbers_);
    t->part = part;
    t->duty = duty;
    t->words = &words;
    const auto added = add_officer(office_.of(), t->officer_name, part, {{duty}, std::nullopt, std::nullopt, std::nullopt}, office_.now_ms());
    PENDATA_ASSERT(added.has_value());
    enrol(*t, added->officer);
    return add(std::move(t));
}

void cast::note_lost_officers() {
    for (const auto& a : all_) {
        const auto& of = *a->with;
        if (officer_named(office_.of(), of.officer_name, office_.now_ms()).has_value()) continue;
        const auto key = of.key();
        const auto device = device_id_of({reinterpret_cast<const char*>(key.data()), key.size()});
        const new_duty duty{{of.duty}, std::nullopt, std::nullopt, std::nullopt};
        const auto added = add_lost_officer(office_.of(), device, of.officer_name, of.part, duty, office_.now_ms());
        if (added.has_error()) on_.told.tell("desk", "can not note " + of.officer_name + ": " + added.error().hint_en);
        PENDATA_ASSERT(added.has_value());
        on_.told.tell("desk", "notes " + of.officer_name + " once more");
    }
}

void cast::revoke_again() {
    for (const auto& a : all_) {
        if (a->fallen != lot::revoked) continue;
        const auto key = a->with->key();
        const auto device = device_id_of({reinterpret_cast<const char*>(key.data()), key.size()});
        PENDATA_ASSERT(revoke_device(office_.of(), device, office_.now_ms()).has_value());
    }
}

actor& cast::hire_again(const actor& whose) {
    note_lost_officers();
    auto t = std::make_unique<sim_tablet>(on_, ++numbers_);
    t->officer_name = whose.with->officer_name;
    t->part = whose.with->part;
    t->duty = whose.with->duty;
    const auto who = officer_named(office_.of(), t->officer_name, office_.now_ms());
    PENDATA_ASSERT(who.has_value());
    enrol(*t, who->id);
    return add(std::move(t));
}

actor& cast::twin_of(actor& whose) {
    auto t = std::make_unique<sim_tablet>(on_, ++numbers_, *whose.with);
    eyes_.copied(*whose.with, *t);
    return add(std::move(t));
}

void cast::enrol(sim_tablet& t, const officer_id& who) {
    auto code = make_code(office_.of(), who, office_.now_ms());
    if (code.has_error()) {
        // A restore may have left the officer without the duty: somebody at the office gives it again.
        PENDATA_ASSERT(replace_duty(office_.of(), t.officer_name, {{t.duty}, std::nullopt, std::nullopt, std::nullopt}, office_.now_ms()).has_value());
        code = make_code(office_.of(), who, office_.now_ms());
    }
    PENDATA_ASSERT(code.has_value());
    const auto read = read_enrolment_code(code->text);
    PENDATA_ASSERT(read.has_value());
    while (!has_enrolled(t, *read)) on_.told.tell(t.name(), "enrols again, with the same code");
    on_.told.tell(t.name(), "is enrolled for " + t.officer_name + " in " + t.duty);
}

// False where either process died within it: the office is started again, and the tablet.
bool cast::has_enrolled(sim_tablet& t, const enrolment_code& code) {
    const bytes exporter(32, 'e');
    const auto key = t.key();
    const auto proof = t.sign_with_key(proof_message(exporter));
    message::enrol request;
    request.secret = bytes(code.secret_view());
    request.public_key.assign(reinterpret_cast<const char*>(key.data()), key.size());
    request.proof.assign(reinterpret_cast<const char*>(proof.data()), proof.size());
    request.label = t.name();
    message::enrolled answer;
    result<void> done;
    const bool lives = office_.lives_through(fault::office_killed_in_enrolment, 60, [&] {
        auto& of = office_.of();
        done = of.transact(office_.now_ms(), [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(enrolled, sync_answers::enrol(of, to, context, request, exporter));
            answer = std::move(enrolled);
            return {};
        });
    });
    if (!lives) {
        office_.open();
        return false;
    }
    PENDATA_ASSERT(done.has_value());
    t.open();
    const auto& identity = office_.identity();
    if (on_.faults.strikes(fault::killed_in_enrolment, 60)) t.die_at_step(deaths_.below(12) + 1);
    const auto kept = t.syncing().enrolled(answer, code.host, code.port, {reinterpret_cast<const char*>(identity.data()), identity.size()});
    t.die_at_step(0);
    if (t.has_died()) {
        on_.faults.happened(fault::killed_in_enrolment);
        t.kill();
        return false;
    }
    PENDATA_ASSERT(kept.has_value());
    return true;
}

actor& cast::add(std::unique_ptr<sim_tablet> t) {
    auto& draw = on_.draw;
    const reception network{draw.between(30, 600), draw.between(2'000, 200'000), static_cast<unsigned>(draw.between(0, 250)), draw.chance(120)};
    const habits how{draw.between(1, on_.size.saves_a_day), draw.chance(300), static_cast<unsigned>(draw.between(0, 60))};
    auto made = std::make_unique<actor>();
    made->sync = std::make_unique<agent>(on_, *t, office_, eyes_, network);
    made->person = std::make_unique<census_taker>(on_, *t, promises_, villages_, how);
    made->person->on_death([sync = made->sync.get()] { sync->kill_app(); });
    made->with = std::move(t);
    all_.push_back(std::move(made));
    return *all_.back();
}

actor* cast::somebody(dice& draw) {
    std::vector<actor*> there;
    for (const auto& a : all_) {
        if (a->may_work()) there.push_back(a.get());
    }
    return there.empty() ? nullptr : there[draw.below(static_cast<std::uint32_t>(there.size()))];
}

actor* cast::somebody(dice& draw, role part) {
    std::vector<actor*> there;
    for (const auto& a : all_) {
        if (a->may_work() && a->with->part == part) there.push_back(a.get());
    }
    return there.empty() ? nullptr : there[draw.below(static_cast<std::uint32_t>(there.size()))];
}

actor* cast::somebody_anywhere(dice& draw, role part) {
    std::vector<actor*> away;
    for (const auto& a : all_) {
        if (a->fallen == lot::away && a->with->part == part) away.push_back(a.get());
    }
    if (away.empty() || draw.chance(500)) return somebody(draw, part);
    return away[draw.below(static_cast<std::uint32_t>(away.size()))];
}

}  // namespace pendata::sim
