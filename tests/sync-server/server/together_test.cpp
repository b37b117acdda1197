// Many tablets at once, with the office's tools beside them: everybody gets receipts, everything is there once, and
// everybody ends with the same fingerprint.
#include <doctest/doctest.h>

#include "sync-server/office/verifying.hpp"
#include "tests/sync-server/server/running_server.hpp"
#include "tests/sync-server/server/sync_client.hpp"

using namespace pendata;
using namespace pendata::test;

TEST_CASE("a dozen tablets push and pull at the same time") {
    constexpr int tablets = 12, batches_each = 20;
    office_folder f;
    const auto ani = f.add("Ani", role::tksk, "32.11.01");
    std::vector<paper_tablet> all;
    for (int n = 0; n < tablets; ++n) all.push_back(f.enrol(ani));
    running_server server(f);
    std::vector<message::short_print> seen(tablets);
    std::vector<std::thread> at_work;
    for (int n = 0; n < tablets; ++n) {
        at_work.emplace_back([&, n] {
            auto& tablet = all[static_cast<std::size_t>(n)];
            sync_client line(server.port(), server.identity());
            line.connect();
            sync_all(line, tablet);
            std::vector<sealed_batch> batches;
            for (int b = 0; b < batches_each; ++b) batches.push_back(f.person(tablet, n * batches_each + b, b % 2 == 0 ? village_a : village_b, "Orang"));
            std::size_t sent = 0;
            for (std::size_t got = 0; got < batches.size(); ++got) {
                while (sent < batches.size() && sent - got < limits::pushes_in_flight) line.say(message::push{batches[sent++]});
                const auto answer = line.expect_receipt();
                CHECK(answer.batch == batches[got].hash);
                CHECK(answer.held.empty());
            }
        });
    }
    for (int i = 0; i < 5; ++i) REQUIRE(code_of(add_officer(*f.of, "P" + std::to_string(i), role::psm, {{village_c}, {}, {}, {}}, f.now_ms)) == errc::ok);
    for (auto& one : at_work) one.join();

    for (int n = 0; n < tablets; ++n) {
        sync_client line(server.port(), server.identity());
        line.connect();
        seen[static_cast<std::size_t>(n)] = sync_all(line, all[static_cast<std::size_t>(n)]).at.holds;
        CHECK(seen[static_cast<std::size_t>(n)] == seen[0]);
    }
    const auto people = f.view()->records_under("32.11.01", record_id{}, 10'000).value();
    CHECK(people.size() == tablets * batches_each + 1);  // and the duty
    const auto checked = verify_office(*f.of);
    REQUIRE(code_of(checked) == errc::ok);
    CHECK(checked->faults.empty());
}
