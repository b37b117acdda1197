// The mail bag of a tablet: other devices' sealed batches on their way to the office, and the receipts on their way
// back. What the office could not take stands aside with its reason.
#pragma once

#include <vector>

#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class mail_rows {
public:
    explicit mail_rows(sqlite::database& file) : file_(file) {}

    // False: it was there.
    result<bool> put(const sealed_batch& batch);
    // What can not be read is passed over, and named by its row.
    result<std::vector<sealed_batch>> list(std::size_t limit, std::vector<std::int64_t>& damaged);
    result<void> set_damaged_aside(const std::vector<std::int64_t>& rows);
    result<void> drop(const digest& hash);
    result<void> set_aside(const digest& hash, errc why);
    result<void> try_again(errc why);
    result<mail_summary> summary();

    result<void> put_return(const receipt& answer);
    result<std::vector<receipt>> returns();

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
