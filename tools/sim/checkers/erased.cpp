// Erasure by law: gone from records, history and custody, and from every tablet that is served.
#include <algorithm>

#include "core/base/assert.hpp"
#include "core/settle/case_record.hpp"
#include "tools/sim/checkers/checkers.hpp"
#include "tools/sim/scene/unread.hpp"

namespace pendata::sim {

namespace {

void check_gone_at_office(stage& on, office_view& view, const record_id& id) {
    const auto record = view.find(id);
    const auto rows = view.history_of(id);
    const auto custody = view.custody_of(id);
    PENDATA_ASSERT(record.has_value() && rows.has_value() && custody.has_value());
    const bool is_left = std::any_of(custody->begin(), custody->end(), [](const custody_row& row) {
        return row.state != custody_state::rejected || row.reason != hold_reason::erased_by_law || !row.what.what.content.is_cleared();
    });
    const bool is_gone = rows->empty() && !is_left && (!*record || is_erased(**record));
    if (!is_gone) {
        const std::string what = !rows->empty() ? "history of " : is_left ? "custody of " : "a record: ";
        on.told.broken("erasure", "the office still has " + what + to_string(id) + (*record ? ", of kind " + std::to_string((*record)->kind) : ""));
    }
}

}  // namespace

namespace {

std::string what_is_left(const device_record& of) {
    std::string out = std::to_string(of.settled.size()) + " parts, " + std::to_string(of.cut.size()) + " cut";
    for (const auto& p : of.pending) out += ", a write in state " + std::to_string(static_cast<int>(p.state));
    return out;
}

}  // namespace

void check_erased(stage& on, office_house& office, const oracle& promises, const std::vector<const sim_tablet*>& tablets) {
    auto view = office.of().view();
    const auto by_law = office.of().ledger().erased();
    PENDATA_ASSERT(view.has_value() && by_law.has_value());
    for (const auto state : {custody_state::held, custody_state::returned, custody_state::rejected}) {
        const auto rows = (*view)->custody_in(state);
        PENDATA_ASSERT(rows.has_value());
        for (const auto& row : *rows) {
            const auto there = (*view)->find(row.what.record);
            PENDATA_ASSERT(there.has_value());
            const bool is_marked = *there && is_erased(**there);
            if (is_marked && !row.what.what.content.is_cleared()) on.told.broken("erasure", "custody still has the value of a write to " + to_string(row.what.record));
        }
    }
    const auto unread = unread_writes(**view);
    for (const auto& id : promises.erased()) {
        if (!(*by_law)->contains(id)) continue;  // the ledger went back, too
        check_gone_at_office(on, **view, id);
        for (const auto* t : tablets) {
            const auto read = t->engine().store.read([&](device_transaction& tx) -> result<void> {
                PENDATA_TRY(found, tx.find(id));
                // What the office keeps unread it has not looked at yet, and tells its author when it does.
                const bool waits_unread = found && found->settled.empty() && found->cut.empty() &&
                                          std::all_of(found->pending.begin(), found->pending.end(), [&](const pending_write& p) { return unread.contains(p.what.id()); });
                if (found && !waits_unread) on.told.broken("erasure", t->name() + " still shows something of " + to_string(id) + ": " + what_is_left(*found));
                return {};
            });
            PENDATA_ASSERT(read.has_value());
        }
    }
}

}  // namespace pendata::sim
