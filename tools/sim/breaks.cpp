// The list of breaks. tools/sim/mutations proves that each is found.
#include "tools/sim/breaks.hpp"

#include <iterator>
#include <string>

#define PENDATA_SIM_SWITCHES
#include "core/base/fault_switch.hpp"

namespace pendata {

namespace {

std::string& chosen() {
    static std::string name;
    return name;
}

}  // namespace

bool is_broken(std::string_view name) { return !chosen().empty() && chosen() == name; }

namespace sim {

namespace {

const deliberate_break list[] = {
    {"author_unchecked", "writes in somebody else's name settle"},
    {"case_by_last_arrival", "a case is looked for between the last two writes only"},
    {"chain_unchecked", "the office does not look whether a batch forks its chain"},
    {"change_without_generation", "a change does not raise the generation: better evidence holds a family back"},
    {"commit_cut_in_two", "a pull ends in the middle of a commit"},
    {"commit_unsynced", "commits are not synced: a power cut takes them"},
    {"cursor_before_data", "the cursor is durable before the data it stands for"},
    {"cursor_skips_one", "changes are read from one commit beyond the cursor"},
    {"cut_cells_dropped", "cells cut at a fork are not given back", "restored"},
    {"decision_without_generation", "a decision does not raise the generation, and may lose its own join"},
    {"dependants_forgotten", "what stands on a held write is not looked at again when that one is accepted"},
    {"derived_id_taken", "a device may make a person under the id of a case that is to come"},
    {"ended_grant_kept", "what an ended grant covered stays on the tablet"},
    {"erased_taken_in", "late work brings back what was erased by law"},
    {"eviction_before_intake", "a part is evicted though work on it is unsent"},
    {"eviction_forgotten", "a record that leaves the grants is not evicted"},
    {"eviction_frozen", "an eviction that waited for its work never happens"},
    {"evidence_unchecked", "anybody may claim any evidence"},
    {"followers_stay_behind", "what follows a subject keeps its place when the subject moves"},
    {"foreign_stamp_taken", "stamps in the name of another device's replica settle"},
    {"fork_unheeded", "a tablet that is told of a fork goes on with its chain"},
    {"future_settles", "a time beyond the office's now settles as it is"},
    {"generation_unchecked", "a generation nobody earned settles, and wins for ever"},
    {"grant_unloaded", "a new grant is not loaded"},
    {"grants_ignored", "history is served without looking at the grants"},
    {"grants_untold", "a tablet is not told that its grants are others"},
    {"held_back_forgotten", "cells given back that the office holds are forgotten before a backup has them", "restored"},
    {"held_base_ignored", "what stands on a held write settles"},
    {"held_counted", "held writes count in the tablet's fingerprint"},
    {"held_heads", "held and rejected writes are heads in the graph"},
    {"held_unmarked", "a tablet takes what a receipt says is held for settled"},
    {"hold_leaves_cases", "holding a write does not look at its case again", "restored"},
    {"journal_dropped", "a receipt drops the batch from the journal", "restored"},
    {"journal_not_for_backups", "a tablet forgets its journal up to the head instead of the last backup", "restored"},
    {"journal_not_offered_again", "after a fork the tablet does not send its journal again", "restored"},
    {"journal_trimmed_unanswered", "what is old leaves the journal though nobody has receipted it", "long"},
    {"last_arrival_wins", "of equal generation and rank the last to arrive stays"},
    {"late_batch_forks", "a batch that comes after a later one of its chain is a fork"},
    {"late_receipt_holds", "a receipt that comes after the verdict holds a write again"},
    {"links_answer", "a held write that saw both sides of a case closes it"},
    {"line_by_winning", "a write that wins is taken for one that saw what it wins over"},
    {"marks_left_behind", "a changed part keeps its old mark in its place's index"},
    {"moved_in_part", "a record that enters the grants comes as its changes only"},
    {"no_place_for_ever", "what waits for a place is not looked at when the place comes"},
    {"own_receipts_forgotten", "a batch offered again is judged anew, its receipt ignored", "restored"},
    {"photo_told_kept", "a tablet takes a photo for kept once the office has a piece of it"},
    {"position_known_by_number", "a position counts as known by its number alone", "restored"},
    {"proposal_forgotten", "a contradiction of better evidence opens no case"},
    {"rank_alone", "a state wins by precedence alone, whatever the generation"},
    {"receipt_before_commit", "the office answers as if its commit could not fail"},
    {"receipt_leaves_no_mark", "a tablet does not note the position of its receipts", "restored"},
    {"repair_joins", "a whole part is joined into the old one instead of replacing it"},
    {"repair_never_evicts", "a repair brings what is lacking and leaves what is too much"},
    {"reviews_of_commit_alone", "rules over several records look at those of one commit only"},
    {"retry_sealed_anew", "a batch that waits is made anew for the next contact instead of sent as it was"},
    {"revoked_served", "a revoked device is served as before"},
    {"rights_looked_at_once", "grants are looked at when a tablet comes, not at each read"},
    {"save_numbers_in_a_row", "save numbers are counted, so that a rolled back tablet gives them twice"},
    {"sealed_is_sent", "what is sealed counts as sent: its record may be evicted"},
    {"settled_twice", "a batch that is there already settles again"},
    {"short_history", "commits of a single write leave no history"},
    {"sum_stays_behind", "the sums of the old place keep a record that has moved"},
    {"unknown_cells_dropped", "an older app drops the cells it can not name"},
    {"verdict_unheard", "a tablet does not end the hold it is told of"},
    {"verdict_untold", "the author's tablet is not told of verdicts"},
    {"window_ignored", "the office sends on without waiting for acknowledgements"},
    {"wider_rooms_unloaded", "a scope that gains compartments is not loaded again"},
};

}  // namespace

const std::vector<deliberate_break>& breaks() {
    static const std::vector<deliberate_break> known(std::begin(list), std::end(list));
    return known;
}

void break_on_purpose(std::string_view name) { chosen() = name; }

}  // namespace sim

}  // namespace pendata
