// The office contract: batches kept unread, counting what is held, and attempts that leave no trace.
#include "tests/store/office_samples.hpp"
#include "tests/store/office_under_test.hpp"

namespace pendata::test {

namespace {

unread_batch kept(std::uint64_t hash, std::uint64_t device, std::int64_t ms, std::uint32_t writes) {
    return {a_digest(hash), numbered<device_id>(device), arrival::carried, ms, writes, "batch " + std::to_string(hash)};
}

}  // namespace

TEST_CASE("unread batches are found by device, in the order they came") {
    on_each_office([](office_under_test& office) {
        const auto one = kept(9, 1, 500, 3);
        const auto two = kept(3, 1, 400, 4);
        const auto three = kept(5, 2, 600, 5);
        CHECK(must(office.view()->unread()).empty());
        office.change([&](office_transaction& t) {
            for (const auto& row : {one, two, three}) must(t.put(row));
        });
        office.reopen();
        CHECK(must(office.view()->unread_of(one.from, 10)) == std::vector{one, two});
        CHECK(must(office.view()->unread_of(one.from, 1)) == std::vector{one});
        CHECK(must(office.view()->unread_of(numbered<device_id>(3), 10)).empty());
        CHECK(must(office.view()->unread()) == std::vector<unread_summary>{{one.from, 2, 7, 400}, {three.from, 1, 5, 600}});
        office.change([&](office_transaction& t) {
            must(t.drop_unread(one.hash));
            must(t.drop_unread(a_digest(77)));
        });
        CHECK(must(office.view()->unread_of(one.from, 10)) == std::vector{two});
    });
}

TEST_CASE("what is held of a device is counted, as far as asked") {
    on_each_office([](office_under_test& office) {
        office.change([&](office_transaction& t) {
            for (std::uint64_t n = 1; n <= 4; ++n) {
                auto row = a_custody(a_write(1, 2, "w" + std::to_string(n), n), 10, n);
                if (n == 4) row.state = custody_state::rejected;
                must(t.put(row));
            }
        });
        const auto device = must(office.view()->custody_in(custody_state::held)).front().from;
        CHECK(must(office.view()->held_count(device, 100)) == 3);
        CHECK(must(office.view()->held_count(device, 2)) == 2);
        CHECK(must(office.view()->held_count(numbered<device_id>(99), 100)) == 0);
    });
}

TEST_CASE("an attempt that does not stand leaves everything as it was") {
    on_each_office([](office_under_test& office) {
        named_things things;
        things.records = {a_record(1), a_record(2), a_record(3)};
        things.kinds = {1};
        things.nodes = {"32.11"};
        things.digests = {a_digest(3)};
        const auto settle = [](office_transaction& t, std::uint64_t number, sequence at) {
            must(t.append(a_history(a_record(number), at, {a_write(number, 2, "w" + std::to_string(at), at)})));
            must(t.put(a_settled(number, {"32.11.01.2001"}, at, "Siti " + std::to_string(at)), at));
            must(t.add_to_sum("32.11.01.2001", 0, a_sum(number)));
        };
        office.change([&](office_transaction& t) { settle(t, 1, 1); });
        std::vector<std::string> expected;
        office.change([&](office_transaction& t) {
            settle(t, 2, 2);
            expected = described(t, things);
            const auto stands = t.attempt([&]() -> result<bool> {
                settle(t, 1, 2);
                settle(t, 3, 2);
                must(t.put(kept(3, 1, 500, 3)));
                return false;
            });
            CHECK_FALSE(must(stands));
            CHECK(described(t, things) == expected);
        });
        CHECK(described(*office.view(), things) == expected);
        office.change([&](office_transaction& t) {
            CHECK(must(t.attempt([&]() -> result<bool> {
                settle(t, 3, 3);
                return true;
            })));
            settle(t, 1, 3);
        });
        CHECK(must(office.view()->find(a_record(3))).has_value());
        CHECK(must(office.view()->history_of(a_record(1))).size() == 2);
    });
}

}  // namespace pendata::test
