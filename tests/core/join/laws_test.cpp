// The laws of the one join, for every policy at once: a policy lives in the rank its author wrote (I1, I6).
#include "core/join/join.hpp"

#include <doctest/doctest.h>

#include "core/model/canonical.hpp"
#include "core/join/author.hpp"
#include "core/join/retime.hpp"
#include "core/join/seal.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

part joined_part(const std::vector<cell>& cells) {
    part p;
    for (const auto& c : cells) join_into(p, c, 1);
    return p;
}

bytes canonical_of(const std::vector<cell>& cells) { return canonical_part(joined_part(cells)); }

}  // namespace

TEST_CASE("join laws") {
    CHECK(rc::check("a total order: of two different cells of a key exactly one wins", [](const std::uint8_t) {
        const auto key = *arbitrary::any_key();
        const auto a = *arbitrary::any_cell(key);
        const auto b = *arbitrary::any_cell(key);
        RC_ASSERT(wins(a, b) != wins(b, a) || a == b);
        RC_ASSERT(!wins(a, a));
    }));
    CHECK(rc::check("transitive", [](const std::uint8_t) {
        const auto key = *arbitrary::any_key();
        const auto a = *arbitrary::any_cell(key);
        const auto b = *arbitrary::any_cell(key);
        const auto c = *arbitrary::any_cell(key);
        RC_ASSERT(!(wins(a, b) && wins(b, c)) || wins(a, c));
    }));
    CHECK(rc::check("commutes, associates, is idempotent: any order with repeats gives the same bytes", [](const std::uint8_t) {
        const auto cells = *rc::gen::container<std::vector<cell>>(arbitrary::any_cell());
        auto other = cells;
        for (const auto& c : cells) {
            if (*rc::gen::arbitrary<bool>()) other.push_back(c);
        }
        std::vector<std::pair<int, std::size_t>> order;
        for (std::size_t i = 0; i < other.size(); ++i) order.emplace_back(*rc::gen::arbitrary<int>(), i);
        std::sort(order.begin(), order.end());
        std::vector<cell> shuffled;
        for (const auto& [key, i] : order) shuffled.push_back(other[i]);
        RC_ASSERT(canonical_of(shuffled) == canonical_of(cells));
        const auto half = joined_part(std::vector<cell>(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(cells.size() / 2)));
        std::vector<cell> rest(cells.begin() + static_cast<std::ptrdiff_t>(cells.size() / 2), cells.end());
        for (const auto& c : half.cells) rest.push_back(c.what);
        RC_ASSERT(canonical_of(rest) == canonical_of(cells));
    }));
    CHECK(rc::check("a view is the join of its layers", [](const std::uint8_t) {
        const auto settled = *arbitrary::any_part();
        const auto pending = *rc::gen::container<std::vector<write>>(arbitrary::any_write());
        std::vector<cell> all;
        for (const auto& c : settled.cells) all.push_back(c.what);
        for (const auto& w : pending) all.push_back(w.what);
        part seen;
        for (auto& c : joined(std::span(&settled, 1), pending)) seen.put({c, 1});
        RC_ASSERT(canonical_part(seen) == canonical_of(all));
    }));
}

TEST_CASE("sealing gives every save a time after what it saw") {
    CHECK(rc::check("after every base and after the own last", [](const std::uint8_t) {
        auto history = *arbitrary::any_history();
        std::vector<unsealed_write> writes;
        for (auto& w : history) writes.push_back({w, {*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000), 0, "other boot"}});
        chain_head head;
        head.last_time = *arbitrary::any_time() >> 2;
        const auto batch = seal(writes, head, std::nullopt, {1'790'000'000'000, 0, "boot"}, [](const write_id&) { return std::optional<known_base>(); });
        std::map<write_id, stamp_time> times;
        for (const auto& w : batch.writes) {
            RC_ASSERT(w.what.at.time > head.last_time);
            times[w.id()] = w.what.at.time;
        }
        for (const auto& w : batch.writes) {
            for (const auto& base : w.seen) {
                const auto at = times.find(base);
                const bool same_save = at != times.end() && at->second == w.what.at.time;
                if (at != times.end() && !same_save) RC_ASSERT(at->second < w.what.at.time || base == w.id());
            }
        }
    }));
}

TEST_CASE("a settled time is not ahead, and never behind a base") {
    CHECK(rc::check("replaced times", [](const std::uint8_t) {
        write w = *arbitrary::any_write();
        const auto now = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000);
        const auto bases = *rc::gen::container<std::vector<stamp_time>>(arbitrary::any_time());
        const settling_time at{*arbitrary::any_time(), *rc::gen::inRange(0u, 5u), now, *rc::gen::element<std::optional<stamp_time>>(std::nullopt, *arbitrary::any_time())};
        const auto replaced = replaced_time(w, at, bases);
        const bool is_out_of_order = at.ceiling && w.what.at.time >= *at.ceiling;
        const bool is_before_base = std::any_of(bases.begin(), bases.end(), [&](stamp_time base) { return base + 1 > w.what.at.time; });
        if (replaced) RC_ASSERT(w.what.at.time > end_of_ms(now) || is_out_of_order || is_before_base);
        if (!replaced) RC_ASSERT(!is_before_base);
        if (!replaced && w.what.at.time > end_of_ms(now)) {
            RC_ASSERT(std::any_of(bases.begin(), bases.end(), [&](stamp_time base) { return base + 1 == w.what.at.time; }));
        }
        if (!replaced) return;
        for (const auto base : bases) RC_ASSERT(base == ~stamp_time{0} || *replaced > base);
        if (bases.empty()) RC_ASSERT(*replaced <= end_of_ms(now));
    }));
}

}  // namespace pendata
