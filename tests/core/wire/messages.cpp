// Generators for the messages of a session.
#include "tests/core/wire/messages.hpp"

#include <algorithm>
#include <set>

#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

namespace gen = rc::gen;
using namespace arbitrary;

template <class T>
T number() {
    return *gen::weightedOneOf<T>({{1, gen::just(T{})}, {3, gen::arbitrary<T>()}});
}

message::short_print print() { return {*any_raw<16>(), number<std::uint64_t>()}; }

message::ledger_head ledger() { return {number<std::uint64_t>(), number<std::uint64_t>()}; }

std::string node() { return *gen::element<std::string>("", "32.11", "32.11.01.2001.RW003.RT01", "reference"); }

grant_list grants() {
    grant_list out;
    const int count = *gen::inRange(0, 5);
    for (int i = 0; i < count; ++i) out.push_back({node(), number<compartment_mask>()});
    return out;
}

message::any make_hello() {
    message::hello m;
    m.version = number<std::uint32_t>();
    m.dictionary_version = number<std::uint32_t>();
    m.device = *any_id<device_id>();
    m.proof = *any_bytes(64);
    m.pulled = *any_position();
    m.receipted = *any_position();
    m.holds = print();
    m.grants_hash = number<std::uint64_t>();
    const int scopes = *gen::inRange(0, 3);
    for (int i = 0; i < scopes; ++i) m.loading.push_back({node(), *any_position()});
    m.replica = *any_replica();
    m.last_sealed = number<std::uint64_t>();
    m.has_pending = *gen::arbitrary<bool>();
    m.follow = *gen::arbitrary<bool>();
    m.ledger = ledger();
    m.told_pending = number<std::uint64_t>();
    m.told_oldest_s = number<std::uint64_t>();
    m.told_trust = static_cast<clock_trust>(*gen::inRange(0, 4));
    m.after_fork = *gen::arbitrary<bool>();
    m.told_trouble = static_cast<errc>(number<std::int32_t>());
    m.told_trouble_s = number<std::uint64_t>();
    m.told_by_office = *gen::arbitrary<bool>();
    m.photos = *gen::arbitrary<bool>();
    m.newest_photo = {number<std::uint64_t>(), number<std::uint64_t>()};
    const int staged = *gen::inRange(0, 3);
    for (int i = 0; i < staged; ++i) m.staged.push_back({node(), *any_id<digest>(), number<std::uint64_t>()});
    const int former = *gen::inRange(0, 3);
    for (int i = 0; i < former; ++i) m.former.push_back(*any_id<device_id>());
    return m;
}

message::any make_welcome() {
    message::welcome m;
    m.version = number<std::uint32_t>();
    m.office_ms = number<std::int64_t>();
    m.equal = *gen::arbitrary<bool>();
    m.lineage_known = *gen::arbitrary<bool>();
    m.head = *any_position();
    if (*gen::arbitrary<bool>()) m.grants = grants();
    m.replica_head = number<std::uint64_t>();
    m.ledger = ledger();
    m.backed_up = number<sequence>();
    m.ledger_behind = *gen::arbitrary<bool>();
    m.revoked = *gen::arbitrary<bool>();
    m.photos = *gen::arbitrary<bool>();
    m.photos_lost = *gen::arbitrary<bool>();
    return m;
}

message::any make_pull() {
    message::pull m;
    m.node = node();
    m.mends = *gen::inRange(0, 4) == 0;
    m.reached = *any_position();
    m.caught_up = *gen::arbitrary<bool>();
    const int parts = *gen::inRange(0, 6);
    for (int i = 0; i < parts; ++i) m.parts.push_back({*any_part(), *gen::arbitrary<bool>()});
    const int evictions = *gen::inRange(0, 3);
    for (int i = 0; i < evictions; ++i) {
        m.evictions.push_back({*any_record(), number<compartment_mask>(), number<sequence>()});
    }
    return m;
}

message::any make_news() {
    message::custody_news m;
    const int count = *gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) {
        m.entries.push_back({*any_id<write_id>(), *any_record(), static_cast<hold_reason>(*gen::inRange(0, 256)),
                             static_cast<message::verdict>(*gen::inRange(1, 5)), *any_bytes(20)});
    }
    m.at = number<sequence>();
    return m;
}

std::vector<std::string> places() {
    std::vector<std::string> out;
    for (int i = 0; i < 4; ++i) {
        if (*gen::arbitrary<bool>()) out.push_back("32.11.0" + std::to_string(i));
    }
    return out;
}

std::vector<std::uint64_t> marks(std::size_t count, std::uint8_t width) {
    std::vector<std::uint64_t> out;
    while (out.size() < count) out.push_back(shortened(number<std::uint64_t>(), width));
    return out;
}

std::vector<std::uint64_t> prefixes(std::uint8_t depth) {
    std::set<std::uint64_t> out;
    const auto beyond = std::uint64_t{1} << depth;
    for (int i = *gen::inRange(0, 4); i >= 0; --i) out.insert(number<std::uint64_t>() % beyond);
    return {out.begin(), out.end()};
}

message::any make_repair() {
    message::repair_ask m;
    m.width = *gen::arbitrary<bool>() ? short_width : full_width;
    m.list = *gen::arbitrary<bool>();
    m.last = *gen::arbitrary<bool>();
    m.complete = places();
    for (auto& place : places()) {
        range_sums s{std::move(place), *gen::arbitrary<bool>(), static_cast<std::uint8_t>(*gen::inRange(0, 49)),
                     static_cast<std::uint8_t>(*gen::inRange(0, 4)), {}, {}};
        s.prefixes = prefixes(s.depth);
        s.sums = marks(s.prefixes.size() << s.fan, m.width);
        m.sums.push_back(std::move(s));
    }
    for (auto& place : places()) {
        wanted_rows w{std::move(place), marks(*gen::inRange<std::size_t>(0, 4), m.width), static_cast<std::uint8_t>(*gen::inRange(0, 49)), {}};
        std::sort(w.marks.begin(), w.marks.end());
        w.prefixes = prefixes(w.depth);
        m.wanted.push_back(std::move(w));
    }
    std::set<record_id> doubted;
    for (int i = *gen::inRange(0, 4); i > 0; --i) doubted.insert(*any_record());
    for (const auto& id : doubted) m.doubted.push_back({id, {{number<compartment>(), marks(1, m.width)[0]}}});
    return m;
}

message::any make_told() {
    message::repair_told m;
    m.width = *gen::arbitrary<bool>() ? short_width : full_width;
    m.unnamed = places();
    for (std::uint32_t i = 0; i < 5; ++i) {
        if (*gen::arbitrary<bool>()) continue;
        told_place place{i, {}};
        for (const auto index : prefixes(16)) {
            told_range range{static_cast<std::uint32_t>(index), *gen::arbitrary<bool>(), 0, {}};
            if (range.listed) range.marks = marks(*gen::inRange<std::size_t>(0, 4), m.width);
            else range.rows = number<std::uint64_t>() >> 1;
            place.ranges.push_back(std::move(range));
        }
        m.places.push_back(std::move(place));
    }
    return m;
}

std::vector<position> positions() {
    std::vector<position> out;
    for (int count = *gen::inRange(0, 17); count > 0; --count) out.push_back(*any_position());
    return out;
}

message::any make_give_back() {
    message::give_back m;
    m.number = number<std::uint64_t>();
    for (int count = *gen::inRange(0, 4); count > 0; --count) m.parts.push_back(*any_part());
    for (int count = *gen::inRange(0, 4); count > 0; --count) m.wanted.push_back({*any_record(), number<compartment>()});
    return m;
}

photo_mark mark() { return {number<std::uint64_t>(), number<std::uint64_t>()}; }

std::uint64_t photo_size() { return *gen::inRange<std::uint64_t>(1, 200'000); }

piece_set some_pieces(std::uint64_t size) {
    piece_set out;
    for (std::uint32_t n = 0; n < piece_count(size); ++n) {
        if (*gen::arbitrary<bool>()) out.add(n);
    }
    return out;
}

message::any make_offer() { return message::photo_offer{*any_id<digest>(), number<std::uint64_t>()}; }

message::any make(std::size_t type) {
    switch (type) {
        case 0: return make_hello();
        case 1: return make_welcome();
        case 2: return message::enrol{number<std::uint32_t>(), *any_bytes(16), *any_bytes(32), *any_bytes(64), *any_bytes(9)};
        case 3:
            return message::enrolled{number<std::int64_t>(), *any_id<device_id>(), *any_officer(), *any_bytes(30),
                                     "psm", node(), grants()};
        case 4: return message::push{*any_batch()};
        case 5: return message::carry{*any_batch()};
        case 6: {
            message::carried m{*any_id<digest>(), std::nullopt};
            if (*gen::arbitrary<bool>()) m.answer = *any_receipt();
            return m;
        }
        case 7: return message::receipted{*any_receipt()};
        case 8: return make_pull();
        case 9: return message::pull_ack{node(), *any_position()};
        case 10: return make_news();
        case 11: return message::checkpoint{number<std::uint64_t>()};
        case 12: return message::checkpoint_reached{number<std::uint64_t>(), *any_position(), print()};
        case 13: return make_repair();
        case 14: return make_told();
        case 15: return message::keepalive{};
        case 16: return message::failure{static_cast<errc>(number<std::int32_t>()), number<std::uint64_t>()};
        case 17: return message::goodbye{};
        case 18: return message::fork_ask{positions(), positions()};
        case 19: return message::fork_point{*any_position()};
        case 20: return make_give_back();
        case 21:
            return message::given_back{number<std::uint64_t>(), *any_position(), number<std::uint64_t>(), number<std::uint64_t>()};
        case 22:
            return message::snapshot_head{node(), number<compartment_mask>(), *any_position(), *any_id<digest>(),
                                          *gen::inRange<std::uint64_t>(0, 65537), number<std::uint64_t>(),
                                          *gen::arbitrary<bool>(), *gen::arbitrary<bool>()};
        case 23: return message::snapshot_chunk{number<std::uint64_t>(), *any_bytes(200), *any_bytes(64)};
        case 24: return message::snapshot_ack{number<std::uint64_t>()};
        case 25: return make_offer();
        case 26: {
            const auto size = photo_size();
            return message::photo_wanted{*any_id<digest>(), size, some_pieces(size), mark()};
        }
        case 27: {
            const auto size = photo_size();
            const auto number = *gen::inRange<std::uint32_t>(0, piece_count(size));
            return message::photo_piece{*any_id<digest>(), size, number, bytes(piece_size(size, number), *gen::arbitrary<char>())};
        }
        case 28: return message::photo_kept{*any_id<digest>(), number<std::uint32_t>(), *gen::arbitrary<bool>(), mark()};
        case 29:
            return message::photo_ask{*any_id<digest>(), *any_record(), number<compartment>(), number<std::uint32_t>()};
        case 30: return message::photo_refused{*any_id<digest>(), static_cast<errc>(number<std::int32_t>())};
        default: return message::not_carried{*any_id<digest>(), static_cast<errc>(number<std::int32_t>())};
    }
}

}  // namespace

rc::Gen<message::any> any_message_of(std::size_t type) {
    return gen::exec([type] { return make(type); });
}

rc::Gen<message::any> any_message() {
    return gen::mapcat(gen::inRange<std::size_t>(0, std::variant_size_v<message::any>), any_message_of);
}

bool same(const sealed_batch& a, const sealed_batch& b) {
    return a.content == b.content && a.device == b.device && a.hash == b.hash && a.signed_by == b.signed_by &&
           a.receipts == b.receipts;
}

bool same(const message::any& a, const message::any& b) {
    return std::visit(
        [&b]<class T>(const T& left) {
            const T* right = std::get_if<T>(&b);
            if (right == nullptr) return false;
            if constexpr (requires { left.batch.content; }) {
                return same(left.batch, right->batch);
            } else {
                return left == *right;
            }
        },
        a);
}

}  // namespace pendata
