// Cells and writes survive their stored form exactly, whatever they hold; damaged bytes are told, never
// obeyed; and the form is as small as docs/storage.md says.
#include "core/storage/cell_encoding.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>

#include "core/base/sha256.hpp"

namespace pendata {

namespace {

class origins_in_memory : public origin_table {
public:
    result<std::uint32_t> intern(const origin& who) override {
        for (std::size_t n = 0; n < known_.size(); ++n) {
            if (known_[n] == who) return static_cast<std::uint32_t>(n);
        }
        known_.push_back(who);
        return static_cast<std::uint32_t>(known_.size() - 1);
    }
    result<origin> find(std::uint32_t number) override {
        if (number >= known_.size()) return errc::corrupt;
        return known_[number];
    }

private:
    std::vector<origin> known_;
};

template <class Id>
Id id_of_number(unsigned n) {
    return Id::from(sha256(std::to_string(n)).view());
}

value arbitrary_value() {
    const auto text = *rc::gen::arbitrary<std::string>();
    switch (*rc::gen::inRange(0, 9)) {
        case 0:
            return {};
        case 1:
            return value::text(text);
        case 2:
            return value::integer(*rc::gen::arbitrary<std::int64_t>());
        case 3:
            return value::reference(id_of_number<record_id>(*rc::gen::inRange(0u, 50u)));
        case 4:
            return value::octets(text);
        case 5:
            return value::text(*rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.-+"))));
        case 6:
            return *value::decode("\x2a" + text);  // of a type nobody knows
        case 7:
            return value::integer(*rc::gen::inRange(0, 40));
        default:
            return value::integer(1);
    }
}

// Mostly like the cells of a census, sometimes anything at all.
cell arbitrary_cell() {
    const bool wild = *rc::gen::inRange(0, 4) == 0;
    cell c;
    c.key.kind = wild ? *rc::gen::arbitrary<std::uint16_t>() : 1;
    c.key.field = wild ? *rc::gen::arbitrary<std::uint16_t>() : *rc::gen::inRange<std::uint16_t>(1, 60);
    if (*rc::gen::inRange(0, 3) == 0) c.key.element = *rc::gen::arbitrary<std::string>();
    if (*rc::gen::inRange(0, 6) == 0) c.key.element = value::integer(*rc::gen::inRange(0, 9)).encoded();
    c.room = wild ? *rc::gen::arbitrary<std::uint8_t>() : 0;
    c.at.generation = wild ? *rc::gen::arbitrary<std::uint32_t>() : 0;
    c.at.time = wild ? *rc::gen::arbitrary<std::uint64_t>()
                     : to_stamp_time(1'760'000'000'000 + *rc::gen::inRange(0, 5));
    c.at.replica = id_of_number<replica_id>(*rc::gen::inRange(0u, 3u));
    c.author = id_of_number<officer_id>(*rc::gen::inRange(0u, 3u));
    c.save_number = wild ? *rc::gen::arbitrary<std::uint64_t>() : *rc::gen::inRange<std::uint64_t>(1, 5);
    c.evidence = wild ? *rc::gen::arbitrary<std::uint8_t>() : *rc::gen::inRange<std::uint8_t>(0, 6);
    if (*rc::gen::inRange(0, 5) == 0) c.effective_date = *rc::gen::arbitrary<std::int32_t>();
    c.why = static_cast<intent>(wild ? *rc::gen::arbitrary<std::uint8_t>() : *rc::gen::inRange(0, 6));
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            c.at.rank = c.evidence;
            break;
        case 1:
            c.at.rank = ~c.at.time;
            break;
        case 2:
            c.at.rank = *rc::gen::arbitrary<std::uint64_t>();
            break;
        default:
            break;
    }
    c.content = arbitrary_value();
    return c;
}

std::vector<settled_cell> arbitrary_cells() {
    std::vector<settled_cell> out;
    for (int n = *rc::gen::inRange(0, 40); n > 0; --n) {
        const bool wild = *rc::gen::inRange(0, 8) == 0;
        out.push_back({arbitrary_cell(), wild ? *rc::gen::arbitrary<std::uint64_t>()
                                              : *rc::gen::inRange<std::uint64_t>(1000, 1010)});
    }
    if (*rc::gen::arbitrary<bool>()) {
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.what.key < b.what.key; });
    }
    return out;
}

std::vector<write> arbitrary_writes(const record_id& record) {
    std::vector<write> out;
    for (int n = *rc::gen::inRange(0, 20); n > 0; --n) {
        write w{record, arbitrary_cell(), {}, *rc::gen::arbitrary<std::int64_t>(), {}};
        w.trust = static_cast<clock_trust>(*rc::gen::inRange(0, 3));
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
            w.seen.push_back(id_of_number<write_id>(*rc::gen::arbitrary<unsigned>()));
        }
        out.push_back(std::move(w));
    }
    return out;
}

// A person as a census taker leaves it: 25 fields at once, then a telephone, a photographed card.
std::vector<settled_cell> a_person() {
    const auto village = value::text("32.11.01.2001");
    const std::pair<int, value> fields[] = {
        {1, value::text("Siti Nurhasanah")}, {3, value::text("3211014708450001")}, {7, value::integer(-8904)},
        {8, value::integer(0)}, {9, value::text("Sumedang")}, {10, value::text("Iyah Rokayah")},
        {11, value::integer(2)}, {12, value::integer(1)}, {13, value::integer(2)}, {14, value::integer(3)},
        {15, value::integer(19)}, {16, value::text("081322334455")},
        {17, value::reference(id_of_number<record_id>(7))}, {18, value::integer(3)}, {19, village},
        {20, value::text("003")}, {21, value::text("01")}, {22, value::text("Cikondang")},
        {23, value::text("Jl. Raya Wado No. 12")}, {24, village}, {25, value::text("Jl. Raya Wado No. 12")},
        {28, value::integer(450000)}, {30, value::integer(1)}, {31, value::integer(0)}, {40, value::integer(1)}};
    const int ranked[] = {1, 3, 7, 8, 9, 10, 11, 19, 24};
    std::vector<settled_cell> out;
    for (const auto& [field, content] : fields) {
        const int save = field == 16 ? 2 : field == 3 || field == 7 ? 3 : 1;
        cell c;
        c.key = {1, static_cast<std::uint16_t>(field), {}};
        c.at.time = to_stamp_time(1'760'000'000'000 + save * 86'400'000LL);
        c.at.replica = id_of_number<replica_id>(1);
        c.author = id_of_number<officer_id>(1);
        c.save_number = static_cast<std::uint64_t>(700 + save);
        c.evidence = save == 3 ? 4 : 2;
        if (std::find(std::begin(ranked), std::end(ranked), field) != std::end(ranked)) c.at.rank = c.evidence;
        if (field == 12) c.at.rank = 20;  // a state
        c.content = content;
        out.push_back({c, static_cast<sequence>(51'000 + save * 300)});
    }
    return out;
}

}  // namespace

TEST_CASE("cells come back exactly") {
    CHECK(rc::check("decode(encode(cells)) == cells", [] {
        origins_in_memory origins;
        const auto cells = arbitrary_cells();
        const auto encoded = encode_cells(cells, origins);
        RC_ASSERT(encoded.has_value());
        const auto decoded = decode_cells(*encoded, origins);
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(*decoded == cells);
    }));
}

TEST_CASE("writes come back exactly") {
    CHECK(rc::check("decode(encode(writes)) == writes", [] {
        origins_in_memory origins;
        const auto record = id_of_number<record_id>(9);
        const auto writes = arbitrary_writes(record);
        const auto encoded = encode_writes(record, writes, origins);
        RC_ASSERT(encoded.has_value());
        const auto decoded = decode_writes(record, *encoded, origins);
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(*decoded == writes);
    }));
}

TEST_CASE("no bytes crash the decoder, and every cut is noticed") {
    CHECK(rc::check("damaged", [] {
        origins_in_memory origins;
        const auto record = id_of_number<record_id>(9);
        bytes cells = *encode_cells(arbitrary_cells(), origins);
        bytes writes = *encode_writes(record, arbitrary_writes(record), origins);
        const auto cut = *rc::gen::inRange<std::size_t>(0, cells.size());
        RC_ASSERT(to_errc(decode_cells(bytes_view(cells).substr(0, cut), origins).error()) == errc::corrupt);
        RC_ASSERT(to_errc(decode_cells(cells + "x", origins).error()) == errc::corrupt);
        RC_ASSERT(to_errc(decode_cells(writes, origins).error()) == errc::corrupt);
        for (bytes* data : {&cells, &writes}) {
            for (int n = *rc::gen::inRange(1, 4); n > 0; --n) {
                (*data)[*rc::gen::inRange<std::size_t>(0, data->size())] = *rc::gen::arbitrary<char>();
            }
        }
        static_cast<void>(decode_cells(cells, origins));
        static_cast<void>(decode_writes(record, writes, origins));
    }));
    CHECK(rc::check("noise", [](const std::string& noise) {
        origins_in_memory origins;
        static_cast<void>(origins.intern({}));
        static_cast<void>(decode_cells("\1" + noise, origins));
        static_cast<void>(decode_writes({}, "\2" + noise, origins));
        static_cast<void>(decode_cells(bytes("\1\1\0\1\x12\0\2\0\0\0\1", 11) + noise, origins));
    }));
}

TEST_CASE("a failing table of origins is told") {
    struct : origin_table {
        result<std::uint32_t> intern(const origin&) override { return errc::disk_full; }
        result<origin> find(std::uint32_t) override { return errc::io_error; }
    } failing;
    CHECK(to_errc(encode_cells(a_person(), failing).error()) == errc::disk_full);
    origins_in_memory origins;
    const bytes encoded = *encode_cells(a_person(), origins);
    CHECK(to_errc(decode_cells(encoded, failing).error()) == errc::io_error);
    CHECK(to_errc(decode_cells(encoded, *std::make_unique<origins_in_memory>()).error()) == errc::corrupt);
}

TEST_CASE("golden bytes: they are in files") {
    origins_in_memory origins;
    cell c;
    c.key = {1, 3, {}};
    c.at = {0, 2, to_stamp_time(1'760'000'000'000) | 1, id_of_number<replica_id>(1)};
    c.save_number = 7;
    c.evidence = 2;
    c.content = value::text("Ani");
    cell d = c;
    d.key.field = 4;
    d.at.rank = 0;
    d.content = value::text("3211");
    const settled_cell cells[] = {{c, 5}, {d, 5}};
    CHECK(to_hex(*encode_cells(cells, origins)) == "010100010200" "0e" "8080e682b966" "01" "0a" "02" "490303416e69" "07043211");
    write w{{}, c, {id_of_number<write_id>(1)}, 1'760'000'000'000, clock_trust::ok};
    CHECK(to_hex(*encode_writes({}, std::span(&w, 1), origins)) ==
          "020100010200" "0e" "8080e682b966" "01" "0000" "01" "490303416e69" "01" + to_hex(w.seen[0].view()));
}

TEST_CASE("a person of 25 cells costs at most 3.5 bytes a cell beyond its values") {
    origins_in_memory origins;
    const auto cells = a_person();
    REQUIRE(cells.size() == 25);
    std::size_t values = 0;
    for (const auto& c : cells) values += c.what.content.encoded().size() - 1;  // without the type byte
    const std::size_t stored = encode_cells(cells, origins)->size();
    MESSAGE("raw values ", values, " bytes, stored ", stored, " bytes, beyond them ",
            (static_cast<double>(stored) - static_cast<double>(values)) / 25, " a cell");
    CHECK(static_cast<double>(stored) <= static_cast<double>(values) + 3.5 * 25);
}

}  // namespace pendata
