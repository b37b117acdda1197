// The persons that every workload stores: invented once from a fixed seed, as JSON for the library and as typed
// rows for what it is measured beside. The digest of the JSON says that two runs stored the same.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace pendata::bench {

// One field of a row: nothing, a number or a text.
using raw_value = std::variant<std::monostate, std::int64_t, std::string>;
using raw_row = std::vector<raw_value>;

struct raw_column {
    const char* name;
    const char* type;
};
// The columns of a row, in order.
const std::vector<raw_column>& raw_columns();

struct census {
    std::vector<std::string> villages;  // codes, all below `district`
    std::vector<std::string> lines;     // persons, a JSON object each
    std::vector<raw_row> rows;          // the same
    std::string sha256;                 // of the lines, each ended by a line feed
    double fields_per_record = 0;       // filled, on average
    double json_bytes_per_record = 0;
};

inline constexpr std::size_t persons_per_village = 2500;  // at most

// One village of other persons, invented from a seed.
struct village_lines {
    std::vector<std::string> lines;
    std::vector<raw_row> rows;
    std::vector<std::string> families;  // of these persons, a JSON object each
};
village_lines make_village_lines(const std::string& code, std::uint64_t seed, std::size_t persons);

inline constexpr char regency[] = "32.11";
inline constexpr char district[] = "32.11.01";
inline constexpr char empty_district[] = "32.11.02";  // nobody lives there
inline constexpr char empty_village[] = "32.11.02.2001";
inline constexpr char crowded_district[] = "32.11.03";  // villages as a workload needs them

// Requires `persons` > 0.
census make_census(std::size_t persons);

}  // namespace pendata::bench
