// The steps of a restore. All is read and checked in a folder of its own before the first thing moves.
#include "sync-server/office/restoring.hpp"

#include <sys/stat.h>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/settle/lost_history.hpp"
#include "sync-server/auth/private_file.hpp"
#include "sync-server/office/backups.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/notes.hpp"
#include "sync-server/office/office_files.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/serving_lock.hpp"
#include "sync-server/office/verifying.hpp"

namespace pendata {

namespace {

namespace fs = std::filesystem;

constexpr char staging_name[] = "restoring";
constexpr const char* beside_store[] = {"office.db-wal", "office.db-shm"};
constexpr const char* copied[] = {office_files::identity, office_files::settings};

std::optional<problem> copy_private(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
    if (failed) return as_problem(failed == std::errc::no_space_on_device ? errc::disk_full : errc::io_error, from.filename().string());
    if (::chmod(to.c_str(), 0600) != 0) return as_problem(errc::io_error, to.filename().string());
    if (const auto synced = sync_to_disk(to); synced.has_error()) return as_problem(synced.error(), to.filename().string());
    return std::nullopt;
}

std::optional<problem> move_to(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed) return as_problem(errc::io_error, from.filename().string());
    return std::nullopt;
}

// The ledger stays; a copy that was kept apart is taken in first, or takes its place where it is gone.
checked<std::unique_ptr<ledger>> ledger_of(const restore_request& wanted, const office_identity& identity, std::int64_t now_ms) {
    const fs::path path = wanted.folder / office_files::ledger;
    if (!office_files::is_there(path) && wanted.ledger.empty()) return as_problem(errc::ledger_behind, office_files::ledger);
    auto book = office_files::is_there(path) ? ledger::open(path.string(), identity.public_key())
                               : ledger::create(path.string(), identity.public_key());
    if (book.has_error()) return as_problem(book.error(), office_files::ledger);
    if (!wanted.ledger.empty()) {
        const auto sign = [&](bytes_view message) { return identity.sign(message); };
        const auto taken = (*book)->import_from(wanted.ledger.string(), now_ms, sign);
        if (taken.has_error()) return as_problem(taken.error(), wanted.ledger.filename().string());
    }
    return std::move(*book);
}

// A whole office beside the office: the backup with this identity and this ledger. What it says of itself is checked
// to the last digest.
std::optional<problem> check_staged(const fs::path& staging, const restore_request& wanted, std::int64_t now_ms, sequence& at,
                                    const std::function<void(std::size_t, std::size_t)>& progress) {
    const std::string named = wanted.backup.filename().string();
    auto staged = office::open(staging);
    if (staged.has_error()) {
        problem why = staged.error();
        why.field = named;
        return why;
    }
    const auto behind = is_ledger_behind(**staged);
    if (behind.has_error()) return as_problem(behind.error(), named);
    if (*behind) return as_problem(errc::ledger_behind, office_files::ledger);
    const auto found = verify_office(**staged, progress);
    if (found.has_error()) return as_problem(found.error(), named);
    if (!found->faults.empty()) return problem{errc::corrupt, named, found->faults.front().id, found->faults.front().en};
    const auto view = (*staged)->view();
    if (view.has_error()) return as_problem(view.error(), named);
    const auto head = (*view)->head();
    if (head.has_error()) return as_problem(head.error(), named);
    at = head->at;
    const auto days = wanted.clock_is_right ? result<std::int64_t>(0) : (*staged)->days_ahead(**view, now_ms);
    if (days.has_error()) return as_problem(days.error(), named);
    if (*days > 0) return clock_problem(*days);
    return std::nullopt;
}

result<void> note_restore(office& of, sequence at, std::int64_t now_ms) {
    return of.transact(now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
        PENDATA_TRY(content, to.note(restored_note));
        byte_writer out(content);
        out.varint(at);
        out.zigzag(now_ms);
        PENDATA_CHECK(to.put_note(restored_note, content));
        return note_backup(to, {at, now_ms}, of.settings().backups_kept_days);
    });
}

// Before it takes the store's place: a restore that is cut off just after that is known as one.
std::optional<problem> note_in_staged(const fs::path& staging, sequence at, std::int64_t now_ms) {
    {
        auto staged = office::open(staging);
        if (staged.has_error()) return staged.error();
        (*staged)->clock_is_right(now_ms);  // as was found above
        if (const auto noted = note_restore(**staged, at, now_ms); noted.has_error()) return as_problem(noted.error(), office_files::store);
    }
    // The file moves alone: what it says must not be left in its log.
    std::error_code failed;
    const fs::path log = staging / beside_store[0];
    if (office_files::is_there(log) && fs::file_size(log, failed) > 0) return as_problem(errc::io_error, office_files::store);
    return std::nullopt;
}

std::optional<problem> stage(const restore_request& wanted, ledger& book, const fs::path& staging) {
    std::error_code ignored;
    fs::remove_all(staging, ignored);  // of a restore that was cut off
    const auto made = office_files::make_private_directory(staging);
    if (made.has_error()) return as_problem(made.error(), staging_name);
    for (const char* name : copied) {
        if (auto wrong = copy_private(wanted.folder / name, staging / name)) return wrong;
    }
    const auto exported = book.export_to((staging / office_files::ledger).string());
    if (exported.has_error()) return as_problem(exported.error(), office_files::ledger);
    return copy_private(wanted.backup, staging / office_files::store);
}

// The log is folded into the old store where it can still be read; then store and log go aside together.
std::optional<problem> put_aside(const fs::path& folder, const fs::path& aside, bool& any) {
    any = office_files::is_there(folder / office_files::store);
    for (const char* name : beside_store) any = any || office_files::is_there(folder / name);
    if (!any) return std::nullopt;
    if (office_files::is_there(folder / office_files::store)) {
        const auto folded = sqlite_office_store::open((folder / office_files::store).string());
        static_cast<void>(folded);  // a damaged one is why people restore
    }
    const auto made = office_files::make_private_directory(aside);
    if (made.has_error()) return as_problem(made.error(), aside.filename().string());
    // The store first: without it nobody takes a log that is left for that of the new one.
    for (const char* name : {office_files::store, beside_store[0], beside_store[1]}) {
        if (!office_files::is_there(folder / name)) continue;
        if (auto wrong = move_to(folder / name, aside / name)) return wrong;
    }
    if (const auto synced = sync_to_disk(aside); synced.has_error()) return as_problem(synced.error(), office_files::store);
    return std::nullopt;
}

}  // namespace

result<std::vector<restored_row>> restores_of(office_view& view) {
    PENDATA_TRY(content, view.note(restored_note));
    std::vector<restored_row> out;
    byte_reader in(content);
    while (!in.at_end() && !in.failed()) {
        restored_row row;
        row.at = in.varint();
        row.ms = in.zigzag();
        out.push_back(row);
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

checked<restore_done> restore_office(const restore_request& wanted, std::int64_t now_ms,
                                     const std::function<void(std::size_t, std::size_t)>& progress) {
    const fs::path& folder = wanted.folder;
    if (!office_files::is_there(folder / office_files::identity)) return as_problem(errc::not_an_office, folder.filename().string());
    if (!office_files::is_there(wanted.backup)) return as_problem(errc::not_found, wanted.backup.filename().string());
    restore_done done;
    {
        const auto alone = serving_lock::take(folder, serving_lock::kind::alone);
        if (alone.has_error()) return as_problem(alone.error(), folder.filename().string());
        const auto identity = office_identity::load(folder);
        if (identity.has_error()) return as_problem(identity.error(), office_files::identity);
        auto book = ledger_of(wanted, *identity, now_ms);
        if (book.has_error()) return book.error();
        const fs::path staging = folder / staging_name;
        if (auto wrong = stage(wanted, **book, staging)) return *wrong;
        auto unfit = check_staged(staging, wanted, now_ms, done.backup_at, progress);
        if (!unfit) unfit = note_in_staged(staging, done.backup_at, now_ms);
        if (unfit) {
            std::error_code ignored;
            fs::remove_all(staging, ignored);
            return *unfit;
        }
        bool any = false;
        const fs::path aside = folder / ("replaced-" + std::to_string(now_ms));
        if (auto wrong = put_aside(folder, aside, any)) return *wrong;
        if (any) done.aside = aside;
        if (auto wrong = move_to(staging / office_files::store, folder / office_files::store)) return *wrong;
        if (const auto synced = sync_to_disk(folder / office_files::store); synced.has_error()) return as_problem(synced.error(), office_files::store);
        std::error_code ignored;
        fs::remove_all(staging, ignored);
    }
    // From here on it is an office that was copied back; a start of the server would do the rest as well.
    auto restored = office::open(folder);
    if (restored.has_error()) return restored.error();
    (*restored)->clock_is_right(now_ms);  // as was found above
    const auto learned = learn_from_ledger(**restored, now_ms);
    if (learned.has_error()) return as_problem(learned.error(), office_files::ledger);
    done.learned = *learned;
    const auto at = (*restored)->start_segment(now_ms);
    if (at.has_error()) return as_problem(at.error(), office_files::store);
    done.at = *at;
    return done;
}

}  // namespace pendata
