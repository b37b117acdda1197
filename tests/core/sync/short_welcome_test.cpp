// What the office leaves out the tablet knows; whatever both may hold, it is understood as it was meant.
#include "core/sync/short_welcome.hpp"

#include <doctest/doctest.h>

#include "core/wire/frame.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

segment_id some_segment(int number) {
    segment_id out;
    out.raw[0] = static_cast<std::uint8_t>(number);
    return out;
}

// None at all, or of one of three segments.
position some_position() {
    const int segment = *rc::gen::inRange(0, 4);
    if (segment == 0) return {};
    return {some_segment(segment), *rc::gen::inRange<sequence>(1, 5), *rc::gen::inRange<std::uint64_t>(0, 3)};
}

message::ledger_head some_ledger() { return {*rc::gen::inRange<std::uint64_t>(0, 3), *rc::gen::inRange<std::uint64_t>(0, 3)}; }

template <class Message>
Message over_the_wire(const Message& said) {
    frame_reader reader;
    reader.feed(*encode_frame(said));
    return std::get<Message>(**reader.next());
}

}  // namespace

TEST_CASE("a shortened welcome is understood as it was meant") {
    CHECK(rc::check("shortened", [] {
        message::hello hello;
        hello.pulled = some_position();
        hello.ledger = some_ledger();
        message::welcome full;
        full.head = some_position();
        full.ledger = some_ledger();
        RC_ASSERT(spelled_out(over_the_wire(shortened(full, hello)), hello) == full);
    }));
}

TEST_CASE("where nothing has happened a welcome says nothing twice") {
    message::hello hello;
    hello.pulled = {some_segment(1), 9, 77};
    hello.ledger = {4, 5};
    message::welcome full;
    full.equal = true;
    full.head = hello.pulled;
    full.ledger = hello.ledger;
    const auto brief = shortened(full, hello);
    CHECK_FALSE(brief.head);
    CHECK_FALSE(brief.ledger);
    CHECK(encode_frame(brief)->size() < 12);

    full.head->at = 10;
    CHECK(shortened(full, hello).head == position{{}, 10, 77});
    // An office without a history is not one that stands where the tablet does.
    full.head = position{};
    CHECK(spelled_out(shortened(full, hello), hello).head == position{});
}

TEST_CASE("a hello names the segment of its cursor once") {
    message::hello hello;
    hello.pulled = {some_segment(1), 9, 77};
    hello.receipted = {some_segment(1), 12, 78};
    const auto one = encode_frame(hello);
    hello.receipted.segment = some_segment(2);
    const auto two = encode_frame(hello);
    CHECK(two->size() == one->size() + 18);
    hello.receipted.segment = some_segment(1);
    CHECK(over_the_wire(hello) == hello);
}

}  // namespace pendata
