// Columns of places, ranges, sums and marks.
#include "core/wire/repair_messages.hpp"

#include <algorithm>
#include <utility>

#include "core/base/limits.hpp"
#include "core/wire/fields.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata::wire {

namespace {

namespace pb = pendata::v1;

constexpr unsigned depth_bits = 6;
constexpr unsigned fan_at_most = 16;

// What is wrong with a message, noted on the way and asked once.
struct noted : reading {
    bool too_much = false;

    bool within(std::size_t size, std::size_t limit) {
        too_much = too_much || size > limit;
        return size <= limit;
    }
    bool good() const { return !failed && !too_much; }
    errc failure() const { return too_much ? errc::limit_exceeded : errc::malformed; }
};

template <class List>
bool add_place(const std::string& place, List& to) {
    add_sized(*to.mutable_lengths(), *to.mutable_names(), place);
    return place.size() <= limits::short_text_bytes && std::cmp_less_equal(to.lengths_size(), limits::repair_places);
}

std::vector<std::string> read_places(const pb::Places& in, noted& state) {
    std::vector<std::string> out;
    if (!state.within(static_cast<std::size_t>(in.lengths_size()), limits::repair_places)) return out;
    blob_cursor names(in.names(), state);
    for (const std::uint32_t length : in.lengths()) {
        if (!state.within(length, limits::short_text_bytes)) return out;
        std::string place(names.next(length));
        if (!state.check(out.empty() || out.back() < place)) return out;
        out.push_back(std::move(place));
    }
    state.check(names.finished());
    return out;
}

void add_mark(bytes& to, std::uint64_t mark, std::uint8_t width) {
    for (unsigned i = width; i-- > 0;) to.push_back(static_cast<char>(mark >> (8 * i)));
}

std::uint64_t next_mark(blob_cursor& from, std::uint8_t width) {
    std::uint64_t mark = 0;
    for (const char c : from.next(width)) mark = mark << 8 | static_cast<unsigned char>(c);
    return mark;
}

std::uint8_t read_width(std::uint32_t width, noted& state) {
    state.check(width == short_width || width == full_width);
    return static_cast<std::uint8_t>(width);
}

// Ascending numbers, each from the one after that before it.
template <class Column, class Numbers>
void add_gaps(const Numbers& numbers, Column& to) {
    std::uint64_t next = 0;
    for (const auto number : numbers) {
        to.Add(static_cast<typename Column::value_type>(number - next));
        next = std::uint64_t{number} + 1;
    }
}

template <class Cursor>
std::uint64_t next_in_gaps(Cursor& gaps, std::uint64_t& next, std::uint64_t limit, noted& state) {
    const std::uint64_t gap = gaps.next();
    if (!state.check(gap < limit && next + gap < limit)) return 0;
    const std::uint64_t number = next + gap;
    next = number + 1;
    return number;
}

bool write_sums(const repair_ask& ask, pb::RepairAsk& out) {
    std::size_t sums = 0, prefixes = 0;
    for (const auto& s : ask.sums) {
        if (!add_place(s.place, *out.mutable_places())) return false;
        if (s.depth > prefix_bits_at_most || s.fan > fan_at_most || s.sums.size() != s.prefixes.size() << s.fan) return false;
        out.add_shapes((s.below ? 1u : 0u) | std::uint32_t{s.depth} << 1 | std::uint32_t{s.fan} << (1 + depth_bits));
        out.add_prefix_counts(static_cast<std::uint32_t>(s.prefixes.size()));
        add_gaps(s.prefixes, *out.mutable_prefixes());
        for (const auto sum : s.sums) add_mark(*out.mutable_sums(), sum, ask.width);
        sums += s.sums.size();
        prefixes += s.prefixes.size();
    }
    drop_zeros(*out.mutable_prefixes());
    return sums <= limits::repair_sums && prefixes <= limits::repair_ranges;
}

bool write_wanted(const repair_ask& ask, pb::RepairAsk& out) {
    std::size_t marks = 0, prefixes = 0;
    for (const auto& w : ask.wanted) {
        if (!add_place(w.place, *out.mutable_wanted()) || w.depth > prefix_bits_at_most) return false;
        out.add_mark_counts(static_cast<std::uint32_t>(w.marks.size()));
        for (const auto mark : w.marks) add_mark(*out.mutable_marks(), mark, ask.width);
        out.add_wanted_depths(w.depth);
        out.add_wanted_counts(static_cast<std::uint32_t>(w.prefixes.size()));
        add_gaps(w.prefixes, *out.mutable_wanted_prefixes());
        marks += w.marks.size();
        prefixes += w.prefixes.size();
    }
    drop_zeros(*out.mutable_mark_counts(), *out.mutable_wanted_depths(), *out.mutable_wanted_counts());
    return marks <= limits::repair_marks && prefixes <= limits::repair_ranges;
}

bool write_doubted(const repair_ask& ask, pb::RepairAsk& out) {
    if (ask.doubted.size() > limits::repair_doubts) return false;
    std::vector<record_id> records;
    std::size_t parts = 0;
    for (const auto& d : ask.doubted) {
        records.push_back(d.record);
        out.add_part_counts(static_cast<std::uint32_t>(d.parts.size()));
        for (const auto& m : d.parts) {
            out.add_part_rooms(m.room);
            add_mark(*out.mutable_part_marks(), m.mark, ask.width);
        }
        parts += d.parts.size();
    }
    if (!records.empty()) append_ids(*out.mutable_doubted()->mutable_times(), *out.mutable_doubted()->mutable_tails(), records);
    drop_zeros(*out.mutable_part_rooms());
    return parts <= limits::repair_parts;
}

void read_sums(const pb::RepairAsk& in, repair_ask& ask, noted& state) {
    auto places = read_places(in.places(), state);
    state.check(std::cmp_equal(in.shapes_size(), places.size()) && std::cmp_equal(in.prefix_counts_size(), places.size()));
    state.within(static_cast<std::size_t>(in.prefixes_size()), limits::repair_ranges);
    if (!state.good()) return;
    column_cursor prefixes(in.prefixes(), state);
    blob_cursor sums(in.sums(), state);
    std::size_t all_sums = 0, all_prefixes = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::uint32_t shape = in.shapes(static_cast<int>(i)), count = in.prefix_counts(static_cast<int>(i));
        range_sums s;
        s.place = std::move(places[i]);
        s.below = (shape & 1) != 0;
        const unsigned depth = shape >> 1 & ((1u << depth_bits) - 1), fan = shape >> (1 + depth_bits);
        if (!state.check(depth <= prefix_bits_at_most && fan <= fan_at_most)) return;
        s.depth = static_cast<std::uint8_t>(depth);
        s.fan = static_cast<std::uint8_t>(fan);
        all_prefixes += count;
        all_sums += std::size_t{count} << fan;
        if (!state.within(all_sums, limits::repair_sums) || !state.within(all_prefixes, limits::repair_ranges)) return;
        std::uint64_t next = 0;
        for (std::uint32_t p = 0; p < count && state.good(); ++p) {
            s.prefixes.push_back(next_in_gaps(prefixes, next, std::uint64_t{1} << depth, state));
        }
        for (std::size_t n = std::size_t{count} << fan; n-- > 0 && state.good();) s.sums.push_back(next_mark(sums, ask.width));
        ask.sums.push_back(std::move(s));
    }
    state.check(prefixes.finished() && sums.finished());
}

void read_wanted(const pb::RepairAsk& in, repair_ask& ask, noted& state) {
    auto places = read_places(in.wanted(), state);
    state.within(in.marks().size(), limits::repair_marks * ask.width);
    state.within(static_cast<std::size_t>(in.wanted_prefixes_size()), limits::repair_ranges);
    if (!state.good()) return;
    column_cursor mark_counts(in.mark_counts(), state), depths(in.wanted_depths(), state), counts(in.wanted_counts(), state);
    column_cursor prefixes(in.wanted_prefixes(), state);
    blob_cursor marks(in.marks(), state);
    std::size_t all_prefixes = 0;
    for (std::size_t i = 0; i < places.size() && state.good(); ++i) {
        wanted_rows w;
        w.place = std::move(places[i]);
        for (std::uint32_t left = mark_counts.next(); left > 0 && state.good(); --left) w.marks.push_back(next_mark(marks, ask.width));
        state.check(std::is_sorted(w.marks.begin(), w.marks.end()));
        const std::uint32_t depth = depths.next(), count = counts.next();
        all_prefixes += count;
        if (!state.check(depth <= prefix_bits_at_most) || !state.within(all_prefixes, limits::repair_ranges)) return;
        w.depth = static_cast<std::uint8_t>(depth);
        std::uint64_t next = 0;
        for (std::uint32_t p = 0; p < count && state.good(); ++p) {
            w.prefixes.push_back(next_in_gaps(prefixes, next, std::uint64_t{1} << depth, state));
        }
        ask.wanted.push_back(std::move(w));
    }
    state.check(mark_counts.finished() && depths.finished() && counts.finished() && prefixes.finished() && marks.finished());
}

void read_doubted(const pb::RepairAsk& in, repair_ask& ask, noted& state) {
    std::vector<record_id> records;
    state.within(static_cast<std::size_t>(in.doubted().times_size()), limits::repair_doubts);
    state.within(in.part_marks().size(), limits::repair_parts * ask.width);
    if (!state.good()) return;
    state.check(read_ids(in.doubted().times(), in.doubted().tails(), records));
    state.check(std::adjacent_find(records.begin(), records.end(), std::greater_equal<>()) == records.end());
    column_cursor counts(in.part_counts(), state), rooms(in.part_rooms(), state);
    blob_cursor marks(in.part_marks(), state);
    for (std::size_t i = 0; i < records.size() && state.good(); ++i) {
        doubted_record d{records[i], {}};
        for (std::uint32_t left = counts.next(); left > 0 && state.good(); --left) {
            const std::uint32_t room = rooms.next();
            state.check(std::in_range<compartment>(room));
            d.parts.push_back({static_cast<compartment>(room), next_mark(marks, ask.width)});
        }
        ask.doubted.push_back(std::move(d));
    }
    state.check(counts.finished() && rooms.finished() && marks.finished());
}

}  // namespace

bool write_repair(const repair_ask& ask, pb::RepairAsk& out) {
    out.set_width(ask.width);
    out.set_list(ask.list);
    out.set_last(ask.last);
    for (const auto& node : ask.complete) {
        if (!add_place(node, *out.mutable_complete())) return false;
    }
    return write_sums(ask, out) && write_wanted(ask, out) && write_doubted(ask, out);
}

result<repair_ask> read_repair(const pb::RepairAsk& in) {
    noted state;
    repair_ask ask;
    ask.width = read_width(in.width(), state);
    ask.list = in.list();
    ask.last = in.last();
    if (state.good()) ask.complete = read_places(in.complete(), state);
    if (state.good()) read_sums(in, ask, state);
    if (state.good()) read_wanted(in, ask, state);
    if (state.good()) read_doubted(in, ask, state);
    if (!state.good()) return state.failure();
    return ask;
}

bool write_repair(const repair_told& told, pb::RepairTold& out) {
    out.set_width(told.width);
    for (const auto& place : told.unnamed) {
        if (!add_place(place, *out.mutable_unnamed())) return false;
    }
    std::uint64_t next_place = 0;
    std::size_t marks = 0;
    for (const auto& place : told.places) {
        out.add_places(static_cast<std::uint32_t>(place.index - next_place));
        next_place = std::uint64_t{place.index} + 1;
        out.add_range_counts(static_cast<std::uint32_t>(place.ranges.size()));
        std::uint64_t next = 0;
        for (const auto& range : place.ranges) {
            out.add_ranges(static_cast<std::uint32_t>(range.index - next));
            next = std::uint64_t{range.index} + 1;
            out.add_rows((range.listed ? range.marks.size() : range.rows) << 1 | (range.listed ? 1 : 0));
            for (const auto mark : range.marks) add_mark(*out.mutable_marks(), mark, told.width);
            marks += range.marks.size();
        }
    }
    return marks <= limits::repair_marks && std::cmp_less_equal(out.places_size(), limits::repair_places) &&
           std::cmp_less_equal(out.ranges_size(), limits::repair_sums);
}

result<repair_told> read_repair(const pb::RepairTold& in) {
    noted state;
    repair_told told;
    told.width = read_width(in.width(), state);
    if (state.good()) told.unnamed = read_places(in.unnamed(), state);
    state.within(static_cast<std::size_t>(in.places_size()), limits::repair_places);
    state.within(static_cast<std::size_t>(in.ranges_size()), limits::repair_sums);
    state.within(in.marks().size(), limits::repair_marks * full_width);
    state.check(in.places_size() == in.range_counts_size() && in.ranges_size() == in.rows_size());
    if (!state.good()) return state.failure();
    column_cursor indexes(in.places(), state), ranges(in.ranges(), state);
    column_cursor rows(in.rows(), state);
    blob_cursor marks(in.marks(), state);
    int read = 0;
    std::uint64_t next_place = 0;
    for (const std::uint32_t count : in.range_counts()) {
        told_place place;
        place.index = static_cast<std::uint32_t>(next_in_gaps(indexes, next_place, limits::repair_places, state));
        std::uint64_t next = 0;
        for (std::uint32_t left = count; left > 0 && state.check(read < in.ranges_size()) && state.good(); --left, ++read) {
            told_range range;
            range.index = static_cast<std::uint32_t>(next_in_gaps(ranges, next, limits::repair_sums, state));
            const std::uint64_t what = rows.next();
            range.listed = (what & 1) != 0;
            if (!range.listed) range.rows = what >> 1;
            for (std::uint64_t mark = range.listed ? what >> 1 : 0; mark > 0 && state.good(); --mark) {
                range.marks.push_back(next_mark(marks, told.width));
            }
            place.ranges.push_back(std::move(range));
        }
        if (!state.good()) break;
        told.places.push_back(std::move(place));
    }
    state.check(read == in.ranges_size() && marks.finished());
    if (!state.good()) return state.failure();
    return told;
}

}  // namespace pendata::wire
