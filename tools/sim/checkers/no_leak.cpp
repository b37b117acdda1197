// I4, no leak.
#include <algorithm>
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

namespace {

void check_held(stage& on, const sim_tablet& of, const record_id& id) {
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(record, tx.find(id));
        if (!record) on.told.broken("I4", of.name() + " finds " + to_string(id) + " by its words and does not hold it");
        return {};
    });
    PENDATA_ASSERT(read.has_value());
}

}  // namespace

void check_no_leak(stage& on, office_house& office, const sim_tablet& of, bool is_damaged) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto state = of.state();
    const auto bearings = office.of().bearings(**view, office.now_ms());
    PENDATA_ASSERT(bearings.has_value());
    const auto device = (*view)->device(state.device);
    PENDATA_ASSERT(device.has_value());
    if (!*device) return;  // an office of before its enrolment
    const auto granted = (*device)->revoked ? grant_list() : bearings->who->grants_of(state.officer, day_of(office.now_ms()));
    if (granted != state.grants) {
        if (!on.faults.is_healed()) return;  // they changed since its hello: the next contact tells it
        on.told.broken("I4", of.name() + " was not told what it may hold now");
    }
    std::set<record_id> waiting;
    std::vector<std::pair<record_id, compartment>> held;
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(evictions, tx.evictions());
        for (const auto& e : evictions) {
            PENDATA_TRY(unsent, tx.has_unsent(e.record));
            if (unsent) waiting.insert(e.record);
        }
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            held.emplace_back(p.record, p.room);
            return {};
        });
    });
    PENDATA_ASSERT(read.has_value());
    for (const auto& [id, room] : held) {
        if (waiting.contains(id)) continue;
        const auto record = (*view)->find(id);
        PENDATA_ASSERT(record.has_value());
        if (!*record && is_damaged) continue;  // a part of nobody, until it is counted again
        compartment_mask rooms = 0;
        if (*record) {
            // What came may be newer than the cursor: a pull that was cut, a scope loaded by itself.
            rooms = granted_rooms(granted, (*record)->atoms_at(state.pulled.at));
            for (const auto& place : (*record)->places) {
                if (place.since > state.pulled.at) rooms |= granted_rooms(granted, place.atoms);
            }
        }
        if (!contains(rooms, room)) {
            on.told.broken("I4", of.name() + " holds S" + std::to_string(room) + " of " + to_string(id) + " outside its grants");
        }
    }
}

void check_no_trace(stage& on, const sim_tablet& of) {
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        for (const auto& s : state.staged) {
            const bool is_granted = std::ranges::any_of(state.grants, [&](const grant& g) { return g.node == s.head.node && (s.head.rooms & ~g.rooms) == 0; });
            if (!is_granted) on.told.broken("I4", of.name() + " stages " + s.head.node + " without a grant");
        }
        for (const auto& kind : of.words->kinds) {
            PENDATA_TRY(listed, tx.list(kind.number, nullptr, 0));
            for (const auto& id : listed) {
                PENDATA_TRY(record, tx.find(id));
                if (!record) on.told.broken("I4", of.name() + " lists " + to_string(id) + " and does not hold it");
            }
        }
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    constexpr std::size_t hits = 200;
    for (const auto* word : {"siti", "asep", "kunjungan"}) {
        const auto found = of.engine().store.search(word, hits);
        PENDATA_ASSERT(found.has_value());
        for (const auto& hit : *found) check_held(on, of, hit.record);
    }
}

}  // namespace pendata::sim
