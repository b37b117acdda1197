// Random transactions on the store and on a model of it in plain containers: after each one both hold the same,
// also where a transaction failed half-way and where the file was closed in between.
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/join/author.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

constexpr unsigned records = 4;

struct model {
    std::map<std::pair<record_id, compartment>, part> settled;
    std::vector<pending_write> pending;  // in order of saving; rows are 0
    std::vector<journal_batch> journal;
    std::set<record_id> projected;
    std::uint64_t saves = 0;
    std::uint64_t batches = 0;
    sequence newest = 0;

    bool sees(const record_id& id) const {
        const bool part_held = std::any_of(settled.begin(), settled.end(), [&](const auto& s) { return s.first.first == id; });
        return part_held || std::any_of(pending.begin(), pending.end(), [&](const pending_write& p) {
            return p.what.record == id && p.state != pending_state::ended;
        });
    }
    void forget_what_is_gone() {
        std::erase_if(projected, [&](const record_id& id) { return !sees(id); });
    }
};

template <class T>
T one_of(const std::vector<T>& from) {
    return from[*rc::gen::inRange<std::size_t>(0, from.size())];
}

record_id any_of_few() { return record(*rc::gen::inRange(0u, records)); }

result<void> settle(model& m, device_transaction& tx) {
    part p = a_part(any_of_few(), {}, *rc::gen::element<compartment>(0, 2));
    const auto at = ++m.newest;
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
        p.put({a_cell(*rc::gen::inRange<std::uint16_t>(10, 16), value::integer(n), at), at});
    }
    for (auto& c : p.cells) c.what.room = p.room;
    if (p.cells.empty()) {
        m.settled.erase({p.record, p.room});
    } else {
        m.settled[{p.record, p.room}] = p;
    }
    return tx.put_settled(person, p);
}

result<void> save(model& m, device_transaction& tx) {
    std::vector<unsealed_write> writes;
    ++m.saves;
    for (int n = *rc::gen::inRange(1, 3); n > 0; --n) {
        const auto more = a_save(any_of_few(), m.saves, *rc::gen::inRange(1, 4));
        const bool repeated = std::any_of(writes.begin(), writes.end(), [&](const auto& w) { return w.what.record == more[0].what.record; });
        if (!repeated) writes.insert(writes.end(), more.begin(), more.end());
    }
    for (const auto& w : writes) m.pending.push_back({0, w.what, w.read, pending_state::unsealed, 0, 0});
    return tx.add_pending(person, writes);
}

result<void> seal(model& m, device_transaction& tx) {
    PENDATA_TRY(waiting, tx.unsealed(*rc::gen::inRange<std::size_t>(1, 9)));
    if (waiting.empty()) return {};
    std::vector<write> writes;
    std::vector<std::uint64_t> rows;
    auto theirs = m.pending.begin();
    ++m.batches;
    for (const auto& w : waiting) {
        theirs = std::find_if(theirs, m.pending.end(), [](const auto& p) { return p.state == pending_state::unsealed; });
        RC_ASSERT(theirs != m.pending.end());
        theirs->what.what.at.time += m.batches;
        theirs->state = pending_state::sealed;
        theirs->batch = m.batches;
        writes.push_back(theirs->what);
        rows.push_back(w.row);
    }
    const sealed_batch batch = a_batch(m.batches, writes);
    m.journal.push_back({batch, false, {}});
    return tx.put_sealed(batch, rows);
}

result<void> receive(model& m, device_transaction& tx) {
    if (m.journal.empty()) return {};
    journal_batch& batch = m.journal[*rc::gen::inRange<std::size_t>(0, m.journal.size())];
    receipt answer = a_receipt(batch.batch, ++m.newest);
    std::uint32_t index = 0;
    for (const write& w : batch.batch.content.writes) {
        const int fate = *rc::gen::inRange(0, 6);
        if (fate == 0) answer.held.push_back({index, hold_reason::no_place});
        if (fate == 1) answer.retimed.push_back({index, m.newest});
        for (pending_write& p : m.pending) {
            // A receipt of a batch that was receipted before finds what is left of it.
            if (p.batch != batch.batch.content.number || p.state == pending_state::ended || p.what.id() != w.id()) continue;
            if (fate == 1) set_time(p.what.what, m.newest);
            p.state = fate == 0 ? pending_state::held : pending_state::receipted;
            p.settled_at = m.newest;
        }
        ++index;
    }
    batch.receipted = true;
    batch.answer = answer;
    return tx.put_receipt(answer);
}

result<void> pull(model& m, device_transaction& tx) {
    const sequence cursor = *rc::gen::inRange<sequence>(0, m.newest + 1);
    std::set<record_id> expected;
    for (const auto& p : m.pending) {
        if (p.state == pending_state::receipted && p.settled_at <= cursor) expected.insert(p.what.record);
    }
    std::erase_if(m.pending, [&](const auto& p) { return p.state == pending_state::receipted && p.settled_at <= cursor; });
    PENDATA_TRY(gone, tx.drop_settled_pending(cursor));
    RC_ASSERT(gone == std::vector(expected.begin(), expected.end()));
    return {};
}

result<void> judge(model& m, device_transaction& tx) {
    for (auto& p : m.pending) {
        if (p.state != pending_state::held || *rc::gen::arbitrary<bool>()) continue;
        p.state = *rc::gen::element(pending_state::ended, pending_state::receipted);
        p.settled_at = ++m.newest;
        PENDATA_CHECK(tx.end_hold(p.what.id(), p.state, p.settled_at));
    }
    return {};
}

result<void> trim(model& m, device_transaction& tx) {
    const sequence backed_up = *rc::gen::inRange<sequence>(0, m.newest + 1);
    std::erase_if(m.journal, [&](const auto& b) { return b.receipted && b.answer.settled_at.at <= backed_up; });
    return tx.trim_journal(backed_up, 0);
}

result<void> show(model& m, device_transaction& tx) {
    const record_id id = any_of_few();
    if (!m.sees(id)) return {};
    m.projected.insert(id);
    return tx.project({id, person, {{name_field, value::integer(*rc::gen::inRange(0, 3))}}});
}

result<void> check_same(const model& m, device_transaction& tx) {
    std::vector<record_id> seen;
    for (unsigned n = 0; n < records; ++n) {
        PENDATA_TRY(found, tx.find(record(n)));
        RC_ASSERT(found.has_value() == m.sees(record(n)));
        if (!found) continue;
        seen.push_back(record(n));
        std::vector<part> parts;
        for (const auto& [key, p] : m.settled) {
            if (key.first == record(n)) parts.push_back(p);
        }
        RC_ASSERT(found->settled == parts);
        std::vector<pending_write> pending;
        std::copy_if(m.pending.begin(), m.pending.end(), std::back_inserter(pending), [&](const auto& p) {
            return p.what.record == record(n) && p.state != pending_state::ended;
        });
        RC_ASSERT(found->pending.size() == pending.size());
        for (std::size_t i = 0; i < pending.size(); ++i) {
            if (i > 0) RC_ASSERT(found->pending[i].row > found->pending[i - 1].row);
            pending[i].row = found->pending[i].row;
            RC_ASSERT(found->pending[i] == pending[i]);
        }
        PENDATA_TRY(unsent, tx.has_unsent(record(n)));
        RC_ASSERT(unsent == std::any_of(pending.begin(), pending.end(), [](const auto& p) { return p.state < pending_state::receipted; }));
    }
    std::sort(seen.begin(), seen.end());
    PENDATA_TRY(all, tx.all());
    RC_ASSERT(all == seen);
    PENDATA_TRY(listed, tx.list(person, nullptr, 0));
    RC_ASSERT(listed == std::vector(m.projected.begin(), m.projected.end()));
    PENDATA_TRY(summary, tx.pending());
    RC_ASSERT(summary.writes == static_cast<std::uint64_t>(std::count_if(m.pending.begin(), m.pending.end(), [](const auto& p) {
                                    return p.state < pending_state::receipted;
                                })));
    std::vector<digest> waiting;
    for (const auto& b : m.journal) {
        if (!b.receipted) waiting.push_back(b.batch.hash);
        PENDATA_TRY(kept, tx.journal(b.batch.hash));
        RC_ASSERT(kept.has_value());
        RC_ASSERT(kept->batch.content == b.batch.content);
        RC_ASSERT(kept->receipted == b.receipted);
        RC_ASSERT(kept->answer == b.answer);
    }
    PENDATA_TRY(unreceipted, tx.unreceipted(0, 1000));
    std::vector<digest> told;
    for (const auto& b : unreceipted) told.push_back(b.hash);
    RC_ASSERT(told == waiting);
    return {};
}

}  // namespace

TEST_CASE("random transactions leave what a model of the store has") {
    using step = result<void> (*)(model&, device_transaction&);
    const std::vector<step> steps{settle, save, save, seal, receive, pull, judge, trim, show};
    CHECK(rc::check("store == model", [&] {
        store_in_folder tablet;
        model m;
        for (int n = *rc::gen::inRange(1, 25); n > 0; --n) {
            model next = m;
            const bool fails = *rc::gen::inRange(0, 6) == 0;
            const auto done = tablet.store->transact([&](device_transaction& tx) -> result<void> {
                for (int k = *rc::gen::inRange(1, 4); k > 0; --k) {
                    PENDATA_CHECK(one_of(steps)(next, tx));
                    next.forget_what_is_gone();
                }
                PENDATA_CHECK(check_same(next, tx));  // it sees its own changes
                return fails ? result<void>(errc::cancelled) : result<void>();
            });
            RC_ASSERT(failure_of(done) == (fails ? errc::cancelled : errc::ok));
            if (!fails) m = next;
            if (*rc::gen::inRange(0, 8) == 0) tablet.reopen();
            RC_ASSERT(failure_of(tablet.store->read([&](device_transaction& tx) { return check_same(m, tx); })) == errc::ok);
        }
    }));
}

}  // namespace pendata::test
