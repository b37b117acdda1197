// Opening a file: recognised before anything is written, then configured. Statements are kept by their SQL.
#include "core/sqlite/database.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <new>

#include "core/base/assert.hpp"
#include "core/base/fault_switch.hpp"
#include "core/sqlite/failure.hpp"

namespace pendata::sqlite {

namespace {

int flags_of(access mode) {
    // The stores lock for themselves; a connection is used by one thread at a time.
    switch (mode) {
        case access::create:
            return SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        case access::write:
            return SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
        case access::read:
            break;
    }
    return SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY;
}

// Refused to create a file, SQLite tries to read it, and then only says that it is not there.
errc why_not_opened(const std::string& path, const open_options& options, errc told) {
    if (told != errc::not_found || options.mode != access::create || !options.vfs.empty()) return told;
    std::error_code ignored;
    const auto folder = std::filesystem::absolute(path, ignored).parent_path();
    return std::filesystem::is_directory(folder, ignored) ? errc::read_only : told;
}

using text_function = std::string (*)(std::string_view);

void call_text_function(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT) return sqlite3_result_null(context);
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
    const auto of = reinterpret_cast<text_function>(sqlite3_user_data(context));
    try {
        const std::string out = of({text, size});
        sqlite3_result_text64(context, out.data(), out.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } catch (const std::exception&) {
        sqlite3_result_error_nomem(context);  // nothing may fly through SQLite
    }
}

}  // namespace

result<bool> file_exists(const std::string& path, const std::string& vfs) {
    if (sqlite3_initialize() != SQLITE_OK) return errc::no_memory;
    sqlite3_vfs* const on = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
    if (on == nullptr) return errc::invalid_argument;
    int there = 0;
    const int code = on->xAccess(on, path.c_str(), SQLITE_ACCESS_EXISTS, &there);
    if (code != SQLITE_OK) return code_of(code);
    return there != 0;
}

result<std::unique_ptr<database>> database::open(const std::string& path, const open_options& options) {
    auto opened = open_once(path, options, false);
    if (!options.alone_on_full_disk || opened.has_value() || to_errc(opened.error()) != errc::disk_full) return opened;
    auto alone = open_once(path, options, true);
    return alone.has_value() ? std::move(alone) : std::move(opened);  // another process may be alone with it: the disk is why
}

result<std::unique_ptr<database>> database::open_once(const std::string& path, const open_options& options, bool alone) {
    PENDATA_ASSERT(options.application_id != 0);
    sqlite3* handle = nullptr;
    const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags_of(options.mode), vfs);
    if (handle == nullptr) return errc::no_memory;
    sqlite3_extended_result_codes(handle, 1);
    std::unique_ptr<database> opened(new database(handle, options.application_id));
    if (code != SQLITE_OK) return why_not_opened(path, options, code_of(sqlite3_extended_errcode(handle), handle));

    sqlite3_busy_timeout(handle, static_cast<int>(options.busy_wait_ms));
    // SQL hidden in a crafted file must not run, and its internal tables are not written by hand.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (alone) PENDATA_CHECK(opened->run("PRAGMA locking_mode=EXCLUSIVE"));
    // A file on storage that can not be written opens, and fails here: its write-ahead log can not be made.
    const auto known = opened->recognise(options);
    if (known.has_error()) return why_not_opened(path, options, to_errc(known.error()));
    if (options.mode != access::read && sqlite3_db_readonly(handle, "main") != 0) return errc::read_only;
    PENDATA_CHECK(opened->configure(options));
    return opened;
}

database::~database() {
    for (auto& [sql, statements] : waiting_) {
        for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
    }
    PENDATA_ASSERT(sqlite3_close(handle_) == SQLITE_OK);  // a cursor outlived its database
}

result<void> database::recognise(const open_options& options) {
    PENDATA_TRY(application, number_of("PRAGMA application_id"));
    PENDATA_TRY(version, number_of("PRAGMA user_version"));
    PENDATA_TRY(tables, number_of("SELECT count(*) FROM sqlite_schema"));
    // A file without a mark is ours to take only when it is empty: just made, or cut off while being made.
    const bool empty = application == 0 && version == 0 && tables == 0;
    if (empty) return options.mode == access::read ? result<void>(errc::foreign_file) : result<void>();
    if (static_cast<std::uint32_t>(application) != options.application_id) return errc::foreign_file;
    if (version > options.newest_version) return errc::newer_format;
    return {};
}

result<void> database::configure(const open_options& options) {
    PENDATA_CHECK(run("PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-" +
                      std::to_string(options.cache_kb)));
    if (options.mode == access::read) return {};
    // A write-ahead log that grew in a long load is cut to 4 MB again, where it is checkpointed anyway.
    const std::string sync = PENDATA_SWITCH(commit_unsynced) ? "OFF" : "FULL";
    PENDATA_CHECK(run("PRAGMA journal_mode=WAL; PRAGMA synchronous=" + sync + "; PRAGMA journal_size_limit=4194304"));
    if (options.most_pages > 0) PENDATA_CHECK(run("PRAGMA max_page_count=" + std::to_string(options.most_pages)));
    return {};
}

result<std::int64_t> database::number_of(std::string_view sql) {
    PENDATA_TRY(answer, use(sql));
    PENDATA_TRY(found, answer.step());
    return found ? answer.number(0) : std::int64_t{0};
}

errc database::failed(int sqlite_code) {
    const errc code = code_of(sqlite_code, handle_);
    if (in_transaction_ && broken_ == errc::ok) broken_ = code;
    return code;
}

result<void> database::run(const std::string& sql) {
    if (broken_ != errc::ok) return broken_;
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failed(code);
    return {};
}

result<cursor> database::use(std::string_view sql) {
    if (broken_ != errc::ok) return broken_;
    auto at = waiting_.find(sql);
    if (at == waiting_.end()) at = waiting_.try_emplace(std::string(sql)).first;
    auto& [text, statements] = *at;
    if (!statements.empty()) {
        sqlite3_stmt* statement = statements.back();
        statements.pop_back();
        return cursor(*this, statement, &statements);
    }
    PENDATA_TRY(statement, prepare(text));
    return cursor(*this, statement, &statements);
}

result<cursor> database::use_once(std::string_view sql) {
    if (broken_ != errc::ok) return broken_;
    PENDATA_TRY(statement, prepare(sql));
    return cursor(*this, statement, nullptr);
}

result<sqlite3_stmt*> database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) return failed(code);
    return statement;
}

void database::give_back(sqlite3_stmt* statement, const void* home) {
    if (home == nullptr) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    // Nodes of the map stay where they are, so the address of a list names it for good.
    try {
        const_cast<statement_list*>(static_cast<const statement_list*>(home))->push_back(statement);
    } catch (const std::bad_alloc&) {
        sqlite3_finalize(statement);  // it is prepared anew when it is asked for again
    }
}

result<void> database::add_function(const char* name, text_function of) {
    const int code = sqlite3_create_function_v2(handle_, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                                reinterpret_cast<void*>(of), call_text_function, nullptr, nullptr,
                                                nullptr);
    if (code != SQLITE_OK) return failed(code);
    return {};
}

std::int64_t database::last_row() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t database::rows_changed() const { return sqlite3_changes64(handle_); }
std::string database::message() const { return sqlite3_errmsg(handle_); }

result<int> database::version() {
    PENDATA_TRY(version, number_of("PRAGMA user_version"));
    return static_cast<int>(version);
}

result<void> database::mark(int version) {
    // SQLite keeps the mark as a signed number.
    return run("PRAGMA application_id=" + std::to_string(static_cast<std::int32_t>(application_id_)) +
               "; PRAGMA user_version=" + std::to_string(version));
}

}  // namespace pendata::sqlite
