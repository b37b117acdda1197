// DIR/ledger: what a restored backup must not forget. Append-only, beside the store, never rolled back with it,
// copied apart. Format and what a crash leaves: docs/storage.md, "Ledger".
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "sync-server/ledger/erased_records.hpp"
#include "sync-server/ledger/ledger_chain.hpp"
#include "sync-server/ledger/ledger_file.hpp"
#include "sync-server/ledger/restricted_records.hpp"

namespace pendata {

struct ledger_import {
    std::uint64_t taken = 0;  // entries this ledger did not have
    std::uint64_t moved = 0;  // own entries that now follow them, signed anew
};

// Threads: any. Other processes may append meanwhile: every call sees what is there when it is made, under a
// lock of the file. May block on disk.
class ledger {
public:
    // Makes the file, durable before this returns. Errors: already_exists, disk_full, read_only, io_error.
    static result<std::unique_ptr<ledger>> create(const std::string& path, const public_key& office);
    // Cuts off a torn last entry. Errors: not_found, foreign_file, newer_format, wrong_office, corrupt (then
    // `fault` says where), io_error.
    static result<std::unique_ptr<ledger>> open(const std::string& path, const public_key& office,
                                                ledger_fault* fault = nullptr);

    // The same for a ledger that lies elsewhere than in a file of its own.
    static result<std::unique_ptr<ledger>> create(std::unique_ptr<ledger_place> where, const public_key& office);
    static result<std::unique_ptr<ledger>> open(std::unique_ptr<ledger_place> where, const public_key& office,
                                                ledger_fault* fault = nullptr);

    // Durable when it returned. `sign` must be the office's. Errors: too_large, invalid_argument (a loss far
    // beyond this ledger), bad_signature, corrupt, disk_full, io_error; then nothing was appended.
    result<ledger_entry> append(ledger_fact fact, std::int64_t now_ms, const signer& sign);
    // All of them or none, at the cost of one; a torn end is cut off by whoever writes next.
    result<std::vector<ledger_entry>> append_all(std::span<const ledger_fact> facts, std::int64_t now_ms, const signer& sign);

    // Number and hash of the last entry; zero for none. Numbers ascend, with gaps where a loss was accepted.
    result<message::ledger_head> head();
    result<std::vector<ledger_entry>> entries_after(std::uint64_t number);
    // What a device's head says of this ledger.
    result<ledger_standing> standing_of(const message::ledger_head& theirs);
    // As of now; never null. Cheap: made anew only when the ledger has grown.
    result<std::shared_ptr<const erased_records>> erased();
    result<std::shared_ptr<const restricted_records>> restricted();

    // A copy; to a file: over one that is there.
    result<bytes> copy();
    result<void> export_to(const std::string& path);
    // Takes in the entries of a copy. Where this ledger had gone another way, its own entries then follow,
    // signed anew, and their former heads stay known. Errors: as open, for the copy; as append.
    result<ledger_import> import_from(const std::string& path, std::int64_t now_ms, const signer& sign,
                                      ledger_fault* fault = nullptr);
    result<ledger_import> import_copy(bytes content, std::int64_t now_ms, const signer& sign,
                                      ledger_fault* fault = nullptr);

private:
    ledger(std::unique_ptr<ledger_place> where, const public_key& office)
        : where_(std::move(where)), office_(office), chain_(office) {}

    result<std::unique_ptr<ledger_file>> catch_up(bool to_write);
    result<void> caught_up();
    result<void> read_law();
    result<void> read_anew(ledger_file& file);
    result<void> join_branch(const ledger_chain& theirs, std::size_t shared, std::int64_t now_ms, const signer& sign,
                             bytes& content) const;

    std::mutex lock_;
    std::unique_ptr<ledger_place> where_;
    public_key office_;
    ledger_chain chain_;
    ledger_fault fault_;
    std::shared_ptr<const erased_records> erased_;
    std::shared_ptr<const restricted_records> restricted_;
    digest law_as_of_;  // the last entry's hash then
};

}  // namespace pendata
