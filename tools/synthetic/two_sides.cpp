// Rows from a seed, and a repair between them.
#include "tools/synthetic/two_sides.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "core/base/limits.hpp"
#include "core/wire/frame.hpp"

namespace pendata::synthetic {

namespace {

// As a tablet makes them: time, then random bits. All of one campaign.
record_id record_at(std::size_t number, std::mt19937_64& random) {
    std::array<unsigned char, 10> tail;
    for (std::size_t i = 0; i < tail.size(); ++i) tail[i] = static_cast<unsigned char>(random());
    return record_id::from({reinterpret_cast<const char*>(make_uuid7(1'790'000'000'000 + static_cast<std::int64_t>(number) * 700, tail).data()), 16});
}

std::string village_at(std::size_t number) {
    const auto two = [](std::size_t n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return "32.11." + two(1 + number / 16) + "." + std::to_string(2001 + number % 16);
}

std::size_t frame_bytes(const message::any& content) {
    const auto frame = encode_frame(content);
    return frame.has_value() ? frame->size() : 0;
}

// What a tablet without ranges would say: every record it holds with the whole mark.
std::size_t bytes_of_listing(const held_parts& held) {
    std::size_t bytes = 0;
    for (std::size_t from = 0; from < held.parts.size(); from += limits::repair_doubts) {
        message::repair_ask all;
        all.width = full_width;
        const auto to = std::min(held.parts.size(), from + limits::repair_doubts);
        for (auto i = from; i < to; ++i) all.doubted.push_back({held.parts[i].record, {{0, held.parts[i].mark}}});
        bytes += frame_bytes(all);
    }
    return bytes;
}

}  // namespace

two_sides::two_sides(const sides_plan& plan) : grants_{{plan.villages == 1 ? village_at(0) : "32.11", 1}} {
    std::mt19937_64 random(plan.seed);
    for (std::size_t i = 0; i < plan.villages; ++i) tablet_.places.push_back(village_at(i));
    std::vector<std::pair<held_part, std::uint32_t>> held;
    const auto draw = [&](std::size_t number) {
        auto id = record_at(number, random);
        while (plan.crowded && range_key(id) >> 54 != 0) id = record_at(number, random);
        return id;
    };
    // Which records differ is spread evenly over all of them, in the order they were made.
    const std::size_t different = plan.changed + plan.missing;
    std::size_t done = 0;
    for (std::size_t i = 0; i < plan.records; ++i) {
        const auto place = static_cast<std::uint32_t>(random() % plan.villages);
        const placed_row row{0, random(), draw(i)};
        auto& at = office_[tablet_.places[place]].emplace_back(row);
        at.key = range_key(row.record);
        if (plan.empty_cache) continue;
        const bool differs = done * plan.records < different * (i + 1) && done < different;
        const bool is_missing = differs && done * plan.missing / std::max<std::size_t>(1, different) != (done + 1) * plan.missing / std::max<std::size_t>(1, different);
        done += differs ? 1 : 0;
        if (is_missing) continue;
        held.push_back({{row.record, 0, differs ? random() : row.mark}, place});
    }
    for (std::size_t i = 0; i < plan.extra; ++i) {
        held.push_back({{draw(i * 13), 0, random()}, static_cast<std::uint32_t>(random() % plan.villages)});
    }
    std::sort(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.first.record < b.first.record; });
    for (const auto& [part, place] : held) {
        tablet_.placed.emplace_back(place, static_cast<std::uint32_t>(tablet_.parts.size()));
        tablet_.parts.push_back(part);
    }
    for (auto& [place, rows] : office_) std::sort(rows.begin(), rows.end());
}

result<std::vector<row_source::total>> two_sides::totals_below(const std::string& node) {
    std::vector<total> out;
    for (const auto& [place, rows] : office_) {
        if (!covers(node, place)) continue;
        total& t = out.emplace_back(total{place, 0, rows.size()});
        for (const auto& row : rows) t.sum += row.mark;
    }
    return out;
}

result<std::vector<placed_row>> two_sides::rows_at(const std::string& place) {
    const auto found = office_.find(place);
    return found == office_.end() ? std::vector<placed_row>() : found->second;
}

namespace {

// The office's answer to wishes, without the parts: which records it would send, what it evicts.
void answer_wishes(two_sides& between, const repair_ask& ask, repair_cost& cost, std::set<record_id>& sent) {
    message::pull mends;
    mends.mends = true;
    for (const auto& w : ask.wanted) {
        const auto rows = between.rows_at(w.place);
        for (const auto& row : *rows) {
            const bool by_mark = std::binary_search(w.marks.begin(), w.marks.end(), shortened(row.mark, ask.width));
            const bool by_range = std::binary_search(w.prefixes.begin(), w.prefixes.end(), prefix_of(row.key, w.depth));
            if (by_mark || by_range) sent.insert(row.record);
        }
    }
    for (const auto& doubted : ask.doubted) {
        if (!sent.contains(doubted.record)) mends.evictions.push_back({doubted.record, 1, 0});
    }
    cost.evicted += mends.evictions.size();
    cost.bytes_down += frame_bytes(mends);
    if (ask.last) cost.bytes_down += frame_bytes(message::checkpoint_reached{0, {segment_id::from(bytes(16, 's')), 1, 1}, {}});
}

}  // namespace

std::optional<repair_cost> cost_of(two_sides& between) {
    repair_cost cost;
    cost.exchanges = 1;
    cost.listed_up = bytes_of_listing(between.tablet());
    descent tablet(between.grants(), between.tablet(), short_width);
    std::set<record_id> sent;
    while (const auto ask = tablet.next()) {
        ++cost.exchanges;
        const auto up = frame_bytes(*ask);
        if (up == 0) return std::nullopt;
        cost.bytes_up += up;
        if (!ask->wanted.empty() || !ask->doubted.empty() || ask->last) answer_wishes(between, *ask, cost, sent);
        if (ask->last) break;
        const auto told = tell(between, *ask);
        if (told.has_error() || tablet.take(*told).has_error()) return std::nullopt;
        cost.bytes_down += frame_bytes(*told);
    }
    cost.wanted = sent.size();
    return cost;
}

}  // namespace pendata::synthetic
