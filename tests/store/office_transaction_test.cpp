// The office contract: commits, sums and small rows; transactions whole or nothing, views as of their opening.
#include "tests/store/office_samples.hpp"
#include "tests/store/office_under_test.hpp"

namespace pendata::test {

namespace {

// Something in every table, by one commit.
void fill(office_transaction& t, sequence at) {
    auto r = a_settled(at, {"32.11.01.2001"}, at);
    r.roots = {a_record(40)};
    must(t.put(r, at));
    must(t.append(a_history(r.id, at, {a_full_write(at, at)})));
    auto held = a_custody(a_write(at, 1, "held", at), 3, at);
    held.what.seen = {numbered<write_id>(1)};
    held.waits_for = a_record(41);
    must(t.put(held));
    must(t.accept({numbered<write_id>(2), r.id, numbered<device_id>(3), at}));
    must(t.put(a_batch(1, at, 60 + at)));
    must(t.add_to_sum("32.11.01.2001", 0, a_sum(at)));
    must(t.put(a_device(at)));
    must(t.put(code_row{a_digest(70), numbered<officer_id>(1), 5, {}}));
    must(t.put_note("settings", "at " + std::to_string(at)));
    must(t.advance(a_commit(at)));
}

named_things everything() {
    named_things things;
    for (std::uint64_t n = 1; n <= 5; ++n) {
        things.records.push_back(a_record(n));
        things.writes.push_back(a_write(n, 1, "held", n).id());
        things.devices.push_back(numbered<device_id>(n));
        things.digests.push_back(a_digest(60 + n));
    }
    things.records.push_back(a_record(40));
    things.records.push_back(a_record(41));
    things.kinds = {1};
    things.nodes = {"32", "32.11.01.2001"};
    things.writes.push_back(numbered<write_id>(1));
    things.writes.push_back(numbered<write_id>(2));
    things.replicas = {numbered<replica_id>(1)};
    things.digests.push_back(a_digest(70));
    things.notes = {"settings"};
    return things;
}

}  // namespace

TEST_CASE("commits are numbered without a gap") {
    on_each_office([](office_under_test& office) {
        CHECK(must(office.view()->head()) == office_head{});
        CHECK_FALSE(must(office.view()->commit_at(0)));
        auto second = a_commit(2);
        second.segment = numbered<segment_id>(9);
        second.ms = 5;  // the clock never runs backwards
        office.change([&](office_transaction& t) {
            must(t.advance(a_commit(1)));
            must(t.advance(second));
            CHECK(must(t.head()).at == 2);
        });
        for (const sequence wrong : {0, 2, 4}) {
            const auto refused = office.store().transact([&](office_transaction& t) -> result<void> {
                must(t.put_note("n", "x"));
                return t.advance(a_commit(wrong));
            });
            CHECK(refused.error() == errc::invalid_argument);
        }
        office.reopen();
        const auto view = office.view();
        CHECK(must(view->head()) == office_head{second.segment, 2, second.hash, a_commit(1).ms});
        CHECK(must(view->commit_at(1)) == a_commit(1));
        CHECK(must(view->commit_at(2)) == second);
        CHECK_FALSE(must(view->commit_at(3)));
        CHECK(must(view->note("n")).empty());
    });
}

TEST_CASE("sums are kept by atom and compartment, and added over a node") {
    on_each_office([](office_under_test& office) {
        fingerprint negative;
        negative.remove(a_sum(4));
        office.change([&](office_transaction& t) {
            must(t.add_to_sum("32.11.01.2001", 0, a_sum(1)));
            must(t.add_to_sum("32.11.01.2001", 0, a_sum(2)));
            must(t.add_to_sum("32.11.01.2001.RW001", 0, a_sum(3)));
            must(t.add_to_sum("32.11.01.2001", 1, a_sum(5)));
            must(t.add_to_sum("32.11.01.20011", 0, a_sum(6)));
            must(t.add_to_sum("32.11.02.2001", 0, negative));
            must(t.add_to_sum("reference", 0, a_sum(7)));
        });
        fingerprint village = a_sum(1);
        village.add(a_sum(2));
        village.add(a_sum(3));
        fingerprint regency = village;
        regency.add(a_sum(6));
        regency.add(negative);
        {
            const auto view = office.view();
            CHECK(must(view->sum_under("32.11.01.2001", 0)) == village);
            CHECK(must(view->sum_under("32.11.01.2001", 1)) == a_sum(5));
            CHECK(must(view->sum_under("32.11.01.2001", 2)) == fingerprint{});
            CHECK(must(view->sum_under("32.11", 0)) == regency);
            CHECK(must(view->sum_under("32.1", 0)) == fingerprint{});
            CHECK(must(view->sum_under("reference", 0)) == a_sum(7));
        }
        office.change([&](office_transaction& t) {
            must(t.add_to_sum("32.11.02.2001", 0, a_sum(4)));
            CHECK(must(t.sum_under("32.11.02", 0)) == fingerprint{});
            must(t.add_to_sum("32.11.02.2001", 0, a_sum(8)));
        });
        office.reopen();
        CHECK(must(office.view()->sum_under("32.11.02", 0)) == a_sum(8));
    });
}

TEST_CASE("devices, codes and notes are replaced by name") {
    on_each_office([](office_under_test& office) {
        auto tablet = a_device(2);
        code_row code{a_digest(1), numbered<officer_id>(2), 1'800'000'000'000, {}};
        office.change([&](office_transaction& t) {
            must(t.put(a_device(3)));
            must(t.put(tablet));
            must(t.put(code));
            must(t.put_note("empty", ""));
            must(t.put_note("counter", std::string_view("\0\1", 2)));
        });
        tablet.revoked = true;
        tablet.told_oldest_s = ~std::uint64_t{0};
        tablet.pulled = {};
        code.used_by = tablet.id;
        office.change([&](office_transaction& t) {
            must(t.put(tablet));
            must(t.put(code));
        });
        office.reopen();
        const auto view = office.view();
        CHECK(must(view->device(tablet.id)) == tablet);
        CHECK(must(view->devices()) == std::vector{tablet, a_device(3)});
        CHECK_FALSE(must(view->device(numbered<device_id>(4))));
        CHECK(must(view->code(code.secret_hash)) == code);
        CHECK_FALSE(must(view->code(a_digest(2))));
        CHECK(must(view->note("counter")) == std::string("\0\1", 2));
        CHECK(must(view->note("empty")).empty());
        CHECK(must(view->note("absent")).empty());
        office.change([](office_transaction& t) { must(t.put_note("counter", {})); });
        CHECK(must(office.view()->note("counter")).empty());
    });
}

TEST_CASE("work that fails leaves everything as it was") {
    on_each_office([](office_under_test& office) {
        const auto things = everything();
        const auto empty = described(*office.view(), things);
        const auto fail_after = [&](sequence first, sequence last) {
            return office.store().transact([&](office_transaction& t) -> result<void> {
                for (sequence at = first; at <= last; ++at) fill(t, at);
                return errc::not_allowed;
            });
        };
        CHECK(fail_after(1, 3).error() == errc::not_allowed);
        CHECK(described(*office.view(), things) == empty);

        office.change([](office_transaction& t) { fill(t, 1); });
        const auto one = described(*office.view(), things);
        CHECK(one != empty);
        CHECK(fail_after(2, 4).error() == errc::not_allowed);
        CHECK(described(*office.view(), things) == one);
        // What a failed transaction numbered or remembered must not be believed afterwards.
        office.change([](office_transaction& t) { fill(t, 2); });
        office.change([](office_transaction& t) { fill(t, 3); });
        const auto three = described(*office.view(), things);
        office.reopen();
        CHECK(described(*office.view(), things) == three);
    });
}

TEST_CASE("a transaction sees its own changes in every call") {
    on_each_office([](office_under_test& office) {
        const auto things = everything();
        std::vector<std::string> inside;
        office.change([&](office_transaction& t) {
            for (sequence at = 1; at <= 3; ++at) {
                fill(t, at);
                inside = described(t, things);
            }
        });
        CHECK(described(*office.view(), things) == inside);
    });
}

TEST_CASE("a view does not see what is committed after it was opened") {
    on_each_office([](office_under_test& office) {
        const auto things = everything();
        const auto before = office.view();
        office.change([](office_transaction& t) { fill(t, 1); });
        const auto between = office.view();
        const auto first = described(*between, things);
        office.change([&](office_transaction& t) {
            fill(t, 2);
            CHECK(described(*between, things) == first);
            CHECK(described(*office.view(), things) == first);  // not even while it happens
        });
        office.change([](office_transaction& t) { fill(t, 3); });
        CHECK(must(before->head()) == office_head{});
        CHECK_FALSE(must(before->find(a_record(1))));
        CHECK(described(*between, things) == first);
        CHECK(must(office.view()->head()).at == 3);
    });
}

}  // namespace pendata::test
