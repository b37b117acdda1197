// What a tablet holds as pending after a save is what it has promised.
// Found again by checkers/nothing_lost.cpp.
#include "tools/sim/scene/oracle.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/dictionary/dictionary.hpp"
#include "core/settle/placing.hpp"
#include "core/settle/returned_cell.hpp"
#include "tools/sim/scene/unread.hpp"

namespace pendata::sim {

bool oracle::follows_erased(const record_id& record) const {
    const auto follows = followed_.find(record);
    return follows != followed_.end() &&
           std::any_of(follows->second.begin(), follows->second.end(), [&](const record_id& root) { return erased_.contains(root); });
}

void oracle::promise_write(const sim_tablet& by, const write& w, std::int64_t now_ms) {
    const auto* kind = by.words->find(w.what.key.kind);
    const bool places = kind != nullptr && kind->placed_by_others() &&
                        (w.what.key.field == kind->scope_field || w.what.key.field == kind->second_field);
    if (places && w.what.content.type() == value_type::reference) followed_[w.record].insert(w.what.content.as_reference());
    const auto [there, is_new] = promises_.try_emplace(w.id(), promise{w.record, by.number(), now_ms, w.claimed_ms, {}});
    if (!is_new && there->second.claimed_ms != w.claimed_ms) {
        on_.told.broken("I5", by.name() + " saves to " + to_string(w.record) + " under the id of another save");
    }
}

void oracle::remember(const sim_tablet& by, const record_id& record, std::int64_t now_ms) {
    const auto read = by.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.find(record));
        if (!found) return {};
        for (const auto& p : found->pending) promise_write(by, p.what, now_ms);
        return {};
    });
    PENDATA_ASSERT(read.has_value());
}

void oracle::visit_pending(const sim_tablet& of, const std::function<void(const pending_write&)>& visitor) {
    const auto read = of.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(ids, tx.all());
        for (const auto& id : ids) {
            PENDATA_TRY(found, tx.find(id));
            if (!found) continue;
            for (const auto& p : found->pending) visitor(p);
        }
        return {};
    });
    PENDATA_ASSERT(read.has_value());
}

void oracle::remember_all(const sim_tablet& by, std::int64_t now_ms) {
    visit_pending(by, [&](const pending_write& p) { promise_write(by, p.what, now_ms); });
}

void oracle::excuse_unsent(const sim_tablet& of, const std::string& why) {
    visit_pending(of, [&](const pending_write& p) {
        const bool unsent = p.state == pending_state::unsealed || p.state == pending_state::sealed;
        const auto at = promises_.find(p.what.id());
        if (unsent && at != promises_.end()) at->second.excused = why;
    });
}

void oracle::gone_from(int tablet, std::int64_t after_ms, std::int64_t until_ms) {
    gone_.push_back({tablet, after_ms, until_ms});
    lost_holder(tablet);
}

void oracle::expect_back(const sim_tablet& from, sequence beyond) {
    const auto read = from.engine().store.read([&](device_transaction& tx) {
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            for (const auto& c : p.cells) {
                if (c.changed_at <= beyond || !may_be_given_back(c.what)) continue;
                auto& there = expected_back_[id_of(p.record, c.what)];
                there.record = p.record;
                there.key = c.what.key;
                there.room = c.what.room;
                there.holders[from.number()] = on_.time.now_ms();
            }
            return {};
        });
    });
    PENDATA_ASSERT(read.has_value());
}

namespace {

bool is_settled(office_view& office, const record_id& record, const write_id& id) {
    const auto rows = office.history_of(record);
    PENDATA_ASSERT(rows.has_value());
    return std::any_of(rows->begin(), rows->end(), [&](const history_row& row) {
        return std::any_of(row.writes.begin(), row.writes.end(), [&](const write& w) { return w.id() == id; });
    });
}

std::set<write_id> writes_on(const sim_tablet& of) {
    std::set<write_id> out;
    const auto note = [&](const part& p) {
        for (const auto& c : p.cells) out.insert(id_of(p.record, c.what));
    };
    const auto read = of.engine().store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            note(p);
            return {};
        }));
        PENDATA_CHECK(tx.forget_put_away([&](std::uint16_t, const part& p) -> result<bool> {
            note(p);
            return false;
        }));
        PENDATA_TRY(waiting, tx.cut_parts(1'000'000));
        for (const auto& one : waiting) note(one.content);
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    return out;
}

// Of a record that the office holds and has not settled: where its cells say that it belongs, as the tablet reads them.
atom_set place_of_held(office_view& office, const held_elsewhere& there, const std::string& regency) {
    const kind_def* kind = builtin_dictionary().find(there.key.kind);
    const auto held = office.custody_of(there.record);
    PENDATA_ASSERT(held.has_value());
    std::map<cell_key, cell> cells;
    for (const auto& row : *held) cells.insert_or_assign(row.what.what.key, row.what.what);
    std::vector<cell> in_order;
    for (auto& [key, c] : cells) in_order.push_back(std::move(c));
    return kind == nullptr ? atom_set{} : own_atoms(*kind, in_order, regency);
}

}  // namespace

void oracle::note_grants(const sim_tablet& of, std::int64_t now_ms) {
    auto& known = grants_[of.number()];
    const auto now = of.state().grants;
    if (known.empty() || known.back().second != now) known.emplace_back(now_ms, now);
}

bool oracle::always_reached(int tablet, std::int64_t since_ms, const atom_set& place, compartment room) const {
    const auto known = grants_.find(tablet);
    if (known == grants_.end()) return true;
    for (auto at = known->second.rbegin(); at != known->second.rend(); ++at) {
        if (!contains(granted_rooms(at->second, place), room)) return false;
        if (at->first <= since_ms) break;  // in force by then
    }
    return true;
}

void oracle::let_go(office_view& office, const std::string& regency, const std::vector<const sim_tablet*>& open) {
    std::map<int, std::set<write_id>> has;
    for (const auto* t : open) {
        has.emplace(t->number(), writes_on(*t));
        note_grants(*t, on_.time.now_ms());
    }
    for (auto& [id, there] : expected_back_) {
        if (there.holders.empty() || !writes_at(office, there.record).contains(id)) continue;
        const auto record = office.find(there.record);
        PENDATA_ASSERT(record.has_value());
        const atom_set place = *record ? (*record)->atoms() : place_of_held(office, there, regency);
        if (place.empty()) continue;  // nobody knows that it belongs elsewhere
        const auto* now = *record ? (*record)->find(there.key) : nullptr;
        const bool replaced = now != nullptr && id_of(there.record, now->what) != id && is_settled(office, there.record, id);
        std::erase_if(there.holders, [&](const auto& holder) {
            const auto& [tablet, since_ms] = holder;
            const auto at = has.find(tablet);
            return at != has.end() && !at->second.contains(id) &&
                   (replaced || !always_reached(tablet, since_ms, place, there.room));
        });
    }
}

void oracle::lost_holder(int tablet) {
    for (auto& [id, there] : expected_back_) there.holders.erase(tablet);
}

bool oracle::is_gone(const promise& promised) const {
    return std::any_of(gone_.begin(), gone_.end(), [&](const span_gone& g) {
        return g.tablet == promised.tablet && g.after_ms < promised.at_ms && promised.at_ms <= g.until_ms;
    });
}

void oracle::excuse_lost_twice(office_view& office) {
    for (auto& [id, promised] : promises_) {
        if (!promised.excused.empty() || !is_gone(promised)) continue;
        if (!writes_at(office, promised.record).contains(id)) promised.excused = "gone from its tablet and from the office";
    }
}

void oracle::demand_pending(const sim_tablet& of) {
    visit_pending(of, [&](const pending_write& p) {
        const auto at = promises_.find(p.what.id());
        if (at != promises_.end()) at->second.excused.clear();
    });
}

std::set<write_id> writes_at(office_view& office, const record_id& record) {
    std::set<write_id> out;
    const auto rows = office.history_of(record);
    const auto held = office.custody_of(record);
    PENDATA_ASSERT(rows.has_value() && held.has_value());
    for (const auto& row : *rows) {
        for (const auto& w : row.writes) out.insert(w.id());
    }
    for (const auto& row : *held) out.insert(row.id);
    // What is kept unread is in custody as a whole.
    out.merge(unread_writes(office));
    return out;
}

}  // namespace pendata::sim
