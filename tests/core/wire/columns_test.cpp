// Columns made by a hand that means harm: each breaks one rule of docs/protocol.md, "Columns", and is refused for it.
#include "core/wire/columns.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "core/base/limits.hpp"
#include "pendata/v1/wire.pb.h"
#include "tests/core/wire/samples.hpp"

namespace pendata {

namespace {

namespace pb = pendata::v1;
using wire::table_of;

const replica_id own = sample::person().content.replica;

pb::Columns columns_of(const std::vector<write>& writes) {
    wire::table_view table;
    table.replica = own;
    for (const write& w : writes) table.rows.push_back({&w.what, 0, &w.seen, w.claimed_ms, w.trust});
    table.groups.push_back({0, writes.front().record, 0, false, 0, writes.size()});
    pb::Columns out;
    REQUIRE(out.ParseFromString(wire::write_columns(table).data));
    return out;
}

errc failure_of(const pb::Columns& columns, table_of content = table_of::writes) {
    const auto got = wire::read_columns(columns.SerializeAsString(), content, own);
    return got.has_error() ? to_errc(got.error()) : errc::ok;
}

// What reading the sample's columns gives once they were changed.
errc after(const std::function<void(pb::Columns&)>& change) {
    pb::Columns columns = columns_of(sample::person().content.writes);
    change(columns);
    return failure_of(columns);
}

}  // namespace

TEST_CASE("the sample's columns are read as they are") { CHECK(after([](pb::Columns&) {}) == errc::ok); }

TEST_CASE("an index beyond its table") {
    CHECK(after([](auto& c) { c.add_save_replica(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_save_author(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_group_record(0, 1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_group_record(0, -1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_slice_save(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_slice_save(INT64_MIN); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_octet_repeats(1); }) == errc::malformed);
    CHECK(after([](auto& c) {
              c.set_column_shape(1, 3);
              c.set_column_shape(2, 3);
              c.clear_integers();
              c.add_references(1);
              c.add_references(0);
          }) == errc::malformed);
}

TEST_CASE("a column that is too long or too short") {
    CHECK(after([](auto& c) { c.add_integers(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.mutable_integers()->RemoveLast(); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_save_ms(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_column_kind(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.mutable_column_shape()->RemoveLast(); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_slice_kind(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_ranks(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_column_shape(0, 1 | 3 << 3); }) == errc::malformed);  // a rank that is not there
    CHECK(after([](auto& c) { c.mutable_octets()->append("x"); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_octet_lengths(0, 5); }) == errc::malformed);
    CHECK(after([](auto& c) { c.mutable_id_tails()->pop_back(); }) == errc::malformed);
    CHECK(after([](auto& c) { c.mutable_officers()->pop_back(); }) == errc::malformed);
    CHECK(after([](auto& c) { c.mutable_elements()->append("x"); }) == errc::malformed);
    CHECK(after([](auto& c) { c.mutable_presence_bits()->append("x"); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_presence_counts(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_seen_refs(0); }) == errc::malformed);
}

TEST_CASE("a number beyond its range") {
    CHECK(after([](auto& c) { c.add_save_counter(65536); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_save_ms(0, std::int64_t{1} << 48); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_save_evidence(0, 256); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_save_intent(16); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_save_date(UINT64_MAX); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_save_trust(256); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_slice_kind(0, 65536); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_column_field(0, 65536); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_column_shape(0, 5); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_column_shape(0, 0x60); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_column_shape(0, 0x100); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_id_ms(0, INT64_MAX); }) == errc::malformed);
    CHECK(after([](auto& c) {
              for (int i = 0; i < 3; ++i) c.add_column_evidence(257);
          }) == errc::malformed);
}

TEST_CASE("cells that contradict each other") {
    CHECK(after([](auto& c) { c.set_column_field(1, 20); }) == errc::malformed);  // two cells of one key
    CHECK(after([](auto& c) { c.set_column_shape(0, 0x80 | 9); }) == errc::malformed);  // an element without a key
    CHECK(after([](auto& c) {
              c.set_octets("\1iti");  // a text that hides among the raw ones
              c.set_column_shape(0, 7 | 8);
          }) == errc::malformed);
    CHECK(after([](auto& c) {
              c.set_octets("\5iti");
              c.set_column_shape(0, 7 | 8);
          }) == errc::ok);
    CHECK(after([](auto& c) { c.mutable_slice_kind()->Set(0, 2); }) == errc::malformed);  // no cell of that kind
}

TEST_CASE("what belongs to parts is not taken in a batch, nor the other way round") {
    CHECK(after([](auto& c) { c.add_group_room(0); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_group_slices(1); }) == errc::malformed);
    CHECK(after([](auto& c) { c.add_slice_changed(0); }) == errc::malformed);
    CHECK(after([](auto& c) { c.set_group_whole("\1"); }) == errc::malformed);
    CHECK(failure_of(columns_of(sample::person().content.writes), table_of::parts) == errc::malformed);
}

TEST_CASE("presence lists and bits stay within the slices of the kind") {
    const auto with_list = [](std::uint32_t gap) {
        return after([gap](auto& c) {
            c.set_column_shape(0, 9 | 2 << 5);
            c.add_presence_counts(1);
            c.add_presence_gaps(gap);
        });
    };
    CHECK(with_list(0) == errc::ok);
    CHECK(with_list(1) == errc::malformed);
    const auto with_bits = [](std::string_view bits) {
        return after([bits](auto& c) {
            c.set_column_shape(0, 9 | 1 << 5);
            c.set_presence_bits(bits.data(), bits.size());
        });
    };
    CHECK(with_bits("\1") == errc::ok);
    CHECK(with_bits("\3") == errc::malformed);
    CHECK(with_bits("") == errc::malformed);
}

TEST_CASE("seen names writes of the block or of its table, ascending") {
    const auto with_seen = [](std::initializer_list<std::uint32_t> refs, int ids) {
        return after([refs, ids](auto& c) {
            c.add_seen_counts(static_cast<std::uint32_t>(refs.size()));
            c.add_seen_counts(0);
            c.add_seen_counts(0);
            for (const auto ref : refs) c.add_seen_refs(ref);
            for (int i = 0; i < ids; ++i) c.mutable_seen_ids()->append(16, static_cast<char>(i));
        });
    };
    CHECK(with_seen({1}, 0) == errc::ok);
    CHECK(with_seen({3, 4}, 2) == errc::ok);
    CHECK(with_seen({4, 3}, 2) == errc::malformed);
    CHECK(with_seen({3, 3}, 2) == errc::malformed);
    CHECK(with_seen({5}, 2) == errc::malformed);
    CHECK(after([](auto& c) { c.add_seen_counts(1); }) == errc::malformed);
}

TEST_CASE("columns stand once, in order, and are all known") {
    const bytes good = columns_of(sample::person().content.writes).SerializeAsString();
    const auto failure = [](const bytes& data) {
        const auto got = wire::read_columns(data, table_of::writes, own);
        return got.has_error() ? to_errc(got.error()) : errc::ok;
    };
    CHECK(failure(good) == errc::ok);
    CHECK(failure(good + bytes("\xda\x02\x00", 3)) == errc::unsupported_version);  // column 43
    CHECK(failure(good + bytes("\xd2\x02\x00", 3)) == errc::malformed);            // tails again
    CHECK(failure(good + bytes("\x0a\x00", 2)) == errc::malformed);                // replicas, behind
    CHECK(failure(bytes("\x18\x00", 2) + good) == errc::malformed);                // save_replica, not packed
    CHECK(failure(bytes("\x0b", 1) + good) == errc::malformed);                    // a protobuf group
}

TEST_CASE("few bytes do not become many cells") {
    pb::Columns c;
    c.set_officers(bytes(16, 'o'));
    c.add_save_number(0);
    for (int i = 0; i < 4096; ++i) {
        c.add_group_record(i == 0 ? 0 : -1);
        c.add_slice_kind(1);
        c.add_slice_save(i == 0 ? 0 : -1);
        c.add_column_field(static_cast<std::uint32_t>(i));
        c.add_column_kind(1);
    }
    c.add_id_ms(0);
    c.set_id_tails(bytes(10, 't'));
    CHECK(failure_of(c) == errc::limit_exceeded);  // sixteen million cleared cells
    c.mutable_column_field()->Truncate(1);
    c.mutable_column_kind()->Truncate(1);
    CHECK(failure_of(c) == errc::ok);  // 4096 writes of one cell
    c.add_column_shape(1);
    c.add_octet_lengths(60'000);
    c.set_octets(bytes(60'000, 'x'));
    c.add_octet_repeats(0);
    for (int i = 1; i < 4096; ++i) c.add_octet_repeats(1);
    CHECK(failure_of(c) == errc::limit_exceeded);  // one text of 60 kB in all of them
}

}  // namespace pendata
