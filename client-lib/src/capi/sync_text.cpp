// Counting and printing.
#include "client-lib/src/capi/sync_text.hpp"

#include <algorithm>
#include <cstdio>

#include "client-lib/src/engine/clock_advice.hpp"
#include "client-lib/src/engine/reviews.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"

namespace pendata {

namespace {

std::string seconds_text(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", seconds);
    return text;
}

std::string ids_text(const std::vector<record_id>& ids) {
    std::vector<std::string> out;
    for (const auto& id : ids) out.push_back(json_string(to_string(id)));
    return json_array(out);
}

}  // namespace

result<std::string> summary_text(const tablet& with, const session_outcome& outcome, double seconds) {
    device_state state;
    std::uint64_t held = 0;
    std::uint64_t conflicts = 0;
    std::uint64_t waiting = 0;
    PENDATA_CHECK(with.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.state());
        state = std::move(found);
        PENDATA_TRY(notices, tx.notices());
        held = static_cast<std::uint64_t>(std::count_if(notices.begin(), notices.end(), [](const held_notice& n) {
            return n.state == message::verdict::held;
        }));
        PENDATA_TRY(open, open_case_count(tx, with.words));
        conflicts = open;
        PENDATA_TRY(photos, tx.photos_here());
        waiting = photos.waiting;
        return {};
    }));
    const bool has_lineage = !state.pulled.segment.is_zero();
    const auto& p = outcome.progress;
    const auto number = [](std::uint64_t n) { return std::to_string(n); };
    json_members out{
        {"ok", outcome.why == errc::ok ? "true" : "false"},
        {"pushed", number(p.writes_receipted)},
        {"pulled", number(p.parts_pulled)},
        {"held", number(std::max(held, p.writes_held))},
        {"refused", number(outcome.refused)},
        {"conflicts", number(conflicts)},
        {"evicted", number(p.evicted + outcome.let_go)},
        {"repaired", number(p.repaired)},
        {"photos_sent", number(p.photos_kept)},
        {"photos_fetched", number(p.photos_fetched)},
        {"photos_refused", number(p.photos_refused)},
        {"photos_waiting", number(waiting)},
        {"converged", p.converged && outcome.why == errc::ok ? "true" : "false"},
        {"bytes_up", number(outcome.bytes_up)},
        {"bytes_down", number(outcome.bytes_down)},
        {"round_trips", number(p.exchanges)},
        {"seconds", seconds_text(seconds)},
        {"lineage", has_lineage ? json_string(to_string(state.pulled.segment)) : "null"},
        {"clock_offset_s", state.anchor ? seconds_text(static_cast<double>(state.anchor->at.wall_ms - state.anchor->office_ms) / 1000) : "null"},
    };
    if (const auto clock = advise_on_clock(with.read_clock(), state.anchor); !clock.id.empty()) {
        out.emplace_back("clock_hint", json_string(clock.id));
        out.emplace_back("clock_hint_en", json_string(clock.en));
    }
    if (outcome.why != errc::ok) {
        out.emplace_back("status", std::to_string(static_cast<int>(outcome.why)));
        out.emplace_back("reason", json_string(text_of(outcome.why, true)));
        out.emplace_back("reason_en", json_string(text_of(outcome.why, false)));
    }
    return json_object(std::move(out));
}

result<std::string> enrolment_text(const tablet& with) {
    device_state state;
    PENDATA_CHECK(with.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.state());
        state = std::move(found);
        return {};
    }));
    std::vector<std::string> regions;
    for (const auto& g : state.grants) {
        if (g.node != reference_atom) regions.push_back(json_string(g.node));
    }
    return json_object({{"device", json_string(to_string(state.device))},
                        {"replica", json_string(to_string(state.chain.replica))},
                        {"officer", json_string(state.officer_name)},
                        {"role", json_string(state.role)},
                        {"regions", json_array(regions)}});
}

std::string changed_text(const std::vector<record_id>& changed, const std::vector<record_id>& evicted) {
    return json_object({{"records", ids_text(changed)}, {"evicted", ids_text(evicted)}});
}

}  // namespace pendata
