// Files without SQLite: what is durable, what a crash leaves, what a process sees; and all of it again by the seed.
#include "tools/sim/disk/virtual_disk.hpp"

#include "tests/tools/sim/disk/disk_samples.hpp"

namespace pendata::test {

using sim::disk_mount;
using sim::virtual_disk;
using sqlite::opening;

namespace {

std::unique_ptr<sqlite::open_file> made(disk_mount& by, const std::string& path) {
    return must(by.open(path, opening::create));
}

}  // namespace

TEST_CASE("what was synced with its name survives the power") {
    virtual_disk disk(1);
    {
        disk_mount process(disk);
        const auto file = made(process, "f/a");
        must(file->write(0, "durable"));
        must(file->sync());
        must(process.sync_folder_of("f/a"));
        disk.crash();
        CHECK(failure(file->write(0, "x")) == errc::io_error);
        CHECK_FALSE(process.alive());
    }
    CHECK(disk.content("f/a") == "durable");
    CHECK(disk.used() == 7);
}

TEST_CASE("a name that was not synced may be gone, and may not") {
    bool gone = false;
    bool stayed = false;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        virtual_disk disk(seed);
        disk_mount process(disk);
        must(made(process, "f/a")->sync());
        disk.crash();
        (disk.content("f/a") ? stayed : gone) = true;
    }
    CHECK(gone);
    CHECK(stayed);
}

TEST_CASE("a removed name may come back until its folder is synced") {
    bool back = false;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        virtual_disk disk(seed);
        disk.put("f/a", "old");
        disk_mount process(disk);
        must(process.remove("f/a"));
        CHECK_FALSE(must(process.exists("f/a")));
        if (seed % 2 == 0) must(process.sync_folder_of("f/a"));
        disk.crash();
        if (seed % 2 == 0) CHECK_FALSE(disk.content("f/a"));
        back = back || disk.content("f/a") == "old";
    }
    CHECK(back);
}

TEST_CASE("writes that were not synced are kept, forgotten or torn at sectors, each by itself") {
    const bytes before(2048, 'o');
    const bytes after(2048, 'n');
    sim::disk_counts all;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        virtual_disk disk(seed);
        disk.put("a", before);
        disk_mount process(disk);
        must(must(process.open("a", opening::write))->write(0, after));
        disk.crash();
        const bytes left = *disk.content("a");
        REQUIRE(left.size() == 2048);
        for (std::size_t sector = 0; sector < 4; ++sector) {
            const auto part = left.substr(sector * 512, 512);
            CHECK((part == before.substr(0, 512) || part == after.substr(0, 512)));
        }
        all.torn_writes += disk.counts().torn_writes;
        all.forgotten_writes += disk.counts().forgotten_writes;
    }
    CHECK(all.torn_writes > 5);
    CHECK(all.forgotten_writes > 5);
    CHECK(all.torn_writes + all.forgotten_writes < 55);
}

TEST_CASE("what is in a file is not changed by reading it in pieces or beyond its end") {
    virtual_disk disk(1);
    disk_mount process(disk);
    const auto file = made(process, "a");
    must(file->write(3, "abc"));
    bytes got(10, '?');
    CHECK(must(file->read(0, got)) == 6);
    CHECK(got.substr(0, 6) == bytes("\0\0\0abc", 6));
    CHECK(must(file->read(6, got)) == 0);
    must(file->truncate(4));
    CHECK(must(file->size()) == 4);
    CHECK(disk.content("a") == bytes("\0\0\0a", 4));
}

TEST_CASE("a killed process reaches nothing, and what it wrote stays") {
    virtual_disk disk(1);
    disk_mount process(disk);
    const auto file = made(process, "a");
    must(file->write(0, "written"));
    must(file->raise_lock(sqlite::lock_level::shared));
    must(file->raise_lock(sqlite::lock_level::exclusive));
    process.kill();
    bytes got(4, '?');
    CHECK(failure(file->read(0, got)) == errc::io_error);
    CHECK(failure(file->sync()) == errc::io_error);
    CHECK(failure(process.open("b", opening::create)) == errc::io_error);
    CHECK(disk.content("a") == "written");

    disk_mount next(disk);
    const auto again = must(next.open("a", opening::write));
    must(again->raise_lock(sqlite::lock_level::shared));
    must(again->raise_lock(sqlite::lock_level::exclusive));
    CHECK(disk.counts().kills == 1);
}

TEST_CASE("a process is killed before, within or after any step") {
    const bytes data(512 * 8, 'n');
    for (const sim::fate what : {sim::fate::die_before, sim::fate::die_within, sim::fate::die_after}) {
        virtual_disk disk(3);
        disk_mount process(disk);
        const auto file = made(process, "a");
        disk.on_step = [&](const sim::disk_step& step) {
            CHECK(step.kind == sim::step_kind::write);
            CHECK(step.path == "a");
            return what;
        };
        CHECK(failure(file->write(0, data)) == errc::io_error);
        CHECK_FALSE(process.alive());
        const auto left = disk.content("a")->size();
        if (what == sim::fate::die_before) CHECK(left == 0);
        if (what == sim::fate::die_after) CHECK(left == data.size());
        if (what == sim::fate::die_within) {
            CHECK(left > 0);
            CHECK(*disk.content("a") != data);
        }
    }
}

TEST_CASE("a full disk refuses to grow, and what is removed makes room") {
    virtual_disk disk(1);
    disk.faults.capacity = 1000;
    disk_mount process(disk);
    const auto a = made(process, "a");
    must(a->write(0, bytes(600, 'a')));
    const auto b = made(process, "b");
    CHECK(failure(b->write(0, bytes(600, 'b'))) == errc::disk_full);
    must(a->write(0, bytes(600, 'c')));
    must(process.remove("a"));
    must(b->write(0, bytes(600, 'b')));
    CHECK(disk.counts().full == 1);
    CHECK(disk.used() == 600);
}

TEST_CASE("a copy of a folder is put back, or beside it") {
    virtual_disk disk(1);
    disk.put("office/db", "one");
    disk.put("office/log", "two");
    disk.put("tablet/db", "other");
    const auto copy = disk.snapshot("office/");
    CHECK(copy.size() == 2);
    disk.put("office/db", "later");
    disk.put("office/new", "later");
    disk.restore(copy, "office/");
    CHECK(disk.names() == std::vector<std::string>{"office/db", "office/log", "tablet/db"});
    CHECK(disk.content("office/db") == "one");
    disk.crash();
    CHECK(disk.content("office/db") == "one");
    CHECK(disk.content("tablet/db") == "other");

    virtual_disk clone(2);
    clone.restore(copy);
    CHECK(clone.snapshot() == copy);
}

TEST_CASE("a file renamed over another is one of the two after a crash") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        virtual_disk disk(seed);
        disk.put("f/a", "old");
        disk_mount process(disk);
        {
            const auto aside = made(process, "f/a.new");
            must(aside->write(0, "new"));
            must(aside->sync());
        }
        must(process.rename("f/a.new", "f/a"));
        CHECK(disk.content("f/a") == "new");
        if (seed % 2 == 0) must(process.sync_folder_of("f/a"));
        disk.crash();
        const bytes left = disk.content("f/a").value_or("nothing");
        if (seed % 2 == 0) {
            CHECK(left == "new");
        } else {
            CHECK((left == "old" || left == "new"));
        }
    }
}

TEST_CASE("the same seed and calls leave the same bytes") {
    const auto run = [](std::uint64_t seed) {
        virtual_disk disk(seed);
        for (int n = 0; n < 5; ++n) {
            disk_mount process(disk);
            const auto file = must(process.open("a", opening::create));
            for (int w = 0; w < 10; ++w) must(file->write(static_cast<std::uint64_t>(w) * 700, bytes(900, static_cast<char>('a' + n))));
            disk.crash();
        }
        return disk.snapshot();
    };
    CHECK(run(5) == run(5));
    CHECK(run(5) != run(6));
}

}  // namespace pendata::test
