// The runner: version and steps are looked at again inside the transaction, since another process may have
// migrated the same file a moment ago.
#include "core/sqlite/migration.hpp"

#include "core/sqlite/database.hpp"
#include "core/sqlite/transaction.hpp"

namespace pendata::sqlite {

migration_step step_of(const char* sql) {
    return [sql](database& file) { return file.run(sql); };
}

result<void> migrate(database& file, std::span<const migration_step> steps) {
    const int newest = static_cast<int>(steps.size());
    PENDATA_TRY(before, file.version());
    if (before == newest) return {};

    PENDATA_TRY(whole, transaction::begin(file, isolation::write));
    PENDATA_TRY(version, file.version());
    if (version > newest) return errc::newer_format;
    for (int done = version; done < newest; ++done) PENDATA_CHECK(steps[static_cast<std::size_t>(done)](file));
    PENDATA_CHECK(file.mark(newest));
    return whole.commit();
}

}  // namespace pendata::sqlite
