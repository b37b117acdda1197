// Founding, living, healing, checking.
#include "tools/sim/world.hpp"

#include "core/base/assert.hpp"
#include "core/base/limits.hpp"
#include "core/settle/lost_history.hpp"
#include "core/settle/placing.hpp"
#include "tools/sim/checkers/checkers.hpp"
#include "tools/sim/checkers/queues.hpp"
#include "tools/sim/scene/office_dice.hpp"

namespace pendata::sim {

namespace {

constexpr std::int64_t session_ms = 5 * minute_ms;  // a sync on a good line takes far less
constexpr std::int64_t good_session_ms = minute_ms;

}  // namespace

world::world(stage& on)
    : on_(on), office_(on), eyes_(on, office_, promises_), times_(on), cast_(on, office_, eyes_, promises_), desk_(on, office_),
      bags_(on, office_, cast_), files_(on, office_, cast_, eyes_, promises_), newcomers_(on, office_, cast_),
      restores_(on, office_, cast_, eyes_, times_, promises_),
      rights_(on, office_, cast_), versions_(on, office_, cast_), law_(on, office_, cast_, promises_), forger_(on, office_, cast_),
      impostor_(on, office_, cast_), photographers_(on, office_, cast_) {
    draw_office_ids_from(dice(on.draw.next(), "office"));
}

void world::run() {
    found();
    plan_days();
    on_.time.run_until(begin_ms + on_.size.days * day_ms);
    wait_for_who_is_away();
    heal();
    check_at_rest();
}

// Of each subdistrict: first the TKSK, then PSM, two of them in the first village, one for a part of it; one verifier sees
// everything.
void world::found() {
    office_.found(cast_.villages());
    for (int i = 0; i < on_.size.tablets; ++i) {
        const int subdistrict = i % on_.size.subdistricts;
        const int place = i / on_.size.subdistricts;
        const auto& first = cast_.villages()[static_cast<std::size_t>(subdistrict * on_.size.villages)];
        const auto& village = cast_.villages()[static_cast<std::size_t>(subdistrict * on_.size.villages + (place - 1) / 2 % on_.size.villages)];
        const bool is_last = i + 1 == on_.size.tablets && place > 0;
        if (is_last) cast_.hire(role::verifier, "32.11");
        else if (place == 0) cast_.hire(role::tksk, std::string(parent_of(first)));
        else if (place == 2) cast_.hire(role::psm, within_village(village, std::to_string(part_with_psm), {}));
        else cast_.hire(role::psm, village);
    }
    office_.close("opens its doors");
    office_.open();
}

void world::plan_days() {
    for (int i = 0; i < on_.size.away; ++i) {
        on_.time.at(begin_ms + on_.draw.between(16 * 60, 23 * 60) * minute_ms, [this] { files_.send_away(); });
    }
    for (int day = 0; day < on_.size.days; day += on_.size.days_between) {
        on_.time.at(begin_ms + day * day_ms, [this, day] {
            const auto begins = begin_ms + day * day_ms;
            for (auto& a : cast_.all()) plan_day_of(*a, begins);
            plan_day_of_office(begins);
            bags_.plan_day(begins);
            files_.plan_day(begins);
            newcomers_.plan_day(begins);
            restores_.plan_day(begins);
            rights_.plan_day(begins);
            versions_.plan_day(begins);
            law_.plan_day(begins);
            forger_.plan_day(begins);
            impostor_.plan_day(begins);
            photographers_.plan_day(begins);
            check_daily();
        });
    }
}

void world::plan_day_of(actor& who, std::int64_t begins) {
    auto& draw = on_.draw;
    const auto at_some_time = [&](int from_hour, int to_hour, auto what) {
        on_.time.at(begins + draw.between(from_hour * 60, to_hour * 60) * minute_ms + draw.between(0, 59'999), what);
    };
    for (int i = draw.between(0, who.person->ways().saves_a_day); i > 0; --i) {
        at_some_time(7, 17, [&who] {
            if (!who.may_work()) return;
            who.person->work();
            who.sync->wake();
        });
    }
    for (int i = draw.between(0, 2); i > 0; --i) {
        at_some_time(6, 22, [this, &who] {
            if (!who.may_connect()) return;
            who.sync->go_online();
            on_.time.after(on_.draw.between(2, 180) * minute_ms, [this, &who] {
                if (!on_.faults.is_healed()) who.sync->go_offline();  // nobody walks out of coverage when all is well
            });
        });
    }
    at_some_time(5, 23, [&who] { who.with->clock.may_go_wrong(15); });
    if (on_.faults.strikes(fault::tablet_killed, 40)) {
        at_some_time(6, 22, [this, &who] {
            if (!who.with->is_open()) return;
            on_.faults.happened(fault::tablet_killed);
            who.sync->kill_app();
        });
    }
}

void world::plan_day_of_office(std::int64_t begins) {
    auto& draw = on_.draw;
    on_.time.at(begins + draw.between(8 * 60, 15 * 60) * minute_ms, [this] {
        if (!office_.is_open()) return;
        desk_.work();
        if (office_.is_open()) check_reasons(on_, office_);
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

// The world waits a year and more, in which the others go on a little; unless it was that long anyway.
void world::wait_for_who_is_away() {
    if (!files_.somebody_is_away()) return;
    const int times = on_.size.days > 400 ? 0 : 4;
    for (int i = 0; i < times; ++i) {
        on_.time.run_until(on_.time.now_ms() + 100 * day_ms);
        office_.open();
        for (auto& a : cast_.all()) {
            if (a->may_work()) a->person->work();
            if (a->may_connect()) a->sync->go_online();
        }
        on_.time.run_until(on_.time.now_ms() + hour_ms);
        for (auto& a : cast_.all()) a->sync->go_offline();
    }
    files_.bring_home();
}

// Everybody has a good network and a right clock from now on. Then a few more rounds bring what flowed to the others.
void world::heal() {
    on_.told.tell("world", "heals");
    on_.faults.heal();
    office_.set_clock_right();
    office_.open();
    restores_.put_right();
    for (auto& a : cast_.all()) {
        if (a->fallen == lot::lost) continue;
        a->with->clock.set_right();
        a->with->open();
        on_.told.tell(a->with->name(), a->sync->standing());
        a->sync->set_reception({20, 1'000'000, 0, false});
        a->sync->go_online();  // who is online already goes on with its back-off
    }
    wait_one_back_off();
    for (int round = 0; round < 3; ++round) {
        // Each tablet may know more of a lost ledger than those that called before.
        restores_.put_right();
        let_sync(session_ms);
    }
}

// I11. Who believes in a connection that is dead finds out first.
void world::wait_one_back_off() {
    std::set<const actor*> connected;
    for (const auto& a : cast_.all()) {
        if (a->sync->is_connected()) connected.insert(a.get());
    }
    const auto look_at = [&](bool who_was_connected) {
        for (const auto& a : cast_.all()) {
            if (a->fallen != lot::lost && connected.contains(a.get()) == who_was_connected) check_nothing_waits(on_, *a->with);
        }
    };
    on_.time.run_until(on_.time.now_ms() + limits::backoff_cap_ms + good_session_ms);
    look_at(false);
    on_.time.run_until(on_.time.now_ms() + limits::idle_timeout_ms);
    look_at(true);
    check_unread(on_, office_);
}

void world::let_sync(std::int64_t for_ms) {
    for (auto& a : cast_.all()) a->sync->go_offline();
    on_.time.run_until(on_.time.now_ms() + second_ms);
    for (auto& a : cast_.all()) {
        if (a->fallen != lot::lost) a->sync->go_online();
    }
    on_.time.run_until(on_.time.now_ms() + for_ms);
}

void world::check_daily() {
    if (office_.is_open()) times_.look(office_);
}

void world::check_at_rest() {
    std::vector<const sim_tablet*> in_use;
    for (const auto& a : cast_.all()) {
        if (a->fallen == lot::lost) continue;
        in_use.push_back(a->with.get());
        check_nothing_waits(on_, *a->with);
        check_file_whole(on_, *a->with);
        check_tablet_queues(on_, *a->with);
        check_no_leak(on_, office_, *a->with);
        check_no_trace(on_, *a->with);
        check_convergence(on_, office_, *a->with);
        check_verdicts(on_, office_, *a->with);
    }
    check_unread(on_, office_);
    check_custody(on_, office_, desk_.accepted());
    check_chains(on_, office_);
    check_forks_heeded(on_, office_, in_use);
    check_applied_once(on_, office_);
    check_order_free(on_, office_);
    check_forgeries();
    photographers_.check();
    versions_.count_unknown();
    times_.look(office_);
    check_nothing_lost(on_, office_, promises_);
    check_erased(on_, office_, promises_, in_use);
    check_office_whole(on_, office_);
    on_.told.tell("world", "is at rest");
}

// I6 against an enemy: what no rule lets settle has not settled, unless somebody at the desk took it in.
void world::check_forgeries() {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto loss = is_loss_known(**view);
    PENDATA_ASSERT(loss.has_value());
    if (*loss && office_.times_gone_back() == 0) on_.told.broken("I6", "the office believes in a loss that never was");
    visit_records(**view, [&](const office_record& r) {
        const auto rows = (*view)->history_of(r.id);
        PENDATA_ASSERT(rows.has_value());
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) {
                const bool is_forged = forger_.forged().contains(w.id()) || impostor_.forged().contains(w.id());
                if (is_forged && !desk_.accepted().contains(w.id())) {
                    on_.told.broken("I6", "a forged write to " + to_string(r.id) + " has settled");
                }
            }
        }
    });
}

}  // namespace pendata::sim
