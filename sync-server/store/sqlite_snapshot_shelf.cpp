// Chunks are written one by one under a row that counts only once its head is known: so nothing is locked while a
// large scope is being read, and what a crash leaves is swept at the next start.
#include "sync-server/store/sqlite_snapshot_shelf.hpp"

#include <array>
#include <filesystem>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/sqlite/database.hpp"
#include "core/sqlite/migration.hpp"

namespace pendata {

namespace {

constexpr std::uint32_t application_id = 0x50645368;  // "PdSh"; never change

// `used` counts uses: the least was used longest ago. `hash` is NULL while a snapshot is being prepared.
constexpr const char* tables = R"(
CREATE TABLE snapshot(row INTEGER PRIMARY KEY, hash BLOB UNIQUE, node TEXT NOT NULL, rooms INTEGER NOT NULL,
    segment BLOB NOT NULL, at INTEGER NOT NULL, commit_hash BLOB NOT NULL, chunks INTEGER NOT NULL,
    parts INTEGER NOT NULL, bytes INTEGER NOT NULL, prepared_ms INTEGER NOT NULL, used INTEGER NOT NULL,
    checked_to INTEGER NOT NULL, changed INTEGER NOT NULL, has_left INTEGER NOT NULL);
CREATE INDEX snapshot_scope ON snapshot(node, rooms, at);
CREATE TABLE chunk(snapshot INTEGER NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY(snapshot, number));
)";

// Of the last look at the tail: segment, sequence, hash. Before, the sequence alone was kept, which says nothing after a restore.
constexpr const char* looked_at = "ALTER TABLE snapshot ADD COLUMN checked BLOB NOT NULL DEFAULT x''";

constexpr std::string_view columns =
    "SELECT hash, node, rooms, segment, at, commit_hash, chunks, parts, checked, changed, has_left, row FROM snapshot ";

sqlite::open_options options() {
    sqlite::open_options out;
    out.application_id = application_id;
    out.newest_version = 2;
    return out;
}

result<std::unique_ptr<sqlite::database>> open_file(const std::string& path, const std::string& vfs) {
    auto how = options();
    how.vfs = vfs;
    PENDATA_TRY(file, sqlite::database::open(path, how));
    static const std::array steps{sqlite::step_of(tables), sqlite::step_of(looked_at)};
    PENDATA_CHECK(sqlite::migrate(*file, steps));
    // Personal data that was dropped does not stay in free pages; that a crash may take the last snapshots is no loss.
    PENDATA_CHECK(file->run("PRAGMA secure_delete=ON; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=1048576"));
    return file;
}

bytes as_blob(const position& p) {
    bytes out;
    byte_writer to(out);
    to.raw(p.segment.view());
    to.u64(p.at);
    to.u64(p.hash);
    return out;
}

result<std::optional<shelved_snapshot>> read_row(sqlite::cursor& run) {
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<shelved_snapshot>();
    shelved_snapshot out;
    PENDATA_TRY(hash, run.id<digest>(0));
    PENDATA_TRY(segment, run.id<segment_id>(3));
    out.head.hash = hash;
    out.head.node = std::string(run.blob(1));
    out.head.rooms = run.number<compartment_mask>(2);
    byte_reader commit(run.blob(5));
    out.head.at = {segment, run.number<sequence>(4), commit.u64()};
    if (!commit.complete()) return errc::corrupt;
    out.head.chunks = run.number<std::uint64_t>(6);
    out.head.parts = run.number<std::uint64_t>(7);
    if (const auto looked = run.blob(8); !looked.empty()) {
        byte_reader from(looked);
        out.checked.segment = from.id<segment_id>();
        out.checked.at = from.u64();
        out.checked.hash = from.u64();
        if (!from.complete()) return errc::corrupt;
    }
    out.changed = run.number<std::uint64_t>(9);
    out.left = run.number(10) != 0;
    return std::optional(std::move(out));
}

bool is_damage(const boost::system::error_code& code) {
    const errc why = to_errc(code);
    return why == errc::corrupt || why == errc::foreign_file || why == errc::newer_format;
}

}  // namespace

sqlite_snapshot_shelf::sqlite_snapshot_shelf(std::unique_ptr<sqlite::database> file, const shelf_limits& allowed,
                                             std::int64_t now_ms)
    : file_(std::move(file)), allowed_(allowed), now_ms_(now_ms) {}
sqlite_snapshot_shelf::~sqlite_snapshot_shelf() = default;

result<std::unique_ptr<sqlite_snapshot_shelf>> sqlite_snapshot_shelf::open(const std::string& path, const shelf_limits& allowed,
                                                                           std::int64_t now_ms, const std::string& vfs) {
    auto file = open_file(path, vfs);
    if (file.has_error() && is_damage(file.error()) && vfs.empty()) {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
        file = open_file(path, vfs);
    }
    if (file.has_error()) return file.error();
    std::unique_ptr<sqlite_snapshot_shelf> out(new sqlite_snapshot_shelf(std::move(*file), allowed, now_ms));
    PENDATA_CHECK(out->drop_rows("hash IS NULL AND row <> ?", 0));
    PENDATA_CHECK(out->make_room(0));
    return out;
}

result<void> sqlite_snapshot_shelf::drop_rows(std::string_view condition, std::int64_t value) {
    const std::string which(condition);
    PENDATA_CHECK(file_->execute("DELETE FROM chunk WHERE snapshot IN (SELECT row FROM snapshot WHERE " + which + ")", value));
    return file_->execute("DELETE FROM snapshot WHERE " + which, value);
}

result<std::optional<shelved_snapshot>> sqlite_snapshot_shelf::find(const digest& hash) {
    const std::lock_guard lock(guard_);
    PENDATA_CHECK(file_->execute("UPDATE snapshot SET used = (SELECT max(used) + 1 FROM snapshot) WHERE hash = ?", hash.view()));
    PENDATA_TRY(run, file_->query(std::string(columns) + "WHERE hash = ?", hash.view()));
    return read_row(run);
}

result<std::optional<shelved_snapshot>> sqlite_snapshot_shelf::newest(const grant& scope) {
    const std::lock_guard lock(guard_);
    PENDATA_TRY(run, file_->query(std::string(columns) + "WHERE node = ? AND rooms = ? AND hash IS NOT NULL ORDER BY at DESC, row DESC LIMIT 1",
                                  sqlite::as_text{scope.node}, scope.rooms));
    PENDATA_TRY(found, read_row(run));
    if (found) {
        const auto row = run.number(11);
        PENDATA_CHECK(run.finish());
        PENDATA_CHECK(file_->execute("UPDATE snapshot SET used = (SELECT max(used) + 1 FROM snapshot) WHERE row = ?", row));
    }
    return found;
}

result<void> sqlite_snapshot_shelf::note(const shelved_snapshot& found) {
    const std::lock_guard lock(guard_);
    return file_->execute("UPDATE snapshot SET checked = ?, changed = ?, has_left = ? WHERE hash = ?", as_blob(found.checked), found.changed,
                          found.left ? 1 : 0, found.head.hash.view());
}

result<void> sqlite_snapshot_shelf::drop(const digest& hash) {
    const std::lock_guard lock(guard_);
    PENDATA_TRY(run, file_->query("SELECT row FROM snapshot WHERE hash = ?", hash.view()));
    PENDATA_TRY(found, run.step());
    if (!found) return {};
    const auto row = run.number(0);
    PENDATA_CHECK(run.finish());
    return drop_rows("row = ?", row);
}

result<void> sqlite_snapshot_shelf::clear() {
    const std::lock_guard lock(guard_);
    return drop_rows("row >= ?", 0);
}

result<message::snapshot_chunk> sqlite_snapshot_shelf::chunk(const digest& hash, std::uint64_t number) {
    const std::lock_guard lock(guard_);
    PENDATA_TRY(run, file_->query("SELECT content FROM chunk JOIN snapshot ON snapshot = row WHERE hash = ? AND number = ?",
                                  hash.view(), number));
    PENDATA_TRY(found, run.step());
    if (!found) return errc::not_found;
    byte_reader in(run.blob(0));
    message::snapshot_chunk out;
    out.number = number;
    out.open = bytes(in.sized(in.left()));
    out.closed = bytes(in.raw(in.left()));
    if (!in.complete()) return errc::corrupt;
    return out;
}

result<message::snapshot_head> sqlite_snapshot_shelf::put(const filler& fill) {
    std::int64_t row = 0;
    {
        const std::lock_guard lock(guard_);
        PENDATA_CHECK(file_->execute("INSERT INTO snapshot(node, rooms, segment, at, commit_hash, chunks, parts, bytes, prepared_ms, used, "
                                     "checked_to, changed, has_left) VALUES('', 0, x'', 0, x'', 0, 0, 0, ?, "
                                     "(SELECT coalesce(max(used), 0) + 1 FROM snapshot), 0, 0, 0)",
                                     now_ms_.load()));
        row = file_->last_row();
    }
    std::uint64_t size = 0;
    const auto head = fill([&](const message::snapshot_chunk& chunk) -> result<void> {
        if (stopped_) return errc::cancelled;
        bytes content;
        byte_writer to(content);
        to.sized(chunk.open);
        to.raw(chunk.closed);
        size += content.size();
        const std::lock_guard lock(guard_);
        return file_->execute("INSERT INTO chunk(snapshot, number, content) VALUES(?, ?, ?)", row, chunk.number, content);
    });
    const std::lock_guard lock(guard_);
    if (head.has_error()) {
        PENDATA_CHECK(drop_rows("row = ?", row));
        return head;
    }
    PENDATA_TRY(run, file_->query("SELECT 1 FROM snapshot WHERE row = ?", row));
    PENDATA_TRY(stands, run.step());
    PENDATA_CHECK(run.finish());
    if (!stands) {
        // The shelf was emptied meanwhile: what this was made of may be gone by law.
        PENDATA_CHECK(file_->execute("DELETE FROM chunk WHERE snapshot = ?", row));
        return errc::cancelled;
    }
    bytes commit_hash;
    byte_writer(commit_hash).u64(head->at.hash);
    // The same content at the same position may be there already.
    PENDATA_CHECK(file_->execute("DELETE FROM chunk WHERE snapshot = (SELECT row FROM snapshot WHERE hash = ?)", head->hash.view()));
    PENDATA_CHECK(file_->execute("DELETE FROM snapshot WHERE hash = ?", head->hash.view()));
    PENDATA_CHECK(file_->execute("UPDATE snapshot SET hash = ?, node = ?, rooms = ?, segment = ?, at = ?, commit_hash = ?, chunks = ?, "
                                 "parts = ?, bytes = ?, checked = ? WHERE row = ?",
                                 head->hash.view(), sqlite::as_text{head->node}, head->rooms, head->at.segment.view(), head->at.at,
                                 commit_hash, head->chunks, head->parts, size, as_blob(head->at), row));
    PENDATA_CHECK(make_room(row));
    return head;
}

// Too old, too many, too large: what was used longest ago goes first; the newest stays.
result<void> sqlite_snapshot_shelf::make_room(std::int64_t newest) {
    PENDATA_CHECK(drop_rows("hash IS NOT NULL AND prepared_ms < ?", now_ms_.load() - allowed_.keep_ms));
    while (true) {
        PENDATA_TRY(run, file_->query("SELECT count(*), coalesce(sum(bytes), 0), "
                                      "(SELECT row FROM snapshot WHERE hash IS NOT NULL AND row <> ? ORDER BY used LIMIT 1) "
                                      "FROM snapshot WHERE hash IS NOT NULL", newest));
        PENDATA_TRY(counted, run.step());
        const bool fits = !counted || (run.number<std::uint64_t>(0) <= allowed_.count && run.number<std::uint64_t>(1) <= allowed_.bytes);
        if (fits || run.is_null(2)) return {};
        const auto oldest = run.number(2);
        PENDATA_CHECK(run.finish());
        PENDATA_CHECK(drop_rows("row = ?", oldest));
    }
}

result<sqlite_snapshot_shelf::contents> sqlite_snapshot_shelf::what_is_kept() {
    const std::lock_guard lock(guard_);
    PENDATA_TRY(run, file_->use("SELECT count(*), coalesce(sum(bytes), 0) FROM snapshot WHERE hash IS NOT NULL"));
    PENDATA_TRY(found, run.step());
    if (!found) return contents{};
    return contents{run.number<std::uint64_t>(0), run.number<std::uint64_t>(1)};
}

}  // namespace pendata
