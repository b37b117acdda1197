// Bytes nobody vouches for: cut, changed, invented. Every one of them gives a message or a named failure.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/base/byte_reader.hpp"
#include "core/model/canonical.hpp"
#include "core/wire/bag.hpp"
#include "core/wire/columns.hpp"
#include "core/wire/compression.hpp"
#include "core/wire/frame.hpp"
#include "tests/core/wire/messages.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

bool is_expected(errc code) {
    return code == errc::malformed || code == errc::limit_exceeded || code == errc::unsupported_version ||
           code == errc::frame_too_large;
}

// A few bytes other than they were, some gone, some doubled.
bytes damaged(bytes data) {
    const int times = *rc::gen::inRange(1, 4);
    for (int i = 0; i < times && !data.empty(); ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, data.size());
        switch (*rc::gen::inRange(0, 4)) {
            case 0: data[at] = static_cast<char>(data[at] ^ 1 << *rc::gen::inRange(0, 8)); break;
            case 1: data[at] = *rc::gen::arbitrary<char>(); break;
            case 2: data.erase(at, *rc::gen::inRange<std::size_t>(1, 9)); break;
            default: data.insert(at, data.substr(at, *rc::gen::inRange<std::size_t>(1, 9))); break;
        }
    }
    return data;
}

// The columns of some parts, not compressed: damage there reaches every check.
bytes plain_columns(const std::vector<part>& parts) {
    wire::table_view table;
    for (const part& p : parts) {
        const auto number = static_cast<std::uint32_t>(table.groups.size());
        table.groups.push_back({number, p.record, p.room, number % 2 == 0, table.rows.size(), p.cells.size()});
        for (const settled_cell& c : p.cells) table.rows.push_back({&c.what, c.changed_at});
    }
    return wire::write_columns(table).data;
}

}  // namespace

TEST_CASE("a damaged frame gives a message or a failure") {
    CHECK(rc::check([] {
        frame_reader reader;
        reader.feed(damaged(*encode_frame(*any_message())));
        for (int i = 0; i < 10; ++i) {
            const auto next = reader.next();
            if (next.has_error()) {
                RC_ASSERT(is_expected(to_errc(next.error())));
                return;
            }
            if (!*next) return;
        }
    }));
}

TEST_CASE("damaged columns give cells or a failure, and what they give can be written again") {
    int good = 0;
    CHECK(rc::check([&good] {
        const auto parts = *rc::gen::resize(4, rc::gen::container<std::vector<part>>(arbitrary::any_part()));
        const auto got = wire::read_columns(damaged(plain_columns(parts)), wire::table_of::parts, {});
        if (got.has_error()) {
            RC_ASSERT(is_expected(to_errc(got.error())));
            return;
        }
        ++good;
        wire::table_view again;
        for (const auto& g : *got) {
            again.groups.push_back({g.number, g.record, g.room, g.whole, again.rows.size(), g.rows.size()});
            for (const auto& r : g.rows) again.rows.push_back({&r.what, r.changed_at});
        }
        const auto back = wire::read_columns(wire::write_columns(again).data, wire::table_of::parts, {});
        RC_ASSERT(back.has_value());
        RC_ASSERT(back->size() == got->size());
        for (std::size_t i = 0; i < got->size(); ++i) {
            RC_ASSERT((*back)[i].rows.size() == (*got)[i].rows.size());
            for (std::size_t r = 0; r < (*got)[i].rows.size(); ++r) {
                RC_ASSERT((*back)[i].rows[r].what == (*got)[i].rows[r].what);
            }
        }
    }));
    CHECK(good > 0);  // else the damage is too coarse to say anything
}

TEST_CASE("a sealed batch cut at any byte is refused") {
    CHECK(rc::check([] {
        const bytes whole = encode_batch(*arbitrary::any_batch());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto got = decode_batch(bytes_view(whole).substr(0, size));
            // A cut between two fields leaves a message, of another content.
            if (got.has_error()) RC_ASSERT(is_expected(to_errc(got.error())));
        }
    }));
}

TEST_CASE("a damaged sealed batch never passes for the one that was signed") {
    CHECK(rc::check([] {
        const sealed_batch batch = *arbitrary::any_batch();
        const auto got = decode_batch(damaged(encode_batch(batch)));
        if (got.has_error()) {
            RC_ASSERT(is_expected(to_errc(got.error())));
        } else {
            RC_ASSERT((got->hash == batch.hash) == (got->content == batch.content));
        }
    }));
}

TEST_CASE("noise is refused, or is a message by chance") {
    CHECK(rc::check([](const std::vector<char>& noise) {
        const bytes data(noise.begin(), noise.end());
        frame_reader reader;
        reader.feed(data);
        (void)reader.next();
        (void)decode_batch(data);
        (void)decode_bag(data);
        (void)wire::read_columns(data, wire::table_of::writes, replica_id{});
        byte_reader in(data);
        (void)read_canonical_cell(in);
    }));
}

TEST_CASE("a damaged bag gives a bag or a failure") {
    CHECK(rc::check([] {
        mail_bag bag;
        bag.batches = *rc::gen::resize(3, rc::gen::container<std::vector<bytes>>(arbitrary::any_bytes(30)));
        bag.receipts = *rc::gen::resize(2, rc::gen::container<std::vector<receipt>>(arbitrary::any_receipt()));
        (void)decode_bag(damaged(*encode_bag(bag)));
    }));
}

TEST_CASE("zstd frames that ask for too much") {
    bytes scratch;
    const auto failure = [&scratch](const char* hex) {
        bytes data(1, '\1');
        bytes frame;
        REQUIRE(from_hex(hex, frame));
        const auto got = wire::expand(data + frame, scratch);
        return got.has_error() ? to_errc(got.error()) : errc::ok;
    };
    // Magic, descriptor, window or none, content size, one block: sixteen zeros.
    CHECK(failure("28b52ffd201083000000") == errc::ok);
    CHECK(failure("28b52ffd80281000000083000000") == errc::ok);                        // a window of 32 kB
    CHECK(failure("28b52ffd80291000000083000000") == errc::limit_exceeded);            // one step beyond
    CHECK(failure("28b52ffd6000ff83000000") == errc::limit_exceeded);                  // one segment of 65 kB
    CHECK(failure("28b52ffda00000000183000000") == errc::limit_exceeded);              // expands to 16 MB
    CHECK(failure("28b52ffd20108300000028b52ffd201083000000") == errc::malformed);     // a second frame behind
    CHECK(failure("28b52ffd20108300000000") == errc::malformed);                       // a byte behind
    CHECK(failure("28b52ffd2010830000") == errc::malformed);                           // cut
    CHECK(failure("28b52ffd002883000000") == errc::malformed);                         // does not say its size
    CHECK(failure("28b52ffd200183000000") == errc::malformed);                         // more than it said
    CHECK(failure("28b52ffd21011083000000") == errc::unsupported_version);             // a dictionary
    CHECK(failure("504b0304") == errc::malformed);
}

TEST_CASE("a closed block is whole 64 bytes, and the rest of them zeros") {
    const bytes columns(200, 'x');
    bytes block = wire::padded_block(columns);
    bytes scratch;
    CHECK(block.size() == 64u);
    CHECK(*wire::expand_padded(block, scratch) == columns);
    CHECK(to_errc(wire::expand_padded(bytes_view(block).substr(1), scratch).error()) == errc::malformed);
    CHECK(to_errc(wire::expand_padded(block + bytes(64, '\0'), scratch).error()) == errc::malformed);
    block.back() = 1;
    CHECK(to_errc(wire::expand_padded(block, scratch).error()) == errc::malformed);
}

}  // namespace pendata
