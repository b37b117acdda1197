// Frames and sealed batches: what goes in comes out, whatever way the bytes are cut.
#include "core/wire/frame.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/base/byte_writer.hpp"
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

bytes framed(bytes_view body) {
    bytes out;
    byte_writer(out).sized(body);
    return out;
}

errc failure_of(bytes_view frame) {
    frame_reader reader;
    reader.feed(frame);
    const auto got = reader.next();
    return got.has_error() ? to_errc(got.error()) : errc::ok;
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

TEST_CASE("encoding is a function of the content") {
    CHECK(rc::check([] {
        const message::any m = *any_message();
        const bytes frame = *encode_frame(m);
        RC_ASSERT(*encode_frame(only_message(frame)) == frame);
    }));
}

TEST_CASE("frames may be cut anywhere and arrive together") {
    CHECK(rc::check([] {
        const auto messages = *rc::gen::resize(5, rc::gen::container<std::vector<message::any>>(any_message()));
        bytes stream;
        for (const auto& m : messages) stream.append(*encode_frame(m));
        frame_reader reader;
        std::size_t got = 0;
        while (!stream.empty()) {
            const auto size = *rc::gen::inRange<std::size_t>(1, stream.size() + 1);
            reader.feed(bytes_view(stream).substr(0, size));
            stream.erase(0, size);
            for (;;) {
                auto next = reader.next();
                RC_ASSERT(next.has_value());
                if (!*next) break;
                RC_ASSERT(got < messages.size());
                RC_ASSERT(same(**next, messages[got++]));
            }
        }
        RC_ASSERT(got == messages.size());
        RC_ASSERT(reader.buffered() == 0u);
    }));
}

TEST_CASE("a frame fed byte by byte is whole only at its last byte") {
    CHECK(rc::check([] {
        const message::any m = *any_message();
        const bytes frame = *encode_frame(m);
        frame_reader reader;
        for (std::size_t i = 0; i + 1 < frame.size(); ++i) {
            reader.feed(bytes_view(frame).substr(i, 1));
            const auto next = reader.next();
            RC_ASSERT(next.has_value());
            RC_ASSERT(!next->has_value());
            RC_ASSERT(reader.buffered() == i + 1);
        }
        reader.feed(bytes_view(frame).substr(frame.size() - 1));
        RC_ASSERT(same(**reader.next(), m));
    }));
}

TEST_CASE("the reader keeps no more than what waits") {
    frame_reader reader;
    const bytes frame = *encode_frame(message::carried{sha256("x"), {}});
    for (int i = 0; i < 1000; ++i) {
        reader.feed(frame);
        reader.feed(bytes_view(frame).substr(0, 5));
        REQUIRE(reader.next()->has_value());
        REQUIRE_FALSE(reader.next()->has_value());
        REQUIRE(reader.buffered() == 5u);
        reader.feed(bytes_view(frame).substr(5));
        REQUIRE(reader.next()->has_value());
    }
    CHECK(reader.buffered() == 0u);
}

TEST_CASE("after a failure nothing more comes out") {
    frame_reader reader;
    reader.feed(bytes(1, '\0'));
    CHECK(to_errc(reader.next().error()) == errc::malformed);
    reader.feed(*encode_frame(message::keepalive{}));
    CHECK(to_errc(reader.next().error()) == errc::malformed);
    CHECK(reader.buffered() == 0u);
}

TEST_CASE("a frame before a broken one is still delivered") {
    frame_reader reader;
    bytes stream = *encode_frame(message::goodbye{});
    stream.append(framed("\x01 not zstd"));
    reader.feed(stream);
    CHECK(std::holds_alternative<message::goodbye>(**reader.next()));
    CHECK(reader.next().has_error());
}

TEST_CASE("frames that are no frames") {
    using namespace std::string_literals;
    CHECK(failure_of("\x80\x80\x80\x01"s) == errc::frame_too_large);       // a length of four bytes
    CHECK(failure_of("\xff\xff\x7f"s) == errc::frame_too_large);           // beyond the limit, before it is there
    CHECK(failure_of("\x81\x00"s) == errc::malformed);                     // a length longer than it needs to be
    CHECK(failure_of("\x00"s) == errc::malformed);                         // nothing at all
    CHECK(failure_of(framed("\x00"s)) == errc::malformed);                 // no message
    CHECK(failure_of(framed("\x02 dictionary"s)) == errc::unsupported_version);
    CHECK(failure_of(framed("\x00\xfa\x06\x00"s)) == errc::unsupported_version);  // a message of a later version
    CHECK(failure_of(framed("\x00\x0a\x7f"s)) == errc::malformed);         // a hello that is cut
    CHECK(failure_of(framed("\x01\x28\xb5\x2f\xfd"s)) == errc::malformed); // a zstd frame that is cut
    CHECK(failure_of(framed("\x00\x0a\x03\x1a\x01\x00"s)) == errc::malformed);  // a device id of one byte
}

TEST_CASE("large repetitive messages are compressed, small ones are not") {
    message::welcome w;
    w.grants.emplace();
    for (int i = 0; i < 200; ++i) w.grants->push_back({"32.11.01." + std::to_string(2001 + i), 3});
    const bytes large = *encode_frame(w);
    CHECK(large.size() < 800u);
    CHECK(large[2] == 1);
    const bytes small = *encode_frame(message::pull_ack{"32.11.01.2001", {}});
    CHECK(small[1] == 0);
    CHECK(small.size() < 24u);
}

}  // namespace pendata
