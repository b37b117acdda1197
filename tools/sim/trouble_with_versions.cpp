// Old apps, updates, a changed rule.
// What an office does with what it holds then: docs/conflicts.md, "Custody".
#include "tools/sim/trouble_with_versions.hpp"

#include "core/base/assert.hpp"
#include "tools/sim/scene/app_versions.hpp"

namespace pendata::sim {

void trouble_with_versions::plan_day(std::int64_t begins_ms) {
    may(fault::oldest_app, 25, begins_ms, [this] { bring_oldest_app(); });
    may(fault::app_updated, 40, begins_ms, [this] { update_app(); });
    may(fault::rule_changed, 60, begins_ms, [this] { expect_rule(); });
}

void trouble_with_versions::bring_oldest_app() {
    if (!cast_.has_room()) return;
    const auto& villages = cast_.villages();
    auto& fresh = cast_.hire(role::psm, villages[draw_.below(static_cast<std::uint32_t>(villages.size()))], oldest_dictionary());
    happened(fault::oldest_app, fresh.with->name(), "has an app two versions behind");
}

// Amid unsent work. What the file holds can be named from then on, and projections and search are made anew.
void trouble_with_versions::update_app() {
    if (auto* whose = somebody_behind()) update(*whose);
}

actor* trouble_with_versions::somebody_behind() {
    std::vector<actor*> behind;
    for (const auto& a : cast_.all()) {
        if (a->may_work() && a->with->words != &newer_dictionary()) behind.push_back(a.get());
    }
    return behind.empty() ? nullptr : behind[draw_.below(static_cast<std::uint32_t>(behind.size()))];
}

void trouble_with_versions::update(actor& whose) {
    whose.sync->cut_off();
    whose.with->close();
    whose.with->words = &next_dictionary(*whose.with->words);
    whose.with->open();
    happened(fault::app_updated, whose.with->name(), "has version " + std::to_string(whose.with->words->version));
    whose.sync->sync_now();
}

// The first tablets have tomorrow's app already, and the office holds what they write until it has the table, too.
void trouble_with_versions::expect_rule() {
    if (std::exchange(rule_expected_, true)) return;
    auto* early = somebody_behind();
    if (early == nullptr) return;
    while (early->with->words != &newer_dictionary()) update(*early);
    for (int hours : {1, 20, 40}) {
        on_.time.after(hours * hour_ms, [early] {
            if (early->may_work()) early->person->write_of_tomorrow();
        });
    }
    on_.time.after(draw_.between(2, 6) * day_ms, [this] {
        if (office_.is_open() && !on_.faults.is_healed()) change_rule();
    });
}

// What was held for the old rule and is right by the new one settles without anybody's word.
void trouble_with_versions::change_rule() {
    const auto held_for_it = [this] {
        std::set<write_id> out;
        auto view = office_.of().view();
        PENDATA_ASSERT(view.has_value());
        const auto held = (*view)->custody_in(custody_state::held);
        PENDATA_ASSERT(held.has_value());
        for (const auto& row : *held) {
            if (row.reason == hold_reason::unknown_field || row.reason == hold_reason::failed_check) out.insert(row.id);
        }
        return out;
    };
    const auto before = held_for_it();
    office_.close("is shut for a newer version");
    office_.judge_with(newer_dictionary());
    office_.open();
    happened(fault::rule_changed, "office", "judges with version " + std::to_string(newer_dictionary().version));
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    for (const auto& id : before) {
        const auto still = (*view)->custody(id);
        PENDATA_ASSERT(still.has_value());
        if (!*still) on_.faults.happened(fault::passes_after_rule);
    }
}

void trouble_with_versions::count_unknown() {
    for (const auto& a : cast_.all()) {
        if (a->fallen != lot::lost && unknown_cells(*a->with) > 0) on_.faults.happened(fault::unknown_cells);
    }
}

}  // namespace pendata::sim
