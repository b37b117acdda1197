// Invented families for tests, benchmarks and the quickstart: what a census taker would bring back
// from a village, in the fields of proto/pendata/v1/dictionary.proto. No value comes from a real
// person. One seed gives the same population for ever; a village does not depend on the others
// asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.hpp"
#include "core/identity/civil_day.hpp"
#include "core/identity/nik.hpp"

namespace pendata::synthetic {

using identity::civil_day;

// Codes are the dictionary's JSON names; an empty text or a missing value is a field nobody filled.
struct person {
    record_id id;
    std::string name;
    std::vector<std::string> aliases;
    std::string nik;  // sixteen digits
    std::string_view no_nik_reason;
    civil_day birth_date = 0;
    std::string_view birth_precision;
    std::string birth_place;
    std::string mother_name;
    identity::sex sex = identity::sex::male;
    std::string_view life_status;
    std::string_view marital_status;
    std::string_view education;
    std::string_view occupation;
    std::string phone;
    record_id family;
    int family_role = 0;  // 1-11, SHDK
    std::string village;
    std::string rw;
    std::string rt;
    std::string hamlet;
    std::string address;
    std::string ktp_village;
    std::string ktp_address;
    std::vector<std::string_view> disabilities;  // ascending
    std::optional<std::int64_t> income;          // rupiah a month
    std::string welfare_notes;                   // at most 200 characters
    std::optional<civil_day> consent_on;         // to the census
};

struct position {
    std::int32_t lat_e7 = 0;  // degrees x 10^7
    std::int32_t lon_e7 = 0;
    int accuracy_m = 0;
};

struct family {
    record_id id;
    std::string kk_number;  // sixteen digits
    record_id head;
    std::string village;
    std::string rw;
    std::string rt;
    std::string hamlet;
    std::string address;
    std::optional<position> at;
    std::int64_t fix_time_ms = 0;  // since the epoch; with `at`
    std::string_view visit_state;
    bool rtlh = false;
};

// A subject held to be in a category of the list PPKS-2012.
struct assignment {
    record_id id;
    record_id subject;
    bool of_family = false;
    std::string_view category;               // P08
    std::vector<std::string_view> criteria;  // ascending
    std::string detail;
    civil_day assessed_on = 0;
    std::string_view status;
};

struct visit {
    record_id id;
    record_id subject;  // the family
    std::string_view purpose;
    std::int64_t start_ms = 0;
    std::int64_t end_ms = 0;
    std::optional<position> at;
    std::string_view outcome;
    std::string respondent;
    std::string note;
};

// A person registered a second time by another officer, under another id.
struct second_capture {
    record_id first;
    person again;
};

struct population {
    std::vector<family> families;
    std::vector<person> persons;  // those of one family together, its head first
    std::vector<assignment> assignments;
    std::vector<visit> visits;
    std::vector<second_capture> second_captures;
};

// A village and what it is called. Empty names are left out of addresses.
struct place {
    std::string code;  // `32.11.01.2001`
    std::string name;
    std::string district;
    std::string regency;
};

struct settings {
    std::uint64_t seed = 1;
    // Of each village. With one of them 0 the other decides, at 3.5 persons a family; a family has
    // 1 to 12.
    std::size_t families = 0;
    std::size_t persons = 0;
    // The last day of the census; everything happened in the two months before it.
    civil_day today = identity::to_civil_day(2025, 9, 30).value();
    // The highest compartment used: 0 gives what a PSM may hold, 1 adds children's categories and
    // the like, 2 disabilities. S3 is never made up.
    int most_sensitive = 0;
    unsigned second_capture_permille = 0;
};

// The families of one village. Requires a village code, and persons not below families nor above
// twelve times as many when both are given.
population make_village(const settings& settings, const place& village);

}  // namespace pendata::synthetic
