// Connections: one that writes, behind a lock, and a small pool of readers, each lent to one view at a time.
#include "sync-server/store/sqlite_office_store.hpp"

#include <mutex>
#include <vector>

#include "core/base/fault_switch.hpp"
#include "core/sqlite/transaction.hpp"
#include "sync-server/store/office_changes.hpp"
#include "sync-server/store/office_schema.hpp"

namespace pendata {

namespace {

constexpr std::size_t idle_readers = 8;  // more are opened where more are asked for, and closed after use
constexpr int page_size = 4096;
constexpr int checkpoint_pages = 8000;     // 32 MB of write-ahead log
constexpr int writer_cache_kb = 64 * 1024;
constexpr int reader_cache_kb = 8 * 1024;

struct connection {
    explicit connection(std::unique_ptr<sqlite::database> opened) : file(std::move(opened)), queries(*file) {}

    std::unique_ptr<sqlite::database> file;
    office_queries queries;
};

}  // namespace

class sqlite_office_store::connections {
public:
    connections(std::string path, const office_file_options& options, std::unique_ptr<sqlite::database> writer)
        : path_(std::move(path)), options_(options), writer_(std::move(writer)) {}

    static sqlite::open_options options_of(const office_file_options& options, sqlite::access mode) {
        sqlite::open_options out;
        out.mode = mode;
        out.application_id = office_schema::application_id;
        out.newest_version = static_cast<int>(office_schema::steps().size());
        out.busy_wait_ms = options.busy_wait_ms;
        out.cache_kb = mode == sqlite::access::read ? reader_cache_kb : writer_cache_kb;
        out.most_pages = options.most_pages;
        out.vfs = options.vfs;
        return out;
    }

    result<bool> is_taken(const std::string& path) const { return sqlite::file_exists(path, options_.vfs); }

    result<std::unique_ptr<connection>> lend() {
        {
            const std::lock_guard lock(idle_lock_);
            if (!idle_.empty()) {
                auto reader = std::move(idle_.back());
                idle_.pop_back();
                return reader;
            }
        }
        PENDATA_TRY(file, sqlite::database::open(path_, options_of(options_, sqlite::access::read)));
        return std::make_unique<connection>(std::move(file));
    }

    // One more that may write, for whoever keeps it.
    result<std::unique_ptr<sqlite::database>> another() const {
        auto how = options_of(options_, sqlite::access::write);
        how.cache_kb = reader_cache_kb;
        PENDATA_TRY(file, sqlite::database::open(path_, how));
        PENDATA_CHECK(file->run("PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=" + std::to_string(checkpoint_pages) +
                                "; PRAGMA journal_size_limit=" + std::to_string(checkpoint_pages * page_size)));
        return file;
    }

    void give_back(std::unique_ptr<connection> reader) {
        const std::lock_guard lock(idle_lock_);
        if (idle_.size() < idle_readers) idle_.push_back(std::move(reader));
    }

    result<void> transact(const std::function<result<void>(office_transaction&, sqlite::database&)>& work) {
        const std::lock_guard lock(write_lock_);
        numbers_given given(writer_.queries);
        PENDATA_TRY(whole, sqlite::transaction::begin(*writer_.file, sqlite::isolation::write));
        {
            office_changes changes(*writer_.file, writer_.queries);
            PENDATA_CHECK(work(changes, *writer_.file));
            PENDATA_CHECK(changes.finish());
        }
        writer_.queries.drop_lists();
        const auto committed = whole.commit();
        if (committed.has_error() && !PENDATA_SWITCH(receipt_before_commit)) return committed;
        given.stand();
        return {};
    }

private:
    // Numbers given in a transaction that was rolled back are free again, for any process.
    class numbers_given {
    public:
        explicit numbers_given(office_queries& queries) : queries_(&queries) {}
        numbers_given(const numbers_given&) = delete;
        numbers_given& operator=(const numbers_given&) = delete;
        ~numbers_given() {
            if (queries_ == nullptr) return;
            queries_->drop_lists();
            queries_->origins().forget();
            queries_->atoms().forget();
        }
        void stand() { queries_ = nullptr; }

    private:
        office_queries* queries_;
    };

    std::string path_;
    office_file_options options_;
    std::mutex write_lock_;
    connection writer_;
    std::mutex idle_lock_;
    std::vector<std::unique_ptr<connection>> idle_;
};

namespace {

// A reader with its snapshot, given back when the view goes.
template <class Pool>
class snapshot_view final : public querying<office_view> {
public:
    snapshot_view(Pool& pool, std::unique_ptr<connection> reader, sqlite::transaction whole)
        : querying(reader->queries), pool_(pool), reader_(std::move(reader)), whole_(std::move(whole)) {}
    ~snapshot_view() override {
        whole_.reset();
        reader_->queries.drop_lists();
        pool_.give_back(std::move(reader_));
    }

private:
    Pool& pool_;
    std::unique_ptr<connection> reader_;
    std::optional<sqlite::transaction> whole_;
};

}  // namespace

sqlite_office_store::sqlite_office_store(std::unique_ptr<connections> all) : all_(std::move(all)) {}
sqlite_office_store::~sqlite_office_store() = default;

result<std::unique_ptr<sqlite_office_store>> sqlite_office_store::open(const std::string& path,
                                                                       const office_file_options& options) {
    const auto mode = options.create ? sqlite::access::create : sqlite::access::write;
    PENDATA_TRY(file, sqlite::database::open(path, connections::options_of(options, mode)));
    PENDATA_CHECK(sqlite::migrate(*file, office_schema::steps()));
    // What is erased is overwritten with zeros. Pages that commit after commit changes are copied from the log into the file once in a while only, and the
    // log keeps its size.
    PENDATA_CHECK(file->run("PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=" + std::to_string(checkpoint_pages) +
                            "; PRAGMA journal_size_limit=" + std::to_string(checkpoint_pages * page_size)));
    return std::unique_ptr<sqlite_office_store>(
        new sqlite_office_store(std::make_unique<connections>(path, options, std::move(file))));
}

result<std::unique_ptr<office_view>> sqlite_office_store::view() {
    PENDATA_TRY(reader, all_->lend());
    PENDATA_TRY(whole, sqlite::transaction::begin(*reader->file, sqlite::isolation::snapshot));
    return std::unique_ptr<office_view>(
        std::make_unique<snapshot_view<connections>>(*all_, std::move(reader), std::move(whole)));
}

result<void> sqlite_office_store::transact(const std::function<result<void>(office_transaction&)>& work) {
    return all_->transact([&](office_transaction& to, sqlite::database&) { return work(to); });
}

result<void> sqlite_office_store::transact_with_lists(const std::function<result<void>(office_transaction&, list_rows&)>& work) {
    return all_->transact([&](office_transaction& to, sqlite::database& file) {
        list_rows lists(file);
        return work(to, lists);
    });
}

result<void> sqlite_office_store::copy_to(const std::string& path) {
    PENDATA_TRY(taken, all_->is_taken(path));
    if (taken) return errc::already_exists;
    PENDATA_TRY(reader, all_->lend());
    const auto copied = reader->file->execute("VACUUM INTO ?", sqlite::as_text{path});
    all_->give_back(std::move(reader));
    return copied;
}

result<std::unique_ptr<list_rows>> sqlite_office_store::lists() {
    PENDATA_TRY(file, all_->another());
    return std::make_unique<list_rows>(std::move(file));
}

result<void> sqlite_office_store::check() {
    PENDATA_TRY(reader, all_->lend());
    bool intact = false;
    {
        PENDATA_TRY(row, reader->file->use("PRAGMA integrity_check(1)"));
        PENDATA_TRY(found, row.step());
        intact = found && row.blob(0) == "ok";
    }
    all_->give_back(std::move(reader));
    if (!intact) return errc::corrupt;
    return {};
}

}  // namespace pendata
