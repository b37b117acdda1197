// The tablet's side of a repair, without I/O: what it holds goes in, questions come out, answers go in, until what
// differs is known row by row; the last questions name what is wanted and what is doubted. One object is one
// descent: kabupaten -> kecamatan -> village -> ranges of records -> rows. Page: docs/protocol.md, "Repair".
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "core/base/result.hpp"
#include "core/model/region.hpp"
#include "core/reconcile/ranges.hpp"

namespace pendata {

struct held_part {
    record_id record;
    compartment room = 0;
    std::uint64_t mark = 0;
};

// The settled parts of a tablet and how each of them counts.
struct held_parts {
    std::vector<std::string> places;                               // granted atoms
    std::vector<held_part> parts;                                  // ascending by record, compartment
    std::vector<std::pair<std::uint32_t, std::uint32_t>> placed;   // place, part: once for each atom it is granted at
};

class descent {
public:
    descent(const grant_list& grants, held_parts held, std::uint8_t width);

    // The next question; nothing once the last one was asked. After a question with sums: take() its answer.
    std::optional<repair_ask> next();
    // Errors: malformed, for an answer that does not fit the question.
    result<void> take(const repair_told& told);

private:
    // A range to be asked for, or with `below` a node.
    struct question {
        std::string place;
        bool below = false;
        unsigned depth = 0;
        std::uint64_t prefix = 0;
        unsigned round = 0;        // times the place's rows were split
        std::uint64_t rows = 0;    // there, as far as is known
    };
    struct row {
        placed_row at;
        std::uint32_t first_part = 0;  // of its record
    };
    struct doubt {
        std::uint64_t mark = 0;
        std::uint32_t first_part = 0;
        friend auto operator<=>(const doubt&, const doubt&) = default;
    };
    struct wish {
        std::vector<std::uint64_t> marks;
        std::map<unsigned, std::vector<std::uint64_t>> ranges;  // prefixes by depth
    };

    void place_rows(const held_parts& held);
    std::vector<question> children(const question& node) const;
    void ask_places(const std::vector<question>& nodes);
    repair_ask next_sums();
    void ask_range(const std::vector<question>& group, unsigned fan, range_sums& out) const;
    unsigned fan_for(const std::vector<question>& group) const;
    std::pair<const row*, const row*> rows_in(const std::string& place, unsigned depth, std::uint64_t prefix) const;
    result<void> take_range(const question& asked, unsigned fan, const told_range& told);
    void settle_differences();
    repair_ask next_wishes();
    bool add_wish(const std::string& place, wish& left, repair_ask& to, std::size_t& room) const;

    grant_list grants_;
    std::uint8_t width_;
    std::vector<held_part> parts_;
    std::map<std::string, std::vector<row>> rows_;  // by atom; ascending
    std::vector<question> open_;                    // not asked yet
    std::vector<std::string> complete_;             // to be said with the next question
    std::vector<std::vector<question>> asked_;      // by place of the question that waits for its answer
    std::vector<unsigned> fans_;
    std::vector<std::string> complete_asked_;
    std::uint64_t held_rows_ = 0;
    std::vector<doubt> doubts_;
    std::map<std::string, wish> wishes_;
    std::vector<std::uint32_t> doubted_;            // first parts of doubted records, ascending
    bool settled_ = false;                          // nothing is left to be asked but wishes
    bool ended_ = false;
};

}  // namespace pendata
