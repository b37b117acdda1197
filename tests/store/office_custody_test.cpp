// The office contract: custody and its verdicts, batches and forks.
#include "tests/store/office_samples.hpp"
#include "tests/store/office_under_test.hpp"

namespace pendata::test {

namespace {

device_id device(std::uint64_t number) { return numbered<device_id>(number); }

std::vector<write_id> ids_of(const std::vector<custody_row>& rows) {
    std::vector<write_id> out;
    for (const auto& row : rows) out.push_back(row.id);
    return out;
}

// Three held writes of two records and two devices, at commits 3, 5 and 5.
struct three_held {
    custody_row early = a_custody(a_write(1, 2, "early", 1), 10, 3);
    custody_row one = a_custody(a_write(1, 2, "one", 2), 10, 5);
    custody_row two = a_custody(a_write(2, 2, "two", 3), 11, 5);

    three_held() {
        if (two.id < one.id) std::swap(one, two);
        two.from = device(11);
        one.from = device(10);
        one.what.seen = {numbered<write_id>(70), numbered<write_id>(71)};
        two.what.seen = {numbered<write_id>(71)};
        two.waits_for = a_record(80);
    }
    void put_into(office_under_test& office) const {
        office.change([&](office_transaction& t) {
            must(t.put(two));
            must(t.put(early));
            must(t.put(one));
        });
    }
};

}  // namespace

TEST_CASE("custody keeps a write whole") {
    on_each_office([](office_under_test& office) {
        std::vector<custody_row> rows;
        office.change([&](office_transaction& t) {
            for (std::uint64_t seed = 1; seed <= 40; ++seed) {
                auto row = a_custody(a_full_write(seed % 3, seed), seed % 4, seed);
                row.path = static_cast<arrival>(1 + seed % 4);
                row.state = static_cast<custody_state>(1 + seed % 3);
                row.reason = static_cast<hold_reason>(seed % 15);
                if (seed % 5 == 0) row.waits_for = a_record(seed);
                must(t.put(row));
                rows.push_back(row);
            }
        });
        office.reopen();
        const auto view = office.view();
        for (const auto& row : rows) CHECK(must(view->custody(row.id)) == row);
        CHECK_FALSE(must(view->custody(numbered<write_id>(1))));
    });
}

TEST_CASE("custody is found by state, record and device, in order of commits") {
    on_each_office([](office_under_test& office) {
        const three_held rows;
        rows.put_into(office);
        const auto view = office.view();
        CHECK(must(view->custody_in(custody_state::held)) == std::vector{rows.early, rows.one, rows.two});
        CHECK(must(view->custody_in(custody_state::returned)).empty());
        CHECK(must(view->custody_of(rows.early.what.record)).front() == rows.early);
        CHECK(must(view->custody_of(a_record(1))).size() + must(view->custody_of(a_record(2))).size() == 3);
        CHECK(must(view->custody_from(device(10), 0)) == std::vector{rows.early, rows.one});
        CHECK(must(view->custody_from(device(10), 3)) == std::vector{rows.one});
        CHECK(must(view->custody_from(device(10), 5)).empty());
        CHECK(must(view->custody_from(device(11), 4)) == std::vector{rows.two});
        CHECK(must(view->custody_from(device(12), 0)).empty());
    });
}

TEST_CASE("a held write is found by what it saw and by the place it lacks") {
    on_each_office([](office_under_test& office) {
        three_held rows;
        rows.put_into(office);
        {
            const auto view = office.view();
            CHECK(must(view->custody_on(numbered<write_id>(71))) == std::vector{rows.one, rows.two});
            CHECK(must(view->custody_on(numbered<write_id>(70))) == std::vector{rows.one});
            CHECK(must(view->custody_on(rows.one.id)).empty());
            CHECK(must(view->held_for(a_record(80))) == std::vector{rows.two});
            CHECK(must(view->held_for(a_record(1))).empty());
        }
        rows.two.state = custody_state::returned;
        rows.two.at = 9;
        rows.one.at = 8;
        rows.one.what.seen = {numbered<write_id>(70)};
        rows.one.waits_for = a_record(81);
        office.change([&](office_transaction& t) {
            must(t.put(rows.two));
            must(t.put(rows.one));
        });
        const auto view = office.view();
        CHECK(must(view->custody_on(numbered<write_id>(71))) == std::vector{rows.two});
        CHECK(must(view->custody_on(numbered<write_id>(70))) == std::vector{rows.one});
        CHECK(must(view->held_for(a_record(80))).empty());
        CHECK(must(view->held_for(a_record(81))) == std::vector{rows.one});
        CHECK(must(view->custody_in(custody_state::returned)) == std::vector{rows.two});
        CHECK(must(view->custody_in(custody_state::held)) == std::vector{rows.early, rows.one});
        CHECK(must(view->custody_from(device(11), 5)) == std::vector{rows.two});
    });
}

TEST_CASE("an acceptance ends custody and is told") {
    on_each_office([](office_under_test& office) {
        const three_held rows;
        rows.put_into(office);
        const accepted_row first{rows.one.id, rows.one.what.record, rows.one.from, 7};
        const accepted_row second{rows.early.id, rows.early.what.record, rows.early.from, 8};
        const accepted_row unheld{numbered<write_id>(5), a_record(5), device(10), 8};
        office.change([&](office_transaction& t) {
            must(t.accept(second));
            must(t.accept(first));
            must(t.accept(unheld));
        });
        {
            const auto view = office.view();
            CHECK_FALSE(must(view->custody(rows.one.id)));
            CHECK(ids_of(must(view->custody_in(custody_state::held))) == std::vector{rows.two.id});
            CHECK(must(view->custody_from(device(10), 0)).empty());
            CHECK(must(view->custody_on(numbered<write_id>(70))).empty());
            const auto told = must(view->accepted_from(device(10), 0));
            REQUIRE(told.size() == 3);
            CHECK(told[0] == first);
            CHECK(std::is_sorted(told.begin(), told.end(), [](const auto& a, const auto& b) {
                return std::tie(a.at, a.id) < std::tie(b.at, b.id);
            }));
            CHECK(must(view->accepted_from(device(10), 7)).size() == 2);
            CHECK(must(view->accepted_from(device(11), 0)).empty());
        }
        // Accepted again by a later commit: told once, as of then. Held again: no longer accepted.
        office.change([&](office_transaction& t) {
            must(t.accept({first.id, first.record, first.from, 11}));
            must(t.put(rows.early));
        });
        const auto view = office.view();
        CHECK(must(view->accepted_from(device(10), 8)).size() == 1);
        CHECK(must(view->accepted_from(device(10), 0)).size() == 2);
        CHECK(must(view->custody(rows.early.id)) == rows.early);
    });
}

TEST_CASE("batches are found by hash and number, and forks are remembered") {
    on_each_office([](office_under_test& office) {
        const auto replica = numbered<replica_id>(4);
        CHECK(must(office.view()->head_of(replica)) == replica_head{});
        CHECK(must(office.view()->batches_numbered(replica, 1)).empty());

        auto first = a_batch(4, 1, 21);
        const auto third = a_batch(4, 3, 23);  // the second is a gap, not a fork
        office.change([&](office_transaction& t) {
            must(t.put(third));
            must(t.put(first));
        });
        CHECK(must(office.view()->batch(first.hash)) == first);
        CHECK(must(office.view()->head_of(replica)) == replica_head{3, 30, false});

        first.answer.settled_at.at = 99;  // offered again after a restore
        first.answer.retimed.clear();
        office.change([&](office_transaction& t) { must(t.put(first)); });
        CHECK(must(office.view()->batch(first.hash)) == first);
        CHECK(must(office.view()->head_of(replica)) == replica_head{3, 30, false});

        auto twin = a_batch(4, 1, 20);
        twin.last_save = 44;
        office.change([&](office_transaction& t) { must(t.put(twin)); });
        office.reopen();
        CHECK(must(office.view()->batches_numbered(replica, 1)) == std::vector{twin.hash, first.hash});
        CHECK(must(office.view()->batches_numbered(replica, 2)).empty());
        CHECK(must(office.view()->head_of(replica)) == replica_head{3, 44, true});
        office.change([&](office_transaction& t) { must(t.put(a_batch(4, 9, 25))); });
        CHECK(must(office.view()->head_of(replica)) == replica_head{9, 90, true});
        CHECK(must(office.view()->head_of(numbered<replica_id>(5))) == replica_head{});
        CHECK_FALSE(must(office.view()->batch(a_digest(26))));
    });
}

}  // namespace pendata::test
