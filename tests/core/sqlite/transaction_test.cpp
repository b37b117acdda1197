// Whole or nothing: rollback by leaving, by failure and by a full disk; two connections on one file.
#include "core/sqlite/transaction.hpp"

#include <doctest/doctest.h>

#include "core/sqlite/database.hpp"
#include "tests/core/sqlite/temporary_folder.hpp"

using namespace pendata;
using namespace pendata::sqlite;

namespace {

std::unique_ptr<database> open_only(const std::string& path, std::int64_t most_pages = 0) {
    open_options options;
    options.application_id = 1;
    options.newest_version = 1;
    options.busy_wait_ms = 0;
    options.most_pages = most_pages;
    auto opened = database::open(path, options);
    REQUIRE(opened.has_value());
    return std::move(*opened);
}

std::unique_ptr<database> open(const std::string& path, std::int64_t most_pages = 0) {
    auto opened = open_only(path, most_pages);
    REQUIRE(opened->run("CREATE TABLE IF NOT EXISTS t(a UNIQUE)").has_value());
    REQUIRE(opened->mark(1).has_value());
    return opened;
}

std::int64_t count(database& file) {
    auto run = file.query("SELECT count(*) FROM t");
    REQUIRE(run->step().value());
    return run->number(0);
}

}  // namespace

TEST_CASE("what is committed stays, what is not goes") {
    const test::temporary_folder folder;
    auto file = open(folder.file("a.db"));
    {
        auto whole = transaction::begin(*file, isolation::write);
        REQUIRE(whole.has_value());
        CHECK(file->execute("INSERT INTO t VALUES(1)").has_value());
        CHECK(whole->commit().has_value());
    }
    {
        auto left = transaction::begin(*file, isolation::write);
        CHECK(file->execute("INSERT INTO t VALUES(2)").has_value());
        CHECK(count(*file) == 2);
    }
    CHECK(count(*file) == 1);
    file.reset();
    file = open(folder.file("a.db"));
    CHECK(count(*file) == 1);
}

TEST_CASE("a failed statement ends its transaction, whoever ignores it") {
    const test::temporary_folder folder;
    auto file = open(folder.file("a.db"));
    REQUIRE(file->execute("INSERT INTO t VALUES(1)").has_value());
    {
        auto whole = transaction::begin(*file, isolation::write);
        CHECK(file->execute("INSERT INTO t VALUES(2)").has_value());
        CHECK(to_errc(file->execute("INSERT INTO t VALUES(1)").error()) == errc::already_exists);
        CHECK(to_errc(file->execute("INSERT INTO t VALUES(3)").error()) == errc::already_exists);
        CHECK(to_errc(file->run("INSERT INTO t VALUES(3)").error()) == errc::already_exists);
        CHECK(to_errc(whole->commit().error()) == errc::already_exists);
    }
    CHECK(count(*file) == 1);
    CHECK(file->execute("INSERT INTO t VALUES(2)").has_value());
}

TEST_CASE("a disk that fills up in the middle leaves nothing behind") {
    const test::temporary_folder folder;
    auto file = open(folder.file("a.db"), 20);
    {
        auto whole = transaction::begin(*file, isolation::write);
        errc failure = errc::ok;
        for (int i = 0; i < 100; ++i) {
            const auto done = file->execute("INSERT INTO t VALUES(?)", bytes(2000, static_cast<char>(i)));
            if (done.has_error()) failure = to_errc(done.error());
        }
        CHECK(failure == errc::disk_full);
        CHECK(to_errc(whole->commit().error()) == errc::disk_full);
    }
    CHECK(count(*file) == 0);
    CHECK(file->execute("INSERT INTO t VALUES(1)").has_value());
    CHECK(count(*file) == 1);
}

TEST_CASE("two connections: one writes, the other waits or reads its snapshot") {
    const test::temporary_folder folder;
    auto one = open(folder.file("a.db"));
    auto two = open(folder.file("a.db"));
    auto reading = transaction::begin(*two, isolation::snapshot);
    REQUIRE(reading.has_value());
    {
        auto writing = transaction::begin(*one, isolation::write);
        REQUIRE(writing.has_value());
        CHECK(one->execute("INSERT INTO t VALUES(1)").has_value());
        auto three = open_only(folder.file("a.db"));
        CHECK(to_errc(transaction::begin(*three, isolation::write).error()) == errc::busy);
        CHECK(to_errc(three->execute("INSERT INTO t VALUES(3)").error()) == errc::busy);
        CHECK(writing->commit().has_value());
        CHECK(three->execute("INSERT INTO t VALUES(2)").has_value());
    }
    CHECK(count(*two) == 0);  // as of begin(), though nothing of t had been read then
    CHECK(reading->commit().has_value());
    CHECK(count(*two) == 2);
}
