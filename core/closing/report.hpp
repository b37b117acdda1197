// Report R1, persons, families and groups by place and category, as JSON and CSV: a function of its counts alone, so that the
// counts of a closed period give the same bytes for ever. What may be told of S3 is decided here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/closing/counts.hpp"
#include "core/model/batch.hpp"

namespace pendata {

// What a report says of the closing it was printed from.
struct closed_by {
    record_id batch;
    std::string minutes;
    std::uint32_t correction = 0;
    position data;

    friend bool operator==(const closed_by&, const closed_by&) = default;
};

struct report_row {
    std::string place, name;
    std::string list_version, vintage;
    std::optional<closed_by> closed;  // nothing: the period is open there, the counts are of today
    // Empty: it is closed, and what was kept is not here.
    std::vector<category_count> counts;
};

struct report {
    std::string period, region;
    compartment_mask rooms = 0x0f;  // of which categories it tells
    std::vector<report_row> rows;   // ascending by place

    bool is_closed() const;  // every row is
    bool is_whole() const;   // no row lacks its counts
};

// Below the kabupaten fewer of a category of S3 are not told, nor that there are none: one text stands for all of them.
inline constexpr std::uint32_t least_told = 5;

// How a count is told.
enum class telling_of_count : std::uint8_t {
    whole,        // with its sorts of subjects
    total_only,   // S3 below the kabupaten
    suppressed,
    not_counted,
};
telling_of_count telling_of(const category_count& count, bool below_regency);

// The same of the sum of all rows. Of S3 the kabupaten's alone, and not where exactly one row of several is suppressed: that
// would tell it. No subdistrict's sum is told, so that none can be taken from another.
telling_of_count telling_of_sum(const report& of, std::int32_t category);

// {"closed","period","region","report":"R1","rows":[{"batch","closed","correction","counts":[…],"lineage","list_version","minutes",
// "name","place","sequence","vintage"}],"totals":[…]}: canonical, no blanks, no line end (docs/cli.md, "Reports").
std::string report_to_json(const report& of);
// A row without counts has "kept":false in place of all that comes from them, and the report "complete":false.
// Lines of place,name,closed,correction,category,L,P,unknown,families,groups,total; LF; the sum's place is the region.
std::string report_to_csv(const report& of);

}  // namespace pendata
