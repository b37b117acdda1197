// The office restored from a backup, or copied back unnoticed, also twice: what tablets hold comes back, everybody ends
// with the same bytes, nothing rejected is current (I1, I2, I5, I9, I12). The real engine, both machines.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "core/dictionary/field_numbers.hpp"
#include "core/settle/lost_history.hpp"
#include "core/settle/returned.hpp"
#include "tests/property/restored_census.hpp"

namespace pendata::test {

namespace {

// Every write a tablet's journal or pending layer has.
std::set<std::pair<record_id, write_id>> writes_on(world_tablet& t) {
    std::set<std::pair<record_id, write_id>> out;
    const auto read = t.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(ids, tx.all());
        for (const auto& id : ids) {
            PENDATA_TRY(record, tx.find(id));
            for (const auto& p : record->pending) out.emplace(id, p.what.id());
        }
        return {};
    });
    REQUIRE(read.has_value());
    return out;
}

bool office_has(world& w, const record_id& record, const write_id& id) {
    auto view = w.office.store.view();
    const auto rows = (*view)->history_of(record);
    for (const auto& row : *rows) {
        for (const auto& past : row.writes) {
            if (past.id() == id) return true;
        }
    }
    return (*view)->custody(id)->has_value();
}

}  // namespace

TEST_CASE("what was uploaded after the backup is on the office again after the restore") {
    census c;
    const auto first = c.a->add("person", person("Siti", village_a));
    c.everybody(2);
    const auto backup = c.w.backup();
    const auto later = c.a->add("person", person("Wati", village_a));
    CHECK(c.b->edit(first, R"({"phone":"081234567890"})"));
    c.everybody(2);
    for (const bool noticed : {true, false}) {
        c.w.restore(backup, noticed);
        CHECK(!c.w.office.find(later));
        const auto back = c.w.sync(*c.a);
        CHECK(back.why == errc::ok);
        CHECK(back.progress.went_back);
        CHECK(c.w.office.find(later).has_value());
        c.agree();
        CHECK(c.t->shown(later).find("Wati") != std::string::npos);
        CHECK(c.a->shown(first).find("081234567890") != std::string::npos);
        CHECK(c.held() == 0);
    }
}

TEST_CASE("a tablet that was lost: another one that held its work gives it back") {
    census c;
    c.everybody();
    const auto backup = c.w.backup();
    const auto made = c.b->add("person", person("Siti", village_a));
    c.everybody(2);
    c.w.restore(backup, true);
    // Budi's tablet is at the bottom of the river.
    const auto gave = c.w.sync(*c.a);
    CHECK(gave.why == errc::ok);
    CHECK(gave.progress.given_back >= 5);
    CHECK(c.w.sync(*c.t).why == errc::ok);
    CHECK(c.t->shown(made).find("Siti") != std::string::npos);
    CHECK(c.a->exported(true) == c.w.exported_for(c.asih));
    auto view = c.w.office.store.view();
    const auto rows = (*view)->history_of(made);
    REQUIRE(!rows->empty());
    CHECK(rows->front().path == arrival::returned);
    // It turns up after all: its writes are known, what they had seen is united, nothing doubles.
    c.agree();
    CHECK(c.t->shown(made).find("_disputed") == std::string::npos);
}

TEST_CASE("a value over an older one, given back by another: the case waits for the author and closes") {
    census c;
    const auto id = c.b->add("person", person("Siti", village_a));
    c.everybody(2);
    const auto backup = c.w.backup();
    CHECK(c.b->edit(id, R"({"name":{"value":"Siti Aminah","evidence":2}})"));
    c.everybody(2);
    CHECK(c.a->shown(id).find("Siti Aminah") != std::string::npos);
    c.w.restore(backup, true);
    CHECK(c.w.sync(*c.a).why == errc::ok);
    // Nobody can tell yet whether its author knew the old name.
    CHECK(c.a->shown(id).find("_disputed") != std::string::npos);
    CHECK(c.a->shown(id).find("Siti Aminah") != std::string::npos);
    c.agree();
    CHECK(c.a->shown(id).find("_disputed") == std::string::npos);
    CHECK(c.a->shown(id).find("Siti Aminah") != std::string::npos);
}

TEST_CASE("a new office without any of it: everything comes from the tablets") {
    census c;
    const auto empty = c.w.backup();
    c.everybody();
    const auto id = c.a->add("person", person("Siti", village_a));
    c.everybody(2);
    CHECK(c.b->edit(id, R"({"phone":"081234567890"})"));
    c.everybody(2);
    c.w.restore(empty, true);
    c.agree();
    CHECK(c.t->shown(id).find("081234567890") != std::string::npos);
}

TEST_CASE("times and verdicts once signed stay") {
    census c;
    c.everybody();
    const auto backup = c.w.backup();
    c.a->skew_ms = 86'400'000'000;  // a thousand days ahead, no anchor of this boot is asked
    const auto id = c.a->add("person", person("Siti", village_a));
    c.a->skew_ms = 0;
    c.everybody(2);
    const auto before = c.w.exported_for(c.ujang);
    c.w.office.replace_duty("Asih", {village_b});
    c.w.restore(backup, true);
    c.w.office.replace_duty("Asih", {village_b});
    c.w.office.now_ms += 3'600'000;
    // Asih's duty has ended since; what settled once settles again, at its time.
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK(c.held() == 0);
    CHECK(c.w.sync(*c.t).why == errc::ok);
    CHECK(c.t->shown(id).find("Siti") != std::string::npos);
    CHECK(c.w.exported_for(c.ujang).find(before.substr(0, 40)) != std::string::npos);
}

TEST_CASE("a revoked tablet hands in what the office lost, into custody where it did not sign it") {
    census c;
    c.everybody();
    const auto backup = c.w.backup();
    const auto own = c.b->add("person", person("Siti", village_a));
    const auto others = c.a->add("person", person("Wati", village_a));
    c.everybody(2);
    c.w.restore(backup, true);
    c.w.revoke(*c.b);
    CHECK(c.w.sync(*c.b).why == errc::device_revoked);
    CHECK(c.w.office.find(own).has_value());   // signed for once, settled once
    CHECK(!c.w.office.find(others));           // its word for others counts no more
    CHECK(c.held() >= 5);
    CHECK(c.w.sync(*c.b).why == errc::device_revoked);
    CHECK(c.b->exported().empty());
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK(c.w.office.find(others).has_value());
    CHECK(c.held() == 0);
    CHECK(c.a->exported(true) == c.w.exported_for(c.asih));
}

TEST_CASE("a verdict on what another tablet gave back reaches its author") {
    for (const auto verdict : {custody_state::returned, custody_state::rejected}) {
        census c;
        c.everybody();
        const auto backup = c.w.backup();
        const auto made = c.a->add("person", person("Wati", village_a));
        c.everybody(2);
        c.w.restore(backup, true);
        c.w.revoke(*c.b);  // so that its word for others waits
        CHECK(c.w.sync(*c.b).why == errc::device_revoked);
        std::vector<write_id> held;
        auto view = c.w.office.store.view();
        for (const auto& row : *(*view)->custody_of(made)) held.push_back(row.id);
        REQUIRE(held.size() >= 5);
        const auto context = c.w.office.context();
        const auto judged = c.w.office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(out, decline_held(tx, context, held, verdict, "siapa?"));
            CHECK(out.done.size() == held.size());
            return {};
        });
        REQUIRE(judged.has_value());
        // Asih's own batch comes: it says what she had seen, and she hears what became of it.
        CHECK(c.w.sync(*c.a).why == errc::ok);
        auto after = c.w.office.store.view();
        for (const auto& row : *(*after)->custody_of(made)) {
            CHECK(row.state == verdict);
            CHECK(row.path == arrival::sync);
            CHECK(row.what.seen.empty());
        }
        const auto read = c.a->store->read([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(all, tx.all());
            CHECK(std::find(all.begin(), all.end(), made) == all.end());  // nothing of it is held or waits any more
            PENDATA_TRY(notices, tx.notices());
            CHECK(notices.size() == held.size());
            for (const auto& n : notices) CHECK(n.note == "siapa?");
            return {};
        });
        CHECK(read.has_value());
        CHECK(c.w.sync(*c.a).progress.exchanges == 1);
    }
}

TEST_CASE("two tablets can not make an office believe that it lost something") {
    census c;
    c.everybody();
    const auto context = c.w.office.context();
    // An officer, as only the office writes them, whom no office ever wrote.
    cell name;
    name.key = {kinds::officer, fields::officer::name, {}};
    name.at = {0, 0, to_stamp_time(c.w.office.now_ms), replica_id::from(sha256("office").view().substr(0, 16))};
    name.content = value::text("Oknum");
    message::give_back lie;
    lie.number = 1;
    lie.parts.push_back({numbered_record(77), 0, {{name, 0}}});
    const auto give = [&](const officer_id& officer) {
        auto seen = c.w.office.store.view();
        for (const auto& d : *(*seen)->devices()) {
            if (d.officer != officer) continue;
            const auto done = c.w.office.store.transact([&](office_transaction& tx) -> result<void> {
                PENDATA_TRY(answer, take_returned(tx, context, d.id, lie, nullptr));
                CHECK(answer.answer.taken == 1);
                return {};
            });
            REQUIRE(done.has_value());
        }
    };
    give(c.asih);
    const auto waiting = c.held();
    CHECK(waiting > 0);
    give(c.budi);
    CHECK(c.held() == waiting);
    auto after = c.w.office.store.view();
    CHECK_FALSE((*after)->find(numbered_record(77))->has_value());
}

TEST_CASE("the way back may be cut anywhere") {
    for (std::size_t cut = 0; cut < 6000; cut += 311) {
        census c;
        const auto first = c.a->add("person", person("Siti", village_a));
        c.everybody(2);
        const auto backup = c.w.backup();
        c.a->add("person", person("Wati", village_a));
        CHECK(c.b->edit(first, R"({"phone":"081234567890"})"));
        c.everybody(2);
        CHECK(c.a->edit(first, R"({"address":"Kampung Baru"})"));
        c.w.restore(backup, cut % 2 == 0);
        for (int tries = 0; tries < 4; ++tries) {
            wire_faults faults;
            faults.cut_after_up = cut + 97 * static_cast<std::size_t>(tries);
            faults.cut_after_down = cut / 2 + 61 * static_cast<std::size_t>(tries);
            const auto broken = c.w.sync(*c.a, faults);
            CHECK((broken.why == errc::connection_lost || broken.why == errc::ok));
            c.a->reopen();
        }
        c.agree();
        CHECK(c.t->exported(true).find("Wati") != std::string::npos);
        CHECK(c.a->shown(first).find("081234567890") != std::string::npos);
        CHECK(c.a->shown(first).find("Kampung Baru") != std::string::npos);
    }
}

TEST_CASE("the report: who came back with what") {
    census c;
    c.everybody();
    const auto backup = c.w.backup();
    c.a->add("person", person("Siti", village_a));
    c.everybody(2);
    c.w.restore(backup, true);
    CHECK(c.w.sync(*c.a).why == errc::ok);
    auto view = c.w.office.store.view();
    std::size_t devices = 0, batches = 0;
    const auto all = (*view)->devices();
    for (const auto& d : *all) {
        const auto forks = forks_of(**view, d.id);
        REQUIRE(forks.has_value());
        devices += forks->empty() ? 0 : 1;
        for (const auto& f : *forks) {
            batches += f.batches;
            CHECK(f.told.at > f.point.at);
        }
    }
    CHECK(devices == 1);
    CHECK(batches == 1);
    CHECK(positions_back(**view)->size() == 1);
}

namespace {

// A random world: four officers, edits, cut syncs, backups, restores, verdicts of the desk.
class random_world {
public:
    random_world() {
        officers_ = {w_.office.add_officer("Asih", role::psm, {village_a, village_b}), w_.office.add_officer("Budi", role::psm, {village_a}),
                     w_.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3), w_.office.add_officer("Vina", role::verifier, {"32.11"}, 7)};
        for (const auto& o : officers_) tablets_.push_back(w_.tablet_for(o));
        keep_backup();
    }

    void step(int i) {
        w_.office.now_ms += *rc::gen::inRange(1, 100'000);
        auto& t = *tablets_[*rc::gen::inRange<std::size_t>(0, tablets_.size())];
        if (*rc::gen::inRange(0, 12) == 0) t.skew_ms = *rc::gen::element<std::int64_t>(0, -86'400'000'000, 86'400'000'000, 3'600'000);
        const auto what = *rc::gen::inRange(0, 12);
        if (what == 0 || people_.empty()) {
            people_.push_back(t.add("person", person("Siti " + std::to_string(i), village_a)));
        } else if (what <= 4) {
            edit(t);
        } else if (what <= 8) {
            sync(t);
        } else if (what == 9) {
            keep_backup();
        } else if (what == 10) {
            restore();
        } else {
            judge();
        }
        const auto now = writes_on(t);
        saved_.insert(now.begin(), now.end());
    }

    void quiet() {
        w_.office.now_ms += 86'400'000;
        for (int round = 0; round < 3; ++round) {
            for (auto& t : tablets_) {
                t->skew_ms = 0;
                RC_ASSERT(w_.sync(*t).why == errc::ok);
            }
        }
    }

    void check() {
        for (std::size_t i = 0; i < tablets_.size(); ++i) {
            RC_ASSERT(tablets_[i]->exported(true) == w_.exported_for(officers_[i]));
            RC_ASSERT(w_.sync(*tablets_[i]).progress.exchanges == 1);
        }
        for (const auto& [record, id] : saved_) RC_ASSERT(office_has(w_, record, id));
        for (const auto& record : people_) {
            const auto now = w_.office.find(record);
            if (!now) continue;
            for (const auto& p : now->parts) {
                for (const auto& cell : p.cells) RC_ASSERT(!rejected_.contains(id_of(record, cell.what)));
            }
        }
        const auto grants = w_.office.who().grants_of(officers_[3], day_of(w_.office.now_ms));
        RC_ASSERT(w_.office.fingerprint_kept(grants) == w_.office.fingerprint_from_scratch(grants));
    }

private:
    struct kept_backup {
        memory_office_store store;
        sequence at;
    };

    void edit(world_tablet& t) {
        const auto id = people_[*rc::gen::inRange<std::size_t>(0, people_.size())];
        save_options options;
        options.evidence = static_cast<std::uint8_t>(*rc::gen::inRange(1, 5));
        switch (*rc::gen::inRange(0, 4)) {
            case 0: t.edit(id, R"({"name":"Siti )" + std::to_string(*rc::gen::inRange(0, 3)) + R"("})", options); break;
            case 1: t.edit(id, R"({"phone":"0812345678)" + std::to_string(*rc::gen::inRange(10, 13)) + R"("})", options); break;
            case 2:
                options.why = intent::change;
                t.edit(id, R"({"village":")" + *rc::gen::element(village_a, village_b, village_c) + R"("})", options);
                break;
            default: t.edit(id, R"({"aliases":{"add":["Neng )" + std::to_string(*rc::gen::inRange(0, 3)) + R"("]}})", options);
        }
    }

    void sync(world_tablet& t) {
        wire_faults faults;
        if (*rc::gen::inRange(0, 3) == 0) {
            faults.cut_after_up = static_cast<std::size_t>(*rc::gen::inRange(0, 3000));
            faults.cut_after_down = static_cast<std::size_t>(*rc::gen::inRange(0, 3000));
        }
        const auto outcome = w_.sync(t, faults);
        RC_ASSERT(outcome.why == errc::ok || outcome.why == errc::connection_lost);
    }

    void keep_backup() {
        auto view = w_.office.store.view();
        backups_.push_back({w_.backup(), (*view)->head()->at});
        if (backups_.size() > 3) backups_.erase(backups_.begin());
        w_.backed_up = backups_.front().at;
    }

    void restore() {
        const auto chosen = *rc::gen::inRange<std::size_t>(0, backups_.size());
        const auto from = backups_[chosen];
        w_.restore(from.store, *rc::gen::arbitrary<bool>());
        backups_.resize(chosen + 1, from);
        w_.backed_up = backups_.front().at;
        // Verdicts since are lost; what they were about is held again.
        rejected_.clear();
        auto view = w_.office.store.view();
        const auto declined = (*view)->custody_in(custody_state::rejected);
        for (const auto& row : *declined) rejected_.insert(row.id);
    }

    // The desk: accepts one, or rejects it.
    void judge() {
        auto view = w_.office.store.view();
        const auto held = (*view)->custody_in(custody_state::held);
        if (held->empty()) return;
        const auto context = w_.office.context();
        const bool accept = *rc::gen::arbitrary<bool>();
        const std::vector<write_id> one{held->front().id};
        const auto done = w_.office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(out, accept ? accept_held(tx, context, one) : decline_held(tx, context, one, custody_state::rejected, "no"));
            static_cast<void>(out);
            return {};
        });
        RC_ASSERT(done.has_value());
        if (!accept) rejected_.insert(one.front());
    }

    world w_;
    std::vector<officer_id> officers_;
    std::vector<std::unique_ptr<world_tablet>> tablets_;
    std::vector<record_id> people_;
    std::set<std::pair<record_id, write_id>> saved_;
    std::set<write_id> rejected_;
    std::vector<kept_backup> backups_;
};

}  // namespace

TEST_CASE("any world, any restore: everybody ends with the office's bytes and no write is lost") {
    CHECK(rc::check("restored", [] {
        random_world w;
        const auto steps = *rc::gen::inRange(10, 60);
        for (int i = 0; i < steps; ++i) w.step(i);
        w.quiet();
        w.check();
    }));
}

}  // namespace pendata::test
