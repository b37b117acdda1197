// What an office says, applied to a tablet's file step by step, where histories were lost between the steps (I2, I10).
#include <doctest/doctest.h>

#include "client-lib/src/engine/bag_desk.hpp"
#include "client-lib/src/engine/status_desk.hpp"
#include "client-lib/src/store/schema.hpp"
#include "core/sqlite/database.hpp"
#include "core/wire/bag.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

position at(char segment, sequence n) { return {segment_id::from(bytes(16, segment)), n}; }

struct stepped {
    world w;
    std::unique_ptr<world_tablet> t = w.tablet_for(w.office.add_officer("Asih", role::psm, {village_a}));

    record_id save(const std::string& name) {
        return t->add("person", R"({"name":")" + name + R"(","village":")" + village_a + R"(","sex":"P","no_nik_reason":"not_recorded"})");
    }
    std::vector<sealed_batch> waiting() { return *t->syncing().batches({}, 8); }
    hello_facts facts() { return *t->syncing().facts(); }

    receipt answer(const sealed_batch& batch, const position& settled, bool held = false) {
        receipt r;
        r.batch = batch.hash;
        r.settled_at = settled;
        for (std::uint32_t i = 0; held && i < batch.content.writes.size(); ++i) r.held.push_back({i, hold_reason::outside_duty});
        r.signed_by = sign(w.office.identity(), receipt_message(r));
        return r;
    }
    void take(const receipt& r) { REQUIRE(t->syncing().apply(r).has_value()); }
    void hear(const sealed_batch& batch, message::verdict state, sequence when) {
        message::custody_news news;
        news.at = when;
        for (const auto& write : batch.content.writes) news.entries.push_back({write.id(), write.record, hold_reason::outside_duty, state, {}});
        REQUIRE(t->syncing().apply(news).has_value());
    }
    void pull(const position& reached, std::vector<message::pulled_part> parts = {}) {
        message::pull m;
        m.parts = std::move(parts);
        m.reached = reached;
        m.caught_up = true;
        REQUIRE(t->syncing().apply(m).has_value());
    }
    void go_back(const position& point) { REQUIRE(t->forking().go_back_to(point).has_value()); }
};

}  // namespace

TEST_CASE("a receipt of long ago that is told again hides no later one from the next hello") {
    stepped s;
    s.save("Siti");
    const auto first = s.waiting().front();
    s.save("Wati");
    const auto both = s.waiting();
    REQUIRE(both.size() == 2);
    s.take(s.answer(both[1], at('1', 250)));
    s.take(s.answer(first, at('0', 90)));
    CHECK(s.facts().hello.receipted == at('1', 250));
    CHECK(s.waiting().empty());
}

TEST_CASE("a receipt in a bag that a pull has passed ends nothing: the push tells") {
    stepped s;
    s.save("Siti");
    const auto batch = s.waiting().front();
    s.pull(at('2', 300));
    const auto bag_with = [&](const position& settled) {
        mail_bag bag;
        bag.receipts.push_back(s.answer(batch, settled));
        return *encode_bag(bag);
    };
    const auto waits = [&] {
        const auto left = s.waiting();
        return left.size() == 1 && left.front().hash == batch.hash;
    };
    CHECK(bag_desk(s.t->engine).take_receipts(bag_with(at('1', 250)))->batches == 0);
    CHECK(waits());
    s.pull(at('2', 310));
    CHECK(waits());
    CHECK(bag_desk(s.t->engine).take_receipts(bag_with(at('2', 320)))->batches == 1);
    CHECK(s.waiting().empty());
}

TEST_CASE("where something was given back is in the next hello, and it is given back again once that is lost") {
    stepped s;
    s.save("Siti");
    const auto batch = s.waiting().front();
    s.pull(at('1', 50));
    message::pulled_part part;
    part.content.record = batch.content.writes.front().record;
    part.content.cells.push_back({batch.content.writes.front().what, 60});
    s.pull(at('1', 60), {part});
    s.go_back(at('1', 50));
    const auto given = *s.t->forking().cut_cells();
    REQUIRE(given.wanted.size() == 1);
    REQUIRE(s.t->forking().mark({given.number, at('2', 70), 1}).has_value());
    CHECK(s.facts().hello.receipted == at('2', 70));
    CHECK(!s.facts().gives_back);
    // Nothing newer is hidden by what was given back.
    s.take(s.answer(batch, at('2', 80)));
    CHECK(s.facts().hello.receipted == at('2', 80));
    s.go_back(at('1', 50));
    CHECK(s.t->forking().cut_cells()->wanted == given.wanted);
}

TEST_CASE("a batch whose writes have all ended goes again after a fork") {
    stepped s;
    s.save("Siti");
    const auto batch = s.waiting().front();
    s.pull(at('1', 10));
    s.take(s.answer(batch, at('1', 20), true));
    s.hear(batch, message::verdict::rejected, 30);
    s.pull(at('1', 40));
    CHECK(!s.facts().hello.has_pending);
    s.go_back(at('1', 10));
    CHECK(s.facts().hello.has_pending);
    CHECK(s.waiting().front().hash == batch.hash);
}

TEST_CASE("a verdict of the lost history takes nothing that is held again out of its author's view") {
    stepped s;
    const auto id = s.save("Siti");
    const auto batch = s.waiting().front();
    s.pull(at('1', 10));
    s.take(s.answer(batch, at('1', 20), true));
    s.hear(batch, message::verdict::accepted, 30);
    s.pull(at('1', 40));
    CHECK(s.t->shown(id).find("Siti") == std::string::npos);  // settled, says the office; this pull had none of it
    s.go_back(at('1', 10));
    s.take(s.answer(batch, at('2', 20), true));
    s.pull(at('2', 25));
    CHECK(s.t->shown(id).find("Siti") != std::string::npos);
    s.hear(batch, message::verdict::held, 25);
    CHECK(s.t->shown(id).find("Siti") != std::string::npos);
}

TEST_CASE("a verdict older than the fork is told again and ends the hold, whichever comes first") {
    for (const bool receipt_first : {true, false}) {
        stepped s;
        const auto id = s.save("Siti");
        const auto batch = s.waiting().front();
        s.hear(batch, message::verdict::accepted, 5);  // its receipt was lost on the way
        s.pull(at('1', 10));
        s.pull(at('1', 40));
        s.go_back(at('1', 10));
        if (receipt_first) s.take(s.answer(batch, at('1', 4), true));
        s.hear(batch, message::verdict::accepted, 11);
        if (!receipt_first) s.take(s.answer(batch, at('1', 4), true));
        s.pull(at('2', 25));
        CHECK(s.t->shown(id).find("Siti") == std::string::npos);
    }
}

TEST_CASE("a comparison that another process has overtaken moves no cursor back") {
    stepped s;
    s.pull(at('1', 105));
    s.pull(at('1', 110));
    const auto late = s.t->syncing().compare(at('1', 105), {});
    REQUIRE(late.has_error());
    CHECK(to_errc(late.error()) == errc::busy);
    CHECK(s.facts().hello.pulled == at('1', 110));
}

TEST_CASE("a staged chunk that can not be read begins the load anew") {
    stepped s;
    message::snapshot_head head;
    head.node = village_a;
    head.rooms = 1;
    head.at = at('1', 10);
    head.hash = sha256("of the whole");
    head.chunks = 1;
    REQUIRE(s.t->loading().stage(head).has_value());
    REQUIRE(s.t->loading().stage(village_a, {0, "open", "closed"}).has_value());
    s.t->store.reset();
    {
        sqlite::open_options options;
        options.application_id = store::application_id;
        options.newest_version = 1000;
        const auto file = sqlite::database::open(s.t->file().string(), options);
        REQUIRE(file.has_value());
        REQUIRE((*file)->run("UPDATE staged SET content = x'ff'").has_value());
    }
    s.t->reopen();
    const auto swapped = s.t->loading().swap_in(village_a);
    REQUIRE(swapped.has_error());
    CHECK(to_errc(swapped.error()) == errc::unequal);
    CHECK(s.facts().hello.staged.empty());
}

TEST_CASE("the status can be read whatever number stands for a verdict") {
    stepped s;
    for (const int state : {0, 5, 255}) {
        REQUIRE(s.t->store->transact([&](device_transaction& tx) {
            return tx.put_notice({write_id::from(bytes(16, 'w')), record_id::from(bytes(16, 'r')), {}, hold_reason::outside_duty,
                                  static_cast<message::verdict>(state), {}});
        }).has_value());
        const auto text = status_desk(s.t->engine).status({});
        REQUIRE(text.has_value());
        CHECK(text->find(R"("state":"held")") != std::string::npos);
    }
}

TEST_CASE("what the office keeps unread is shown as held, named with its age, until it has been read") {
    stepped s;
    s.pull(at('a', 3));
    const auto id = s.save("Siti");
    const auto batch = s.waiting().front();
    auto unread = s.answer(batch, at('a', 5), true);
    for (auto& w : unread.held) w.reason = hold_reason::quota;
    unread.signed_by = sign(s.w.office.identity(), receipt_message(unread));
    s.take(unread);
    REQUIRE(s.t->syncing().compare(at('a', 5), short_of(fingerprint())).has_value());
    s.w.office.now_ms += 3'600'000;
    const auto status = [&] {
        const auto text = status_desk(s.t->engine).status({true, false});
        REQUIRE(text.has_value());
        return *text;
    };
    const auto told = status();
    CHECK(told.find(R"("id":")" + to_string(id) + R"(","reason":"quota","state":"held")") != std::string::npos);
    CHECK(told.find(R"("stuck":{"reason":"unread")") != std::string::npos);
    CHECK(told.find(R"("stays":[{"count":)" + std::to_string(batch.content.writes.size()) + R"(,"since_s":3600,)") != std::string::npos);
    CHECK(told.find(R"("what":"unread"}])") != std::string::npos);
    s.take(unread);  // told again
    s.hear(batch, message::verdict::accepted, 9);
    CHECK(status().find(R"("held":[])") != std::string::npos);
    CHECK(status().find(R"("stays":[])") != std::string::npos);
    s.take(unread);  // late, after the verdict
    CHECK(status().find(R"("held":[])") != std::string::npos);
    // An office that went back may have room for it: nothing is told of what is not held there.
    s.go_back(at('a', 3));
    CHECK(status().find(R"("state":"held")") != std::string::npos);
    s.take(s.answer(batch, at('b', 4)));
    CHECK(status().find(R"("held":[])") != std::string::npos);
}

TEST_CASE("what the office took stays 400 days where no backup has it, and no longer; what it did not take stays") {
    constexpr std::int64_t day_ms = 24 * 3600 * 1000;
    stepped s;
    s.save("Siti");
    const auto taken = s.waiting().front();
    s.take(s.answer(taken, at('a', 5)));
    s.save("Wati");
    const auto unsent = s.waiting().front();
    const auto sealed_ms = s.w.office.now_ms;
    const auto in_journal = [&](const sealed_batch& batch) {
        bool there = false;
        REQUIRE(s.t->store->read([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(row, tx.journal(batch.hash));
            there = row.has_value();
            return {};
        }).has_value());
        return there;
    };
    const auto hears_after = [&](int days, bool lineage_known = true) {
        message::welcome w;
        w.lineage_known = lineage_known;
        w.office_ms = sealed_ms + days * day_ms;
        REQUIRE(s.t->syncing().learn(w).has_value());
    };
    hears_after(399);
    CHECK(in_journal(taken));
    hears_after(401, false);  // an office that lost its history may ask for it this very day
    CHECK(in_journal(taken));
    hears_after(401);
    CHECK_FALSE(in_journal(taken));
    CHECK(in_journal(unsent));
    hears_after(4'000);
    CHECK(in_journal(unsent));
    CHECK(s.waiting().front().hash == unsent.hash);
}

}  // namespace pendata::test
