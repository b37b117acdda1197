// Generators for the messages of a session.
#include "tests/core/wire/messages.hpp"

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
    const int staged = *gen::inRange(0, 3);
    for (int i = 0; i < staged; ++i) m.staged.push_back({node(), *any_id<digest>(), number<std::uint64_t>()});
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
    return m;
}

message::any make_pull() {
    message::pull m;
    m.node = node();
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
                             static_cast<message::verdict>(*gen::inRange(0, 256)), *any_bytes(20)});
    }
    m.at = number<sequence>();
    return m;
}

message::any make_repair() {
    message::repair_ask m;
    const int count = *gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) m.rows.push_back({*any_record(), number<compartment>(), number<std::uint64_t>()});
    m.last = *gen::arbitrary<bool>();
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
        case 6: return message::carried{*any_id<digest>()};
        case 7: return message::receipted{*any_receipt()};
        case 8: return make_pull();
        case 9: return message::pull_ack{node(), *any_position()};
        case 10: return make_news();
        case 11: return message::checkpoint{number<std::uint64_t>()};
        case 12: return message::checkpoint_reached{number<std::uint64_t>(), *any_position(), print()};
        case 13: return make_repair();
        case 14: return message::keepalive{};
        case 15: return message::failure{static_cast<errc>(number<std::int32_t>()), number<std::uint64_t>()};
        case 16: return message::goodbye{};
        case 17: return message::fork_ask{positions(), positions()};
        case 18: return message::fork_point{*any_position()};
        case 19: return make_give_back();
        case 20:
            return message::given_back{number<std::uint64_t>(), *any_position(), number<std::uint64_t>(), number<std::uint64_t>()};
        case 21:
            return message::snapshot_head{node(), number<compartment_mask>(), *any_position(), *any_id<digest>(),
                                          *gen::inRange<std::uint64_t>(0, 65537), number<std::uint64_t>(),
                                          *gen::arbitrary<bool>(), *gen::arbitrary<bool>()};
        case 22: return message::snapshot_chunk{number<std::uint64_t>(), *any_bytes(200), *any_bytes(64)};
        default: return message::snapshot_ack{number<std::uint64_t>()};
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
