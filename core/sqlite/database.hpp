// One connection to one SQLite file of ours: opened only where the file is one, durable by default
// (WAL, synchronous=FULL: one fsync a commit), with its prepared statements.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/sqlite/cursor.hpp"

struct sqlite3;

namespace pendata::sqlite {

enum class access { create, write, read };

struct open_options {
    access mode = access::create;      // create: where the file is absent
    std::uint32_t application_id = 0;  // what marks our files; never zero
    int newest_version = 0;            // the highest user_version this build understands
    std::int64_t busy_wait_ms = limits::busy_wait_ms;
    int cache_kb = 2048;
    std::int64_t most_pages = 0;       // a quota of 4096-byte pages; 0: the disk is the limit
    // No room even for the index of the log, which other processes share: it lives in memory then, and this process
    // alone reads what is there. Else: disk_full.
    bool alone_on_full_disk = false;
    std::string vfs = {};              // a registered_vfs by its name; empty: the system's files
};

// Whether there is a file at the path that is not empty.
result<bool> file_exists(const std::string& path, const std::string& vfs = {});

// Threads: one at a time. Lifetime: longer than its cursors and transactions.
class database {
public:
    // Opens or creates the file; what a file that is not ours says is left as it was.
    // Errors: foreign_file (not a database, or of another program), newer_format, read_only, not_found (no
    // such file or directory), corrupt, busy, disk_full, io_error, no_memory.
    static result<std::unique_ptr<database>> open(const std::string& path, const open_options& options);
    ~database();

    // Runs statements separated by `;`, whose rows do not matter.
    result<void> run(const std::string& sql);

    // A run of the statement, prepared once for this connection.
    result<cursor> use(std::string_view sql);
    // The same for SQL that will hardly be seen again: it is not kept.
    result<cursor> use_once(std::string_view sql);
    // As use(), with parameters 1.. bound; they are copied, so that they may be temporaries.
    template <class... Values>
    result<cursor> query(std::string_view sql, const Values&... values) {
        PENDATA_TRY(run, use(sql));
        int parameter = 0;
        (run.bind_copy(++parameter, values), ...);
        return result<cursor>(std::move(run));
    }
    // Binds, runs to the end; nothing is copied.
    template <class... Values>
    result<void> execute(std::string_view sql, const Values&... values) {
        PENDATA_TRY(run, use(sql));
        int parameter = 0;
        (run.bind(++parameter, values), ...);
        return run.finish();
    }

    // Makes a function of one text known to SQL; of anything but a text it is NULL.
    // Requires: `of` depends on nothing but the text.
    result<void> add_function(const char* name, std::string (*of)(std::string_view));

    std::int64_t last_row() const;     // rowid of the last insert
    std::int64_t rows_changed() const; // by the last statement
    // SQLite's words for the last failure, for developers: may quote SQL, never what was bound.
    std::string message() const;

    // The number of migrations the file has seen. Errors: as of reading.
    result<int> version();
    // Marks the file as ours at that version; part of the transaction it is called in.
    result<void> mark(int version);

private:
    friend class cursor;
    friend class transaction;
    using statement_list = std::vector<sqlite3_stmt*>;

    database(sqlite3* handle, std::uint32_t application_id) : handle_(handle), application_id_(application_id) {}

    static result<std::unique_ptr<database>> open_once(const std::string& path, const open_options& options, bool alone);
    result<void> recognise(const open_options& options);
    result<void> configure(const open_options& options);
    result<std::int64_t> number_of(std::string_view sql);
    result<sqlite3_stmt*> prepare(std::string_view sql);
    errc failed(int sqlite_code);
    errc broken() const { return broken_; }
    void give_back(sqlite3_stmt* statement, const void* home);

    sqlite3* handle_;
    std::uint32_t application_id_;
    // Waiting statements by SQL; a list, because a statement may be asked for while it runs.
    struct text_hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, statement_list, text_hash, std::equal_to<>> waiting_;
    bool in_transaction_ = false;
    // The first failure within the transaction. SQLite may have rolled back by itself, and what follows
    // would commit alone: hence nothing follows.
    errc broken_ = errc::ok;
};

}  // namespace pendata::sqlite
