// An office is a folder: identity.key, tls/, pendata.toml, ledger, office.db. This class is that folder opened,
// by the server or by a tool; any number of processes may have it open, the store letting one write at a time.
// What the office does with it stands in the other headers of this room.
//
// Threads: any, for everything here; a view belongs to the thread that asked for it. Lifetime: views and
// contexts are shorter than the office.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/settle/intake.hpp"
#include "sync-server/auth/identity.hpp"
#include "sync-server/ledger/ledger.hpp"
#include "sync-server/office/settings.hpp"
#include "sync-server/store/sqlite_office_store.hpp"
#include "sync-server/store/sqlite_snapshot_shelf.hpp"

namespace pendata {

// An office_context and what it points to.
struct office_bearings {
    std::shared_ptr<const directory> who;
    office_context context;
};

struct new_office {
    std::string regency;        // a Kemendagri code of a kabupaten or kota, "32.11"
    network_address advertise;  // put into enrolment codes
    // The paper copy of an identity that was lost with its disk; empty: a new one.
    std::string recovery_text;
};

// Limits that a simulated office has lower, so that a small world reaches them, and the table it judges with, which
// a simulated one changes for a newer one.
struct office_bounds {
    load_rules loads{};
    std::size_t held_quota = limits::custody_per_device;
    std::size_t case_quota = limits::cases_per_device;
    const dictionary* words = &builtin_dictionary();
    std::function<std::uint64_t()> free_bytes{};  // of the disk the office lies on; absent: enough
};

// What an office is made of, opened already, wherever it lies.
struct office_parts {
    std::filesystem::path folder;  // named only; what it holds is in the other parts
    office_settings settings;
    office_identity identity;
    std::unique_ptr<sqlite_office_store> store;
    std::unique_ptr<pendata::ledger> ledger;
    std::unique_ptr<snapshot_shelf> shelf = nullptr;  // null: a file of the folder, made when it is first needed
    office_bounds bounds{};
};

// How a clock that can not be right is refused: too far after everything the office knows (office::look_at_clock).
inline constexpr errc clock_refused = errc::bad_setting;
// The same with its words, which name the way to say that it is right.
problem clock_problem(std::int64_t days_ahead);

class office {
public:
    // Makes the folder, or takes an empty one. Errors: office_exists; bad_value (regency, address, recovery
    // text); those of disks.
    static checked<std::unique_ptr<office>> create(const std::filesystem::path& folder, const new_office& wanted,
                                                   std::int64_t now_ms);

    // Errors: not_an_office; bad_setting; corrupt, newer_format or foreign_file with the file in the problem's
    // field; those of disks.
    static checked<std::unique_ptr<office>> open(const std::filesystem::path& folder);

    // The same from parts, for an office that lies in no folder of a file system. Errors: office_exists, where store
    // or ledger are not new; bad_value (regency); those of disks.
    static checked<std::unique_ptr<office>> found(office_parts parts, const std::string& regency, std::int64_t now_ms);
    static checked<std::unique_ptr<office>> assemble(office_parts parts);

    ~office();
    office(const office&) = delete;
    office& operator=(const office&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    const office_settings& settings() const { return settings_; }
    const office_identity& identity() const { return identity_; }
    const std::string& regency() const { return regency_; }
    const dictionary& words() const { return *bounds_.words; }
    // The author of what nobody else signs for.
    const officer_id& own_author() const { return own_author_; }

    sqlite_office_store& store() { return *store_; }
    pendata::ledger& ledger() { return *ledger_; }

    // A snapshot as of now.
    result<std::unique_ptr<office_view>> view() { return store_->view(); }

    // Prepared snapshots, opened when they are first asked for. Errors: those of disks.
    result<snapshot_shelf*> snapshots(std::int64_t now_ms);
    // No snapshot is prepared any more; one being prepared is given up.
    void stop_preparing();

    // Who is who, as the view shows it. Cheap while officers and duties stay as they are.
    result<office_bearings> bearings(office_view& view, std::int64_t now_ms);

    // The same inside a transaction that has changed officers or duties already: nothing is remembered of it.
    result<office_bearings> fresh_bearings(office_view& view, std::int64_t now_ms);

    // One write transaction, durable where `work` succeeds. Other processes wait their turn: errc::busy after
    // limits::busy_wait_ms. Not by a clock that can not be right: clock_refused.
    using work = std::function<result<void>(office_transaction&, const office_context&)>;
    result<void> transact(std::int64_t now_ms, const work& what);
    // The same with the lists of others.
    using work_with_lists = std::function<result<void>(office_transaction&, list_rows&, const office_context&)>;
    result<void> transact_with_lists(std::int64_t now_ms, const work_with_lists& what);

    // The latest time that its history or its ledger tells of. The office's clock never goes back behind it.
    result<std::int64_t> latest_known_ms();

    // What an office once said it was at, it can not unsay: a clock far ahead ends duties, and empties tablets and their
    // journals. Days by which it is too far ahead to be believed; 0 where it may be right. A clock that passes while
    // the office is open is believed, also where nobody writes for long.
    result<std::int64_t> days_ahead(office_view& view, std::int64_t now_ms);
    result<void> look_at_clock(office_view& view, std::int64_t now_ms);
    // A person has looked at it: believed from here on.
    void clock_is_right(std::int64_t now_ms);

    // A new segment, in the ledger and in the store, and a new replica for the office's own writes, so that an
    // office that was copied back gives no save number twice. Each start of the server and each restore.
    result<position> start_segment(std::int64_t now_ms);

private:
    explicit office(office_parts parts);

    static checked<office_parts> open_parts(const std::filesystem::path& folder, office_settings settings,
                                            office_identity identity, bool create);
    result<bool> is_old();
    result<void> write_notes(const std::string& regency, std::int64_t now_ms);
    result<void> read_notes();
    result<office_bearings> bearings_of(std::shared_ptr<const directory> who, office_view& view, std::int64_t now_ms) const;

    std::filesystem::path folder_;
    office_settings settings_;
    office_identity identity_;
    std::unique_ptr<sqlite_office_store> store_;
    std::unique_ptr<pendata::ledger> ledger_;
    std::string regency_;
    officer_id own_author_;
    office_bounds bounds_;
    std::mutex guard_;  // of who_ and shelf_
    std::shared_ptr<const directory> who_;
    std::unique_ptr<snapshot_shelf> shelf_;
    bool preparing_stopped_ = false;
    std::atomic<std::int64_t> believed_ms_{0};  // the latest wall time that was
};

// The oldest backup that may still be restored holds everything up to here: tablets need not keep it.
result<sequence> backed_up_to(office_view& view);

// The wall clock, for whoever stands at the edge.
std::int64_t unix_now_ms();
// A clock that nobody sets, for timeouts.
std::int64_t steady_now_ms();

}  // namespace pendata
