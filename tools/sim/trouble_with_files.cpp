// Tablets rolled back, copied, lost, away, swapped; all of them with unsent work on them.
#include "tools/sim/trouble_with_files.hpp"

#include <algorithm>

#include "client-lib/src/engine/bag_desk.hpp"
#include "core/base/assert.hpp"
#include "tools/sim/scene/damage.hpp"

namespace pendata::sim {

void trouble_with_files::plan_day(std::int64_t begins_ms) {
    may(fault::rolled_back, 60, begins_ms, [this] { roll_back(); });
    may(fault::copied_tablet, 30, begins_ms, [this] { copy(); });
    may(fault::lost_tablet, 25, begins_ms, [this] { lose(); });
    may(fault::away_400_days, 30, begins_ms, [this] { send_away(); });
    may(fault::officer_swapped, 40, begins_ms, [this] { change_officer(); });
    // A tablet counts what it holds once a day: there is one before the end.
    if (begins_ms + 2 * day_ms <= begin_ms + on_.size.days * day_ms) may(fault::cache_damaged, 90, begins_ms, [this] { damage(); });
}

// First a copy is kept; days later the file is as it was then.
void trouble_with_files::roll_back() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr) return;
    whose->sync->cut_off();
    whose->with->keep_copy();
    on_.time.after(draw_.between(1, 6 * 24) * hour_ms, [this, whose] { put_copy_back(*whose); });
}

void trouble_with_files::put_copy_back(actor& whose) {
    if (!whose.may_work() || on_.faults.is_healed()) return;
    // Whether an office that went back has the rest can only be told while it is open.
    if (!office_.is_open()) return on_.time.after(hour_ms, [this, &whose] { put_copy_back(whose); });
    auto& file = *whose.with;
    happened(fault::rolled_back, file.name(), "is rolled back");
    whose.sync->cut_off();
    promises_.excuse_unsent(file, "rolled back");
    promises_.gone_from(file.number(), file.copied_ms(), on_.time.now_ms());
    excuse_lost_twice();
    eyes_.rolled_back(file);
    file.go_back_to_copy();
    promises_.demand_pending(file);
    if (draw_.chance(700)) whose.person->work_again(file.copied_ms());
    // Then both histories have batches of one number before they meet.
    if (draw_.chance(300)) seal_for_lost_bag(whose);
    if (whose.may_work()) whose.sync->wake();
}

void trouble_with_files::excuse_lost_twice() {
    if (office_.times_gone_back() == 0) return;
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    promises_.excuse_lost_twice(**view);
}

void trouble_with_files::copy() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr || !cast_.has_room()) return;
    on_.faults.happened(fault::copied_tablet);
    whose->sync->cut_off();
    auto& twin = cast_.twin_of(*whose);
    on_.told.tell(whose->with->name(), "is copied to " + twin.with->name());
}

void trouble_with_files::lose() {
    auto* whose = cast_.somebody(draw_, role::psm);
    if (whose == nullptr) return;
    happened(fault::lost_tablet, whose->with->name(), "is lost");
    promises_.excuse_unsent(*whose->with, "lost");
    promises_.gone_from(whose->with->number(), 0, on_.time.now_ms());
    excuse_lost_twice();
    whose->fallen = lot::lost;
    whose->sync->retire();
    whose->with->close();
    cast_.hire_again(*whose);
}

void trouble_with_files::send_away() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr || away_ >= std::max(on_.size.away, 1)) return;
    ++away_;
    on_.told.tell(whose->with->name(), "goes away");
    for (int i = 0; i < 3; ++i) {
        if (whose->with->is_open()) whose->person->work();
    }
    if (draw_.chance(500)) seal_for_lost_bag(*whose);
    whose->fallen = lot::away;
    whose->sync->go_offline();
}

// For a bag that never arrives.
void trouble_with_files::seal_for_lost_bag(actor& whose) {
    if (!whose.may_work()) return;
    bag_count lost;
    PENDATA_ASSERT(bag_desk(whose.with->engine()).pack(lost).has_value());
}

void trouble_with_files::bring_home() {
    for (auto& a : cast_.all()) {
        if (a->fallen != lot::away) continue;
        happened(fault::away_400_days, a->with->name(), "comes home");
        a->fallen = lot::in_use;
        if (a->with->is_open()) a->person->work();
    }
}

// With work on it that is not sent, before and after.
void trouble_with_files::damage() {
    auto* whose = cast_.somebody(draw_);
    if (whose == nullptr) return;
    whose->person->work();
    if (!whose->may_work()) return;
    const auto what = damage_cache(*whose->with, draw_);
    if (what.empty()) return;
    eyes_.expect_repair(*whose->with);
    happened(fault::cache_damaged, whose->with->name(), "is damaged: " + what);
    whose->person->work();
}

// The tablet goes to somebody else, who has a file of their own on it; the old file keeps what it had not sent, and
// goes on trying.
void trouble_with_files::change_officer() {
    auto* whose = cast_.somebody(draw_, role::psm);
    if (whose == nullptr) return;
    happened(fault::officer_swapped, whose->with->name(), "is given to another officer");
    whose->person->work();
    whose->fallen = lot::idle;
    cast_.hire(role::psm, whose->with->duty);
}

}  // namespace pendata::sim
