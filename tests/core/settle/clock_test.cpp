// I8: whatever tablets' clocks do and whichever batch comes first, a correction lands after what its author saw,
// nothing settles beyond the office's now, and what has settled keeps its time.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/join/join.hpp"
#include "core/model/canonical.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

// A tablet with a clock that anything may happen to. The wall clock is wrong by `skew_ms`, the monotonic one counts from
// the last boot.
struct clocked_tablet {
    paper_tablet paper;
    std::int64_t skew_ms = 0;
    std::int64_t booted_ms = noon_ms - day_ms;
    int boots = 0;
    std::optional<clock_anchor> anchor;
    std::map<std::pair<record_id, cell_key>, cell> settled;
    std::vector<write> pending;  // sealed ones with their final times
    std::vector<sealed_batch> sealed;

    clock_reading read(std::int64_t true_ms) const {
        return {true_ms + skew_ms, true_ms - booted_ms, "boot " + std::to_string(boots)};
    }

    std::vector<write> around(const record_id& record, const cell_key& key) const {
        std::vector<write> out;
        if (const auto at = settled.find({record, key}); at != settled.end()) out.push_back({record, at->second, {}, 0, clock_trust::ok});
        for (const auto& w : pending) {
            if (w.record == record && w.what.key == key) out.push_back(w);
        }
        return out;
    }

    bool save(const record_id& record, const cell_request& request, std::int64_t true_ms) {
        const auto reading = read(true_ms);
        const auto corrected = correct(reading, anchor);
        const authorship by{paper.chain.replica, paper.officer, ++paper.last_save, to_stamp_time(corrected.ms), reading.wall_ms, corrected.trust};
        auto w = compose(record, request, by, around(record, request.key), {});
        if (!w) return false;
        paper.unsealed.push_back({*w, reading});
        pending.push_back(std::move(*w));
        return true;
    }

    std::optional<known_base> base(const write_id& id) const {
        for (const auto& [key, c] : settled) {
            if (id_of(key.first, c) == id) return known_base{c.at.time, true};
        }
        for (const auto& w : pending) {
            if (w.id() == id) return known_base{w.what.at.time, false};
        }
        return std::nullopt;
    }

    void seal_up(std::int64_t true_ms) {
        if (paper.unsealed.empty()) return;
        sealed_batch batch;
        batch.content = seal(paper.unsealed, paper.chain, anchor, read(true_ms), [&](const write_id& id) {
            const bool here = std::any_of(paper.unsealed.begin(), paper.unsealed.end(), [&](const auto& u) { return u.what.id() == id; });
            return here ? std::nullopt : base(id);
        });
        batch.device = paper.device;
        batch.hash = batch_digest(batch.content);
        batch.signed_by = sign(paper.seed, batch_signature_message(batch.hash));
        paper.chain = after(paper.chain, batch.content, batch.hash);
        for (const auto& w : batch.content.writes) {
            for (auto& p : pending) {
                if (p.id() == w.id()) p = w;
            }
        }
        paper.unsealed.clear();
        sealed.push_back(std::move(batch));
    }
};

struct settled_times {
    std::map<write_id, stamp_time> first;

    // Every write's time as history has it; what was seen once is not to change.
    void look(small_office& office, const std::vector<record_id>& records) {
        auto view = office.store.view();
        for (const auto& id : records) {
            const auto rows = (*view)->history_of(id);
            for (const auto& row : *rows) {
                for (const auto& w : row.writes) {
                    const auto [at, is_new] = first.emplace(w.id(), w.what.at.time);
                    RC_ASSERT(at->second == w.what.at.time);
                    if (is_new) RC_ASSERT(w.what.at.time <= end_of_ms(office.now_ms) + 64);  // steps past its bases
                }
            }
        }
    }
};

void upset(clocked_tablet& t, std::int64_t true_ms) {
    const auto year = [](int y) { return (std::int64_t{y} - 1970) * 365 * day_ms; };
    switch (*rc::gen::inRange(0, 9)) {
        case 0: t.skew_ms = -true_ms; break;  // zero
        case 1: t.skew_ms = year(2015) - true_ms; break;
        case 2: t.skew_ms = year(2106) - true_ms; break;
        case 3: t.skew_ms = -true_ms - day_ms; break;  // before 1970
        case 4: t.skew_ms += *rc::gen::inRange<std::int64_t>(-10 * 3'600'000, 10 * 3'600'000); break;
        case 5: t.skew_ms = *rc::gen::inRange<std::int64_t>(-600'000, 600'000); break;
        case 6: t.skew_ms = 0; break;
        default:
            ++t.boots;
            t.booted_ms = true_ms;
    }
}

void sync(small_office& office, clocked_tablet& t, const std::vector<record_id>& records) {
    const auto asked = t.read(office.now_ms);
    office.now_ms += *rc::gen::inRange(0, 2000);
    if (*rc::gen::inRange(0, 6) == 0) upset(t, office.now_ms);  // during the sync
    if (const auto anchor = anchor_from(office.now_ms, asked, t.read(office.now_ms))) t.anchor = anchor;
    t.seal_up(office.now_ms);
    for (const auto& batch : t.sealed) {
        const auto answer = office.take(batch);
        RC_ASSERT(!answer.forked);
        RC_ASSERT(answer.held.empty());
    }
    t.sealed.clear();
    t.pending.clear();
    for (const auto& id : records) {
        const auto record = office.find(id);
        if (!record) continue;
        for (const auto& p : record->parts) {
            for (const auto& c : p.cells) t.settled[{id, c.what.key}] = c.what;
        }
    }
}

void check_order(small_office& office, const std::vector<record_id>& records) {
    auto view = office.store.view();
    for (const auto& id : records) {
        const auto rows = (*view)->history_of(id);
        std::map<write_id, write> all;
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) all.emplace(w.id(), w);
        }
        for (const auto& [own, w] : all) {
            for (const auto& base : w.seen) {
                const auto at = all.find(base);
                RC_ASSERT(at != all.end());
                RC_ASSERT(at->second.what.at.time < w.what.at.time);
                // With the same evidence it wins over it, too.
                if (at->second.what.at.rank <= w.what.at.rank) RC_ASSERT(wins(w.what, at->second.what));
            }
        }
    }
}

}  // namespace

TEST_CASE("a correction lands after what its author saw, whatever the clocks say") {
    CHECK(rc::check("absurd clocks, batches in any order", [] {
        small_office office;
        std::vector<clocked_tablet> tablets;
        for (const auto* name : {"Asih", "Budi", "Cecep"}) {
            clocked_tablet t;
            t.paper = office.add_tablet(office.add_officer(name, role::psm, {village_a}));
            t.anchor = clock_anchor{office.now_ms, t.read(office.now_ms)};
            tablets.push_back(std::move(t));
        }
        const std::vector<record_id> records{numbered_record(1), numbered_record(2)};
        for (const auto& id : records) {
            CHECK(tablets[0].save(id, request_for("person", "village", value::text(village_a)), office.now_ms));
        }
        sync(office, tablets[0], records);
        settled_times times;
        std::vector<sealed_batch> bag;
        const auto steps = *rc::gen::inRange(1, 60);
        for (int i = 0; i < steps; ++i) {
            office.now_ms += *rc::gen::element<std::int64_t>(0, 1, 1000, 3'600'000, 2 * day_ms);
            auto& t = tablets[*rc::gen::inRange<std::size_t>(0, tablets.size())];
            switch (*rc::gen::inRange(0, 8)) {
                case 0: upset(t, office.now_ms); break;
                case 1: sync(office, t, records); break;
                case 2: {  // into a bag that others carry
                    t.seal_up(office.now_ms);
                    bag.insert(bag.end(), t.sealed.begin(), t.sealed.end());
                    break;
                }
                case 3: {
                    if (bag.empty()) break;
                    office.take(bag[*rc::gen::inRange<std::size_t>(0, bag.size())], arrival::carried);
                    break;
                }
                default: {
                    const auto& id = records[*rc::gen::inRange<std::size_t>(0, records.size())];
                    const auto text = value::text("08123456789" + std::to_string(*rc::gen::inRange(0, 9)));
                    const auto name = value::text("Nama " + std::to_string(*rc::gen::inRange(0, 9)));
                    t.save(id, *rc::gen::arbitrary<bool>() ? request_for("person", "phone", text) : request_for("person", "name", name), office.now_ms);
                }
            }
            times.look(office, records);
        }
        for (auto& t : tablets) sync(office, t, records);
        times.look(office, records);
        check_order(office, records);
    }));
}

TEST_CASE("a clock far ahead costs one replacement, and saves follow the true time again") {
    small_office office;
    clocked_tablet t;
    t.paper = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    t.anchor = clock_anchor{office.now_ms, t.read(office.now_ms)};
    const auto id = numbered_record(1);
    t.save(id, request_for("person", "village", value::text(village_a)), office.now_ms);
    ++t.boots;
    t.booted_ms = office.now_ms;
    t.skew_ms = 80LL * 365 * day_ms;
    t.save(id, request_for("person", "name", value::text("Siti")), office.now_ms + 60'000);
    t.seal_up(office.now_ms + 60'000);
    CHECK(to_unix_ms(t.sealed[0].content.writes[1].what.at.time) > office.now_ms + 79LL * 365 * day_ms);
    CHECK(t.sealed[0].content.writes[1].trust == clock_trust::unknown);
    office.now_ms += 120'000;
    const auto answer = office.take(t.sealed[0]);
    REQUIRE(answer.retimed.size() == 1);
    // The lowest time the batch proves: its anchor, and the save's place behind it.
    CHECK(to_unix_ms(answer.retimed[0].time) == noon_ms);
    CHECK(answer.retimed[0].time > to_stamp_time(noon_ms));
}

TEST_CASE("a write saved before a reboot keeps the time it was saved at") {
    clocked_tablet t;
    t.anchor = clock_anchor{noon_ms, t.read(noon_ms)};
    t.paper.chain.replica = paper_replica({});
    t.save(numbered_record(1), request_for("person", "name", value::text("Siti")), noon_ms + 3'600'000);
    ++t.boots;
    t.booted_ms = noon_ms + 2 * day_ms;
    t.anchor = clock_anchor{noon_ms + 3 * day_ms, t.read(noon_ms + 3 * day_ms)};
    t.seal_up(noon_ms + 3 * day_ms);
    const auto& w = t.sealed[0].content.writes[0];
    CHECK(to_unix_ms(w.what.at.time) == noon_ms + 3'600'000);
    CHECK(w.trust == clock_trust::ok);
}

TEST_CASE("the office's clock never runs backwards") {
    small_office office;
    auto t = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    t.save(numbered_record(1), request_for("person", "village", value::text(village_a)), {}, noon_ms);
    office.take(t.seal_all(noon_ms));
    office.now_ms = noon_ms - 30 * day_ms;
    t.save(numbered_record(1), request_for("person", "name", value::text("Siti")), {}, noon_ms);
    const auto answer = office.take(t.seal_all(noon_ms));
    CHECK(answer.retimed.empty());  // noon was the office's time already
    auto view = office.store.view();
    const auto head = (*view)->head();
    CHECK(head->latest_ms == noon_ms);
    CHECK((*(*view)->commit_at(head->at))->ms == noon_ms);
}

}  // namespace pendata
