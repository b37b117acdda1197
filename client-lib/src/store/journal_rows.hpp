// Sealed batches: the tablet's own with their receipts (the journal), and those of other devices in its mail bag.
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
    result<std::vector<sealed_batch>> unreceipted(std::uint64_t after, std::size_t limit);
    result<std::optional<journal_batch>> find(const digest& hash);

    struct receipted_row {
        std::int64_t row = 0;
        bool again = false;  // it had a receipt before
    };
    // Errors: not_found.
    result<receipted_row> put_receipt(const receipt& answer);
    result<void> trim(sequence backed_up);

    result<void> put_mail(const sealed_batch& batch);
    result<std::vector<sealed_batch>> mail(std::size_t limit);
    result<void> drop_mail(const digest& hash);

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
