// Splitting what differs until it is small enough to be listed.
#include "core/reconcile/descent.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>

#include "core/base/limits.hpp"

namespace pendata {

namespace {

constexpr std::size_t places_at_once = 512;      // nodes are split into what is below them as long as they are fewer
constexpr std::uint64_t first_sums = 256;        // about as many sums tell where a small tablet differs
constexpr std::uint64_t rows_a_first_sum = 1024; // a large one sends more of them
constexpr double rows_a_list = 10;               // what is left in a range when it is listed
constexpr unsigned rounds = 3;                   // of splitting, and then whatever differs is listed
constexpr unsigned fan_at_most = 8;

unsigned bits_for(double ranges) { return ranges <= 1 ? 0 : static_cast<unsigned>(std::ceil(std::log2(ranges))); }

}  // namespace

descent::descent(const grant_list& grants, held_parts held, std::uint8_t width) : grants_(normalised(grants)), width_(width) {
    place_rows(held);
    parts_ = std::move(held.parts);
    std::vector<question> tops;
    for (const auto& g : grants_) {
        if (!complete_.empty() && covers(complete_.back(), g.node)) continue;  // ascending: the upper node is before
        complete_.push_back(g.node);
        tops.push_back({g.node, true, 0, 0, 0, 0});
    }
    ask_places(tops);
}

void descent::place_rows(const held_parts& held) {
    auto placed = held.placed;
    std::sort(placed.begin(), placed.end());
    std::vector<bool> counted(held.parts.size());
    const auto first_of = [&](std::uint32_t part) {
        while (part > 0 && held.parts[part - 1].record == held.parts[part].record) --part;
        return part;
    };
    for (std::size_t i = 0; i < placed.size();) {
        const auto place = placed[i].first;
        auto& rows = rows_[held.places[place]];
        for (; i < placed.size() && placed[i].first == place; ++i) {
            const auto& part = held.parts[placed[i].second];
            counted[placed[i].second] = true;
            if (rows.empty() || rows.back().at.record != part.record) {
                rows.push_back({{range_key(part.record), 0, part.record}, first_of(placed[i].second)});
            }
            rows.back().at.mark += part.mark;
        }
        std::sort(rows.begin(), rows.end(), [](const row& a, const row& b) { return a.at < b.at; });
        held_rows_ += rows.size();
    }
    // What can be placed nowhere is in no sum of a place: it is doubted from the start, so that it can not hide.
    for (std::uint32_t i = 0; i < held.parts.size(); ++i) {
        if (counted[i]) continue;
        const auto first = first_of(i);
        if (doubts_.empty() || doubts_.back().first_part != first) doubts_.push_back({0, first});
        doubts_.back().mark += held.parts[i].mark;
    }
}

// The atoms right below a node, and the nodes with atoms below them; the node itself where it is an atom.
std::vector<descent::question> descent::children(const question& node) const {
    std::vector<question> out;
    for (auto at = rows_.lower_bound(node.place); at != rows_.end() && at->first.starts_with(node.place); ++at) {
        if (!covers(node.place, at->first)) continue;
        const auto dot = at->first.find('.', node.place.size() + 1);
        std::string child = at->first.size() == node.place.size() ? node.place : at->first.substr(0, dot);
        if (!out.empty() && out.back().place == child) {
            out.back().below = true;
            out.back().rows += at->second.size();
        } else {
            const bool below = child != at->first;
            out.push_back({std::move(child), below, 0, 0, 0, at->second.size()});
        }
    }
    return out;
}

// What is below these nodes, level by level as long as the places are few: a tablet of some villages asks for each
// at once.
void descent::ask_places(const std::vector<question>& nodes) {
    std::vector<question> level;
    for (const auto& node : nodes) {
        auto below = children(node);
        level.insert(level.end(), std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()));
    }
    while (std::any_of(level.begin(), level.end(), [](const question& q) { return q.below; })) {
        std::vector<question> finer;
        for (const auto& q : level) {
            auto below = q.below ? children(q) : std::vector{q};
            finer.insert(finer.end(), std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()));
        }
        if (finer.size() > places_at_once) break;
        level = std::move(finer);
    }
    open_.insert(open_.end(), std::make_move_iterator(level.begin()), std::make_move_iterator(level.end()));
}

std::pair<const descent::row*, const descent::row*> descent::rows_in(const std::string& place, unsigned depth,
                                                                     std::uint64_t prefix) const {
    const auto found = rows_.find(place);
    if (found == rows_.end()) return {nullptr, nullptr};
    const auto* begin = found->second.data();
    const auto* end = begin + found->second.size();
    const auto* from = std::lower_bound(begin, end, prefix, [&](const row& r, std::uint64_t p) { return prefix_of(r.at.key, depth) < p; });
    const auto* to = std::upper_bound(from, end, prefix, [&](std::uint64_t p, const row& r) { return p < prefix_of(r.at.key, depth); });
    return {from, to};
}

// How finely the ranges of one place are split. First by what is held in all; then so that after the last round
// about as many rows are left in a range as a list is worth.
unsigned descent::fan_for(const std::vector<question>& group) const {
    const unsigned depth = group.front().depth, round = group.front().round;
    std::uint64_t rows = 0;
    for (const auto& q : group) rows += q.rows;
    const double each = static_cast<double>(rows) / static_cast<double>(group.size());
    unsigned fan = 0;
    if (round == 0) {
        const auto sums = std::clamp(held_rows_ / rows_a_first_sum, first_sums, std::uint64_t{limits::repair_sums / 16});
        const double wanted = std::max(static_cast<double>(held_rows_) / static_cast<double>(sums), rows_a_list);
        fan = each <= wanted ? 0 : static_cast<unsigned>(std::lround(std::log2(each / wanted)));
        fan = std::min(fan, 12u);
    } else {
        const unsigned left = round < rounds ? rounds - round : 1;
        fan = std::clamp((bits_for(each / rows_a_list) + left - 1) / left, 1u, fan_at_most);
    }
    return std::min(fan, prefix_bits_at_most - std::min(depth, prefix_bits_at_most));
}

void descent::ask_range(const std::vector<question>& group, unsigned fan, range_sums& out) const {
    out.place = group.front().place;
    out.below = group.front().below;
    out.depth = static_cast<std::uint8_t>(group.front().depth);
    out.fan = static_cast<std::uint8_t>(fan);
    if (out.below) {
        std::uint64_t sum = 0;
        for (auto at = rows_.lower_bound(out.place); at != rows_.end() && at->first.starts_with(out.place); ++at) {
            if (!covers(out.place, at->first)) continue;
            for (const auto& r : at->second) sum += r.at.mark;
        }
        out.prefixes = {0};
        out.sums = {shortened(sum, width_)};
        return;
    }
    out.sums.resize(group.size() << fan);
    for (std::size_t i = 0; i < group.size(); ++i) {
        out.prefixes.push_back(group[i].prefix);
        const auto [from, to] = rows_in(out.place, out.depth, group[i].prefix);
        const auto last_bits = (std::uint64_t{1} << fan) - 1;
        for (const auto* r = from; r != to; ++r) out.sums[(i << fan) + (prefix_of(r->at.key, out.depth + fan) & last_bits)] += r->at.mark;
    }
    for (auto& sum : out.sums) sum = shortened(sum, width_);
}

// As many of the open questions as a message takes; of one place all of the same depth.
repair_ask descent::next_sums() {
    repair_ask ask;
    ask.width = width_;
    ask.complete = complete_asked_ = std::exchange(complete_, {});
    std::sort(open_.begin(), open_.end(), [](const question& a, const question& b) {
        return std::tie(a.place, a.below, a.depth, a.prefix) < std::tie(b.place, b.below, b.depth, b.prefix);
    });
    asked_.clear();
    fans_.clear();
    std::vector<question> later;
    std::size_t sums = 0, ranges = 0;
    for (std::size_t i = 0; i < open_.size();) {
        std::vector<question> group;
        const auto same = [&](const question& q) {
            return q.place == open_[i].place && q.below == open_[i].below && q.depth == open_[i].depth;
        };
        const auto end = std::find_if_not(open_.begin() + static_cast<std::ptrdiff_t>(i), open_.end(), same);
        group.assign(open_.begin() + static_cast<std::ptrdiff_t>(i), end);
        i = static_cast<std::size_t>(end - open_.begin());
        unsigned fan = group.front().below ? 0 : fan_for(group);
        const unsigned least = std::min(fan, group.front().round == 0 ? 0u : 1u);
        while (fan > least && sums + (group.size() << fan) > limits::repair_sums) --fan;
        const bool free = asked_.size() < limits::repair_places && (asked_.empty() || asked_.back().front().place != group.front().place);
        const auto room = free ? std::min((limits::repair_sums - sums) >> fan, limits::repair_ranges - ranges) : 0;
        while (group.size() > room) {
            later.push_back(std::move(group.back()));
            group.pop_back();
        }
        if (group.empty()) continue;
        ask.list = ask.list || group.front().round + 1 >= rounds;
        ask_range(group, fan, ask.sums.emplace_back());
        sums += group.size() << fan;
        ranges += group.size();
        asked_.push_back(std::move(group));
        fans_.push_back(fan);
    }
    open_ = std::move(later);
    return ask;
}

result<void> descent::take(const repair_told& told) {
    if (told.width != width_) return errc::malformed;
    for (const auto& place : told.unnamed) {
        const bool below = std::any_of(complete_asked_.begin(), complete_asked_.end(), [&](const std::string& n) { return covers(n, place); });
        if (!below) return errc::malformed;
        // One that is held is asked for later: it did not fit into this question.
        if (!rows_.contains(place)) wishes_[place].ranges[0] = {0};
    }
    complete_asked_.clear();
    const auto asked = std::exchange(asked_, {});
    std::vector<question> nodes;
    for (const auto& place : told.places) {
        if (place.index >= asked.size()) return errc::malformed;
        const auto& group = asked[place.index];
        const unsigned fan = fans_[place.index];
        if (group.front().below) {
            complete_.push_back(group.front().place);
            nodes.push_back(group.front());
            continue;
        }
        for (const auto& range : place.ranges) {
            if (range.index >> fan >= group.size()) return errc::malformed;
            auto q = group[range.index >> fan];
            q.prefix = q.prefix << fan | (range.index & ((1u << fan) - 1));
            PENDATA_CHECK(take_range(q, fan, range));
        }
    }
    std::sort(complete_.begin(), complete_.end());
    ask_places(nodes);
    return {};
}

// `asked` has the prefix of the piece already, its depth is still that of the question.
result<void> descent::take_range(const question& asked, unsigned fan, const told_range& told) {
    const unsigned depth = asked.depth + fan;
    const auto [from, to] = rows_in(asked.place, depth, asked.prefix);
    if (!told.listed) {
        if (from == to) {
            wishes_[asked.place].ranges[depth].push_back(asked.prefix);
            return {};
        }
        // Rows that share so much of their keys were made to: what is left is for the next descent, at full width.
        if (depth >= prefix_bits_at_most) return {};
        open_.push_back({asked.place, false, depth, asked.prefix, asked.round + 1,
                         std::max(static_cast<std::uint64_t>(to - from), told.rows)});
        return {};
    }
    auto theirs = told.marks;
    std::sort(theirs.begin(), theirs.end());
    std::vector<std::pair<std::uint64_t, std::uint32_t>> ours;
    for (const auto* r = from; r != to; ++r) ours.emplace_back(shortened(r->at.mark, width_), r->first_part);
    std::sort(ours.begin(), ours.end());
    auto their = theirs.begin();
    auto our = ours.begin();
    while (their != theirs.end() || our != ours.end()) {
        if (our == ours.end() || (their != theirs.end() && *their < our->first)) {
            wishes_[asked.place].marks.push_back(*their++);
        } else if (their == theirs.end() || our->first < *their) {
            doubts_.push_back({our->first, our->second});
            ++our;
        } else {
            ++their;
            ++our;
        }
    }
    return {};
}

// What is wanted at one place and held as it should be at another, or nowhere, only stands wrong because its root
// does: it is neither sent nor doubted.
void descent::settle_differences() {
    settled_ = true;
    for (auto& d : doubts_) d.mark = shortened(d.mark, width_);
    std::sort(doubts_.begin(), doubts_.end());
    for (auto& [place, wished] : wishes_) {
        auto& marks = wished.marks;
        std::sort(marks.begin(), marks.end());
        marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
        std::erase_if(marks, [&](std::uint64_t mark) {
            const auto held = std::lower_bound(doubts_.begin(), doubts_.end(), doubt{mark, 0});
            if (held == doubts_.end() || held->mark != mark) return false;
            doubts_.erase(held);
            return true;
        });
        for (auto& [depth, prefixes] : wished.ranges) {
            std::sort(prefixes.begin(), prefixes.end());
            prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
        }
    }
    for (const auto& d : doubts_) doubted_.push_back(d.first_part);
    std::sort(doubted_.begin(), doubted_.end());
    doubted_.erase(std::unique(doubted_.begin(), doubted_.end()), doubted_.end());
    doubts_.clear();
}

// Moves what fits from the wish to the question. True when nothing is left of it.
bool descent::add_wish(const std::string& place, wish& left, repair_ask& to, std::size_t& room) const {
    wanted_rows wanted;
    wanted.place = place;
    const auto take = [&](std::vector<std::uint64_t>& from, std::vector<std::uint64_t>& into) {
        const auto count = std::min(room, from.size());
        room -= count;
        into.assign(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
        from.erase(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
    };
    take(left.marks, wanted.marks);
    if (!left.ranges.empty()) {
        auto& [depth, prefixes] = *left.ranges.begin();
        wanted.depth = static_cast<std::uint8_t>(depth);
        take(prefixes, wanted.prefixes);
        if (prefixes.empty()) left.ranges.erase(left.ranges.begin());
    }
    if (!wanted.marks.empty() || !wanted.prefixes.empty()) to.wanted.push_back(std::move(wanted));
    return left.marks.empty() && left.ranges.empty();
}

repair_ask descent::next_wishes() {
    repair_ask ask;
    ask.width = width_;
    std::size_t parts = 0, done = 0;
    for (; done < doubted_.size() && ask.doubted.size() < limits::repair_doubts; ++done) {
        doubted_record doubted{parts_[doubted_[done]].record, {}};
        for (auto i = doubted_[done]; i < parts_.size() && parts_[i].record == doubted.record; ++i) {
            doubted.parts.push_back({parts_[i].room, shortened(parts_[i].mark, width_)});
        }
        parts += doubted.parts.size();
        if (parts > limits::repair_parts) break;
        ask.doubted.push_back(std::move(doubted));
    }
    doubted_.erase(doubted_.begin(), doubted_.begin() + static_cast<std::ptrdiff_t>(done));
    std::size_t room = limits::repair_marks;
    for (auto at = wishes_.begin(); at != wishes_.end() && room > 0 && ask.wanted.size() < limits::repair_places;) {
        at = add_wish(at->first, at->second, ask, room) ? wishes_.erase(at) : std::next(at);
    }
    ask.last = doubted_.empty() && wishes_.empty();
    return ask;
}

std::optional<repair_ask> descent::next() {
    if (ended_) return std::nullopt;
    if (!open_.empty() || !complete_.empty()) return next_sums();
    if (!settled_) settle_differences();
    auto ask = next_wishes();
    ended_ = ask.last;
    return ask;
}

}  // namespace pendata
