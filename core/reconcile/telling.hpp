// The office's side of a repair: which of the asked sums are not its own. It keeps nothing between questions.
#pragma once

#include "core/base/result.hpp"
#include "core/reconcile/ranges.hpp"

namespace pendata {

// What an office holds of what the asking tablet is granted, and nothing else (I4).
class row_source {
public:
    struct total {
        std::string place;
        std::uint64_t sum = 0;    // of marks
        std::uint64_t parts = 0;  // not 0
    };

    virtual ~row_source() = default;
    // Granted atoms at and below the node that have rows, ascending.
    virtual result<std::vector<total>> totals_below(const std::string& node) = 0;
    // Rows of one granted atom, ascending.
    virtual result<std::vector<placed_row>> rows_at(const std::string& place) = 0;
};

// Errors: malformed, for a question no tablet would ask; those of the source.
result<repair_told> tell(row_source& office, const repair_ask& ask);

}  // namespace pendata
