// Backups, and going back to them.
// What comes back, and how: docs/protocol.md, "After a fork".
#include "tools/sim/trouble_with_office.hpp"

#include "core/base/assert.hpp"
#include "sync-server/office/ledger_facts.hpp"

namespace pendata::sim {

trouble_with_office::trouble_with_office(stage& on, office_house& office, cast& who, watch& eyes, time_checker& times,
                                         oracle& promises)
    : trouble(on, office, who, "restores"), eyes_(eyes), times_(times), promises_(promises) {
    constexpr unsigned minority = 250;
    goes_back_ = draw_.chance(minority) || on.size.restores;
}

void trouble_with_office::plan_day(std::int64_t begins_ms) {
    may(fault::new_certificate, 40, begins_ms, [this] {
        office_.lose_certificate();
        happened(fault::new_certificate, "office", "has a new certificate");
    });
    if (!goes_back_) return;
    on_.time.at(begins_ms + 3 * hour_ms, [this] {
        if (office_.is_open() && draw_.chance(300)) office_.make_backup();
    });
    on_.time.at(begins_ms + 22 * hour_ms, [this] { put_right(); });
    may(fault::office_restored, 40, begins_ms, [this] { go_back(fault::office_restored, office_house::start::with_segment); });
    may(fault::office_copied_back, 30, begins_ms, [this] { go_back(fault::office_copied_back, office_house::start::unnoticed); });
    may(fault::ledger_lost, 60, begins_ms, [this] { lose_ledger(); });
}

void trouble_with_office::go_back(fault f, office_house::start how) {
    if (office_.backups() == 0) return;
    const auto newest = static_cast<std::uint32_t>(office_.backups());
    // Mostly one of the last; any, now and then.
    const auto which = newest - 1 - draw_.below(draw_.chance(300) ? newest : std::min<std::uint32_t>(newest, 3));
    let_go();
    office_.close("goes back in time");
    office_.copy_back(which);
    office_.open(how);
    is_back(f, which);
}

// The whole folder is copied back, ledger and all, as a virtual machine is. Uploads are taken from then on, until
// somebody has said that the newer ledger is lost.
void trouble_with_office::lose_ledger() {
    if (office_.backups() == 0 || !office_.knows_all_devices(office_.backups() - 1)) return;
    const auto newest = office_.backups() - 1;
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

void trouble_with_office::is_back(fault f, std::size_t backup) {
    happened(f, "office", "is as in backup " + std::to_string(backup));
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
