// Mail bags: batches go in and come out byte for byte, whatever state they are in.
#include "core/wire/bag.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/base/limits.hpp"
#include "core/wire/frame.hpp"
#include "tests/core/wire/messages.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

TEST_CASE("a bag comes back as it was packed") {
    CHECK(rc::check([] {
        mail_bag bag;
        bag.batches = *rc::gen::resize(4, rc::gen::container<std::vector<bytes>>(rc::gen::map(arbitrary::any_batch(), encode_batch)));
        bag.receipts = *rc::gen::resize(3, rc::gen::container<std::vector<receipt>>(arbitrary::any_receipt()));
        const auto file = encode_bag(bag);
        RC_ASSERT(file.has_value());
        RC_ASSERT(bytes_view(*file).starts_with(bag_magic));
        const auto back = decode_bag(*file);
        RC_ASSERT(back.has_value());
        RC_ASSERT(*back == bag);
    }));
}

TEST_CASE("a damaged batch costs the others nothing") {
    const auto back = decode_bag(*encode_bag({{"no batch", encode_batch({})}, {}}));
    REQUIRE(back.has_value());
    REQUIRE(back->batches.size() == 2u);
    CHECK(decode_batch(back->batches[0]).has_error());
    CHECK(decode_batch(back->batches[1]).has_value());
}

TEST_CASE("files that are no bags") {
    const auto failure = [](bytes_view file) { return to_errc(decode_bag(file).error()); };
    CHECK(failure("") == errc::foreign_file);
    CHECK(failure("PDBAG") == errc::foreign_file);
    CHECK(failure("SQLite format 3") == errc::foreign_file);
    CHECK(failure("PDBAG2\n") == errc::newer_format);
    CHECK(failure("PDBAG1\n\x08") == errc::malformed);
    CHECK(failure("PDBAG1\n\x0a\x01\x05\x12\x01x") == errc::malformed);  // five bytes of one
    CHECK(decode_bag("PDBAG1\n")->batches.empty());
}

TEST_CASE("a bag has its limits") {
    mail_bag bag;
    bag.batches.assign(limits::batches_per_bag + 1, "x");
    CHECK(to_errc(encode_bag(bag).error()) == errc::too_large);
    bag.batches.assign(1, bytes(limits::frame_bytes + 1, 'x'));
    CHECK(to_errc(encode_bag(bag).error()) == errc::too_large);
    bag.batches.assign(limits::bag_bytes / limits::frame_bytes + 1, bytes(limits::frame_bytes, 'x'));
    CHECK(to_errc(encode_bag(bag).error()) == errc::too_large);
}

}  // namespace pendata
