// Lists inside rows: the same after encoding and decoding; of damaged bytes a failure, never more memory than
// they are worth.
#include "sync-server/store/row_encoding.hpp"

#include <doctest/doctest.h>

namespace pendata::test {

namespace {

// Numbers origins in the order they come.
class origins_in_memory final : public origin_table {
public:
    result<std::uint32_t> intern(const origin& who) override {
        for (std::uint32_t n = 0; n < known_.size(); ++n) {
            if (known_[n] == who) return n + 1;
        }
        known_.push_back(who);
        return static_cast<std::uint32_t>(known_.size());
    }
    result<origin> find(std::uint32_t number) override {
        if (number == 0 || number > known_.size()) return errc::corrupt;
        return known_[number - 1];
    }

private:
    std::vector<origin> known_;
};

record_id record(unsigned char with) {
    record_id id;
    id.raw.fill(with);
    return id;
}

// What decoding a cut or changed encoding gives: corrupt, or something else of the same size at most.
template <class Decode>
void damage(const bytes& whole, Decode decode) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto got = decode(bytes_view(whole).substr(0, size));
        if (got.has_error()) CHECK(got.error() == errc::corrupt);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        bytes changed = whole;
        changed[at] = static_cast<char>(0xff);
        const auto got = decode(changed);
        if (got.has_error()) CHECK(got.error() == errc::corrupt);
    }
}

}  // namespace

TEST_CASE("places of a record") {
    const std::vector<membership> places = {
        {1, {"32.11.01.2001", "caseload.7"}}, {500, {}}, {1'000'000'007, {"32.11.01.2002.RW001.RT02"}}};
    CHECK(decode_places(encode_places(places)).value() == places);
    CHECK(decode_places({}).value().empty());
    damage(encode_places(places), decode_places);
}

TEST_CASE("contested cells of a record") {
    const std::vector<cell_key> keys = {{1, 2, {}}, {1, 300, bytes(200, 'e')}, {65535, 65535, {}}};
    CHECK(decode_keys(encode_keys(keys)).value() == keys);
    damage(encode_keys(keys), decode_keys);
}

TEST_CASE("parts of a record") {
    origins_in_memory origins;
    cell c;
    c.key = {3, 4, {}};
    c.author.raw.fill(9);
    c.content = value::text("Ani");
    const std::vector<part> parts = {{record(1), 0, {{c, 5}}}, {record(1), 200, {{c, 6}}}};
    const bytes whole = encode_parts(parts, origins).value();
    CHECK(decode_parts(record(1), whole, origins).value() == parts);
    damage(whole, [&](bytes_view data) { return decode_parts(record(1), data, origins); });
}

TEST_CASE("the answer to a batch") {
    receipt answer;
    answer.batch.raw.fill(1);
    answer.settled_at = {{}, 77, 0xffffffffffffffff};
    answer.forked = true;
    answer.retimed = {{0, 1}, {4095, ~std::uint64_t{0}}};
    answer.held = {{7, hold_reason::no_place}, {8, hold_reason::unknown_author}};
    answer.signed_by.fill(0xaa);
    const bytes whole = encode_answer(answer);
    CHECK(decode_answer(answer.batch, whole).value() == answer);
    CHECK(decode_answer(answer.batch, whole + "x").error() == errc::corrupt);
    damage(whole, [&](bytes_view data) { return decode_answer(answer.batch, data); });
}

TEST_CASE("ids one after another") {
    const std::vector<record_id> ids = {record(1), record(2), record(3)};
    CHECK(decode_ids(encode_ids(ids)).value() == ids);
    CHECK(decode_ids(encode_ids(ids).substr(1)).error() == errc::corrupt);
    CHECK(decode_ids({}).value().empty());
}

}  // namespace pendata::test
