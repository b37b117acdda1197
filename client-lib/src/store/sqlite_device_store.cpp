// One connection behind one mutex. A transaction that does not commit undoes what memory learned in it, too.
#include "client-lib/src/store/sqlite_device_store.hpp"

#include <algorithm>
#include <mutex>

#include "client-lib/src/store/device_tables.hpp"
#include "client-lib/src/store/filter_sql.hpp"
#include "client-lib/src/store/projection_layout.hpp"
#include "client-lib/src/store/schema.hpp"
#include "client-lib/src/store/sqlite_transaction.hpp"
#include "core/sqlite/transaction.hpp"

namespace pendata {

using store::device_tables;
using store::sqlite_transaction;

namespace {

constexpr std::size_t indexed_at_once = 1024;     // records in one transaction of indexing before a search
constexpr std::size_t candidates_looked_at = 400; // records whose likeness a search measures

// Runs the work whole: committed where it succeeds, else as if it had not run; also where it throws.
template <class Work>
result<void> run_whole(device_tables& tables, sqlite::isolation kind, Work&& work) {
    struct forget_on_exit {
        store::origin_rows& origins;
        ~forget_on_exit() { origins.roll_back(); }  // nothing is left to forget after a commit
    };
    PENDATA_TRY(whole, sqlite::transaction::begin(tables.file, kind));
    const forget_on_exit guard{tables.origins};
    PENDATA_CHECK(work());
    PENDATA_CHECK(whole.commit());
    tables.origins.commit();
    return {};
}

result<std::uint64_t> index_some_of(device_tables& tables, std::size_t limit) {
    std::uint64_t left = 0;
    PENDATA_CHECK(run_whole(tables, sqlite::isolation::write, [&]() -> result<void> {
        PENDATA_TRY(remaining, tables.search.index_some(limit, [&](std::int64_t record) {
            return tables.projection.searched(record);
        }));
        left = remaining;
        return {};
    }));
    return left;
}

result<std::vector<search_hit>> hits_of(device_tables& tables, const store::word_list& query, std::size_t limit) {
    PENDATA_TRY(candidates, tables.search.candidates(query, candidates_looked_at));
    std::vector<search_hit> out;
    for (const std::int64_t row : candidates) {
        PENDATA_TRY(values, tables.projection.searched(row));
        const double score = store::likeness(query, values);
        if (score < store::least_likeness) continue;
        PENDATA_TRY(record, tables.records.at(row));
        out.push_back({record.id, score});
    }
    std::sort(out.begin(), out.end(), [](const search_hit& a, const search_hit& b) {
        return a.score != b.score ? a.score > b.score : a.record < b.record;
    });
    if (out.size() > limit) out.resize(limit);
    return out;
}

// Tables and search as this build and dictionary want them.
result<void> bring_up_to_date(device_tables& tables, const dictionary& census) {
    return run_whole(tables, sqlite::isolation::write, [&]() -> result<void> {
        PENDATA_TRY(search_changed, store::apply_layout(tables.file, census));
        PENDATA_TRY(outdated, tables.search.is_outdated());
        if (!search_changed && !outdated) return {};
        PENDATA_CHECK(tables.search.clear());
        return tables.projection.queue_all();
    });
}

}  // namespace

struct sqlite_device_store::inside {
    inside(std::unique_ptr<sqlite::database> opened, const dictionary& census)
        : file(std::move(opened)), tables(*file, census) {}

    std::mutex one_at_a_time;
    std::unique_ptr<sqlite::database> file;
    device_tables tables;
};

sqlite_device_store::sqlite_device_store(std::unique_ptr<inside> in) : in_(std::move(in)) {}
sqlite_device_store::~sqlite_device_store() = default;

result<std::unique_ptr<sqlite_device_store>> sqlite_device_store::open(const std::string& path,
                                                                       const dictionary& census,
                                                                       const device_store_options& options) {
    const auto steps = store::schema_steps();
    sqlite::open_options opening;
    opening.application_id = store::application_id;
    opening.newest_version = static_cast<int>(steps.size());
    opening.busy_wait_ms = options.busy_wait_ms;
    opening.most_pages = options.most_pages;
    opening.vfs = options.vfs;
    opening.alone_on_full_disk = true;
    PENDATA_TRY(file, sqlite::database::open(path, opening));
    PENDATA_CHECK(sqlite::migrate(*file, steps));
    // What is deleted may be a person's who asked for it; not every SQLite is built so.
    PENDATA_CHECK(file->run("PRAGMA secure_delete=ON"));
    PENDATA_CHECK(store::add_filter_functions(*file));
    auto in = std::make_unique<inside>(std::move(file), census);
    PENDATA_CHECK(bring_up_to_date(in->tables, census));
    return std::unique_ptr<sqlite_device_store>(new sqlite_device_store(std::move(in)));
}

result<void> sqlite_device_store::transact(const std::function<result<void>(device_transaction&)>& work) {
    const std::lock_guard lock(in_->one_at_a_time);
    return run_whole(in_->tables, sqlite::isolation::write, [&] {
        sqlite_transaction tx(in_->tables, sqlite_transaction::purpose::writing);
        return work(tx);
    });
}

result<void> sqlite_device_store::read(const std::function<result<void>(device_transaction&)>& work) {
    const std::lock_guard lock(in_->one_at_a_time);
    return run_whole(in_->tables, sqlite::isolation::snapshot, [&] {
        sqlite_transaction tx(in_->tables, sqlite_transaction::purpose::reading);
        return work(tx);
    });
}

result<std::uint64_t> sqlite_device_store::index_some(std::size_t limit) {
    const std::lock_guard lock(in_->one_at_a_time);
    return index_some_of(in_->tables, limit);
}

result<std::vector<search_hit>> sqlite_device_store::search(std::string_view text, std::size_t limit) {
    const store::word_list query = store::words_of(text);
    if (query.empty()) return std::vector<search_hit>();
    for (;;) {
        // Others get their turn in between: after a first load the queue is long.
        const auto left = index_some(indexed_at_once);
        // A search must not fail because its index could not grow: what waits is looked at one by one.
        if (left.has_error() || *left == 0) break;
    }
    const std::lock_guard lock(in_->one_at_a_time);
    std::vector<search_hit> out;
    PENDATA_CHECK(run_whole(in_->tables, sqlite::isolation::snapshot, [&]() -> result<void> {
        PENDATA_TRY(hits, hits_of(in_->tables, query, limit));
        out = std::move(hits);
        return {};
    }));
    return out;
}

}  // namespace pendata
