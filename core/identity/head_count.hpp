// How many people some records are (docs/conflicts.md, "Counted once"): records that were answered to be one person count
// once, in the village of the best founded domicile. Pairs that nobody has answered make the count a range. A function of
// the sets it is given alone (I6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/identity/clusters.hpp"

namespace pendata::identity {

// What one record says of where somebody is at home.
struct domicile {
    record_id record;
    std::string village;        // or the subdistrict that met somebody without one
    std::uint8_t evidence = 0;
    std::int64_t since_ms = 0;  // since when it is said
    bool is_shelter = false;    // where a disaster brought them: no home
};

struct head {
    std::vector<record_id> records;  // ascending; shown through the first
    std::string village;
    bool is_sheltered = false;       // no record says where they are at home
};

struct head_count {
    std::vector<head> heads;  // ascending by their first records: what is known, and the most there may be
    // If all that waits for an answer were one; a cluster in which two were answered "different" is two people at least.
    std::size_t least = 0;
};

// Of answers and waiting pairs only those between these records count. A record given twice counts once.
head_count count_heads(std::span<const domicile> records, std::span<const pair_answer> answers, std::span<const record_pair> waiting);

}  // namespace pendata::identity
