// Begin, commit, roll back. The connection knows whether it is inside one.
#include "core/sqlite/transaction.hpp"

#include <sqlite3.h>

#include <utility>

#include "core/base/assert.hpp"
#include "core/sqlite/database.hpp"

namespace pendata::sqlite {

namespace {

// SQLite itself may have rolled back already, after a full disk for one. Lack of memory stops a rollback as anything else:
// it is tried twice, and again before the next transaction.
void roll_back(sqlite3* file) {
    for (int tries = 0; tries < 2 && sqlite3_get_autocommit(file) == 0; ++tries) {
        sqlite3_exec(file, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

}  // namespace

result<transaction> transaction::begin(database& owner, isolation kind) {
    PENDATA_ASSERT(!owner.in_transaction_);
    roll_back(owner.handle_);
    PENDATA_CHECK(owner.execute(kind == isolation::write ? "BEGIN IMMEDIATE" : "BEGIN"));
    owner.in_transaction_ = true;
    transaction begun(owner);
    if (kind == isolation::snapshot) {
        // A deferred transaction sees the file as of its first read: this one.
        PENDATA_TRY(first, owner.use("SELECT 1 FROM sqlite_schema LIMIT 1"));
        PENDATA_TRY(row, first.step());
        static_cast<void>(row);
    }
    return result<transaction>(std::move(begun));
}

transaction::transaction(transaction&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}

transaction::~transaction() {
    if (owner_ != nullptr) end();
}

result<void> transaction::commit() {
    PENDATA_ASSERT(owner_ != nullptr);
    const result<void> committed = owner_->execute("COMMIT");
    end();
    return committed;
}

void transaction::end() {
    // Straight to SQLite: a broken connection refuses statements, and this one heals it.
    roll_back(owner_->handle_);
    owner_->in_transaction_ = false;
    owner_->broken_ = errc::ok;
    owner_ = nullptr;
}

}  // namespace pendata::sqlite
