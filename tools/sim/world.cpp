// Founding, living, healing.
#include "tools/sim/world.hpp"

#include "core/base/assert.hpp"
#include "core/base/limits.hpp"
#include "core/sync/enrolment_code.hpp"
#include "sync-server/office/devices.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/sync_answers.hpp"
#include "tools/sim/checkers/checkers.hpp"
#include "tools/sim/scene/office_dice.hpp"

namespace pendata::sim {

namespace {

std::string village_code(int subdistrict, int village) {
    return "32.11.0" + std::to_string(subdistrict + 1) + ".200" + std::to_string(village + 1);
}

}  // namespace

world::world(stage& on) : on_(on), office_(on), eyes_(on, office_), desk_(on, office_) {
    draw_office_ids_from(dice(on.draw.next(), "office"));
}

void world::run() {
    found();
    plan_days();
    on_.time.run_until(begin_ms + on_.size.days * day_ms);
    heal();
    check_at_rest();
}

void world::found() {
    for (int s = 0; s < on_.size.subdistricts; ++s) {
        for (int v = 0; v < on_.size.villages; ++v) villages_.push_back(village_code(s, v));
    }
    office_.found(villages_);
    for (int i = 0; i < on_.size.tablets; ++i) enrol(i);
    office_.close("opens its doors");
    office_.open();
}

// Of each subdistrict: first the TKSK, then PSM, two of them in the first village; one verifier sees everything.
void world::enrol(int number) {
    const int subdistrict = number % on_.size.subdistricts;
    const int place = number / on_.size.subdistricts;
    auto t = std::make_unique<sim_tablet>(on_, number + 1);
    t->officer_name = "Petugas " + std::to_string(number + 1);
    t->part = place == 0 ? role::tksk : role::psm;
    t->duty = place == 0 ? std::string(parent_of(village_code(subdistrict, 0))) : village_code(subdistrict, (place - 1) / 2 % on_.size.villages);
    if (number + 1 == on_.size.tablets && number >= on_.size.subdistricts) {
        t->part = role::verifier;
        t->duty = "32.11";
    }
    auto& of = office_.of();
    const auto added = add_officer(of, t->officer_name, t->part, {{t->duty}, std::nullopt, std::nullopt, std::nullopt}, office_.now_ms());
    PENDATA_ASSERT(added.has_value());
    const auto code = make_code(of, added->officer, office_.now_ms());
    PENDATA_ASSERT(code.has_value());
    const auto read = read_enrolment_code(code->text);
    PENDATA_ASSERT(read.has_value());
    const bytes exporter(32, 'e');
    const auto key = t->key();
    const auto proof = t->sign_with_key(proof_message(exporter));
    message::enrol request;
    request.secret = bytes(read->secret_view());
    request.public_key.assign(reinterpret_cast<const char*>(key.data()), key.size());
    request.proof.assign(reinterpret_cast<const char*>(proof.data()), proof.size());
    request.label = t->name();
    message::enrolled answer;
    const auto done = of.transact(office_.now_ms(), [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(enrolled, sync_answers::enrol(of, to, context, request, exporter));
        answer = std::move(enrolled);
        return {};
    });
    PENDATA_ASSERT(done.has_value());
    t->open();
    const auto& identity = office_.identity();
    const auto kept = t->syncing().enrolled(answer, read->host, read->port, {reinterpret_cast<const char*>(identity.data()), identity.size()});
    PENDATA_ASSERT(kept.has_value());

    reception network{on_.draw.between(30, 600), on_.draw.between(2'000, 200'000), static_cast<unsigned>(on_.draw.between(0, 250))};
    habits how{on_.draw.between(1, on_.size.saves_a_day), on_.draw.chance(300), static_cast<unsigned>(on_.draw.between(0, 60))};
    agents_.push_back(std::make_unique<agent>(on_, *t, office_, eyes_, network));
    people_.push_back(std::make_unique<census_taker>(on_, *t, promises_, villages_, how));
    tablets_.push_back(std::move(t));
}

void world::plan_days() {
    for (int day = 0; day < on_.size.days; ++day) {
        on_.time.at(begin_ms + day * day_ms, [this, day] {
            const auto begins = begin_ms + day * day_ms;
            for (std::size_t i = 0; i < tablets_.size(); ++i) plan_day_of(i, begins);
            plan_day_of_office(begins);
        });
    }
}

void world::plan_day_of(std::size_t who, std::int64_t begins) {
    auto& draw = on_.draw;
    const auto at_some_time = [&](int from_hour, int to_hour, auto what) {
        on_.time.at(begins + draw.between(from_hour * 60, to_hour * 60) * minute_ms + draw.between(0, 59'999), what);
    };
    for (int i = draw.between(0, people_[who]->ways().saves_a_day); i > 0; --i) {
        at_some_time(7, 17, [this, who] {
            if (agents_[who]->is_retired() || !tablets_[who]->is_open()) return;
            people_[who]->work();
            agents_[who]->wake();
        });
    }
    for (int i = draw.between(0, 2); i > 0; --i) {
        at_some_time(6, 22, [this, who] {
            agents_[who]->go_online();
            on_.time.after(on_.draw.between(2, 180) * minute_ms, [this, who] { agents_[who]->go_offline(); });
        });
    }
    at_some_time(5, 23, [this, who] { tablets_[who]->clock.may_go_wrong(15); });
    if (on_.faults.strikes(fault::tablet_killed, 40)) {
        at_some_time(6, 22, [this, who] {
            if (agents_[who]->is_retired()) return;
            on_.faults.happened(fault::tablet_killed);
            agents_[who]->kill_app();
        });
    }
}

void world::plan_day_of_office(std::int64_t begins) {
    auto& draw = on_.draw;
    on_.time.at(begins + draw.between(8 * 60, 15 * 60) * minute_ms, [this] {
        if (office_.is_open()) desk_.work();
    });
    if (on_.faults.strikes(fault::office_down, 100)) {
        on_.time.at(begins + draw.between(0, 20 * 60) * minute_ms, [this] {
            if (!office_.is_open()) return;
            on_.faults.happened(fault::office_down);
            office_.close("is down");
            on_.time.after(on_.draw.between(1, 30) * hour_ms, [this] { office_.open(); });
        });
    }
}

// Everybody has a good network and a right clock from now on. Unsent work flows within one back-off; then a few more
// rounds bring it to the others.
void world::heal() {
    on_.told.tell("world", "heals");
    on_.faults.heal();
    office_.open();
    for (std::size_t i = 0; i < tablets_.size(); ++i) {
        tablets_[i]->clock.set_right();
        tablets_[i]->open();
        agents_[i]->set_reception({20, 1'000'000, 0});
        agents_[i]->go_online();
    }
    constexpr std::int64_t session_ms = 5 * minute_ms;
    on_.time.run_until(on_.time.now_ms() + limits::backoff_cap_ms + limits::idle_timeout_ms + session_ms);
    for (const auto& t : tablets_) check_nothing_waits(on_, *t);
    for (int round = 0; round < 2; ++round) {
        for (auto& a : agents_) {
            a->go_offline();
            a->go_online();
        }
        on_.time.run_until(on_.time.now_ms() + session_ms);
    }
}

void world::check_at_rest() {
    for (const auto& t : tablets_) {
        check_nothing_waits(on_, *t);
        check_file_whole(on_, *t);
        check_no_leak(on_, office_, *t);
        check_convergence(on_, office_, *t);
    }
    check_applied_once(on_, office_);
    check_order_free(on_, office_);
    check_nothing_lost(on_, office_, promises_);
    check_office_whole(on_, office_);
    on_.told.tell("world", "is at rest");
}

}  // namespace pendata::sim
