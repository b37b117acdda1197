// Comparing sums range by range.
#include "core/reconcile/telling.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/model/region.hpp"

namespace pendata {

namespace {

bool ascending(const std::vector<std::uint64_t>& numbers) {
    return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
}

bool makes_sense(const range_sums& asked) {
    if (asked.below && (asked.depth != 0 || asked.fan != 0)) return false;
    if (asked.depth + asked.fan > prefix_bits_at_most || asked.fan > 16) return false;
    if (asked.prefixes.empty() || !ascending(asked.prefixes)) return false;
    if (asked.prefixes.back() >> asked.depth != 0) return false;
    return asked.sums.size() == asked.prefixes.size() << asked.fan;
}

// No place is told of twice: neither by itself nor by one above it.
template <class Items, class Place, class Covers>
bool apart(const Items& items, Place place_of, Covers covers_below) {
    const std::string* before = nullptr;
    const std::string* top = nullptr;
    for (const auto& item : items) {
        const std::string& place = place_of(item);
        if (before != nullptr && place <= *before) return false;
        if (top != nullptr && covers(*top, place)) return false;
        before = &place;
        if (covers_below(item)) top = &place;
    }
    return true;
}

// Each atom is looked through once: no question costs more than what its tablet is granted.
bool makes_sense(const repair_ask& ask) {
    return apart(ask.complete, [](const std::string& n) -> const std::string& { return n; }, [](const std::string&) { return true; }) &&
           apart(ask.sums, [](const range_sums& s) -> const std::string& { return s.place; }, [](const range_sums& s) { return s.below; }) &&
           std::all_of(ask.sums.begin(), ask.sums.end(), [](const range_sums& s) { return makes_sense(s); });
}

// Marks gathered so far, over all places: what would be listed.
struct listing {
    std::size_t marks = 0;
};

result<void> compare_below(row_source& office, const range_sums& asked, std::uint8_t width, told_place& out) {
    PENDATA_TRY(totals, office.totals_below(asked.place));
    std::uint64_t sum = 0, parts = 0;
    for (const auto& t : totals) {
        sum += t.sum;
        parts += t.parts;
    }
    if (shortened(sum, width) != asked.sums.front()) out.ranges.push_back({0, false, parts, {}});
    return {};
}

result<void> compare_ranges(row_source& office, const range_sums& asked, std::uint8_t width, listing& so_far, told_place& out) {
    PENDATA_TRY(rows, office.rows_at(asked.place));
    auto from = rows.begin();
    for (std::size_t p = 0; p < asked.prefixes.size(); ++p) {
        const auto prefix = asked.prefixes[p];
        from = std::lower_bound(from, rows.end(), prefix, [&](const placed_row& row, std::uint64_t wanted) {
            return prefix_of(row.key, asked.depth) < wanted;
        });
        for (std::size_t piece = 0; piece < std::size_t{1} << asked.fan; ++piece) {
            const std::uint64_t range = prefix << asked.fan | piece;
            auto to = from;
            std::uint64_t sum = 0;
            for (; to != rows.end() && prefix_of(to->key, asked.depth + asked.fan) == range; ++to) sum += to->mark;
            const auto index = (p << asked.fan) + piece;
            if (shortened(sum, width) != asked.sums[index]) {
                told_range told{static_cast<std::uint32_t>(index), false, static_cast<std::uint64_t>(to - from), {}};
                // Where the tablet has nothing it will want everything: no use listing it.
                if (asked.sums[index] != 0 && so_far.marks + told.rows <= limits::repair_marks) {
                    told.listed = true;
                    so_far.marks += told.rows;
                    for (auto row = from; row != to; ++row) told.marks.push_back(shortened(row->mark, width));
                }
                out.ranges.push_back(std::move(told));
            }
            from = to;
        }
    }
    return {};
}

// Only where listing is cheaper than asking on.
void list_what_is_few(repair_told& told, bool everything) {
    std::uint64_t rows = 0;
    for (const auto& place : told.places) {
        for (const auto& range : place.ranges) rows += range.listed ? range.marks.size() : range.rows;
    }
    if (everything || rows <= limits::repair_rows_listed) return;
    for (auto& place : told.places) {
        for (auto& range : place.ranges) {
            if (!range.listed || range.marks.size() <= limits::repair_rows_of_a_range) continue;
            range = {range.index, false, range.marks.size(), {}};
        }
    }
}

result<void> find_unnamed(row_source& office, const repair_ask& ask, repair_told& out) {
    const auto named = [&](const std::string& place, bool at) {
        const auto found = std::lower_bound(ask.sums.begin(), ask.sums.end(), place,
                                            [](const range_sums& s, const std::string& p) { return s.place < p; });
        return found != ask.sums.end() && found->place == place && (at || found->below);
    };
    for (const auto& node : ask.complete) {
        PENDATA_TRY(totals, office.totals_below(node));
        for (const auto& total : totals) {
            bool covered = named(total.place, true);
            for (auto above = parent_of(total.place); !covered && !above.empty(); above = parent_of(above)) {
                covered = named(std::string(above), false);
            }
            if (!covered && out.unnamed.size() < limits::repair_places) out.unnamed.push_back(total.place);
        }
    }
    return {};
}

}  // namespace

result<repair_told> tell(row_source& office, const repair_ask& ask) {
    if (!makes_sense(ask)) return errc::malformed;
    repair_told out;
    out.width = ask.width;
    PENDATA_CHECK(find_unnamed(office, ask, out));
    listing so_far;
    for (std::size_t i = 0; i < ask.sums.size(); ++i) {
        told_place place{static_cast<std::uint32_t>(i), {}};
        if (ask.sums[i].below) {
            PENDATA_CHECK(compare_below(office, ask.sums[i], ask.width, place));
        } else {
            PENDATA_CHECK(compare_ranges(office, ask.sums[i], ask.width, so_far, place));
        }
        if (!place.ranges.empty()) out.places.push_back(std::move(place));
    }
    list_what_is_few(out, ask.list);
    return out;
}

}  // namespace pendata
