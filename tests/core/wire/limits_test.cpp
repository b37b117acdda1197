// Limits from both sides: content within them travels, content beyond them is refused before it is sent, and
// refused again by whoever gets it.
#include <doctest/doctest.h>

#include <tuple>

#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "core/wire/frame.hpp"
#include "pendata/v1/wire.pb.h"
#include "tests/core/wire/messages.hpp"
#include "tests/core/wire/samples.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

namespace pb = pendata::v1;

errc refusal(const message::any& m) {
    const auto frame = encode_frame(m);
    return frame.has_error() ? to_errc(frame.error()) : errc::ok;
}

bool travels(const message::any& m) {
    const auto frame = encode_frame(m);
    if (frame.has_error()) return false;
    frame_reader reader;
    reader.feed(*frame);
    const auto got = reader.next();
    return got.has_value() && got->has_value() && same(**got, m);
}

errc answer_to_frame(bytes_view frame) {
    frame_reader reader;
    reader.feed(frame);
    const auto got = reader.next();
    return got.has_error() ? to_errc(got.error()) : errc::ok;
}

// What a peer says to a message nobody of ours would send.
errc answer_to(const pb::Envelope& envelope) {
    bytes frame;
    byte_writer(frame).sized(bytes(1, '\0') + envelope.SerializeAsString());
    return answer_to_frame(frame);
}

sealed_batch batch_of(std::size_t writes, const write& w) {
    sealed_batch b;
    b.content.writes.assign(writes, w);
    b.hash = batch_digest(b.content);
    return b;
}

message::pull pull_of(std::size_t parts, std::size_t cells) {
    const cell sample_cell = sample::person().content.writes.front().what;
    message::pull m;
    for (std::size_t p = 0; p < parts; ++p) {
        auto& made = m.parts.emplace_back();
        made.content.record = arbitrary::known_record(static_cast<int>(p % 256));
        for (std::size_t c = 0; c < cells; ++c) {
            settled_cell settled{sample_cell, c};
            settled.what.key.field = static_cast<std::uint16_t>(c);
            made.content.cells.push_back(std::move(settled));
        }
    }
    return m;
}

}  // namespace

TEST_CASE("a batch at its limits travels, one beyond does not") {
    const write small = sample::person().content.writes.front();
    CHECK(travels(message::push{batch_of(limits::writes_per_batch, small)}));
    CHECK(refusal(message::push{batch_of(limits::writes_per_batch + 1, small)}) == errc::frame_too_large);

    write large = small;
    large.what.content = value::text(bytes(limits::encoded_value_bytes - 1, 'x'));
    CHECK(travels(message::push{batch_of(15, large)}));
    CHECK(refusal(message::push{batch_of(16, large)}) == errc::frame_too_large);  // canonically beyond a MiB
    large.what.content = value::text(bytes(limits::encoded_value_bytes, 'x'));
    CHECK(refusal(message::push{batch_of(1, large)}) == errc::frame_too_large);

    write keyed = small;
    keyed.what.key.element = bytes(limits::element_bytes, 'k');
    CHECK(travels(message::push{batch_of(1, keyed)}));
    keyed.what.key.element.push_back('k');
    CHECK(refusal(message::push{batch_of(1, keyed)}) == errc::frame_too_large);

    write seen = small;
    for (std::size_t i = 0; i < limits::seen_per_write; ++i) {
        seen.seen.push_back({});
        seen.seen.back().raw[1] = static_cast<unsigned char>(i);
        seen.seen.back().raw[0] = static_cast<unsigned char>(i >> 8);
    }
    CHECK(travels(message::push{batch_of(200, seen)}));
    CHECK(refusal(message::push{batch_of(257, seen)}) == errc::frame_too_large);
    seen.seen.push_back({{9}});
    CHECK(refusal(message::push{batch_of(1, seen)}) == errc::frame_too_large);
}

TEST_CASE("a pull at its limits travels, one beyond does not") {
    CHECK(travels(pull_of(1, limits::cells_per_part)));
    CHECK(refusal(pull_of(1, limits::cells_per_part + 1)) == errc::frame_too_large);
    CHECK(travels(pull_of(limits::parts_per_pull, 1)));
    CHECK(refusal(pull_of(limits::parts_per_pull + 1, 1)) == errc::frame_too_large);
    CHECK(travels(pull_of(limits::cells_per_pull / 1024, 1024)));
    CHECK(refusal(pull_of(limits::cells_per_pull / 1024 + 1, 1024)) == errc::frame_too_large);
    message::pull evicting;
    evicting.evictions.assign(limits::evictions_per_pull, {arbitrary::known_record(1), 1, 2});
    CHECK(travels(evicting));
    evicting.evictions.push_back({});
    CHECK(refusal(evicting) == errc::frame_too_large);
}

TEST_CASE("what is given back at once has a limit of cells, whoever sends it") {
    const auto given = [](std::size_t cells) {
        message::give_back m;
        for (auto& p : pull_of(2, cells / 2).parts) m.parts.push_back(std::move(p.content));
        if (cells % 2 != 0) m.parts.push_back(pull_of(1, 1).parts.front().content);
        return m;
    };
    CHECK(travels(given(limits::given_back_cells)));
    const auto beyond = given(limits::given_back_cells + 1);
    const auto frame = encode_frame(beyond);
    CHECK((frame.has_error() || answer_to_frame(*frame) == errc::limit_exceeded));
}

TEST_CASE("values that repeat count each time") {
    message::pull m = pull_of(100, 1);
    for (auto& p : m.parts) p.content.cells[0].what.content = value::text(bytes(40'000, 'x'));
    CHECK(travels(m));
    m = pull_of(120, 1);
    for (auto& p : m.parts) p.content.cells[0].what.content = value::text(bytes(40'000, 'x'));
    CHECK(refusal(m) == errc::frame_too_large);
}

TEST_CASE("lists at their limits travel, one beyond does not") {
    message::welcome w;
    w.grants = grant_list(limits::grants_per_device, grant{"32.11.01.2001", 1});
    CHECK(travels(w));
    w.grants->push_back({});
    CHECK(refusal(w) == errc::frame_too_large);

    message::hello h;
    h.loading.assign(limits::grants_per_device + 1, {});
    CHECK(refusal(h) == errc::frame_too_large);
    h.loading.clear();
    h.proof = bytes(limits::short_text_bytes + 1, 'p');
    CHECK(refusal(h) == errc::frame_too_large);

    message::custody_news n;
    n.entries.resize(limits::news_per_message);
    CHECK(travels(n));
    n.entries.front().note = bytes(limits::short_text_bytes + 1, 'n');
    CHECK(refusal(n) == errc::frame_too_large);
    n.entries.resize(limits::news_per_message + 1);
    n.entries.front().note.clear();
    CHECK(refusal(n) == errc::frame_too_large);

    n.entries.resize(1);
    for (const int state : {0, 5, 255}) {
        n.entries.front().state = static_cast<message::verdict>(state);
        CHECK(answer_to_frame(*encode_frame(n)) == errc::malformed);
    }

    message::repair_ask sums;
    sums.sums = {{"32.11.01.2001", false, 0, 16, {0}, std::vector<std::uint64_t>(limits::repair_sums, 1)}};
    CHECK(travels(sums));
    sums.sums.push_back({"32.11.01.2002", false, 0, 0, {0}, {1}});
    CHECK(refusal(sums) == errc::frame_too_large);

    message::repair_ask wishes;
    wishes.width = full_width;
    wishes.wanted = {{"32.11.01.2001", std::vector<std::uint64_t>(limits::repair_marks, ~std::uint64_t{0}), 0, {}}};
    for (std::size_t i = 0; i < limits::repair_doubts; ++i) {
        record_id id;
        id.raw[14] = static_cast<unsigned char>(i >> 8);
        id.raw[15] = static_cast<unsigned char>(i);
        wishes.doubted.push_back({id, {{0, ~std::uint64_t{0}}, {1, ~std::uint64_t{0}}}});
    }
    CHECK(travels(wishes));
    wishes.doubted.back().parts.push_back({2, 1});
    CHECK(refusal(wishes) == errc::frame_too_large);

    message::repair_told told;
    told.width = full_width;
    told.places = {{0, {{0, true, 0, std::vector<std::uint64_t>(limits::repair_marks, ~std::uint64_t{0})}}}};
    CHECK(travels(told));
    told.places[0].ranges[0].marks.push_back(1);
    CHECK(refusal(told) == errc::frame_too_large);
    told = {};
    for (std::size_t i = 0; i <= limits::repair_places; ++i) told.unnamed.push_back("32." + std::to_string(100000 + i));
    CHECK(refusal(told) == errc::frame_too_large);

    message::receipted receipted;
    receipted.of.held.resize(limits::writes_per_batch);
    receipted.of.retimed.resize(limits::writes_per_batch);
    CHECK(travels(receipted));
    receipted.of.held.emplace_back();
    CHECK(refusal(receipted) == errc::frame_too_large);
}

TEST_CASE("questions and answers of a repair that nobody of ours would send are refused") {
    pb::Envelope e;
    auto* ask = e.mutable_repair_ask();
    CHECK(answer_to(e) == errc::malformed);  // no width
    ask->set_width(4);
    CHECK(answer_to(e) == errc::ok);
    ask->set_sums("1234");
    CHECK(answer_to(e) == errc::malformed);  // a sum of nowhere
    ask->mutable_places()->add_lengths(2);
    ask->mutable_places()->set_names("32");
    ask->add_shapes(0);
    ask->add_prefix_counts(1);
    CHECK(answer_to(e) == errc::ok);
    ask->add_prefixes(1);
    CHECK(answer_to(e) == errc::malformed);  // beyond the depth
    ask->clear_prefixes();
    ask->set_shapes(0, 17u << 7);
    CHECK(answer_to(e) == errc::malformed);
    ask->set_shapes(0, 16u << 7);
    ask->set_prefix_counts(0, 2);
    CHECK(answer_to(e) == errc::limit_exceeded);
    ask->Clear();
    ask->set_width(8);
    ask->mutable_wanted()->add_lengths(0);
    ask->add_mark_counts(2);
    ask->set_marks(std::string(7, '\0') + "\2" + std::string(7, '\0') + "\1");
    CHECK(answer_to(e) == errc::malformed);  // not ascending
    ask->Clear();
    ask->set_width(8);
    ask->mutable_complete()->add_lengths(1);
    ask->mutable_complete()->add_lengths(1);
    ask->mutable_complete()->set_names("33");
    CHECK(answer_to(e) == errc::malformed);  // twice the same
    ask->Clear();
    ask->set_width(8);
    ask->mutable_doubted()->add_times(5);
    ask->mutable_doubted()->add_times(0);
    ask->mutable_doubted()->set_tails(bytes(20, 'x'));
    CHECK(answer_to(e) == errc::malformed);  // twice the same
    auto* told = e.mutable_repair_told();
    told->set_width(4);
    told->add_places(0);
    told->add_range_counts(1);
    CHECK(answer_to(e) == errc::malformed);  // a range that is not there
    told->add_ranges(0);
    told->add_rows(3);
    CHECK(answer_to(e) == errc::malformed);  // a mark that is not there
    told->set_marks("1234");
    CHECK(answer_to(e) == errc::ok);
    told->set_ranges(0, 1u << 31);
    CHECK(answer_to(e) == errc::malformed);
}

TEST_CASE("what nobody of ours would send is refused when it comes") {
    pb::Envelope e;
    for (std::size_t i = 0; i <= limits::grants_per_device; ++i) {
        e.mutable_welcome()->mutable_grants()->add_node_lengths(0);
        e.mutable_welcome()->mutable_grants()->add_rooms(1);
    }
    CHECK(answer_to(e) == errc::limit_exceeded);
    e.mutable_welcome()->mutable_grants()->Clear();
    e.mutable_welcome()->mutable_grants()->add_node_lengths(2);
    e.mutable_welcome()->mutable_grants()->add_rooms(1);
    CHECK(answer_to(e) == errc::malformed);  // a node that is not there
    e.mutable_welcome()->mutable_grants()->set_nodes("32");
    CHECK(answer_to(e) == errc::ok);
    e.mutable_welcome()->mutable_grants()->set_rooms(0, 256);
    CHECK(answer_to(e) == errc::malformed);
    e.mutable_enrol()->set_label(bytes(limits::short_text_bytes + 1, 'x'));
    CHECK(answer_to(e) == errc::limit_exceeded);
    e.mutable_hello()->set_told_trust(256);
    CHECK(answer_to(e) == errc::malformed);
    e.mutable_pull()->add_evicted_rooms(1);
    CHECK(answer_to(e) == errc::malformed);
    e.mutable_receipted()->mutable_receipt()->add_retimed_index(-1);
    CHECK(answer_to(e) == errc::malformed);
    e.mutable_receipted()->mutable_receipt()->add_retimed_time(1);
    CHECK(answer_to(e) == errc::malformed);  // index -1
    e.mutable_custody_news()->set_writes(bytes(16, 'w'));
    CHECK(answer_to(e) == errc::malformed);
    e.mutable_push()->mutable_batch()->set_closed(bytes(63, '\0'));
    CHECK(answer_to(e) == errc::malformed);
    e.mutable_carry()->mutable_batch()->set_open("\2");
    CHECK(answer_to(e) == errc::unsupported_version);
}

TEST_CASE("a piece is as long as its place in the photo says, and a set names pieces the photo has") {
    const digest photo = sha256("x");
    constexpr std::size_t piece = limits::photo_piece_bytes;
    CHECK(travels(message::photo_piece{photo, limits::photo_bytes, 511, bytes(piece, 'x')}));
    CHECK(travels(message::photo_wanted{photo, limits::photo_bytes, piece_set::all_of(limits::photo_bytes), {}}));
    CHECK(travels(message::photo_offer{photo, ~std::uint64_t{0}}));  // to be refused, not to end the session
    CHECK(refusal(message::photo_piece{photo, piece, 0, "short"}) == errc::frame_too_large);
    CHECK(refusal(message::photo_piece{photo, piece, 1, "x"}) == errc::frame_too_large);
    CHECK(refusal(message::photo_wanted{photo, piece, piece_set::all_of(2 * piece), {}}) == errc::frame_too_large);
    for (const auto& [size, number, length] : {std::tuple(piece, 0u, piece - 1), {piece, 1u, piece}, {limits::photo_bytes + 1, 0u, piece},
                                              {std::size_t{0}, 0u, std::size_t{0}}}) {
        pb::Envelope envelope;
        auto& said = *envelope.mutable_photo_piece();
        said.set_photo(bytes(photo.view()));
        said.set_size(size);
        said.set_number(number);
        said.set_content(bytes(length, 'x'));
        CHECK(answer_to(envelope) == errc::malformed);
    }
    for (const char* missing : {"\x02", "\xff\x01"}) {
        pb::Envelope envelope;
        auto& said = *envelope.mutable_photo_wanted();
        said.set_photo(bytes(photo.view()));
        said.set_size(piece);
        said.set_missing(missing);
        CHECK(answer_to(envelope) == errc::malformed);
    }
}

}  // namespace pendata
