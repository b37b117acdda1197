// The lane against a small office of its own: links that break anywhere, answers in any order, peers that lie.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include "core/photo/lane.hpp"

namespace pendata {

namespace {

constexpr std::size_t piece_bytes = limits::photo_piece_bytes;
using heard = photo_lane::heard;

bytes photo_of(std::size_t size, char seed) {
    bytes out;
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(seed + static_cast<char>(i * 7 + i / 300)));
    return out;
}

struct half_photo {
    std::uint64_t size = 0;
    std::map<std::uint32_t, bytes> pieces;
};

// What both ends keep, whatever happens to connections.
struct both_ends {
    std::map<digest, bytes> tablet;         // to bring
    std::map<digest, half_photo> fetched;   // at the tablet
    std::map<digest, half_photo> office;
    std::map<digest, bytes> office_whole;
    std::map<digest, int> made_whole;
    std::map<digest, std::uint64_t> rows;
    std::vector<photo_errand> wishes;
    std::size_t bytes_up = 0, bytes_down = 0;
};

bytes joined(const half_photo& of) {
    bytes out;
    for (const auto& [number, content] : of.pieces) out += content;
    return out;
}

// One connection; ends after `budget` steps of either side. Answers wait in a list and come back in any order where
// `shuffled`.
class connection {
public:
    connection(both_ends& ends, int budget, bool shuffled) : ends_(ends), budget_(budget), shuffled_(shuffled) {}

    void run() {
        while (budget_-- > 0) {
            ++now_ms_;
            if (auto step = lane.next(now_ms_)) {
                std::visit([&](auto& s) { act(s); }, *step);
                RC_ASSERT(lane.in_flight() <= limits::photo_pieces_in_flight);
                continue;
            }
            if (answers_.empty()) {
                RC_ASSERT(lane.is_done());
                done = true;
                return;
            }
            const auto at = shuffled_ ? *rc::gen::inRange<std::size_t>(0, answers_.size()) : 0;
            const auto answer = answers_[at];
            answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(at));
            answer();
        }
    }

    photo_lane lane;
    bool done = false;

private:
    void act(const photo_step::read_errands& s) {
        std::vector<photo_errand> out;
        for (const auto& [photo, content] : ends_.tablet) {
            if (!ends_.office_whole.contains(photo)) out.push_back({ends_.rows[photo], photo, content.size(), false, {}, 0, {}});
        }
        for (auto wish : ends_.wishes) {
            const auto& half = ends_.fetched[wish.photo];
            if (half.size > 0 && half.pieces.size() == piece_count(half.size)) continue;
            wish.size = half.size;
            for (const auto& [number, content] : half.pieces) wish.here.add(number);
            out.push_back(wish);
        }
        std::erase_if(out, [&](const auto& e) { return e.row <= s.after; });
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
        if (out.size() > s.limit) out.resize(s.limit);
        lane.take(out);
    }
    void act(const photo_step::offer& s) {
        answers_.push_back([this, s] {
            auto missing = piece_set::all_of(s.size);
            for (const auto& [number, content] : ends_.office[s.photo].pieces) missing.remove(number);
            if (ends_.office_whole.contains(s.photo)) missing = {};
            RC_ASSERT(lane.wanted(s.photo, s.size, missing) == (missing.is_empty() ? heard::done : heard::goes_on));
        });
    }
    void act(const photo_step::bring& s) {
        const bytes content(piece_of(ends_.tablet[s.photo], s.number));
        ends_.bytes_up += content.size();
        answers_.push_back([this, s, content] {
            auto& half = ends_.office[s.photo];
            half.size = s.size;
            half.pieces[s.number] = content;
            const bool whole = half.pieces.size() == piece_count(s.size);
            if (whole) {
                RC_ASSERT(sha256(joined(half)) == s.photo);
                ends_.office_whole[s.photo] = joined(half);
                ++ends_.made_whole[s.photo];
            }
            RC_ASSERT(lane.kept(s.photo, s.number, whole, now_ms_) == (whole ? heard::done : heard::goes_on));
        });
    }
    void act(const photo_step::ask& s) {
        answers_.push_back([this, s] {
            const auto found = ends_.office_whole.find(s.photo);
            if (found == ends_.office_whole.end()) {
                RC_ASSERT(lane.refused(s.photo) == heard::done);
                return;
            }
            const bytes content(piece_of(found->second, s.number));
            ends_.bytes_down += content.size();
            auto& half = ends_.fetched[s.photo];
            half.size = found->second.size();
            half.pieces[s.number] = content;
            const bool whole = half.pieces.size() == piece_count(half.size);
            RC_ASSERT(lane.came(s.photo, half.size, s.number, content.size(), now_ms_) == (whole ? heard::done : heard::goes_on));
        });
    }

    both_ends& ends_;
    int budget_;
    bool shuffled_;
    std::int64_t now_ms_ = 0;
    std::vector<std::function<void()>> answers_;
};

digest add_photo(both_ends& ends, std::size_t size, char seed) {
    const bytes content = photo_of(size, seed);
    const digest hash = sha256(content);
    ends.tablet[hash] = content;
    ends.rows.emplace(hash, ends.rows.size() + 1);
    return hash;
}

}  // namespace

TEST_CASE("photos come whole over links that break anywhere, and each byte is hardly sent twice") {
    CHECK(rc::check([] {
        both_ends ends;
        const int photos = *rc::gen::inRange(1, 12);
        std::size_t size = 0;
        for (int i = 0; i < photos; ++i) {
            const auto one = *rc::gen::inRange<std::size_t>(1, 20 * piece_bytes);
            add_photo(ends, one, static_cast<char>(i * 13));
        }
        for (const auto& [hash, content] : ends.tablet) size += content.size();
        int breaks = *rc::gen::inRange(0, 4);
        const int broken = breaks;
        while (true) {
            connection link(ends, breaks > 0 ? *rc::gen::inRange(1, 200) : 100'000, *rc::gen::arbitrary<bool>());
            link.run();
            if (breaks-- <= 0) {
                RC_ASSERT(link.done);
                break;
            }
        }
        RC_ASSERT(ends.office_whole == ends.tablet);
        // Once whole it is not sent again.
        for (const auto& [hash, times] : ends.made_whole) RC_ASSERT(times == 1);
        const std::size_t most_lost = static_cast<std::size_t>(broken) * limits::photo_pieces_in_flight * piece_bytes;
        RC_ASSERT(ends.bytes_up <= size + most_lost);
    }));
}

TEST_CASE("a photo that is fetched goes on from any subset of its pieces") {
    CHECK(rc::check([] {
        both_ends ends;
        const auto content = photo_of(*rc::gen::inRange<std::size_t>(1, 30 * piece_bytes), 5);
        const digest hash = sha256(content);
        ends.office_whole[hash] = content;
        ends.wishes.push_back({1, hash, 0, true, {}, 0, {}});
        auto& half = ends.fetched[hash];
        for (std::uint32_t n = 0; n < piece_count(content.size()); ++n) {
            if (!*rc::gen::arbitrary<bool>()) continue;
            half.size = content.size();
            half.pieces[n] = bytes(piece_of(content, n));
        }
        const auto there = joined(half).size();
        connection link(ends, 100'000, *rc::gen::arbitrary<bool>());
        link.run();
        RC_ASSERT(link.done);
        RC_ASSERT(joined(half) == content);
        RC_ASSERT(ends.bytes_down == content.size() - there);
    }));
}

TEST_CASE("a photo nobody gives ends its errand and no other") {
    both_ends ends;
    ends.wishes.push_back({1, sha256("nobody's"), 0, true, {}, 0, {}});
    ends.rows[digest{}] = 1;  // the next row is 2
    const auto mine = add_photo(ends, 3 * piece_bytes, 1);
    connection link(ends, 1000, false);
    link.run();
    CHECK(link.done);
    CHECK(ends.office_whole.contains(mine));
}

TEST_CASE("what was not asked for is said to be unexpected") {
    photo_lane lane;
    const digest hash = sha256("x");
    const auto lacking = piece_set::all_of(3 * piece_bytes);
    CHECK(lane.wanted(hash, 3 * piece_bytes, lacking) == heard::unexpected);
    CHECK(lane.kept(hash, 0, true, 0) == heard::unexpected);
    CHECK(lane.came(hash, 1, 0, 1, 0) == heard::unexpected);
    CHECK(lane.refused(hash) == heard::unexpected);

    REQUIRE(std::holds_alternative<photo_step::read_errands>(*lane.next(0)));
    CHECK(!lane.next(0));
    lane.take({{1, hash, 3 * piece_bytes, false, {}, 0, {}}});
    CHECK(lane.refused(hash) == heard::unexpected);  // not offered yet
    REQUIRE(std::holds_alternative<photo_step::offer>(*lane.next(0)));
    CHECK(lane.wanted(hash, 2 * piece_bytes, piece_set::all_of(2 * piece_bytes)) == heard::unexpected);  // another size
    CHECK(lane.kept(hash, 0, false, 0) == heard::unexpected);                                            // not sent
    CHECK(lane.wanted(hash, 3 * piece_bytes, lacking) == heard::goes_on);
    CHECK(lane.wanted(hash, 3 * piece_bytes, lacking) == heard::unexpected);  // asked twice
    const auto piece = lane.next(0);
    REQUIRE(std::get<photo_step::bring>(*piece).number == 0);
    CHECK(lane.came(hash, 3 * piece_bytes, 0, piece_bytes, 0) == heard::unexpected);  // it is brought, not fetched
    CHECK(lane.kept(hash, 0, false, 0) == heard::goes_on);
    CHECK(lane.kept(hash, 0, false, 0) == heard::unexpected);  // kept twice
    while (lane.next(0)) {
    }
    REQUIRE(lane.in_flight() == 2);
    CHECK(lane.refused(hash) == heard::done);
    CHECK(lane.in_flight() == 0);
    // The other piece that was under way is answered still, and no more than that.
    CHECK(lane.kept(hash, 2, false, 0) == heard::late);
    CHECK(lane.kept(hash, 2, false, 0) == heard::unexpected);
    CHECK(lane.refused(hash) == heard::unexpected);
}

TEST_CASE("a slow link has few pieces on it, a fast one more, and never more than the limit") {
    photo_lane lane;
    const digest hash = sha256("x");
    lane.next(0);
    lane.take({{1, hash, limits::photo_bytes, false, {}, 0, {}}});
    lane.next(0);
    lane.wanted(hash, limits::photo_bytes, piece_set::all_of(limits::photo_bytes));
    std::deque<std::uint32_t> out;
    const auto send = [&](std::int64_t now) {
        while (auto step = lane.next(now)) {
            if (const auto* piece = std::get_if<photo_step::bring>(&*step)) out.push_back(piece->number);
        }
    };
    std::int64_t now = 0;
    const auto answer_all_after = [&](std::int64_t ms) {
        send(now);
        now += ms;
        for (const auto n : std::exchange(out, {})) lane.kept(hash, n, false, now);
        send(now);
        return lane.in_flight();
    };
    send(now);
    CHECK(lane.in_flight() == 2);
    std::size_t most = 0;
    for (int i = 0; i < 30; ++i) most = std::max(most, answer_all_after(50));
    CHECK(most == limits::photo_pieces_in_flight);
    for (int i = 0; i < 6; ++i) answer_all_after(9'000);
    CHECK(lane.in_flight() == 1);
    CHECK(answer_all_after(1'500) == 1);  // neither late nor early
}

namespace {

// What the lane says next, while it reads these errands.
std::vector<digest> offered(photo_lane& lane, std::vector<photo_errand> errands) {
    std::vector<digest> out;
    while (const auto step = lane.next(0)) {
        if (std::holds_alternative<photo_step::read_errands>(*step)) lane.take(std::exchange(errands, {}));
        if (const auto* offer = std::get_if<photo_step::offer>(&*step)) out.push_back(offer->photo);
        if (const auto* ask = std::get_if<photo_step::ask>(&*step)) out.push_back(ask->photo);
    }
    return out;
}

}  // namespace

TEST_CASE("photos added meanwhile are found, and those that are on their way are not begun again") {
    const digest first = sha256("first"), second = sha256("second");
    const photo_errand one{1, first, 5 * piece_bytes, false, {}, 0, {}}, two{2, second, 200, false, {}, 0, {}};
    photo_lane lane;
    CHECK(offered(lane, {one}) == std::vector{first});
    lane.look_again();
    CHECK(!lane.is_done());
    CHECK(offered(lane, {one, two}) == std::vector{second});
    CHECK(lane.wanted(first, 5 * piece_bytes, piece_set::all_of(5 * piece_bytes)) == heard::goes_on);
    CHECK(offered(lane, {}).empty());
    CHECK(lane.in_flight() == 2);
    // One piece is refused; the other is answered still, and until then the photo is left alone.
    CHECK(lane.refused(first) == heard::done);
    lane.look_again();
    CHECK(offered(lane, {one}).empty());
    CHECK(lane.refused(first) == heard::late);
    lane.look_again();
    CHECK(offered(lane, {one}) == std::vector{first});
}

TEST_CASE("what was asked for in vain is asked for again on the same connection") {
    const digest hash = sha256("x");
    const photo_errand wish{1, hash, 0, true, {}, 0, {}};
    photo_lane lane;
    CHECK(offered(lane, {wish}) == std::vector{hash});
    CHECK(lane.refused(hash) == heard::done);
    lane.look_again();
    CHECK(offered(lane, {wish}) == std::vector{hash});
    CHECK(lane.came(hash, 10, 0, 10, 0) == heard::done);
    // And one that came is brought, where the app adds it.
    lane.look_again();
    CHECK(offered(lane, {{1, hash, 10, false, {}, 0, {}}}) == std::vector{hash});
}

TEST_CASE("errands that were read before a photo was done with do not begin it again") {
    const digest hash = sha256("x");
    const photo_errand one{1, hash, 10, false, {}, 0, {}};
    photo_lane lane;
    CHECK(offered(lane, {one}) == std::vector{hash});
    lane.look_again();
    REQUIRE(std::holds_alternative<photo_step::read_errands>(*lane.next(0)));
    CHECK(lane.wanted(hash, 10, {}) == heard::done);
    lane.take({one});
    CHECK(offered(lane, {}).empty());
    CHECK(lane.is_done());
}

TEST_CASE("pieces that can not be read here are awaited by nobody") {
    const digest hash = sha256("x");
    const photo_errand one{1, hash, 3 * piece_bytes, false, {}, 0, {}};
    photo_lane lane;
    offered(lane, {one});
    lane.wanted(hash, one.size, piece_set::all_of(one.size));
    CHECK(offered(lane, {}).empty());
    lane.give_up(hash);
    lane.give_up(hash);
    CHECK(lane.kept(hash, 1, false, 0) == heard::unexpected);
    lane.look_again();
    CHECK(offered(lane, {one}) == std::vector{hash});
}

}  // namespace pendata
