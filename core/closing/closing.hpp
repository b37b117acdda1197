// What a closing keeps, at the office alone: the list of each compartment and the counts of the report, as they were. It is what
// a report of a closed period is printed from, whatever arrives later. Bytes: docs/storage.md, "Closings".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/closing/counts.hpp"
#include "core/closing/village_list.hpp"
#include "core/model/batch.hpp"

namespace pendata {

struct closing {
    record_id batch;
    std::uint32_t correction = 0;  // 0: the closing itself
    std::string village, village_name, period;
    std::string minutes;           // their number
    std::string list_version, vintage;
    position data;                 // the office's head when it was made
    std::vector<village_list> lists;
    std::vector<category_count> counts;

    friend bool operator==(const closing&, const closing&) = default;
};

bytes encode_closing(const closing& what);
// Nothing where it is not what encode_closing() wrote.
std::optional<closing> decode_closing(bytes_view encoded);

}  // namespace pendata
