// Backups of an office: made while it runs, read again, and remembered, so that tablets keep what the oldest backup
// that may still be restored does not hold. Page: docs/operations.md.
#pragma once

#include <filesystem>
#include <vector>

#include "sync-server/office/office.hpp"

namespace pendata {

struct backup_row {
    sequence at = 0;        // everything up to here is in it
    std::int64_t ms = 0;    // when it was made
    friend bool operator==(const backup_row&, const backup_row&) = default;
};

struct backup_made {
    office_head head;
    std::uint64_t bytes = 0;
};

// Writes FILE, durable and read again, then remembers it; older ones than the setting `backup.kept_days` are
// forgotten. Errors: already_exists; corrupt, where what was written does not read back; those of disks.
result<backup_made> make_backup(office& of, const std::filesystem::path& file, std::int64_t now_ms);

// Those that may still be restored, oldest first.
result<std::vector<backup_row>> backups_of(office_view& view);

// Remembers a backup, and what tablets are told by it: what the oldest that is kept contains, and never more than the office
// had `kept_days` ago. The newest stays however old it is.
result<void> note_backup(office_transaction& to, const backup_row& made, std::int64_t kept_days);

// The file and the folder it is in are on the disk for good.
result<void> sync_to_disk(const std::filesystem::path& file);

}  // namespace pendata
