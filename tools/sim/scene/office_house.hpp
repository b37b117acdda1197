// The office of a world: the real one, on a virtual disk, opened as the server opens it. It may be shut or killed at
// any time, and copied back; everything else asks it whether it is open.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "sync-server/office/office.hpp"
#include "tools/sim/disk/disk_mount.hpp"
#include "tools/sim/scene/stage.hpp"

struct x509_st;  // OpenSSL's X509

namespace pendata::sim {

// Whoever is connected.
class office_guest {
public:
    virtual ~office_guest() = default;
    // The office's process is.
    virtual void office_is_gone() = 0;
    virtual void on_commit() = 0;
    virtual bool is_talking() const = 0;
};

// The office's folder as it stood once, ledger and all.
struct office_copy {
    disk_image store;           // and its log, where it is not folded in
    bytes ledger;
    std::uint64_t entries = 0;  // of that ledger
    sequence at = 0;            // everything up to here is in it
    std::int64_t ms = 0;        // when it was made, by a right clock
    std::int64_t office_ms = 0; // by the office's
    int history = 0;            // times the office had gone back by then
    bool noted = false;         // the office came to remember it
    bool amid_sessions = false; // somebody was connected
};

class office_house {
public:
    explicit office_house(stage& on);

    // Makes the office, with the regions of the world.
    void found(const std::vector<std::string>& villages);
    // As a server starts: the ledger is learnt, a segment begins; or as a folder that nobody knows was copied back.
    enum class start { with_segment, unnoticed };
    void open(start how = start::with_segment);
    // From its next start on it judges with this table. Requires: is not open.
    void judge_with(const dictionary& words) { bounds_.words = &words; }
    // Shut: whoever is connected loses the connection.
    void close(std::string_view why);
    // SIGKILL at one of the next steps of the disk; the battery of the server room fails.
    void die_at_step(std::uint64_t steps_from_now) { die_in_ = steps_from_now; }
    // From now on; {}: all is well.
    void arm_disk(const disk_faults& faults) { disk_.faults = faults; }
    const virtual_disk& disk() const { return disk_; }
    void kill();
    // Somebody's work at the office, within a step of which its process may die; it is started again a little later.
    // False where it died: what was done of it stands or does not. Requires: is open, and nobody holds a view.
    bool lives_through(fault f, unsigned permille, const std::function<void()>& work);
    void lose_power();
    bool has_died() const { return process_ != nullptr && !process_->alive(); }
    bool is_open() const { return opened_ != nullptr; }

    // A copy as `pendata-admin backup` makes it, or the folder's files as they are at this moment. Its number. Requires: is open.
    std::size_t copy_by_tool();
    std::size_t copy_by_hand();
    // By hand, within that many commits from now.
    void copy_amid_commits(int commits) { copy_in_ = commits; }
    // The copy is remembered as a backup, as the tool does it once it has read it again; not where the office has gone back
    // meanwhile. Requires: is open.
    void note_copy(std::size_t number);
    const std::vector<office_copy>& copies() const { return copies_; }
    // Whether tablets still keep what this copy lacks.
    bool may_be_restored(std::size_t number) const;
    // The store as in that copy; the ledger stays, or is as it was then, too. Requires: is not open.
    void copy_back(std::size_t number, bool with_ledger = false);
    // As `pendata-admin restore` does it. Requires: is open, after copy_back.
    void note_restore(std::size_t number);
    // Whether nobody enrolled since that copy: else a lost ledger takes devices with it. Requires: is open.
    bool knows_all_devices(std::size_t number);
    int times_gone_back() const { return static_cast<int>(went_back_to_.size()); }

    // Requires: is open.
    office& of() {
        opened_->clock_is_right(now_ms());  // days pass while it is open, which a server sees every second
        return *opened_;
    }
    // By its own clock, which may be wrong.
    std::int64_t now_ms() const { return on_.time.now_ms() + clock_offset_ms_; }
    // `f` happens once something is committed by it.
    void set_clock(std::int64_t offset_ms, fault f);
    void set_clock_right() { clock_offset_ms_ = 0, clock_fault_.reset(); }
    const public_key& identity() const { return identity_; }
    // Tickets for resumption die with the process that gave them.
    std::uint64_t ticket_epoch() const { return epoch_; }

    // Its TLS certificate as OpenSSL reads it, looked after as the server does: at each start and once a day.
    const x509_st* certificate();
    // Whether this certificate was not yet looked at by a tablet whose last proof of time is of that day.
    bool is_new_to(std::int64_t day) { return days_shown_.insert(day).second; }
    // tls/leaf.pem is gone, with every ticket for resumption. Requires: is open.
    void lose_certificate();

    // A batch came that the office had signed a receipt for before it went back. What that settled settles again, what it
    // held is held again, whatever became of it later.
    void came_again(const digest& batch) { came_again_.insert(batch); }
    const std::set<digest>& batches_again() const { return came_again_; }

    // A write waits for a record that is held as a whole. True the first time.
    bool note_reference_to_held(const write_id& waiting) { return references_to_held_.insert(waiting).second; }

    // A tablet knows more of the ledger than the office does.
    void note_newer_ledger(const message::ledger_head& seen);

    void joined(const std::shared_ptr<office_guest>& c) { connected_.push_back(c); }
    // Something was committed: those who follow are told.
    void tell_committed();

private:
    void keep_certificate();
    bool has_started(start how);
    void die_in_start();
    checked<std::unique_ptr<office>> assemble(bool create, std::uint64_t dies_in = 0);
    void draw_bounds();
    void drop_guests();
    std::size_t keep_copy(disk_image store);
    sequence shared_with(const office_copy& copy) const;
    void note_told();

    stage& on_;
    virtual_disk disk_;
    std::unique_ptr<disk_mount> process_;
    std::unique_ptr<office> opened_;
    office_bounds bounds_;
    shelf_limits shelf_;
    key_seed seed_{};
    bytes leaf_pem_;
    struct free_leaf {
        void operator()(x509_st* leaf) const;
    };
    std::unique_ptr<x509_st, free_leaf> leaf_;
    std::int64_t leaf_kept_ms_ = 0;
    std::set<std::int64_t> days_shown_;
    public_key identity_{};
    dice dice_;
    dice restarts_;
    std::uint64_t epoch_ = 0;
    std::uint64_t die_in_ = 0;
    std::int64_t clock_offset_ms_ = 0;
    std::optional<fault> clock_fault_;  // until something is committed
    std::int64_t kept_days_ = office_settings{}.backups_kept_days;
    std::vector<office_copy> copies_;
    int copy_in_ = 0;  // commits
    struct way_back {
        int history = 0;  // of the copy, 0 the first
        sequence at = 0;
    };
    std::vector<way_back> went_back_to_;
    sequence told_ = 0;  // the most that tablets may have been told to be backed up, of this history
    std::set<digest> came_again_;
    std::set<write_id> references_to_held_;
    std::vector<std::weak_ptr<office_guest>> connected_;
    bool telling_ = false;
};

}  // namespace pendata::sim
