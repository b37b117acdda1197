// I5, exactly once.
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void visit_records(office_view& view, const std::function<void(const office_record&)>& visitor) {
    constexpr std::size_t page = 4096;
    for (const auto& kind : builtin_dictionary().kinds) {
        record_id last;
        while (true) {
            const auto ids = view.records_of(kind.number, last, page);
            PENDATA_ASSERT(ids.has_value());
            for (const auto& id : *ids) {
                const auto found = view.find(id);
                PENDATA_ASSERT(found.has_value() && found->has_value());
                visitor(**found);
            }
            if (ids->size() < page) break;
            last = ids->back();
        }
    }
}

void check_applied_once(stage& on, office_house& office) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    visit_records(**view, [&](const office_record& r) {
        std::set<write_id> settled;
        const auto rows = (*view)->history_of(r.id);
        const auto held = (*view)->custody_of(r.id);
        PENDATA_ASSERT(rows.has_value() && held.has_value());
        std::set<write_id> given_back;
        for (const auto& row : *rows) {
            if (row.path != arrival::returned) continue;
            for (const auto& w : row.writes) given_back.insert(w.id());
        }
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) {
                // What somebody gave back after a restore is joined by its author's own word later.
                if (!settled.insert(w.id()).second && row.path != arrival::returned && !given_back.contains(w.id())) on.told.broken("I5", "a write to " + to_string(r.id) + " stands twice in history");
            }
        }
        for (const auto& row : *held) {
            if (settled.contains(row.id)) on.told.broken("I5", "a write to " + to_string(r.id) + " is settled and in custody");
        }
    });
}

}  // namespace pendata::sim
