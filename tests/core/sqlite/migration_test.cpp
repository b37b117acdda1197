// The migration runner: each step once, all or none, never backwards.
#include "core/sqlite/migration.hpp"

#include <doctest/doctest.h>

#include <array>

#include "core/sqlite/database.hpp"
#include "tests/core/sqlite/temporary_folder.hpp"

using namespace pendata;
using namespace pendata::sqlite;

namespace {

std::unique_ptr<database> open(const std::string& path, int newest) {
    open_options options;
    options.application_id = 1;
    options.newest_version = newest;
    options.busy_wait_ms = 0;
    auto opened = database::open(path, options);
    REQUIRE(opened.has_value());
    return std::move(*opened);
}

bool has(database& file, std::string_view table) {
    auto run = file.query("SELECT 1 FROM sqlite_schema WHERE name = ?", as_text{table});
    return run->step().value();
}

}  // namespace

TEST_CASE("each step runs once and in order") {
    const test::temporary_folder folder;
    std::array steps{step_of("CREATE TABLE one(a)"), step_of("ALTER TABLE one ADD COLUMN b")};
    {
        auto file = open(folder.file("a.db"), 2);
        CHECK(migrate(*file, std::span(steps).first(1)).has_value());
        CHECK(file->version().value() == 1);
    }
    auto file = open(folder.file("a.db"), 2);
    CHECK(migrate(*file, steps).has_value());
    CHECK(file->version().value() == 2);
    CHECK(migrate(*file, steps).has_value());
    CHECK(file->execute("INSERT INTO one(a, b) VALUES(1, 2)").has_value());
}

TEST_CASE("a failing step undoes those before it") {
    const test::temporary_folder folder;
    const std::array steps{step_of("CREATE TABLE one(a)"),
                           migration_step([](database& file) -> result<void> {
                               PENDATA_CHECK(file.run("CREATE TABLE two(a)"));
                               return errc::disk_full;
                           })};
    auto file = open(folder.file("a.db"), 2);
    CHECK(to_errc(migrate(*file, steps).error()) == errc::disk_full);
    CHECK(file->version().value() == 0);
    CHECK_FALSE(has(*file, "one"));
    CHECK_FALSE(has(*file, "two"));
}

TEST_CASE("a file migrated further by somebody else is not touched") {
    const test::temporary_folder folder;
    const std::array steps{step_of("CREATE TABLE one(a)")};
    auto file = open(folder.file("a.db"), 1);
    REQUIRE(file->mark(2).has_value());
    CHECK(to_errc(migrate(*file, steps).error()) == errc::newer_format);
}
