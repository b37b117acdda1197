// The bytes of a few messages, written down: the format can not change without somebody changing this file, and
// with it the protocol's version. The worked examples of docs/protocol.md are read from the page.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "core/wire/bag.hpp"
#include "core/wire/chunk.hpp"
#include "core/wire/frame.hpp"
#include "tests/core/wire/messages.hpp"
#include "tests/core/wire/samples.hpp"

namespace pendata {

namespace {

constexpr const char* hello_frame =
    "7a000a77080110011a1056475aa75463474c0285df5dbf2bcab72a1e0a10c0c1c2c3c4c5c6c7c8c9cacbcccdcecf10d2"
    "0919efcdab89674523013a160a100102030405060708090a0b0c0d0e0f1010a8c301411032547698badcfe5210a0a1a2"
    "a3a4a5a6a7a8a9aaabacadaeaf580260017802800180a305880101";

constexpr const char* correction_frame =
    "9903002a95030a92030a10a0a1a2a3a4a5a6a7a8a9aaabacadaeaf10021a20aa0417afaf80b5c6102ebfa7a6151f7695"
    "6f87ef0c22c1dfb7f5950da2a08e1a208080d4d285ebe8c9012a1056475aa75463474c0285df5dbf2bcab732409d7a9c"
    "3f0f51423dbece5eb14126e80842c0a01a2db40d9332e723c9b802a30f33381d86ee50c865008dd71c2ee8729a0135e1"
    "ad30981d8fe8f6912548dc680d3a79001210b0b1b2b3b4b5b6b7b8b9babbbcbdbebf2a01023206fae0cab5f464420103"
    "5a02b81772010092010101aa010101b201010ac2010109fa010101820201018a0210d96f64699b3956bbed85d8068d9a"
    "fe13ba02010bc20204d1d1b41aca020b5369746920416d696e6168d2020a7e5f8a9bacbdcedfe0f14280015e001210b0"
    "b1b2b3b4b5b6b7b8b9babbbcbdbebf2a01023206fae0cab5f4644201035a02b81772010092010101aa010101b2010123"
    "ba010102c20102820192020102a2020102aa02020208c20204d1d1b41ad2020a7e5f8a9bacbdcedfe0f1000000000000"
    "000000000000000000000000000000000000000000000000000000";

constexpr const char* pull_frame =
    "da02004ad602121e0a10c0c1c2c3c4c5c6c7c8c9cacbcccdcecf10d90919feca000000000000180122140a06feff979b"
    "f464120a700080000000000000012a010f3202ae133a9101000a10a0a1a2a3a4a5a6a7a8a9aaabacadaeaf1210b0b1b2"
    "b3b4b5b6b7b8b9babbbcbdbebf2a0202033208fae0cab5f4648f4e42020303720100820101028a0101019201020101a2"
    "0103b21301aa0103010101b201030a1014c20103292a2ae20103010202920203927204ba02010bc20204d1d1b41aca02"
    "0b5369746920416d696e6168d2020a7e5f8a9bacbdcedfe0f142800177000a10a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
    "1210b0b1b2b3b4b5b6b7b8b9babbbcbdbebf2a01023206fae0cab5f4644201036a01017201007a010292010101a20102"
    "b213aa010101b2010123ba010102c20102820192020102a2020102aa02020208c20204d1d1b41ad2020a7e5f8a9bacbd"
    "cedfe0f10000000000000000";

constexpr const char* welcome_frame =
    "96010128b52ffd606e015d04000285121bc0173a775c6fedfdaff7e7fe1993524a296592a13b7e1f905589a00163205b"
    "4d3cab9b6a35f1ac6efa6ae259dde4d5c4b3ba897e4cc73e2f82280433208c1f1e8a45a251000888a3042920f0853128"
    "1a334e70c7314eb8e31827dce568304e70c7314eb8e31827dce568304eb8cb314eb8e31827dce568304eb8e3584eb8e3"
    "18e104e016250b03";
bytes unhex(std::string_view hex) {
    bytes out;
    REQUIRE(from_hex(hex, out));
    return out;
}

message::any read(bytes_view frame) {
    frame_reader reader;
    reader.feed(frame);
    auto got = reader.next();
    REQUIRE(got.has_value());
    REQUIRE(got->has_value());
    return std::move(**got);
}

void check_golden(const message::any& m, std::string_view hex) {
    CHECK(to_hex(*encode_frame(m)) == hex);
    CHECK(same(read(unhex(hex)), m));
}

// The bytes of a fenced block of the page: hexadecimal, blanks, and a comment after a semicolon.
bytes bytes_on_page(std::string_view name) {
    std::ifstream page("docs/protocol.md");
    REQUIRE(page.is_open());
    const std::string fence = "```hex " + std::string(name);
    std::string line;
    while (std::getline(page, line) && line != fence) {
    }
    std::string hex;
    while (std::getline(page, line) && line != "```") {
        for (const char c : line.substr(0, line.find(';'))) {
            if (c != ' ') hex.push_back(c);
        }
    }
    CAPTURE(name);
    REQUIRE_FALSE(hex.empty());
    return unhex(hex);
}

}  // namespace

TEST_CASE("small frames are the bytes written down") {
    CHECK(to_hex(*encode_frame(message::keepalive{})) == "03007a00");
    CHECK(to_hex(*encode_frame(message::goodbye{})) == "04008a0100");
    CHECK(to_hex(*encode_frame(message::checkpoint{300})) == "06006203" "08ac02");
    CHECK(to_hex(*encode_frame(message::failure{errc::bad_chain, 5000})) == "09008201" "05086910" "8827");
    const std::string fork = to_hex(*encode_frame(message::fork_ask{})) + to_hex(*encode_frame(message::fork_point{})) +
                             to_hex(*encode_frame(message::give_back{1, {}, {}})) + to_hex(*encode_frame(message::given_back{1, {}, 3, 0}));
    CHECK(to_hex(bytes_on_page("fork-frames")) == fork);
    check_golden(sample::hello(), hello_frame);
    check_golden(message::not_carried{sha256("x"), errc::bad_signature},
                 "2800fa01240a202d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a48811068");
}

TEST_CASE("a push with an open and a closed block is the bytes written down") {
    check_golden(message::push{sample::correction()}, correction_frame);
}

TEST_CASE("a pull is the bytes written down") { check_golden(sample::pull(), pull_frame); }

// What zstd makes of a payload may differ between its versions; what it made once must stay readable.
TEST_CASE("a compressed frame written down is still read") {
    CHECK(same(read(unhex(welcome_frame)), sample::long_welcome()));
}

TEST_CASE("the frame of docs/protocol.md is that of its batch") {
    const bytes frame = bytes_on_page("push-frame");
    check_golden(message::push{sample::person()}, to_hex(frame));
    // Stores and mail bags keep the batch alone.
    CHECK(same(*decode_batch(encode_batch(sample::person())), sample::person()));
    CHECK(to_hex(frame).ends_with(to_hex(bytes_view(encode_batch(sample::person())).substr(1))));
}

TEST_CASE("the photo frames of docs/protocol.md are those of its messages") {
    const digest photo = sha256("abc");
    const auto record = *parse_id<record_id>("0193a1b2-c3d4-7e5f-8a9b-acbdcedfe0f1");
    const message::any messages[] = {message::photo_offer{photo, 3},
                                     message::photo_wanted{photo, 3, piece_set::all_of(3), {}},
                                     message::photo_piece{photo, 3, 0, "abc"},
                                     message::photo_kept{photo, 0, true, {1, 0x0123456789abcdef}},
                                     message::photo_ask{photo, record, 0, 0},
                                     message::photo_refused{photo, errc::not_found}};
    bytes frames;
    for (const auto& m : messages) frames += *encode_frame(m);
    CHECK(to_hex(bytes_on_page("photo-frames")) == to_hex(frames));
}

TEST_CASE("the snapshot frames of docs/protocol.md are those of their head and chunk") {
    message::snapshot_head head;
    head.node = "32.11.01.2001";
    head.rooms = 3;
    head.at = sample::pull().reached;
    head.hash = sha256("snapshot");
    head.chunks = 8;
    head.parts = 7200;
    head.reload = true;
    check_golden(head, to_hex(bytes_on_page("snapshot-head")));
    const std::vector<message::pulled_part> parts{sample::pull().parts.front()};
    // What zstd makes of a block may differ between its versions: that on the page is not compressed.
    const auto written = read(bytes_on_page("snapshot-chunk"));
    const auto* chunk = std::get_if<message::snapshot_chunk>(&written);
    REQUIRE(chunk != nullptr);
    CHECK(chunk->number == 7);
    CHECK(*decode_chunk(*chunk) == parts);
    CHECK(to_hex(*encode_frame(*chunk)) == to_hex(bytes_on_page("snapshot-chunk")));
    CHECK(*decode_chunk(*encode_chunk(7, parts)) == parts);
}

TEST_CASE("a chunk is whole parts within the limits of a frame, or nothing") {
    auto part = sample::pull().parts.front();
    part.whole = false;
    const auto partial = encode_chunk(0, {part});
    REQUIRE(partial.has_value());
    CHECK(to_errc(decode_chunk(*partial).error()) == errc::malformed);
    CHECK(decode_chunk({0, "nonsense", {}}).has_error());
    CHECK(decode_chunk({0, {}, {}})->empty());
    part.whole = true;
    const std::vector<message::pulled_part> many(limits::parts_per_pull + 1, part);
    CHECK(to_errc(encode_chunk(0, many).error()) == errc::frame_too_large);
}

TEST_CASE("the canonical form of docs/protocol.md is that of the batch, and so is its hash") {
    const sealed_batch batch = sample::person();
    CHECK(to_hex(bytes_on_page("canonical-batch")) == to_hex(canonical_batch(batch.content)));
    CHECK(to_hex(bytes_on_page("hash-of-the-batch")) == to_hex(batch.hash.view()));
    CHECK(verify(public_key_of(sample::tablet_key()), batch_signature_message(batch.hash), batch.signed_by));
    const bytes first_cell = bytes_on_page("canonical-batch").substr(15 + 16 + 8 + 32 + 8 + 4 + 16);
    byte_reader in(first_cell);
    CHECK(read_canonical_cell(in) == batch.content.writes.front().what);
}

TEST_CASE("the values of docs/protocol.md are these") {
    bytes expected;
    for (const value& v : {value(), value::text("Siti"), value::integer(0), value::integer(7305), value::integer(-1),
                           value::integer(INT64_MIN), value::reference(sample::person().content.writes.front().record),
                           value::octets({"\0\xff", 2}), *value::decode("\x09" "abc")}) {
        expected.append(v.encoded());
    }
    CHECK(to_hex(bytes_on_page("values")) == to_hex(expected));
}

TEST_CASE("the repair of docs/protocol.md is these messages") {
    const std::string village = "32.11.01.2001";
    message::repair_ask ask;
    ask.complete = {village};
    ask.sums = {{village, false, 0, 1, {0}, {0x01020304, 0x0a0b0c0d}}};
    check_golden(ask, to_hex(bytes_on_page("repair-ask")));
    message::repair_told told;
    told.places = {{0, {{1, true, 0, {0x0a0b0c0a, 0x21222324}}}}};
    check_golden(told, to_hex(bytes_on_page("repair-told")));
    message::repair_ask wishes;
    wishes.last = true;
    wishes.wanted = {{village, {0x21222324}, 0, {}}};
    wishes.doubted = {{sample::person().content.writes.front().record, {{0, 0x31323334}}}};
    check_golden(wishes, to_hex(bytes_on_page("repair-wishes")));
}

TEST_CASE("a mail bag is the bytes written down") {
    receipt r;
    r.settled_at.at = 9;
    r.held = {{2, hold_reason::no_place}};
    CHECK(to_hex(*encode_bag({{"one", "three"}, {r}})) ==
          "50444241473" "10a" "0a020305" "12086f6e657468726565" "1a010a" "220a" "12021009" "320104" "3a0101");
}

}  // namespace pendata
