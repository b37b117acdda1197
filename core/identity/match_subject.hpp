// What the matcher looks at in a person: names and numbers in their folded form, made once and kept packed in an index,
// so that comparing two takes microseconds. Only fields of compartment S0 are in it (docs/matching.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/civil_day.hpp"
#include "core/identity/nik.hpp"

namespace pendata::identity {

// A person as recorded; everything but the name may be missing.
struct person_facts {
    std::string_view name;
    std::vector<std::string_view> aliases;
    std::string_view nik;  // as typed; a masked number (twelve digits and xxxx) gives candidates only
    std::vector<std::string_view> other_niks;
    std::optional<civil_day> birth_date;
    birth_precision precision = birth_precision::day;
    std::string_view birth_place;
    std::string_view mother_name;
    std::optional<identity::sex> sex;
    std::string_view kk_number;  // of the family
    std::string_view family;     // names the family's record, in any form of the caller's
    std::string_view phone;
    std::string_view village;  // `32.11.01.2001`, or the kecamatan that met somebody without a home
};

struct match_subject {
    // The words of each name, the main one first.
    std::vector<std::vector<std::string>> names;
    std::vector<std::string> mother;
    std::string nik;  // sixteen digits, or twelve of a masked one, or empty
    std::vector<std::string> other_niks;
    std::optional<civil_day> birth;
    birth_precision precision = birth_precision::day;
    std::string birth_place;  // folded
    std::optional<identity::sex> sex;
    std::string kk;
    std::string family;
    std::string phone;  // its last nine digits
    std::string village;

    friend bool operator==(const match_subject&, const match_subject&) = default;
};

match_subject subject_of(const person_facts& facts);

// For an index; never change a form, add another version.
std::string packed(const match_subject& subject);
// Nothing where it is no packed subject of this version.
std::optional<match_subject> unpacked(std::string_view text);

// How far from `birth` the true date may be, in days, by what is known of it.
int birth_slack_days(birth_precision precision);

// The years it may be, first and last. Requires a birth.
struct year_span {
    int first = 0;
    int last = 0;
};
year_span birth_years(const match_subject& subject);

}  // namespace pendata::identity
