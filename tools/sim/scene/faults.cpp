// Names and draws of faults.
#include "tools/sim/scene/faults.hpp"

namespace pendata::sim {

std::string_view name_of(fault f) {
    constexpr std::array<std::string_view, fault_count> names{
        "connection_cut", "half_open",     "partition_one_way", "slow_line",   "closed_after_commit",
        "replayed_connection", "tablet_killed", "office_killed",    "office_down", "clock_minutes",
        "clock_years",    "clock_zero",    "clock_jump",        "reboot",
        "large_swallowed", "slow_reader",  "late_bytes",        "overtaken", "stranger_replays", "cache_damaged", "first_load_broken",
        "rolled_back",    "copied_tablet", "lost_tablet",       "away_400_days", "officer_swapped",
        "duty_ended",     "duty_moved",    "duty_regained",     "room_granted",  "room_withdrawn",
        "device_revoked", "village_split", "unknown_region",    "evidence_beyond",
        "mail_bag",       "older_app",     "newer_app",         "forged_batch",  "hostile_bytes",
        "office_restored", "office_copied_back", "restored_twice", "power_lost", "office_power_lost",
        "killed_at_step", "office_killed_at_step", "disk_full",  "disk_locked",   "read_error",
        "ledger_lost",    "new_certificate", "office_disk_full", "office_disk_locked", "office_read_error",
        "clock_jump_in_sync", "write_forgotten", "write_torn", "oldest_app", "app_updated", "unknown_cells",
        "rule_changed",   "passes_after_rule", "reference_to_held",
        "forged_stamp",   "forged_author", "forged_room", "forged_field", "forged_size", "forged_decision", "forged_replica",
        "forged_give_back", "forged_fork_ask", "forged_repair_ask", "forged_record_id", "forged_receipt",
        "office_killed_in_start", "office_killed_at_desk", "office_killed_at_bag",
        "erased_by_law",     "restricted_by_law",
        "unnoted_copy",      "copy_amid_sessions", "office_clock_minutes", "office_clock_hours",
        "killed_in_open",    "killed_in_enrolment", "office_killed_in_enrolment", "office_killed_at_register",
        "save_locked",       "save_unreadable",
    };
    return names[static_cast<std::size_t>(f)];
}

fault_book::fault_book(dice& from, unsigned permille) : dice_(from.next(), "faults"), later_(dice(dice_).next(), "later"),
      newest_(dice(later_).next(), "newest") {
    for (std::size_t i = 0; i < index(fault::ledger_lost); ++i) known_[i] = dice_.chance(permille);
    // Faults that came later are drawn apart, so that a seed stays the world it was.
    dice apart(dice_);
    for (std::size_t i = index(fault::ledger_lost); i < index(fault::oldest_app); ++i) known_[i] = apart.chance(permille);
    for (std::size_t i = index(fault::oldest_app); i < index(fault::erased_by_law); ++i) known_[i] = later_.chance(permille);
    known_[index(fault::erased_by_law)] = known_[index(fault::restricted_by_law)] = true;  // drawn by themselves: trouble_with_law
    for (std::size_t i = index(fault::unnoted_copy); i < fault_count; ++i) known_[i] = newest_.chance(permille);
}

void fault_book::spare_files() {
    for (const auto f : {fault::rolled_back, fault::copied_tablet, fault::lost_tablet, fault::cache_damaged, fault::office_restored,
                         fault::office_copied_back, fault::restored_twice, fault::ledger_lost}) {
        known_[index(f)] = false;
    }
    known_[index(fault::closed_after_commit)] = known_[index(fault::mail_bag)] = true;
}

bool fault_book::strikes(fault f, unsigned permille) {
    // Drawn in any case, so that a seed with a fault switched off stays like the one with it as long as possible.
    auto& drawn_by = f < fault::oldest_app ? dice_ : f < fault::unnoted_copy ? later_ : newest_;
    const bool drawn = drawn_by.chance(permille);
    return drawn && knows(f) && !healed_;
}

}  // namespace pendata::sim
