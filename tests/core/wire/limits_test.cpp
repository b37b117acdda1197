// Limits from both sides: content within them travels, content beyond them is refused before it is sent, and
// refused again by whoever gets it.
#include <doctest/doctest.h>

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

// What a peer says to a message nobody of ours would send.
errc answer_to(const pb::Envelope& envelope) {
    bytes frame;
    byte_writer(frame).sized(bytes(1, '\0') + envelope.SerializeAsString());
    frame_reader reader;
    reader.feed(frame);
    const auto got = reader.next();
    return got.has_error() ? to_errc(got.error()) : errc::ok;
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

    message::repair_ask r;
    r.rows.resize(limits::repair_rows_per_message);
    CHECK(travels(r));
    r.rows.emplace_back();
    CHECK(refusal(r) == errc::frame_too_large);

    message::receipted receipted;
    receipted.of.held.resize(limits::writes_per_batch);
    receipted.of.retimed.resize(limits::writes_per_batch);
    CHECK(travels(receipted));
    receipted.of.held.emplace_back();
    CHECK(refusal(receipted) == errc::frame_too_large);
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
    e.mutable_repair_ask()->add_hashes(1);
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

}  // namespace pendata
