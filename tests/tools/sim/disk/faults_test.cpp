// A disk that fails while its process lives on: what failed is told, what was committed stays, and what comes
// after the fault goes on in the same connection.
#include "tests/tools/sim/disk/disk_samples.hpp"

namespace pendata::test {

using sim::virtual_disk;

namespace {

// Adds transactions from `first` on until one fails or `most` are there; what failed is said.
errc add_until_failure(life& process, std::int64_t& next, int most) {
    for (int n = 0; n < most; ++n) {
        const auto added = process.add(next);
        if (added.has_error()) return failure(added);
        ++next;
    }
    return errc::ok;
}

void must_be_whole(life& process, std::int64_t next) {
    CHECK(process.is_intact());
    CHECK(static_cast<std::int64_t>(process.numbers().size()) == next * 2);
}

}  // namespace

TEST_CASE("a full disk is said to be full, loses nothing, and goes on when there is room") {
    virtual_disk disk(1);
    life process(disk);
    must(process.open());
    std::int64_t next = 0;
    disk.faults.capacity = disk.used() + 100'000;
    CHECK(add_until_failure(process, next, 1000) == errc::disk_full);
    CHECK(next > 3);
    CHECK(disk.counts().full > 0);
    must_be_whole(process, next);
    disk.faults.capacity = disk.used() + 100'000;
    CHECK(add_until_failure(process, next, 3) == errc::ok);
    must_be_whole(process, next);
}

TEST_CASE("whatever read fails, and when, no transaction is lost or half there") {
    std::uint64_t failed = 0;
    for (std::uint64_t at = 1; at < 60; ++at) {
        INFO("read ", at);
        virtual_disk disk(at);
        std::int64_t next = 0;
        {
            life first(disk);
            must(first.open());
            REQUIRE(add_until_failure(first, next, 30) == errc::ok);
        }
        life process(disk);
        disk.faults.read_error.at = at;
        const auto opened = process.open();
        if (opened.has_error()) {
            CHECK(failure(opened) == errc::io_error);
        } else {
            const auto read = process.file->run("PRAGMA integrity_check");
            CHECK((failure(read) == errc::ok || failure(read) == errc::io_error));
            const errc why = add_until_failure(process, next, 4);
            CHECK((why == errc::ok || why == errc::io_error));
        }
        failed += disk.counts().read_errors;
        disk.faults.read_error.at = 0;
        process.file.reset();
        life again(disk);
        must(again.open());
        must_be_whole(again, next);
    }
    CHECK(failed > 20);
}

TEST_CASE("writes and syncs that fail cost their transaction only") {
    for (std::uint64_t at = 1; at < 30; ++at) {
        for (auto rule : {&sim::disk_faults::write_error, &sim::disk_faults::sync_error, &sim::disk_faults::short_write}) {
            INFO("fault ", at);
            virtual_disk disk(at);
            life process(disk);
            must(process.open());
            std::int64_t next = 0;
            (disk.faults.*rule).at = at;
            const errc why = add_until_failure(process, next, 20);
            CHECK((why == errc::ok || why == errc::io_error || why == errc::disk_full));
            (disk.faults.*rule).at = 0;
            must_be_whole(process, next);
            CHECK(add_until_failure(process, next, 3) == errc::ok);
            process.file.reset();
            disk.crash();
            life again(disk);
            must(again.open());
            must_be_whole(again, next);
        }
    }
}

TEST_CASE("a file another program holds is busy, at once in virtual time, and free afterwards") {
    virtual_disk disk(1);
    life process(disk);
    must(process.open(5000));
    disk.faults.locked = true;
    CHECK(failure(process.add(0)) == errc::busy);
    CHECK(disk.counts().busy > 1);
    CHECK(process.numbers().empty());
    disk.faults.locked = false;
    must(process.add(0));
}

TEST_CASE("chance strikes by the seed") {
    const auto run = [](std::uint64_t seed) {
        virtual_disk disk(seed);
        life process(disk);
        must(process.open());
        disk.faults.write_error.per_million = 50'000;
        disk.faults.sync_error.per_million = 200'000;
        std::string out;
        for (std::int64_t n = 0; n < 60; ++n) out += process.add(n).has_value() ? '1' : '0';
        CHECK(disk.counts().write_errors > 0);
        CHECK(disk.counts().sync_errors > 0);
        return out;
    };
    CHECK(run(3) == run(3));
    CHECK(run(3) != run(4));
}

TEST_CASE("what can not be opened says why") {
    virtual_disk disk(1);
    sim::disk_mount mount(disk);
    sqlite::open_options options;
    options.application_id = 7;
    options.mode = sqlite::access::write;
    options.vfs = mount.vfs();
    CHECK(failure(sqlite::database::open("absent.db", options)) == errc::not_found);
    CHECK(must(sqlite::file_exists("absent.db", mount.vfs())) == false);
    disk.put("text.db", bytes(5000, 'x'));
    CHECK(must(sqlite::file_exists("text.db", mount.vfs())));
    CHECK(failure(sqlite::database::open("text.db", options)) == errc::foreign_file);
    mount.kill();
    CHECK(failure(sqlite::database::open("text.db", options)) == errc::io_error);
    options.vfs = "no such name";
    CHECK(sqlite::database::open("text.db", options).has_error());
}

}  // namespace pendata::test
