// The journal: the tablet's own sealed batches with their receipts.
#pragma once

#include <optional>
#include <vector>

#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class journal_rows {
public:
    explicit journal_rows(sqlite::database& file) : file_(file) {}

    // Gives the batch's row. Errors: already_exists.
    result<std::int64_t> add(const sealed_batch& batch);
    // One that can not be read stands aside here, in find() and in next_receipted(): it stays, and the others go on.
    result<std::vector<sealed_batch>> unreceipted(std::uint64_t after, std::size_t limit);
    // How many without a receipt can not be read.
    result<std::uint64_t> unreadable();
    result<std::optional<journal_batch>> find(const digest& hash);

    struct receipted_row {
        std::int64_t row = 0;
        bool again = false;  // it had a receipt before
    };
    // Errors: not_found.
    result<receipted_row> put_receipt(const receipt& answer);
    // Those with a receipt at or before `backed_up`, or with one and sealed before.
    result<void> trim(sequence backed_up, std::int64_t sealed_before_ms);

    // Of the newest receipts, oldest first.
    result<std::vector<position>> receipt_positions(std::size_t limit);
    struct receipted_batch {
        std::int64_t row = 0;
        sealed_batch batch;  // with all its receipts, the last one the newest
    };
    // Those receipted after `at`, in the order they were sealed; `after`: a row.
    result<std::optional<receipted_batch>> next_receipted(sequence at, std::int64_t after);
    // It waits for a receipt again; what was signed of it stays with it.
    result<void> wait_again(const receipted_batch& one);

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
