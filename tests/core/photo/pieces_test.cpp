// Pieces of a photo, and sets of them as they stand in messages.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

#include "core/photo/pieces.hpp"

namespace pendata {

namespace {

constexpr std::size_t one = limits::photo_piece_bytes;

std::set<std::uint32_t> listed(const piece_set& of) {
    std::set<std::uint32_t> out;
    for (auto n = of.first(); n; n = of.first(*n + 1)) out.insert(*n);
    return out;
}

}  // namespace

TEST_CASE("a photo is cut into pieces of one size and a rest") {
    CHECK(!is_photo_size(0));
    CHECK(is_photo_size(1));
    CHECK(is_photo_size(limits::photo_bytes));
    CHECK(!is_photo_size(limits::photo_bytes + 1));
    CHECK(piece_count(1) == 1);
    CHECK(piece_count(one) == 1);
    CHECK(piece_count(one + 1) == 2);
    CHECK(piece_size(one + 1, 1) == 1);
    CHECK(is_piece(one + 1, 1, 1));
    CHECK(!is_piece(one + 1, 1, 2));
    CHECK(!is_piece(one + 1, 2, 1));
    CHECK(!is_piece(0, 0, 0));
    CHECK(piece_of("abc", 0) == "abc");
}

TEST_CASE("the pieces side by side are the photo") {
    CHECK(rc::check([] {
        const auto size = *rc::gen::inRange<std::size_t>(1, 5 * one);
        bytes photo;
        for (std::size_t i = 0; i < size; ++i) photo.push_back(static_cast<char>(i * 31 + i / 251));
        bytes again;
        for (std::uint32_t n = 0; n < piece_count(size); ++n) {
            RC_ASSERT(is_piece(size, n, piece_of(photo, n).size()));
            again += piece_of(photo, n);
        }
        RC_ASSERT(again == photo);
    }));
}

TEST_CASE("a set is what was put into it") {
    CHECK(rc::check([] {
        const auto added = *rc::gen::container<std::set<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 512));
        const auto removed = *rc::gen::container<std::set<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 512));
        piece_set all, others;
        for (const auto n : added) all.add(n);
        for (const auto n : removed) others.add(n);
        RC_ASSERT(listed(all) == added);
        RC_ASSERT(all.count() == added.size());
        RC_ASSERT(all.is_empty() == added.empty());
        std::set<std::uint32_t> left;
        for (const auto n : added) {
            if (!removed.contains(n)) left.insert(n);
        }
        RC_ASSERT(listed(all.without(others)) == left);
        piece_set one_by_one = all;
        for (const auto n : removed) one_by_one.remove(n);
        // One text for one set, however it came about.
        RC_ASSERT(one_by_one == all.without(others));
        RC_ASSERT(piece_set::decode(all.encoded(), limits::photo_bytes) == all);
    }));
}

TEST_CASE("the largest photo's set fits, and all of a set is all of it") {
    const auto all = piece_set::all_of(limits::photo_bytes);
    CHECK(all.count() == 512);
    CHECK(all.encoded().size() == 64);
    CHECK(piece_set::decode(all.encoded(), limits::photo_bytes) == all);
    CHECK(piece_set::all_of(3 * one).encoded() == "\x07");
    CHECK(piece_set::all_of(8 * one + 1).encoded() == "\xff\x01");
}

TEST_CASE("what is no set of this photo is refused") {
    CHECK(!piece_set::decode("\x08", 3 * one));                    // a fourth of three
    CHECK(!piece_set::decode(bytes(1, '\0'), 3 * one));            // a zero byte at the end
    CHECK(!piece_set::decode(bytes(65, '\xff'), limits::photo_bytes));
    CHECK(!piece_set::decode("", limits::photo_bytes + 1));
    CHECK(piece_set::decode("", 1) == piece_set());
}

}  // namespace pendata
