// I8, sane time: a write lands after everything its author saw, never beyond the office's time of its arrival, and
// what was settled once keeps its stamp.
#include "core/base/assert.hpp"
#include "tools/sim/checkers/sane_time.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

namespace {

std::string words_of(const stamp& s) {
    return "g" + std::to_string(s.generation) + " r" + std::to_string(s.rank) + " t" + std::to_string(s.time) + " " + to_string(s.replica).substr(0, 8);
}

std::string words_of(const history_row& row, const write& w, const stamp& before) {
    return "field " + std::to_string(w.what.key.field) + " save " + std::to_string(w.what.save_number) + ", " + words_of(before) + " before, " +
           words_of(w.what.at) + " in commit " + std::to_string(row.at) + " by way " + std::to_string(static_cast<int>(row.path));
}

}  // namespace

void time_checker::look(office_house& office) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    visit_records(**view, [&](const office_record& r) {
        const auto rows = (*view)->history_of(r.id);
        PENDATA_ASSERT(rows.has_value());
        std::map<write_id, stamp_time> times;
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) times.emplace(w.id(), w.what.at.time);
        }
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) look_at(row, w, times);
        }
    });
}

void time_checker::look_at(const history_row& row, const write& w, const std::map<write_id, stamp_time>& times) {
    const auto id = w.id();
    const auto [known, fresh] = settled_.try_emplace(id, w.what.at);
    if (!fresh && known->second != w.what.at) on_.told.broken("I8", "a settled stamp has changed in " + to_string(w.record) + ": " + words_of(row, w, known->second));
    stamp_time latest_base = 0;
    for (const auto& base : w.seen) {
        const auto at = times.find(base);
        if (at != times.end()) latest_base = std::max(latest_base, at->second);
    }
    if (latest_base >= w.what.at.time) {
        on_.told.broken("I8", "a write of field " + std::to_string(w.what.key.field) + " of " + to_string(w.record) + " lands before what its author saw");
    }
    if (w.what.at.time > std::max(end_of_ms(row.received_ms), latest_base + 1)) {
        on_.told.broken("I8", "a write of field " + std::to_string(w.what.key.field) + " to " + to_string(w.record) + " is settled in the future: " +
                                  words_of(row, w, w.what.at) + ", received " + std::to_string(row.received_ms) + ", " +
                                  std::to_string(w.seen.size()) + " seen, latest base " + std::to_string(latest_base));
    }
}

}  // namespace pendata::sim
