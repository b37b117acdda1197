// What a tablet that stays connected and says nothing costs the office.
#include <doctest/doctest.h>
#include <malloc.h>

#include "tests/net/office_fixture.hpp"
#include "tests/net/raw_client.hpp"

namespace pendata::testing {

TEST_CASE("an idle connection costs the office at most 32 kB") {
    office office;
    office.prepare = echo;
    office.open();
    std::vector<std::unique_ptr<raw_client>> clients;
    const auto add = [&](int count) {
        for (int i = 0; i < count; ++i) {
            clients.push_back(
                std::make_unique<raw_client>(office.listener->port(), raw_client::manners{}));
            REQUIRE(office.run(
                [&] { return clients.back()->shake_hands() != raw_client::outcome::waiting; }));
            REQUIRE(clients.back()->send_secret("hello, and nothing more"));
            REQUIRE(office.run([&] {
                return !office.sessions.empty() && office.sessions.size() == clients.size() &&
                       !office.sessions.back()->all_received.empty();
            }));
            // The tablet's half of the memory goes, its socket stays.
            clients.back()->fall_silent();
        }
        office.io.poll();
    };
    add(20);  // what is allocated once
    const auto before = ::mallinfo2().uordblks;
    constexpr int count = 100;
    add(count);
    const auto each = (::mallinfo2().uordblks - before) / count;
    MESSAGE("an idle connection: " << each << " bytes");
    CHECK(office.listener->connections() == 20 + count);
    CHECK(each <= 32 * 1024);
}

}  // namespace pendata::testing
