// Taking, naming, fetching, checking.
#include "tools/sim/photographers.hpp"

#include <algorithm>

#include "client-lib/src/engine/photo_desk.hpp"
#include "core/base/assert.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/photos.hpp"

namespace pendata::sim {

namespace {

bytes some_photo(dice& draw) {
    const auto size = draw.chance(100) ? draw.between(1, 200'000) : draw.between(1, 20'000);
    bytes out;
    while (out.size() < static_cast<std::size_t>(size)) {
        const auto word = draw.next();
        out.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    out.resize(static_cast<std::size_t>(size));
    return out;
}

}  // namespace

photographers::photographers(stage& on, office_house& office, cast& all)
    : on_(on), office_(office), cast_(all), draw_(on.photo_draw.next(), "photographers") {}

void photographers::plan_day(std::int64_t begins) {
    if (!on_.photos) return;
    for (auto& a : cast_.all()) {
        const auto at_some_time = [&](auto what) {
            on_.time.at(begins + draw_.between(7 * 60, 18 * 60) * minute_ms + draw_.between(0, 59'999), what);
        };
        for (int i = draw_.between(0, 2); i > 0; --i) at_some_time([this, &who = *a] { take_one(who); });
        if (draw_.chance(300)) at_some_time([this, &who = *a] { look_at_one(who); });
    }
}

// The app's process may die within it: then there is all of the photo, or nothing of it.
void photographers::take_one(actor& who) {
    if (!who.may_work()) return;
    auto& tablet = *who.with;
    const auto content = some_photo(draw_);
    if (draw_.chance(30) && !on_.faults.is_healed()) tablet.die_at_step(draw_.below(12) + 1);
    const auto added = photo_desk(tablet.engine()).add(content, [](const photo_desk::added&) {});
    if (tablet.has_died()) {
        on_.told.tell(tablet.name(), "dies with a photo");
        return who.sync->kill_app();
    }
    tablet.die_at_step(0);
    if (added.has_error()) return;
    on_.told.photo(photo_event::taken);
    taken_.push_back(added->photo.photo);
    if (draw_.chance(200)) return;  // nobody names it
    std::vector<record_id> persons;
    const auto listed = tablet.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.list(kinds::person, nullptr, 0));
        persons = std::move(found);
        return {};
    });
    if (listed.has_error() || persons.empty()) return;
    const auto& id = persons[draw_.below(static_cast<std::uint32_t>(persons.size()))];
    const auto named = tablet.author().edit(id, R"({"face_photo":{"add":[")" + to_hex(added->photo.photo.view()) + R"("]}})", {});
    if (named.has_value() && !named->changed.empty()) who.sync->wake();
}

void photographers::look_at_one(actor& who) {
    if (!who.may_work() || taken_.empty()) return;
    const auto& hash = taken_[draw_.below(static_cast<std::uint32_t>(taken_.size()))];
    const auto got = photo_desk(who.with->engine()).get(hash);
    if (got.has_value()) {
        on_.told.photo(photo_event::seen);
        if (sha256(*got) != hash) on_.told.broken("I2", who.with->name() + " shows a photo that is another");
        return;
    }
    if (to_errc(got.error()) == errc::photo_awaited) on_.told.photo(photo_event::asked);
}

void photographers::check_tablet(const actor& who, office_view& view) {
    const auto& tablet = *who.with;
    const auto device = view.device(tablet.state().device);
    PENDATA_ASSERT(device.has_value());
    const bool is_served = *device && !(*device)->revoked;
    std::set<digest> named;
    const auto read = tablet.engine().store.read([&](device_transaction& tx) -> result<void> {
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            for (const auto& photo : photos_named(tablet.engine().words, p)) named.insert(photo);
            return {};
        });
    });
    PENDATA_ASSERT(read.has_value());
    const auto visited = photo_desk(tablet.engine()).visit([&](const tablet_photo& p) {
        const std::string what = tablet.name() + ": the photo " + to_hex(p.photo.view()).substr(0, 8);
        const bool asks = p.state == photo_state::waiting || p.state == photo_state::wanted;
        if (asks && is_served) on_.told.broken("I11", what + " waits still");
        if (p.state == photo_state::fetched || p.state == photo_state::absent) {
            if (!named.contains(p.photo)) on_.told.broken("I4", what + " is there and no record here names it");
        }
        const auto erased = view.is_photo_erased(p.photo);
        PENDATA_ASSERT(erased.has_value());
        if (p.state == photo_state::kept && is_served && !*erased) {
            const auto whole = view.whole_photo(p.photo);
            PENDATA_ASSERT(whole.has_value());
            if (!*whole) {
                on_.told.broken("I2", what + " is kept by the office, it was told, and is not there");
                return true;
            }
            const auto content = whole_photo(view, **whole);
            if (content.has_error()) on_.told.broken("I2", what + " is not whole at the office");
            on_.told.photo(photo_event::arrived);
        }
        if (p.state == photo_state::fetched) on_.told.photo(photo_event::fetched);
        return true;
    });
    PENDATA_ASSERT(visited.has_value());
}

void photographers::check() {
    if (!on_.photos) return;
    const auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    for (const auto& a : cast_.all()) {
        if (a->fallen != lot::lost) check_tablet(*a, **view);
    }
}

}  // namespace pendata::sim
