// Erasures and restrictions at the office's desk.
// What they come to: checkers/erased.cpp.
#include "tools/sim/trouble_with_law.hpp"

#include "core/base/assert.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/erasing.hpp"
#include "sync-server/office/erasing.hpp"
#include "sync-server/office/own_records.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void trouble_with_law::plan_day(std::int64_t begins_ms) {
    plan_restrictions(begins_ms);
    if (!strict_ || !draw_.chance(150)) return;
    on_.time.at(begins_ms + draw_.between(7 * 60, 17 * 60) * minute_ms, [this] {
        if (office_.is_open() && !on_.faults.is_healed()) erase_somebody();
    });
}

void trouble_with_law::plan_restrictions(std::int64_t begins_ms) {
    if (!restricts_ || !other_draw_.chance(200)) return;
    on_.time.at(begins_ms + other_draw_.between(7 * 60, 17 * 60) * minute_ms, [this] {
        if (!office_.is_open() || on_.faults.is_healed()) return;
        auto view = office_.of().view();
        PENDATA_ASSERT(view.has_value());
        std::vector<record_id> whom;
        visit_records(**view, [&](const office_record& r) {
            if (r.kind == kinds::person && !r.parts.empty()) whom.push_back(r.id);
        });
        if (whom.empty()) return;
        const auto one = whom[other_draw_.below(static_cast<std::uint32_t>(whom.size()))];
        if (!restrict(one, true)) return;
        happened(fault::restricted_by_law, "desk", "restricts " + to_string(one));
        if (other_draw_.chance(200)) return;  // for good
        on_.time.after(other_draw_.between(1, 6) * day_ms, [this, one] { restrict(one, false); });
    });
}

// The disk may not let it, or a restore take it back: then it is not so.
bool trouble_with_law::restrict(const record_id& whom, bool is_so) {
    if (!office_.is_open()) return false;
    const auto done = edit_as_office(office_.of(), whom, is_so ? R"({"restricted":true})" : R"({"restricted":false})", office_.now_ms());
    if (done.has_value()) office_.tell_committed();
    return done.has_value() && !done->changed.empty();
}

void trouble_with_law::erase_somebody() {
    std::vector<record_id> whom;
    {
        auto view = office_.of().view();
        PENDATA_ASSERT(view.has_value());
        visit_records(**view, [&](const office_record& r) {
            const bool of_people = r.kind == kinds::person || r.kind == kinds::family || r.kind == kinds::assignment || r.kind == kinds::visit;
            if (of_people && !is_erased(r)) whom.push_back(r.id);
        });
    }
    if (!whom.empty()) erase(whom[draw_.below(static_cast<std::uint32_t>(whom.size()))]);
}

// Where the disk does not let it, or the office dies over it, once more: the ledger may have it already.
void trouble_with_law::erase(const record_id& record) {
    if (!office_.is_open()) {
        on_.time.after(minute_ms, [this, record] { erase(record); });
        return;
    }
    {
        auto view = office_.of().view();
        PENDATA_ASSERT(view.has_value());
        if (const auto planned = erased_with(**view, office_.of().words(), record); planned.has_value()) promises_.erase(*planned);
    }
    result<std::vector<record_id>> gone = errc::cancelled;
    const bool lives = office_.lives_through(fault::office_killed_at_register, 200,
                                             [&] { gone = erase_record(office_.of(), record, "permohonan", office_.now_ms()); });
    if (!lives) on_.told.tell("office", "dies over an erasure");
    if (lives && gone.has_value()) {
        promises_.erase(*gone);
        happened(fault::erased_by_law, "desk", "erases " + std::to_string(gone->size()) + " records with " + to_string(record));
        return;
    }
    const auto why = gone.has_value() ? errc::ok : to_errc(gone.error());
    if (lives && (why == errc::not_found || why == errc::nothing_to_do)) return;  // the office went back to before it
    on_.time.after(minute_ms, [this, record] { erase(record); });
}

}  // namespace pendata::sim
