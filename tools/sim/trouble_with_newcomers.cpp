// Newcomers and what they bring with them.
// Worlds are kept small: cast::has_room().
#include "tools/sim/trouble_with_newcomers.hpp"

#include "core/base/assert.hpp"
#include "sync-server/office/regions.hpp"
#include "tools/sim/scene/app_versions.hpp"

namespace pendata::sim {

void trouble_with_newcomers::plan_day(std::int64_t begins_ms) {
    may(fault::first_load_broken, 30, begins_ms, [this] { break_first_load(); });
    may(fault::unknown_region, 30, begins_ms, [this] { hear_of_village(); });
    may(fault::older_app, 40, begins_ms, [this] { bring_other_app(older_dictionary(), fault::older_app); });
    may(fault::newer_app, 40, begins_ms, [this] { bring_other_app(newer_dictionary(), fault::newer_app); });
}

std::string trouble_with_newcomers::a_village() {
    const auto& villages = cast_.villages();
    return villages[draw_.below(static_cast<std::uint32_t>(villages.size()))];
}

// The network goes again and again while the first records come.
void trouble_with_newcomers::break_first_load() {
    if (!cast_.has_room()) return;
    auto& fresh = cast_.hire(role::tksk, cast_.subdistrict_of(draw_.below(99)));
    std::int64_t after_ms = 0;
    for (int i = 0; i < 4; ++i) {
        on_.time.after(after_ms, [&fresh] { fresh.sync->go_online(); });
        after_ms += draw_.between(300, 3'000);
        on_.time.after(after_ms, [this, &fresh] {
            const bool has_begun = fresh.may_work() && fresh.with->state().pulled == position{};
            fresh.sync->go_offline();
            if (has_begun) happened(fault::first_load_broken, fresh.with->name(), "loses its first load");
        });
        after_ms += draw_.between(5'000, 600'000);
    }
}

// Before its first sync a tablet has no list of villages to look into; the office gets to know this one days later.
void trouble_with_newcomers::hear_of_village() {
    if (!cast_.has_room() || unknown_ >= 9) return;
    const auto above = cast_.subdistrict_of(draw_.below(99));
    const auto code = above + ".206" + std::to_string(unknown_++);
    auto& fresh = cast_.hire(role::tksk, above);
    fresh.person->add_in_village(code);
    happened(fault::unknown_region, fresh.with->name(), "has heard of " + code);
    on_.time.after(draw_.between(1, 8) * day_ms, [this, code, above] {
        if (office_.is_open()) make_known(code, above);
    });
}

// Where the office dies over it, once more.
void trouble_with_newcomers::make_known(const std::string& code, const std::string& above) {
    const auto again = [this, code, above] { make_known(code, above); };
    if (!office_.is_open()) return on_.time.after(minute_ms, again);
    const std::vector<region_row> rows{{code, above, "Desa " + code}};
    bool done = false;
    const bool lives = office_.lives_through(fault::office_killed_at_register, 200, [&] {
        done = import_regions(office_.of(), rows, "kemendagri", "2027", office_.now_ms()).has_value();
    });
    if (!lives) return on_.time.after(minute_ms, again);
    PENDATA_ASSERT(done);
    on_.told.tell("office", "gets to know " + code);
    office_.tell_committed();
}

void trouble_with_newcomers::bring_other_app(const dictionary& words, fault f) {
    if (!cast_.has_room()) return;
    auto& fresh = cast_.hire(role::psm, a_village(), words);
    happened(f, fresh.with->name(), "has another version of the app");
}

}  // namespace pendata::sim
