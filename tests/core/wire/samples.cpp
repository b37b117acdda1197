// The samples: a census taker registers Siti, corrects her name, and the office sends her to another tablet.
#include "tests/core/wire/samples.hpp"

#include "core/model/canonical.hpp"

namespace pendata::sample {

namespace {

template <class Id>
Id id(std::string_view uuid) {
    return *parse_id<Id>(uuid);
}

const auto siti = id<record_id>("0193a1b2-c3d4-7e5f-8a9b-acbdcedfe0f1");
const auto tablet = id<replica_id>("a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf");
const auto officer = id<officer_id>("b0b1b2b3-b4b5-b6b7-b8b9-babbbcbdbebf");
const auto segment = id<segment_id>("c0c1c2c3-c4c5-c6c7-c8c9-cacbcccdcecf");
constexpr std::int64_t saved_ms = 1'733'612'356'789;

device_id device() {
    const public_key key = public_key_of(tablet_key());
    return device_id::from(sha256(bytes_view(reinterpret_cast<const char*>(key.data()), key.size())).view());
}

write said(std::uint16_t field, value content, std::uint64_t rank) {
    write w;
    w.record = siti;
    w.what.key = {1, field, {}};
    w.what.at = {0, rank, to_stamp_time(saved_ms), tablet};
    w.what.author = officer;
    w.what.save_number = 1;
    w.what.evidence = 3;
    w.what.content = std::move(content);
    w.claimed_ms = saved_ms + 1500;
    w.trust = clock_trust::ok;
    return w;
}

sealed_batch sealed(std::uint64_t number, const digest& previous, std::vector<write> writes) {
    sealed_batch b;
    b.content = {tablet, number, previous, to_stamp_time(saved_ms - 60'000), std::move(writes)};
    b.device = device();
    b.hash = batch_digest(b.content);
    b.signed_by = sign(tablet_key(), batch_signature_message(b.hash));
    return b;
}

}  // namespace

key_seed tablet_key() {
    key_seed key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<unsigned char>(i);
    return key;
}

sealed_batch person() {
    return sealed(1, {}, {said(10, value::text("Siti"), 3), said(16, value::integer(7305), 3), said(20, value::integer(2), 3)});
}

sealed_batch correction() {
    const sealed_batch first = person();
    write name = said(10, value::text("Siti Aminah"), 3);
    write disability = said(35, value::integer(1), 0);
    disability.what.key.element = value::integer(4).encoded();
    disability.what.room = 2;
    for (write* w : {&name, &disability}) {
        w->what.save_number = 2;
        w->what.at.time += 5'000ull << 16;
        w->claimed_ms += 5'000;
    }
    name.seen = {first.content.writes.front().id()};
    return sealed(2, first.hash, {name, disability});
}

message::hello hello() {
    message::hello m;
    m.dictionary_version = 1;
    m.device = device();
    m.pulled = {segment, 1234, 0x0123456789abcdef};
    m.holds = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 25'000};
    m.grants_hash = 0xfedcba9876543210;
    m.replica = tablet;
    m.last_sealed = 2;
    m.has_pending = true;
    m.told_pending = 2;
    m.told_oldest_s = 86'400;
    m.told_trust = clock_trust::jumped;
    return m;
}

message::pull pull() {
    message::pull m;
    const sealed_batch first = person();
    const sealed_batch second = correction();
    part open{siti, 0, {}};
    for (const write& w : first.content.writes) open.put({w.what, 1240});
    open.put({second.content.writes[0].what, 1241});
    part closed{siti, 2, {}};
    closed.put({second.content.writes[1].what, 1241});
    m.parts = {{open, true}, {closed, false}};
    m.evictions = {{id<record_id>("0193a1b2-ffff-7000-8000-000000000001"), 0x0f, 1239}};
    m.reached = {segment, 1241, 0xcafe};
    m.caught_up = true;
    return m;
}

message::welcome long_welcome() {
    message::welcome m;
    m.office_ms = saved_ms;
    m.grants.emplace();
    for (int village = 2001; village <= 2040; ++village) m.grants->push_back({"32.11.01." + std::to_string(village), 3});
    return m;
}

}  // namespace pendata::sample
