// Backups, and going back to them.
// What comes back, and how: docs/protocol.md, "After a fork".
#include "tools/sim/trouble_with_office.hpp"

#include "core/base/assert.hpp"
#include "sync-server/office/ledger_facts.hpp"

namespace pendata::sim {

trouble_with_office::trouble_with_office(stage& on, office_house& office, cast& who, watch& eyes, time_checker& times,
                                         oracle& promises)
    : trouble(on, office, who, "restores"), eyes_(eyes), times_(times), promises_(promises),
      copying_(on.told.report().seed, "copies"), clock_(on.told.report().seed, "office clock") {
    constexpr unsigned minority = 250;
    goes_back_ = draw_.chance(minority) || on.size.restores;
    has_bad_clock_ = clock_.chance(300);
}

void trouble_with_office::plan_day(std::int64_t begins_ms) {
    may(fault::new_certificate, 40, begins_ms, [this] {
        office_.lose_certificate();
        happened(fault::new_certificate, "office", "has a new certificate");
    });
    plan_clock(begins_ms);
    if (!goes_back_) return;
    on_.time.at(begins_ms + 3 * hour_ms, [this] {
        if (office_.is_open() && draw_.chance(300)) back_up();
    });
    plan_copies(begins_ms);
    on_.time.at(begins_ms + 22 * hour_ms, [this] { put_right(); });
    may(fault::office_restored, 40, begins_ms, [this] { go_back(fault::office_restored, office_house::start::with_segment); });
    may(fault::office_copied_back, 30, begins_ms, [this] { go_back(fault::office_copied_back, office_house::start::unnoticed); });
    may(fault::ledger_lost, 60, begins_ms, [this] { lose_ledger(); });
}

// For some hours or days, and then it is right again, or wrong in another way.
void trouble_with_office::plan_clock(std::int64_t begins_ms) {
    if (!has_bad_clock_ || !clock_.chance(200)) return;
    const auto f = clock_.chance(500) ? fault::office_clock_minutes : fault::office_clock_hours;
    const auto most = f == fault::office_clock_minutes ? 90 : 20 * 60;
    const auto offset_ms = clock_.between(-most, most) * minute_ms;
    const auto at_ms = begins_ms + clock_.between(0, 24 * 60 - 1) * minute_ms;
    const auto right_ms = at_ms + clock_.between(1, 40) * hour_ms;
    if (!on_.faults.knows(f)) return;
    on_.time.at(at_ms, [this, offset_ms, f] {
        if (!on_.faults.is_healed()) office_.set_clock(offset_ms, f);
    });
    on_.time.at(right_ms, [this] { office_.set_clock_right(); });
}

// Besides the one of every night: backups and copies of the folder at any minute, some of them amid sessions.
void trouble_with_office::plan_copies(std::int64_t begins_ms) {
    if (copying_.chance(200)) at_any_minute(begins_ms, [this] { back_up(); });
    if (copying_.chance(250)) at_any_minute(begins_ms, [this] { office_.copy_by_hand(); });
    if (copying_.chance(250)) at_any_minute(begins_ms, [this] { office_.copy_amid_commits(copying_.between(1, 12)); });
}

void trouble_with_office::at_any_minute(std::int64_t begins_ms, std::function<void()> what) {
    on_.time.at(begins_ms + copying_.between(0, 24 * 60 - 1) * minute_ms + copying_.between(0, 59'999), [this, what = std::move(what)] {
        if (office_.is_open() && !on_.faults.is_healed()) what();
    });
}

// Copied now, and remembered once it is whole and read again; one that is cut off before is a copy nobody remembers.
void trouble_with_office::back_up() {
    const auto number = office_.copy_by_tool();
    on_.time.after(copying_.between(0, 20) * minute_ms, [this, number] {
        if (office_.is_open() && !on_.faults.is_healed()) office_.note_copy(number);
    });
}

std::vector<std::size_t> trouble_with_office::restorable() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < office_.copies().size(); ++i) {
        if (office_.may_be_restored(i)) out.push_back(i);
    }
    return out;
}

void trouble_with_office::go_back(fault f, office_house::start how) {
    const auto there = restorable();
    if (there.empty()) return;
    const auto newest = static_cast<std::uint32_t>(there.size());
    // Mostly one of the last; any, now and then.
    const auto which = there[newest - 1 - draw_.below(draw_.chance(300) ? newest : std::min<std::uint32_t>(newest, 3))];
    let_go();
    office_.close("goes back in time");
    office_.copy_back(which);
    office_.open(how);
    if (how == office_house::start::with_segment) office_.note_restore(which);
    is_back(f, which);
}

// The whole folder is copied back, ledger and all, as a virtual machine is. Uploads are taken from then on, until
// somebody has said that the newer ledger is lost.
void trouble_with_office::lose_ledger() {
    const auto there = restorable();
    if (there.empty() || !office_.knows_all_devices(there.back())) return;
    const auto newest = there.back();
    let_go();
    office_.close("goes back in time, with its ledger");
    office_.copy_back(newest, true);
    office_.open();
    ledger_went_back_ = true;
    is_back(fault::ledger_lost, newest);
}

void trouble_with_office::let_go() {
    std::vector<const sim_tablet*> open;
    for (const auto& a : cast_.all()) {
        if (a->with->is_open() && !a->with->has_died()) open.push_back(a->with.get());
    }
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    promises_.let_go(**view, office_.of().regency(), open);
}

void trouble_with_office::is_back(fault f, std::size_t number) {
    const auto& copy = office_.copies()[number];
    happened(f, "office", "is as in copy " + std::to_string(number) + ", sequence " + std::to_string(copy.at));
    if (!copy.noted) on_.faults.happened(fault::unnoted_copy);
    if (copy.amid_sessions) on_.faults.happened(fault::copy_amid_sessions);
    if (office_.times_gone_back() > 1) on_.faults.happened(fault::restored_twice);
    times_.forget();
    eyes_.office_went_back();
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    promises_.excuse_lost_twice(**view);
}

void trouble_with_office::put_right() {
    if (office_.times_gone_back() == 0 || !office_.is_open()) return;
    cast_.note_lost_officers();
    if (!ledger_went_back_) return;
    const auto accepted = accept_ledger_loss(office_.of(), "hilang", office_.now_ms());
    PENDATA_ASSERT(accepted.has_value() || to_errc(accepted.error()) == errc::nothing_to_do);
    if (accepted.has_value()) on_.told.tell("desk", "says that the newer ledger is lost");
    cast_.revoke_again();
}

}  // namespace pendata::sim
