// Making and remembering backups.
#include "sync-server/office/backups.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/settle/lost_history.hpp"
#include "sync-server/office/notes.hpp"

namespace pendata {

namespace {

result<void> sync_one(const std::filesystem::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) return errc::io_error;
    const bool done = ::fsync(file) == 0;
    ::close(file);
    if (!done) return errc::io_error;
    return {};
}

// Backups of a history that was lost may lie somewhere, and be restored next: of this office they have what came before the
// fork. Unknown to its own list, which went back as well.
result<sequence> oldest_fork(office_view& view, std::int64_t since_ms) {
    sequence oldest = std::numeric_limits<sequence>::max();
    PENDATA_TRY(is_known, is_loss_known(view));
    if (!is_known) return oldest;
    PENDATA_TRY(devices, view.devices());
    for (const auto& d : devices) {
        PENDATA_TRY(forks, forks_of(view, d.id));
        for (const auto& f : forks) {
            if (f.first_ms >= since_ms) oldest = std::min(oldest, f.point.at);
        }
    }
    return oldest;
}

// The head that stood then; zero before the first commit. An office's clock never runs backwards.
result<sequence> head_at(office_view& view, std::int64_t ms) {
    PENDATA_TRY(head, view.head());
    sequence stood = 0, later = head.at + 1;
    while (later - stood > 1) {
        const sequence middle = stood + (later - stood) / 2;
        PENDATA_TRY(commit, view.commit_at(middle));
        (commit && commit->ms <= ms ? stood : later) = middle;
    }
    return stood;
}

result<void> copy_and_read(office& of, const std::filesystem::path& file, backup_made& made) {
    PENDATA_CHECK(of.store().copy_to(file.string()));
    {
        // Read again: a backup nobody has read is a hope.
        PENDATA_TRY(copy, sqlite_office_store::open(file.string()));
        PENDATA_CHECK(copy->check());
        PENDATA_TRY(view, copy->view());
        PENDATA_TRY(head, view->head());
        made.head = head;
    }
    return sync_to_disk(file);
}

}  // namespace

result<void> sync_to_disk(const std::filesystem::path& file) {
    PENDATA_CHECK(sync_one(file, O_RDONLY));
    const auto folder = file.parent_path();
    return sync_one(folder.empty() ? std::filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

result<std::vector<backup_row>> backups_of(office_view& view) {
    PENDATA_TRY(content, view.note(office_notes::backups));
    std::vector<backup_row> out;
    byte_reader in(content);
    while (!in.at_end() && !in.failed()) {
        backup_row row;
        row.at = in.varint();
        row.ms = in.zigzag();
        out.push_back(row);
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

result<void> note_backup(office_transaction& to, const backup_row& made, std::int64_t kept_days) {
    PENDATA_TRY(rows, backups_of(to));
    const std::int64_t oldest_ms = made.ms - kept_days * 24 * 3600 * 1000;
    std::erase_if(rows, [&](const backup_row& row) { return row.ms < oldest_ms; });
    rows.push_back(made);
    bytes content;
    byte_writer out(content);
    sequence at = made.at;
    for (const auto& row : rows) {
        out.varint(row.at);
        out.zigzag(row.ms);
        at = std::min(at, row.at);
    }
    PENDATA_TRY(lost, oldest_fork(to, oldest_ms));
    // A folder may have been copied without anybody noting it, and a listed backup may be lost: whatever is put back is no
    // older than backups are kept.
    PENDATA_TRY(stood, head_at(to, oldest_ms));
    at = std::min({at, lost, stood});
    bytes told;
    byte_writer(told).u64(at);
    PENDATA_CHECK(to.put_note(office_notes::backups, content));
    return to.put_note(office_notes::backed_up, told);
}

result<backup_made> make_backup(office& of, const std::filesystem::path& file, std::int64_t now_ms) {
    backup_made made;
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return errc::already_exists;
    // A piece of a backup must not be taken for one, also where this is killed in between.
    std::filesystem::path unfinished = file;
    unfinished += ".part";
    std::filesystem::remove(unfinished, ignored);
    const auto copied = copy_and_read(of, unfinished, made);
    if (copied.has_error()) {
        std::filesystem::remove(unfinished, ignored);
        return to_errc(copied.error());
    }
    std::error_code renamed;
    std::filesystem::rename(unfinished, file, renamed);
    if (renamed) return errc::io_error;
    PENDATA_CHECK(sync_to_disk(file));
    made.bytes = std::filesystem::file_size(file, ignored);
    // Last: where this is cut off tablets keep what they need not, which costs them some space.
    PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context&) {
        return note_backup(to, {made.head.at, now_ms}, of.settings().backups_kept_days);
    }));
    return made;
}

}  // namespace pendata
