// Blocking: two records are compared only where they share a key, so that finding a person among a million takes a few
// hundred comparisons. Each key joins two things known of a person, so that one slip never breaks all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/identity/match_subject.hpp"

namespace pendata::identity {

// 47 bits of a digest of what the key joins.
using match_key = std::uint64_t;

// What a key joins. Never change a number: an index on disk has them.
enum class key_sort : std::uint8_t {
    nik = 1,             // the number itself, or another of the person's
    nik_shown = 2,       // its first twelve digits: masked ones, and slips in the serial
    birth_and_name = 3,  // the day, and a word of the name
    mother_and_name = 4, // a word of each, and the time of birth by eight years
    place_and_name = 5,  // the kecamatan, the year, and a word
    name_and_year = 6,   // all words
    kk_and_name = 7,
    phone = 8,
    mother_and_birth = 9,
    kk_and_year = 10,
    unhoused = 11,       // met somewhere, without a home: sex and time of birth
    kk_of_family = 12,   // of a family's record, which has no other key
};

struct sorted_key {
    match_key key = 0;
    key_sort sort = key_sort::nik;
    friend bool operator==(const sorted_key&, const sorted_key&) = default;
};

// A key shared by more records than this says nothing: their other keys find the true pairs.
inline constexpr std::size_t largest_block = 300;

// Ascending by key, none twice; a few dozen at most.
std::vector<sorted_key> match_keys_of(const match_subject& subject);

// Somebody of whom a kecamatan is known and no village.
bool is_unhoused(const match_subject& subject);

}  // namespace pendata::identity
