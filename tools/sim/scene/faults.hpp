// What may go wrong in a world, each with a counter, so that a run shows that it happened. A seed switches some of
// them off as a whole: what hides behind one fault is found where that one is absent.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "tools/synthetic/random_source.hpp"

namespace pendata::sim {

using dice = synthetic::random_source;

enum class fault : std::uint8_t {
    connection_cut,         // at any byte, either way
    half_open,              // cut, and only one end hears of it
    partition_one_way,      // one direction swallows everything
    slow_line,              // 2G and worse
    closed_after_commit,    // between the office's commit and its acknowledgement
    replayed_connection,    // everything a tablet said arrives once more
    tablet_killed,          // the app's process
    office_killed,          // the server's process
    office_down,            // for hours
    clock_minutes,          // wrong by minutes
    clock_years,            // wrong by years, either way
    clock_zero,             // at the epoch
    clock_jump,             // within a day, or in a sync
    reboot,                 // the monotonic clock begins anew
    large_swallowed,        // a path that lets small segments pass only
    slow_reader,            // a tablet that takes in a trickle
    late_bytes,             // what was given up on arrives after what came later
    overtaken,              // an old connection's bytes arrive amid those of the next one
    stranger_replays,       // somebody without the key says on another connection what a tablet said
    cache_damaged,          // what a tablet keeps of the office's is not what it was
    first_load_broken,      // the first load is interrupted
    rolled_back,            // a tablet's file is as it was days ago
    copied_tablet,          // a file with its key in two devices, both used
    lost_tablet,
    away_400_days,
    officer_swapped,        // the tablet is somebody else's now, with old work on it
    duty_ended,
    duty_moved,
    duty_regained,
    room_granted,
    room_withdrawn,
    device_revoked,
    village_split,
    unknown_region,         // a village that the office imports later
    evidence_beyond,        // more evidence than the role may claim
    mail_bag,               // another tablet or a reader carries sealed batches
    older_app,              // a tablet that does not know some fields
    newer_app,              // a tablet that knows a field which the office does not
    forged_batch,           // signed by an enrolled key, made by hand
    hostile_bytes,          // frames no client makes
    office_restored,        // from a backup, by its tools
    office_copied_back,     // by somebody who tells nobody
    restored_twice,
    power_lost,             // on a tablet: what was not synced is forgotten or torn
    office_power_lost,
    killed_at_step,         // a tablet's process, within a step of its disk
    office_killed_at_step,
    disk_full,
    disk_locked,            // another program writes
    read_error,
    ledger_lost,            // the office copied back with its ledger, and somebody says so
    new_certificate,        // the office's TLS key is lost, another takes its place
    office_disk_full,
    office_disk_locked,
    office_read_error,
    clock_jump_in_sync,     // while a connection stands
    write_forgotten,        // by a power cut: not there afterwards
    write_torn,             // by a power cut: some of its sectors are
    oldest_app,             // a tablet two versions behind, that does not know a whole kind
    app_updated,            // a tablet goes on with the next version, on the same file
    unknown_cells,          // a tablet that has synced holds cells which its version can not name
    rule_changed,           // the office goes on with tomorrow's dictionary
    passes_after_rule,      // a write that it held before, and that settles by that
    reference_to_held,      // a write waits for a record all of whose writes are held
    forged_stamp,           // a generation or rank beyond what was earned
    forged_author,          // another officer's, or nobody's
    forged_room,            // another compartment than the field's
    forged_field,           // one that nobody has, or that the office writes alone
    forged_size,
    forged_decision,
    forged_replica,         // stamped with the replica of another device
    forged_give_back,       // cells nobody wrote, as settled and lost
    forged_fork_ask,        // positions that never were
    forged_repair_ask,      // about places of others
    forged_record_id,       // a person under the id of a case or a region
    forged_receipt,         // not of the office's hand
    office_killed_in_start, // within a step of opening, learning from the ledger, beginning a segment
    office_killed_at_desk,  // within a step of a verdict, a decision, a duty
    office_killed_at_bag,   // within a step of taking a mail bag in
    erased_by_law,          // somebody's records, at the office, whatever tablets still have to say of them
    restricted_by_law,      // somebody is the regency's alone for some days, or for good
    unnoted_copy,           // the office goes back to a copy of its folder that somebody made by hand, unknown to it
    copy_amid_sessions,     // to one that was made while tablets were connected
    office_clock_minutes,   // the office's own clock: something was committed by it
    office_clock_hours,
    killed_in_open,         // a tablet's process, within a step of opening its file, old or new
    killed_in_enrolment,    // the tablet's, within a step of keeping what it is told
    office_killed_in_enrolment,
    office_killed_at_register,  // within a step of a revocation, an erasure, a list of regions
    save_locked,            // another program writes while somebody saves
    save_unreadable,        // a bad disk, while somebody saves
    count_of_faults,
};

inline constexpr std::size_t fault_count = static_cast<std::size_t>(fault::count_of_faults);
using fault_counts = std::array<std::uint64_t, fault_count>;

// As in the report of a run, `connection_cut`.
std::string_view name_of(fault f);

class fault_book {
public:
    // Draws which faults this seed knows: each of them in `permille` of 1000 cases.
    explicit fault_book(dice& from, unsigned permille);
    // Whatever was drawn: nothing is done to files, receipts get lost, and bags are carried.
    void spare_files();

    // Whether it happens now: never where the seed has it switched off, or everything has healed.
    bool strikes(fault f, unsigned permille);
    // It had its effect.
    void happened(fault f) { ++counts_[index(f)]; }
    void heal() { healed_ = true; }
    bool is_healed() const { return healed_; }
    bool knows(fault f) const { return known_[index(f)]; }

    const fault_counts& counts() const { return counts_; }

private:
    static std::size_t index(fault f) { return static_cast<std::size_t>(f); }

    dice dice_;
    dice later_;   // of faults that came later
    dice newest_;  // and of those that came last
    std::array<bool, fault_count> known_{};
    fault_counts counts_{};
    bool healed_ = false;
};

}  // namespace pendata::sim
