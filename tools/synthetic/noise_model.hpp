// How one person comes to be written twice, unlike: the noise that the matcher's quality is measured with. Version 1,
// written before there was a matcher and frozen since: a test holds the digest of both files, so that neither the
// measure nor what it measures can be bent to the other. A new model is a new version beside this one.
#pragma once

#include <cstdint>
#include <string>

#include "tools/synthetic/population.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

inline constexpr int noise_version = 1;

// Thresholds and weights may be chosen by `tuning` alone. `test` is looked at when they are chosen. `acceptance` has
// rates of its own as well as seeds, and decides nothing: it is what is reported.
enum class quality_set { tuning, test, acceptance };

// Permille, each drawn for itself.
struct noise_rates {
    // Of persons: captured a second time.
    unsigned captured_again;

    // Of second captures. The number:
    unsigned nik_missing;
    unsigned nik_slip;  // one digit wrong or two neighbours swapped, and still a number with a date in it
    unsigned other_nik;  // a number that the person got elsewhere

    // The name: how often something happens to it, then what (relative weights).
    unsigned name_touched;
    unsigned respelled, mistyped, vowel_heard, word_dropped, initial, reordered, joined, titled;
    unsigned touched_twice;

    // The mother's name.
    unsigned mother_missing;
    unsigned mother_touched;

    // The birth.
    unsigned birth_estimated;  // the year is guessed, within `estimated_within` years
    int estimated_within;
    unsigned birth_year_only;
    unsigned birth_slip;  // day and month exchanged, or one digit wrong
    unsigned birth_place_other;

    unsigned sex_wrong;
    unsigned phone_kept;

    // Where: married away (adults), moved within the regency, else the same house.
    unsigned married_away;
    unsigned moved;
    unsigned kk_kept;  // of those in the same house

    // Of persons: another person is made who is easily taken for this one.
    unsigned twin;
    unsigned namesake;
    unsigned junior;        // a child called as the parent
    unsigned nik_reissued;  // somebody else carries the number
    unsigned alike_sibling;
    // Of families: one number on every member.
    unsigned nik_copied;
};

const noise_rates& rates_of(quality_set set);
std::uint64_t first_seed_of(quality_set set);

// The person as another officer would write them down; id, place and family are the caller's.
person noisy_capture(random_source& dice, const noise_rates& rates, const person& seen, civil_day today);

// One more slip or hearing of a name.
std::string noisy_name(random_source& dice, const noise_rates& rates, const std::string& name);

// The number with one slip; as it was where no slip leaves a number.
std::string slipped_number(random_source& dice, const std::string& number);

}  // namespace pendata::synthetic
