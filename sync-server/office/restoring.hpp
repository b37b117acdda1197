// Putting a backup in place of an office's store. Identity, settings and ledger stay; the replaced store is kept
// aside. Whatever is cut off on the way leaves either the old store or the new one in its place, or none and the same
// command to finish it. Page: docs/operations.md, "Restoring".
#pragma once

#include <filesystem>
#include <functional>

#include "sync-server/office/office.hpp"

namespace pendata {

struct restore_request {
    std::filesystem::path folder;
    std::filesystem::path backup;
    std::filesystem::path ledger;  // a copy to take in first; empty: none
    bool clock_is_right = false;   // somebody has looked at it (office::look_at_clock)
};

struct restore_done {
    sequence backup_at = 0;        // the backup's last commit
    position at;                   // where the office goes on
    std::size_t learned = 0;       // facts of the ledger that the backup did not have
    std::filesystem::path aside;   // the folder with the replaced store; empty: there was none
};

// Errors: not_an_office; office_serving, where a server or a tool works on the folder; not_found, corrupt,
// foreign_file, newer_format (the backup, the problem's field says so); wrong_office (a backup or a ledger of another
// office); ledger_behind, where the ledger does not know all that the backup does; those of disks. Then nothing was
// replaced.
checked<restore_done> restore_office(const restore_request& wanted, std::int64_t now_ms,
                                     const std::function<void(std::size_t done, std::size_t of)>& progress = {});

struct restored_row {
    sequence at = 0;  // of the backup
    std::int64_t ms = 0;
};
// Restores by this program, oldest first.
result<std::vector<restored_row>> restores_of(office_view& view);

}  // namespace pendata
