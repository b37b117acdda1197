// A day's corrections: some edits here, others there, on records that both hold. What they cost must not hang on how many
// records are held.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "core/wire/compression.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t edits_at_most = 500;

// Sorts that officers do correct.
constexpr std::string_view edited_fields[] = {"phone", "rt", "rw", "hamlet"};

struct one_edit {
    std::size_t record, field;  // of edited_fields
    std::string value;
};

std::string id_in(const std::string& line) {
    constexpr std::size_t id_at = 7, id_size = 36;  // {"id":"…
    return line.substr(id_at, id_size);
}

// One field of each record, in turns.
std::vector<one_edit> edits_of(std::size_t records, std::size_t count, std::size_t first) {
    std::vector<one_edit> out;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t record = (first + 2 * i) * (records / (2 * count)) % records;
        const std::size_t field = i % std::size(edited_fields);
        const std::uint64_t drawn = (first + 1 + i) * 0x9e3779b97f4a7c15ull;
        const auto number = static_cast<unsigned>(drawn >> 40);
        char text[24];
        switch (field) {
            case 0: std::snprintf(text, sizeof text, "0812%08u", static_cast<unsigned>(drawn >> 32) % 100000000); break;
            case 1: std::snprintf(text, sizeof text, "%03u", number % 40 + 1); break;
            case 2: std::snprintf(text, sizeof text, "%02u", number % 12 + 1); break;
            default: std::snprintf(text, sizeof text, "Kampung %u", number % 900 + 100);
        }
        out.push_back({record, field, text});
    }
    return out;
}

// Ordinals as steps, fields as bytes, values one after another: what both sides would send who have agreed on an order
// of the records and on who, when and why.
std::uint64_t packed_bytes(std::vector<one_edit> edits) {
    std::sort(edits.begin(), edits.end(), [](const one_edit& a, const one_edit& b) { return a.record < b.record; });
    bytes plain, packed;
    std::size_t before = 0;
    const auto varint = [&](std::size_t n) {
        for (; n >= 0x80; n >>= 7) plain.push_back(static_cast<char>(n | 0x80));
        plain.push_back(static_cast<char>(n));
    };
    for (const auto& e : edits) varint(e.record - std::exchange(before, e.record));
    for (const auto& e : edits) varint(e.field);
    for (std::size_t field = 0; field < std::size(edited_fields); ++field) {
        for (const auto& e : edits) {
            if (e.field == field) plain.append(e.value).push_back('\0');
        }
    }
    wire::append_compressed(packed, plain);
    return packed.size();
}

}  // namespace

checked<void> first_load::edit(bench_tablet& tablet, std::size_t count, std::size_t first, std::uint64_t& packed) {
    const auto edits = edits_of(day_.data().lines.size(), count, first);
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const auto& e = edits[i];
        PENDATA_CHECK(tablet.edit(id_in(day_.data().lines[e.record]), "{\"" + std::string(edited_fields[e.field]) + "\":\"" + e.value + "\"}"));
        tell_.at("edits", i + 1, edits.size());
    }
    packed = packed_bytes(edits);
    return {};
}

checked<void> first_load::measure_edits(report& into) {
    PENDATA_CHECK(pull());
    const std::size_t count = std::max<std::size_t>(1, std::min(edits_at_most, day_.data().lines.size() / 4));
    PENDATA_CHECK(author_->sync(day_.office().address()));
    PENDATA_CHECK(reader_->sync(day_.office().address()));
    std::uint64_t packed_here = 0, packed_there = 0;
    PENDATA_CHECK(edit(*author_, count, 0, packed_here));
    PENDATA_CHECK(edit(*reader_, count, 1, packed_there));
    PENDATA_TRY(here, timed_sync(*author_, "edits: here"));     // sends its own
    PENDATA_TRY(there, timed_sync(*reader_, "edits: there"));   // sends its own, takes the others
    PENDATA_TRY(back, timed_sync(*author_, "edits: back"));     // takes the others
    const auto each = [&](double total) { return total / static_cast<double>(count); };
    const auto bytes_each = [&](std::uint64_t bytes) { return each(static_cast<double>(bytes)); };
    into.add({"edits_bytes_up", bytes_each(here.summary.bytes_up), "B/edit", bytes_each(packed_here), limit_kind::packed_list});
    into.add({"edits_bytes_down", bytes_each(back.summary.bytes_down), "B/edit", bytes_each(packed_there), limit_kind::packed_list});
    into.add({"edits_bytes_own_back", bytes_each(here.summary.bytes_down), "B/edit", {}, limit_kind::none});
    into.add({"edits_tablet_cpu", each(there.tablet_cpu_s) / 2 * 1e6, "us/edit", {}, limit_kind::none});
    into.add({"edits_office_cpu", each(here.office_cpu_s + there.office_cpu_s + back.office_cpu_s) / 2 * 1e6, "us/edit", {}, limit_kind::none});
    into.note("edits_each_side", static_cast<double>(count));
    return {};
}

}  // namespace pendata::bench
