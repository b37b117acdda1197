// A database on a virtual disk with one table of numbers, and the process that has it open.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/sqlite/database.hpp"
#include "core/sqlite/transaction.hpp"
#include "tools/sim/disk/disk_mount.hpp"

namespace pendata::test {

template <class T>
T must(result<T> got) {
    INFO("error: ", got.has_error() ? got.error().message() : std::string());
    REQUIRE(got.has_value());
    return std::move(*got);
}
inline void must(const result<void>& got) {
    INFO("error: ", got.has_error() ? got.error().message() : std::string());
    REQUIRE(got.has_value());
}
template <class T>
errc failure(const result<T>& got) {
    return got.has_error() ? to_errc(got.error()) : errc::ok;
}

// A life of a process on the disk. Declared in this order: the database goes first.
struct life {
    explicit life(sim::virtual_disk& disk) : mount(std::make_unique<sim::disk_mount>(disk)) {}

    result<void> open(std::int64_t busy_wait_ms = 0, const std::string& path = "folder/a.db") {
        sqlite::open_options options;
        options.application_id = 7;
        options.newest_version = 1;
        options.busy_wait_ms = busy_wait_ms;
        options.vfs = mount->vfs();
        PENDATA_TRY(opened, sqlite::database::open(path, options));
        PENDATA_TRY(whole, sqlite::transaction::begin(*opened, sqlite::isolation::write));
        PENDATA_CHECK(opened->run("CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, content BLOB)"));
        PENDATA_CHECK(opened->mark(1));
        PENDATA_CHECK(whole.commit());
        file = std::move(opened);
        return {};
    }
    // One transaction of two rows, each large enough for pages of its own.
    result<void> add(std::int64_t number, std::size_t size = 3000) {
        const bytes content(size, static_cast<char>('a' + number % 26));
        PENDATA_TRY(whole, sqlite::transaction::begin(*file, sqlite::isolation::write));
        PENDATA_CHECK(file->execute("INSERT INTO t VALUES(?1, ?2)", number * 2, content));
        PENDATA_CHECK(file->execute("INSERT INTO t VALUES(?1, ?2)", number * 2 + 1, content));
        return whole.commit();
    }
    std::vector<std::int64_t> numbers() {
        std::vector<std::int64_t> out;
        auto run = must(file->query("SELECT n FROM t ORDER BY n"));
        while (must(run.step())) out.push_back(run.number(0));
        return out;
    }
    bool is_intact() {
        auto run = must(file->query("PRAGMA integrity_check"));
        return must(run.step()) && run.blob(0) == "ok";
    }

    std::unique_ptr<sim::disk_mount> mount;
    std::unique_ptr<sqlite::database> file;
};

}  // namespace pendata::test
