// Frames and sealed batches: what goes in comes out, whatever way the bytes are cut.
#include "core/wire/frame.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "tests/core/wire/messages.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

message::any only_message(bytes_view frame) {
    frame_reader reader;
    reader.feed(frame);
    auto got = reader.next();
    RC_ASSERT(got.has_value());
    RC_ASSERT(got->has_value());
    RC_ASSERT(reader.buffered() == 0u);
    return std::move(**got);
}

}  // namespace

TEST_CASE("a message of any type comes back as it was") {
    for (std::size_t type = 0; type < std::variant_size_v<message::any>; ++type) {
        CAPTURE(type);
        CHECK(rc::check([type] {
            const message::any m = *any_message_of(type);
            const auto frame = encode_frame(m);
            RC_ASSERT(frame.has_value());
            RC_ASSERT(same(only_message(*frame), m));
        }));
    }
}

TEST_CASE("a sealed batch comes back with its hash") {
    CHECK(rc::check([] {
        const sealed_batch batch = *arbitrary::any_batch();
        const auto back = decode_batch(encode_batch(batch));
        RC_ASSERT(back.has_value());
        RC_ASSERT(same(*back, batch));
        RC_ASSERT(back->hash == batch_digest(batch.content));
    }));
}

}  // namespace pendata
