// The shelf on disk: what is put is found whole, room is made by age, number and size, and neither a crash nor damage
// to the file costs more than preparing again.
#include "sync-server/store/sqlite_snapshot_shelf.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/store/test_folder.hpp"

namespace pendata {

using test::test_folder;

namespace {

constexpr shelf_limits wide{1'000'000, 100, 1'000};

message::snapshot_head named(const std::string& node, sequence at, std::uint64_t chunks) {
    message::snapshot_head head;
    head.node = node;
    head.rooms = 3;
    head.at = {segment_id::from(bytes(16, 's')), at, 0xfedcba9876543210};
    head.hash = sha256(node + std::to_string(at));
    head.chunks = chunks;
    head.parts = chunks * 5;
    return head;
}

result<message::snapshot_head> put(snapshot_shelf& shelf, const message::snapshot_head& head, std::size_t chunk_size = 100) {
    return shelf.put([&](const snapshot_shelf::chunk_sink& sink) -> result<message::snapshot_head> {
        for (std::uint64_t n = 0; n < head.chunks; ++n) PENDATA_CHECK(sink({n, bytes(chunk_size, static_cast<char>('a' + n)), "closed"}));
        return head;
    });
}

std::unique_ptr<sqlite_snapshot_shelf> open(const std::string& path, const shelf_limits& allowed = wide, std::int64_t now_ms = 10'000) {
    auto shelf = sqlite_snapshot_shelf::open(path, allowed, now_ms);
    REQUIRE(shelf.has_value());
    return std::move(*shelf);
}

}  // namespace

TEST_CASE("a snapshot on the shelf is found by its name and scope, also after opening again") {
    const test_folder folder;
    const auto path = folder.path("snapshots.db");
    const auto one = named("32.11.01", 7, 3), later = named("32.11.01", 9, 1);
    {
        auto shelf = open(path);
        REQUIRE(put(*shelf, one).has_value());
        REQUIRE(put(*shelf, later).has_value());
        REQUIRE(put(*shelf, one).has_value());  // the same again
    }
    auto shelf = open(path);
    CHECK(shelf->what_is_kept()->snapshots == 2);
    const auto found = shelf->find(one.hash);
    REQUIRE((found.has_value() && *found));
    CHECK((*found)->head == one);
    CHECK((*found)->checked == one.at);
    CHECK((*shelf->newest({"32.11.01", 3}))->head == later);
    CHECK(!*shelf->newest({"32.11.01", 1}));
    CHECK(!*shelf->find(sha256("another")));
    const auto chunk = shelf->chunk(one.hash, 2);
    REQUIRE(chunk.has_value());
    CHECK(chunk->number == 2);
    CHECK(chunk->open == bytes(100, 'c'));
    CHECK(chunk->closed == "closed");
    CHECK(to_errc(shelf->chunk(one.hash, 3).error()) == errc::not_found);
    CHECK(to_errc(shelf->chunk(sha256("another"), 0).error()) == errc::not_found);

    auto noted = **found;
    noted.checked = {one.at.segment, 20, 5};
    noted.changed = 4;
    noted.left = true;
    CHECK(shelf->note(noted).has_value());
    CHECK(**shelf->find(one.hash) == noted);
    CHECK(shelf->drop(one.hash).has_value());
    CHECK(!*shelf->find(one.hash));
    CHECK(shelf->chunk(one.hash, 0).has_error());
}

TEST_CASE("room is made by size, number and age: what was used longest ago goes, the newest stays") {
    const test_folder folder;
    {
        auto shelf = open(folder.path("size.db"), {1'000, 100, 1'000});
        REQUIRE(put(*shelf, named("a", 1, 4)).has_value());
        REQUIRE(put(*shelf, named("b", 1, 4)).has_value());
        REQUIRE((*shelf->find(named("a", 1, 4).hash)).has_value());
        REQUIRE(put(*shelf, named("c", 1, 4)).has_value());
        CHECK(!*shelf->find(named("b", 1, 4).hash));
        CHECK((*shelf->find(named("a", 1, 4).hash)).has_value());
        REQUIRE(put(*shelf, named("d", 1, 2), 5'000).has_value());
        CHECK(shelf->what_is_kept()->snapshots == 1);
    }
    {
        auto shelf = open(folder.path("number.db"), {1'000'000, 2, 1'000});
        for (const char* node : {"a", "b", "c"}) REQUIRE(put(*shelf, named(node, 1, 1)).has_value());
        CHECK(!*shelf->find(named("a", 1, 1).hash));
        CHECK(shelf->what_is_kept()->snapshots == 2);
    }
    {
        auto shelf = open(folder.path("age.db"));
        REQUIRE(put(*shelf, named("a", 1, 1)).has_value());
        shelf->tell_time(11'001);
        REQUIRE(put(*shelf, named("b", 1, 1)).has_value());
        CHECK(!*shelf->find(named("a", 1, 1).hash));
    }
    auto later = open(folder.path("age.db"), wide, 20'000);
    CHECK(later->what_is_kept()->snapshots == 0);
}

TEST_CASE("what was not finished does not count, and what is stopped is given up") {
    const test_folder folder;
    const auto path = folder.path("snapshots.db");
    {
        auto shelf = open(path);
        const auto failed = shelf->put([&](const snapshot_shelf::chunk_sink& sink) -> result<message::snapshot_head> {
            PENDATA_CHECK(sink({0, "one", {}}));
            return errc::disk_full;
        });
        CHECK(to_errc(failed.error()) == errc::disk_full);
        CHECK(shelf->what_is_kept()->snapshots == 0);
        shelf->stop();
        CHECK(to_errc(put(*shelf, named("a", 1, 1)).error()) == errc::cancelled);
    }
    CHECK(open(path)->what_is_kept()->bytes == 0);
}

TEST_CASE("a damaged shelf is an empty one") {
    const test_folder folder;
    const auto path = folder.path("snapshots.db");
    REQUIRE(put(*open(path), named("a", 1, 3)).has_value());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << std::string(10'000, 'x');
    auto shelf = open(path);
    CHECK(shelf->what_is_kept()->snapshots == 0);
    CHECK(put(*shelf, named("a", 1, 3)).has_value());
}

}  // namespace pendata
