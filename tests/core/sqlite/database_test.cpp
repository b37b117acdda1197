// Opening: what is ours, what is not, and what a file that is not ours looks like afterwards. Binding and
// reading of every kind of value.
#include "core/sqlite/database.hpp"

#include <doctest/doctest.h>

#include "core/base/id.hpp"
#include "tests/core/sqlite/temporary_folder.hpp"

using namespace pendata;
using namespace pendata::sqlite;

namespace {

constexpr std::uint32_t ours = 0xf0123456;  // beyond int32: the mark is kept as a signed number

open_options options(int newest = 3) {
    open_options out;
    out.application_id = ours;
    out.newest_version = newest;
    out.busy_wait_ms = 0;
    return out;
}

std::unique_ptr<database> make(const std::string& path, int version = 3) {
    auto opened = database::open(path, options(version));
    REQUIRE(opened.has_value());
    REQUIRE((*opened)->run("CREATE TABLE IF NOT EXISTS t(a, b)").has_value());
    REQUIRE((*opened)->mark(version).has_value());
    return std::move(*opened);
}

errc open_failure(const std::string& path, open_options with = options()) {
    auto opened = database::open(path, with);
    return opened.has_value() ? errc::ok : to_errc(opened.error());
}

std::int64_t setting(database& file, const std::string& name) {
    auto run = file.query("PRAGMA " + name);
    REQUIRE(run.has_value());
    REQUIRE(run->step().value());
    return run->number(0);
}

}  // namespace

TEST_CASE("a file is created, marked and opened again") {
    const test::temporary_folder folder;
    const std::string path = folder.file("a.db");
    {
        auto file = make(path);
        CHECK(file->execute("INSERT INTO t VALUES(1, 2)").has_value());
        CHECK(file->last_row() == 1);
        CHECK(file->rows_changed() == 1);
        CHECK(setting(*file, "synchronous") == 2);
        auto mode = file->query("PRAGMA journal_mode");
        REQUIRE(mode->step().value());
        CHECK(mode->blob(0) == "wal");
    }
    auto again = database::open(path, options());
    REQUIRE(again.has_value());
    CHECK((*again)->version().value() == 3);
    CHECK(setting(**again, "application_id") == static_cast<std::int32_t>(ours));

    open_options reading = options();
    reading.mode = access::read;
    auto reader = database::open(path, reading);
    REQUIRE(reader.has_value());
    CHECK(to_errc((*reader)->execute("INSERT INTO t VALUES(1, 2)").error()) == errc::read_only);
}

TEST_CASE("an empty file and a file cut off while being made are taken") {
    const test::temporary_folder folder;
    test::write_file(folder.file("empty.db"), "");
    CHECK(open_failure(folder.file("empty.db")) == errc::ok);
    // Now it has WAL mode and no mark, as after a crash between the two.
    CHECK(open_failure(folder.file("empty.db")) == errc::ok);
    open_options reading = options();
    reading.mode = access::read;
    CHECK(open_failure(folder.file("empty.db"), reading) == errc::foreign_file);
}

TEST_CASE("what is not ours is refused and stays as it was") {
    const test::temporary_folder folder;
    SUBCASE("not a database") {
        for (const std::string& content : {std::string("short"), std::string(10'000, 'x')}) {
            test::write_file(folder.file("text"), content);
            CHECK(open_failure(folder.file("text")) == errc::foreign_file);
            CHECK(test::content_of(folder.file("text")) == content);
        }
    }
    SUBCASE("another program's mark") {
        open_options theirs = options();
        theirs.application_id = 7;
        {
            auto file = database::open(folder.file("b.db"), theirs);
            REQUIRE((*file)->mark(1).has_value());
        }
        const std::string before = test::content_of(folder.file("b.db"));
        CHECK(open_failure(folder.file("b.db")) == errc::foreign_file);
        CHECK(test::content_of(folder.file("b.db")) == before);
    }
    SUBCASE("tables and no mark") {
        {
            auto file = database::open(folder.file("c.db"), options());
            REQUIRE((*file)->run("CREATE TABLE theirs(x)").has_value());
        }
        CHECK(open_failure(folder.file("c.db")) == errc::foreign_file);
    }
    SUBCASE("a newer version") {
        make(folder.file("d.db"), 4);
        CHECK(open_failure(folder.file("d.db"), options(3)) == errc::newer_format);
        CHECK(open_failure(folder.file("d.db"), options(4)) == errc::ok);
    }
}

TEST_CASE("a place that can not be opened says why") {
    const test::temporary_folder folder;
    CHECK(open_failure(folder.file("no/such/folder.db")) == errc::not_found);
    open_options existing = options();
    existing.mode = access::write;
    CHECK(open_failure(folder.file("absent.db"), existing) == errc::not_found);
    CHECK(open_failure(folder.path().string()) != errc::ok);

    make(folder.file("a.db"));
    const test::without_rights limited(folder);
    CHECK(open_failure(folder.file("a.db")) == errc::read_only);
    CHECK(open_failure(folder.file("new.db")) == errc::read_only);
}

TEST_CASE("damage is told") {
    const test::temporary_folder folder;
    const std::string path = folder.file("a.db");
    {
        auto file = make(path);
        for (int i = 0; i < 200; ++i) CHECK(file->execute("INSERT INTO t VALUES(?, ?)", i, std::string(100, 'v')));
    }
    std::string content = test::content_of(path);
    REQUIRE(content.size() > 3 * 4096);
    content.replace(4096, content.size() - 4096, content.size() - 4096, '\x7f');
    test::write_file(path, content);
    auto damaged = database::open(path, options());
    REQUIRE(damaged.has_value());
    CHECK(to_errc((*damaged)->execute("SELECT sum(length(b)) FROM t").error()) == errc::corrupt);
}

TEST_CASE("a quota is a full disk, and room made is room again") {
    const test::temporary_folder folder;
    open_options small = options();
    small.most_pages = 8;
    auto file = database::open(folder.file("a.db"), small);
    REQUIRE(file.has_value());
    REQUIRE((*file)->run("CREATE TABLE t(a)").has_value());
    const bytes big(40'000, 'x');
    CHECK(to_errc((*file)->execute("INSERT INTO t VALUES(?)", big).error()) == errc::disk_full);
    CHECK((*file)->execute("INSERT INTO t VALUES(?)", bytes(4000, 'x')).has_value());
}

TEST_CASE("every kind of value is bound and read") {
    const test::temporary_folder folder;
    auto file = make(folder.file("a.db"));
    const bytes binary("\0\1\xff", 3);
    REQUIRE(file->execute("CREATE TABLE v(i, n, b, t, r, e)").has_value());
    REQUIRE(file->execute("INSERT INTO v VALUES(?, ?, ?, ?, ?, ?)", std::int64_t{-5}, nullptr, binary,
                          as_text{"teks"}, 0.5, bytes_view()).has_value());
    auto row = file->query("SELECT i, n, b, t, r, e, typeof(b), typeof(t), typeof(e) FROM v WHERE b = ? AND t = ?",
                           bytes(binary), as_text{std::string("teks")});
    REQUIRE(row->step().value());
    CHECK(row->number(0) == -5);
    CHECK(row->number<int>(0) == -5);
    CHECK(row->is_null(1));
    CHECK(row->blob(1).empty());
    CHECK(row->blob(2) == binary);
    CHECK(row->blob(3) == "teks");
    CHECK(row->real(4) == 0.5);
    const column_type types[] = {column_type::integer, column_type::null, column_type::blob, column_type::text,
                                 column_type::real};
    for (int column = 0; column < 5; ++column) CHECK(row->type(column) == types[column]);
    CHECK_FALSE(row->is_null(5));
    CHECK(row->blob(6) == "blob");
    CHECK(row->blob(7) == "text");
    CHECK(row->blob(8) == "blob");
    CHECK(to_errc(row->id<record_id>(2).error()) == errc::corrupt);
    CHECK_FALSE(row->step().value());

    const std::optional<std::int64_t> none;
    auto maybe = file->query("SELECT ?, ?, ?, ?", none, std::optional<std::int64_t>(3),
                             std::optional<bytes>(bytes(40, 'x')), std::string(40, 'y'));
    REQUIRE(maybe->step().value());
    CHECK(maybe->is_null(0));
    CHECK(maybe->number(1) == 3);
    CHECK(maybe->blob(2) == bytes(40, 'x'));
    CHECK(maybe->blob(3) == bytes(40, 'y'));
}

TEST_CASE("a statement may be asked for while it runs") {
    const test::temporary_folder folder;
    auto file = make(folder.file("a.db"));
    for (int i = 0; i < 3; ++i) REQUIRE(file->execute("INSERT INTO t VALUES(?, 0)", i).has_value());
    int seen = 0;
    auto outer = file->query("SELECT a FROM t");
    while (outer->step().value()) {
        auto inner = file->query("SELECT a FROM t");
        while (inner->step().value()) ++seen;
    }
    CHECK(seen == 9);
}

TEST_CASE("failures of statements are values") {
    const test::temporary_folder folder;
    auto file = make(folder.file("a.db"));
    CHECK(to_errc(file->execute("SELECT * FROM absent").error()) == errc::internal);
    CHECK(file->message().find("absent") != std::string::npos);
    REQUIRE(file->run("CREATE TABLE u(a UNIQUE, b NOT NULL)").has_value());
    REQUIRE(file->execute("INSERT INTO u VALUES(1, 1)").has_value());
    CHECK(to_errc(file->execute("INSERT INTO u VALUES(1, 1)").error()) == errc::already_exists);
    CHECK(to_errc(file->execute("INSERT INTO u VALUES(2, NULL)").error()) == errc::internal);
    CHECK(to_errc(file->run("INSERT INTO u VALUES(1, 1)").error()) == errc::already_exists);
}

TEST_CASE("a function of ours is known to SQL") {
    const test::temporary_folder folder;
    auto file = make(folder.file("a.db"));
    REQUIRE(file->add_function("twice", [](std::string_view text) { return std::string(text) + std::string(text); })
                .has_value());
    auto row = file->query("SELECT twice(?), twice(?), twice(NULL)", as_text{"ab"}, 3);
    REQUIRE(row->step().value());
    CHECK(row->blob(0) == "abab");
    CHECK(row->is_null(1));
    CHECK(row->is_null(2));
}
