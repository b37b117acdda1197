// The office's store in one SQLite file: one writer, snapshot readers, other processes welcome. What is in the
// file: docs/storage.md, "Office store".
#pragma once

#include <memory>
#include <string>

#include "core/base/limits.hpp"
#include "core/storage/office_store.hpp"
#include "sync-server/store/list_rows.hpp"

namespace pendata {

struct office_file_options {
    bool create = false;          // make the file where it is absent
    std::int64_t most_pages = 0;  // a quota of 4096-byte pages; 0: the disk is the limit
    std::int64_t busy_wait_ms = limits::busy_wait_ms;
    std::string vfs = {};         // as in sqlite::open_options
};

class sqlite_office_store final : public office_store {
public:
    // Errors: those of sqlite::database::open(); not_found, where the file is absent and not to be made.
    static result<std::unique_ptr<sqlite_office_store>> open(const std::string& path,
                                                             const office_file_options& options = {});
    ~sqlite_office_store() override;

    // Lifetime: a view is shorter than its store.
    result<std::unique_ptr<office_view>> view() override;
    // Requires: not from inside `work`.
    result<void> transact(const std::function<result<void>(office_transaction&)>& work) override;

    // The same with the lists of others, which then change with the records or not at all.
    result<void> transact_with_lists(const std::function<result<void>(office_transaction&, list_rows&)>& work);

    // A consistent copy of everything committed, into a file that does not exist yet. Errors: already_exists;
    // those of reading and writing. Threads: any; others go on meanwhile.
    result<void> copy_to(const std::string& path);
    // The lists of others in the same file, on a connection of their own.
    result<std::unique_ptr<list_rows>> lists();
    // Reads the whole file and compares tables with their indexes. Errors: corrupt; those of reading.
    result<void> check();

private:
    class connections;
    explicit sqlite_office_store(std::unique_ptr<connections> all);

    std::unique_ptr<connections> all_;
};

}  // namespace pendata
