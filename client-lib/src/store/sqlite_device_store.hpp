// The tablet's store: one SQLite file per (device, officer, office). Page: docs/storage.md.
#pragma once

#include <memory>
#include <string>

#include "core/base/limits.hpp"
#include "core/dictionary/dictionary.hpp"
#include "core/storage/device_store.hpp"

namespace pendata {

struct device_store_options {
    std::int64_t busy_wait_ms = limits::busy_wait_ms;  // for another process's transaction
    std::int64_t most_pages = 0;  // a quota of 4096-byte pages; 0: the disk is the limit
    std::string vfs = {};         // as in sqlite::open_options
};

class sqlite_device_store final : public device_store {
public:
    // Opens or creates the file, brings it to this version and its projection to this dictionary.
    // Errors: foreign_file, newer_format, read_only, not_found (no such folder), corrupt, busy, disk_full,
    // io_error, no_memory; after any of them the file says what it said before.
    // Lifetime: the dictionary outlives the store.
    static result<std::unique_ptr<sqlite_device_store>> open(const std::string& path, const dictionary& census,
                                                             const device_store_options& options = {});
    ~sqlite_device_store() override;

    // A read() refuses changes with read_only. Neither may be called from within the work of another.
    result<void> transact(const std::function<result<void>(device_transaction&)>& work) override;
    result<void> read(const std::function<result<void>(device_transaction&)>& work) override;

    result<std::uint64_t> index_some(std::size_t limit) override;
    // Where nothing can be written (a full disk), what is queued is searched without its index.
    result<std::vector<search_hit>> search(std::string_view text, std::size_t limit) override;

private:
    struct inside;
    explicit sqlite_device_store(std::unique_ptr<inside> in);

    std::unique_ptr<inside> in_;
};

}  // namespace pendata
