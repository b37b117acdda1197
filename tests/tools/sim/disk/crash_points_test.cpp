// SQLite on the virtual disk, its process killed or its power cut at every step of a workload: the file opens again
// with whole transactions only, and with every one that was said to be committed.
#include <algorithm>

#include "tests/tools/sim/disk/disk_samples.hpp"

namespace pendata::test {

using sim::virtual_disk;

namespace {

constexpr std::int64_t transactions = 14;

// Opens, adds, checkpoints in the middle, and says how far it came.
std::int64_t work(life& process) {
    if (process.open().has_error()) return 0;
    std::int64_t done = 0;
    for (; done < transactions; ++done) {
        if (process.add(done).has_error()) break;
        if (done % 5 == 4) static_cast<void>(process.file->run("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    return done;
}

std::uint64_t steps_of_whole_work() {
    virtual_disk disk(1);
    life process(disk);
    REQUIRE(work(process) == transactions);
    process.file.reset();
    return disk.counts().steps;
}

void must_hold(virtual_disk& disk, std::int64_t acknowledged) {
    life next(disk);
    must(next.open());
    CHECK(next.is_intact());
    const auto there = next.numbers();
    CHECK(there.size() % 2 == 0);
    const auto whole = static_cast<std::int64_t>(there.size() / 2);
    // The one that was being committed may have been, unheard.
    CHECK((whole == acknowledged || whole == acknowledged + 1));
    for (std::size_t n = 0; n < there.size(); ++n) REQUIRE(there[n] == static_cast<std::int64_t>(n));
    if (whole < transactions) must(next.add(whole));
}

}  // namespace

TEST_CASE("a process killed at any step leaves whole transactions") {
    const auto steps = steps_of_whole_work();
    CHECK(steps > 60);
    for (std::uint64_t at = 1; at <= steps; ++at) {
        for (const sim::fate what : {sim::fate::die_before, sim::fate::die_within, sim::fate::die_after}) {
            INFO("step ", at, " fate ", int(what));
            virtual_disk disk(at);
            std::int64_t done = 0;
            {
                life process(disk);
                disk.on_step = [&](const sim::disk_step& step) { return step.number == at ? what : sim::fate::proceed; };
                done = work(process);
            }
            disk.on_step = nullptr;
            must_hold(disk, done);
        }
    }
}

TEST_CASE("power cut at any step leaves whole transactions, whatever the disk forgets") {
    const auto steps = steps_of_whole_work();
    sim::disk_counts all;
    for (std::uint64_t at = 1; at <= steps; ++at) {
        for (std::uint64_t seed = 0; seed < 6; ++seed) {
            INFO("step ", at, " seed ", seed);
            virtual_disk disk(seed * 1000 + at);
            std::int64_t done = 0;
            {
                life process(disk);
                disk.on_step = [&](const sim::disk_step& step) {
                    if (step.number == at) disk.crash();
                    return sim::fate::proceed;
                };
                done = work(process);
            }
            disk.on_step = nullptr;
            must_hold(disk, done);
            all.torn_writes += disk.counts().torn_writes;
            all.forgotten_writes += disk.counts().forgotten_writes;
            all.forgotten_names += disk.counts().forgotten_names;
        }
    }
    CHECK(all.torn_writes > 0);
    CHECK(all.forgotten_writes > 0);
    CHECK(all.forgotten_names > 0);
}

TEST_CASE("a disk that does not keep what it synced loses commits: the check can fail") {
    int lost = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        virtual_disk disk(seed);
        {
            life process(disk);
            must(process.open());
            // As where a driver says "synced" and does nothing: the log's last state is put back.
            const auto before = disk.snapshot();
            must(process.add(0));
            process.mount->kill();
            process.file.reset();
            disk.restore(before);
        }
        life next(disk);
        must(next.open());
        if (next.numbers().empty()) ++lost;
    }
    CHECK(lost == 10);
}

TEST_CASE("two connections of one process, and of two, see one another's commits") {
    virtual_disk disk(1);
    life a(disk);
    must(a.open());
    life b(disk);
    must(b.open());
    for (std::int64_t n = 0; n < 6; ++n) must((n % 2 == 0 ? a : b).add(n));
    CHECK(a.numbers() == b.numbers());
    CHECK(a.numbers().size() == 12);

    SUBCASE("a reader keeps its moment while the other commits") {
        auto view = must(sqlite::transaction::begin(*a.file, sqlite::isolation::snapshot));
        must(b.add(6));
        CHECK(a.numbers().size() == 12);
        CHECK(b.numbers().size() == 14);
    }
    SUBCASE("one writes at a time") {
        auto writing = must(sqlite::transaction::begin(*a.file, sqlite::isolation::write));
        CHECK(failure(b.add(6)) == errc::busy);
    }
    SUBCASE("one of them killed within a transaction leaves no lock behind") {
        auto writing = std::make_unique<sqlite::transaction>(must(sqlite::transaction::begin(*a.file, sqlite::isolation::write)));
        must(a.file->execute("INSERT INTO t VALUES(1000, NULL)"));
        a.mount->kill();
        must(b.add(6));
        CHECK(b.numbers().size() == 14);
        writing.reset();
    }
}

TEST_CASE("a run is the same to the byte when it is repeated") {
    const auto run = [](std::uint64_t seed) {
        sqlite::seed_sqlite_dice(static_cast<std::uint32_t>(seed));
        virtual_disk disk(seed);
        std::int64_t done = 0;
        for (int life_number = 0; life_number < 5; ++life_number) {
            life process(disk);
            const auto first = disk.counts().steps;
            disk.on_step = [&, first](const sim::disk_step& step) {
                if (step.number == first + 37) disk.crash();
                return sim::fate::proceed;
            };
            if (process.open().has_value()) {
                done = static_cast<std::int64_t>(process.mount->alive() ? process.numbers().size() / 2 : 0);
                while (process.add(done).has_value()) ++done;
            }
        }
        return disk.snapshot();
    };
    CHECK(run(9) == run(9));
    sqlite::seed_sqlite_dice(0);
}

}  // namespace pendata::test
