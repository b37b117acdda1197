// The generators of arbitrary.hpp. Sizes stay small: it is the mixture that finds faults, not the amount.
#include "tests/support/arbitrary.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>

#include "core/model/canonical.hpp"

namespace pendata {

void showValue(const cell& c, std::ostream& out) {
    out << c.key.kind << '.' << c.key.field;
    if (!c.key.element.empty()) out << '[' << to_hex(c.key.element) << ']';
    out << " S" << int{c.room} << " (" << c.at.generation << ", " << c.at.rank << ", " << c.at.time << ", "
        << to_string(c.at.replica).substr(0, 8) << ") #" << c.save_number << " e" << int{c.evidence} << " i"
        << static_cast<int>(c.why);
    if (c.effective_date) out << " from day " << *c.effective_date;
    out << " = " << to_hex(c.content.encoded().substr(0, 40));
}

void showValue(const write& w, std::ostream& out) {
    out << "write to " << to_string(w.record) << ": ";
    showValue(w.what, out);
    out << " saw";
    for (const write_id& id : w.seen) out << ' ' << to_string(id).substr(0, 8);
}

void showValue(const settled_cell& c, std::ostream& out) {
    showValue(c.what, out);
    out << " @" << c.changed_at;
}

void showValue(const part& p, std::ostream& out) {
    out << "part of " << to_string(p.record) << " S" << int{p.room} << ":";
    for (const settled_cell& c : p.cells) {
        out << "\n  ";
        showValue(c, out);
    }
}

void showValue(const sealed_batch& b, std::ostream& out) {
    out << "batch " << b.content.number << " of " << to_string(b.content.replica) << ":";
    for (const write& w : b.content.writes) {
        out << "\n  ";
        showValue(w, out);
    }
}

}  // namespace pendata

namespace pendata::arbitrary {

namespace gen = rc::gen;

namespace {

template <class Id>
Id known(const char* hex, int n) {
    bytes raw;
    from_hex(hex, raw);
    Id id = Id::from(raw);
    id.raw.back() = static_cast<unsigned char>(n);
    id.raw[5] = static_cast<unsigned char>(3 * n);
    return id;
}

// What follows from a save and one of its cells.
struct save {
    replica_id replica;
    officer_id author;
    std::uint64_t number = 0;
    stamp_time time = 0;
    std::uint8_t evidence = 0;
    intent why = intent::correction;
    std::optional<std::int32_t> effective_date;
    std::int64_t claimed_ms = 0;
    clock_trust trust = clock_trust::unknown;
};

rc::Gen<save> any_save() {
    return gen::exec([] {
        save s;
        s.replica = *any_replica();
        s.author = *any_officer();
        s.number = *gen::weightedOneOf<std::uint64_t>({{8, gen::inRange<std::uint64_t>(0, 6)},
                                                       {1, gen::arbitrary<std::uint64_t>()}});
        s.time = *any_time();
        s.evidence = *gen::weightedOneOf<std::uint8_t>({{9, gen::inRange<std::uint8_t>(0, 6)},
                                                        {1, gen::arbitrary<std::uint8_t>()}});
        s.why = static_cast<intent>(*gen::weightedOneOf<int>({{5, gen::just(0)}, {4, gen::inRange(0, 6)},
                                                              {1, gen::inRange(0, 16)}}));
        if (*gen::inRange(0, 3) == 2) {
            s.effective_date = *gen::weightedOneOf<std::int32_t>(
                {{5, gen::inRange(19000, 19010)}, {1, gen::element(0, -1, INT32_MIN, INT32_MAX)}});
        }
        s.claimed_ms = *gen::weightedOneOf<std::int64_t>(
            {{3, gen::just(to_unix_ms(s.time) + 1500)}, {1, gen::element<std::int64_t>(0, -1, INT64_MIN, INT64_MAX)}});
        s.trust = static_cast<clock_trust>(*gen::inRange(0, 4));
        return s;
    });
}

cell cell_of(const save& s, const cell_key& key) {
    cell c;
    c.key = key;
    // Mostly as a dictionary would have it, one compartment a field; not always.
    const auto usual = static_cast<compartment>(key.field % 5 == 4 ? 2 : key.field % 3 == 2 ? 1 : 0);
    c.room = *gen::weightedOneOf<compartment>({{12, gen::just(usual)}, {1, gen::element<compartment>(0, 1, 2, 3, 4, 255)}});
    c.author = s.author;
    c.save_number = s.number;
    c.evidence = *gen::weightedOneOf<std::uint8_t>({{4, gen::just(s.evidence)}, {1, gen::inRange<std::uint8_t>(0, 6)}});
    c.effective_date = s.effective_date;
    c.why = s.why;
    c.content = *any_value();
    c.at.time = s.time;
    c.at.replica = s.replica;
    c.at.generation = *gen::weightedOneOf<std::uint32_t>({{9, gen::inRange<std::uint32_t>(0, 3)}, {1, gen::just(UINT32_MAX)}});
    c.at.rank = *gen::weightedOneOf<std::uint64_t>({{3, gen::just<std::uint64_t>(0)},
                                                    {3, gen::just<std::uint64_t>(c.evidence)},
                                                    {2, gen::just(~s.time)},
                                                    {2, gen::inRange<std::uint64_t>(0, 40)},
                                                    {1, gen::arbitrary<std::uint64_t>()}});
    return c;
}

std::vector<write_id> any_seen(const std::vector<write>& before, record_id record, const cell_key& key) {
    std::vector<write_id> heads;
    for (const write& w : before) {
        const bool same_cell = w.record == record && w.what.key == key;
        if (*gen::weightedElement<bool>({{same_cell ? 4u : 0u, true}, {1u, same_cell}, {20u, false}})) {
            heads.push_back(w.id());
        }
    }
    if (*gen::weightedElement<bool>({{1, true}, {9, false}})) heads.push_back(*any_id<write_id>());
    std::ranges::sort(heads);
    heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
    return heads;
}

}  // namespace

record_id known_record(int n) { return known<record_id>("0193a1b2c3d47f5e8a9bacbdcedf0000", n); }

rc::Gen<record_id> any_record() {
    return gen::weightedOneOf<record_id>({{12, gen::map(gen::inRange(0, 5), known_record)}, {1, any_id<record_id>()}});
}

rc::Gen<replica_id> any_replica() {
    return gen::map(gen::inRange(0, 4), [](int n) { return known<replica_id>("a0a1a2a3a4a5a6a7a8a9aaabacadae00", n); });
}

rc::Gen<officer_id> any_officer() {
    return gen::map(gen::inRange(0, 3), [](int n) { return known<officer_id>("0f0e0d0c0b0a09080706050403020100", n); });
}

rc::Gen<bytes> any_bytes(std::size_t longest) {
    return gen::mapcat(gen::inRange<std::size_t>(0, longest + 1),
                       [](std::size_t size) { return gen::container<bytes>(size, gen::arbitrary<char>()); });
}

rc::Gen<value> any_value() {
    const auto text = gen::map(
        gen::weightedOneOf<std::string>(
            {{4, gen::element<std::string>("", "SITI AMINAH", "Kp. Cikadu RT 01/RW 03", "3211010101900001", "08123456789",
                                           "Ñandu «ß» 日本", std::string(3, '\0'))},
             {2, gen::string<std::string>()},
             {1, gen::just(std::string(300, 'A'))}}),
        [](const std::string& t) { return value::text(t); });
    const auto integer = gen::map(gen::weightedOneOf<std::int64_t>({{4, gen::inRange<std::int64_t>(-3, 200)},
                                                                    {1, gen::element<std::int64_t>(INT64_MIN, INT64_MAX)},
                                                                    {1, gen::arbitrary<std::int64_t>()}}),
                                  [](std::int64_t n) { return value::integer(n); });
    const auto octets = gen::map(any_bytes(40), [](const bytes& b) { return value::octets(b); });
    const auto unknown = gen::map(gen::pair(gen::inRange(5, 256), any_bytes(20)), [](const auto& typed) {
        return *value::decode(bytes(1, static_cast<char>(typed.first)) + typed.second);
    });
    return gen::weightedOneOf<value>({{3, text},
                                      {3, integer},
                                      {1, gen::just(value())},
                                      {1, gen::map(any_record(), [](record_id r) { return value::reference(r); })},
                                      {1, octets},
                                      {1, unknown}});
}

rc::Gen<cell_key> any_key() {
    const auto plain = gen::map(gen::pair(gen::element<std::uint16_t>(1, 1, 1, 2), gen::inRange<std::uint16_t>(1, 7)),
                                [](const auto& k) { return cell_key{k.first, k.second, {}}; });
    const auto element = gen::map(gen::inRange(0, 5), [](int n) { return cell_key{1, 9, bytes(1, static_cast<char>(n + 1))}; });
    const auto any = gen::exec([] {
        return cell_key{*gen::arbitrary<std::uint16_t>(), *gen::arbitrary<std::uint16_t>(), *any_bytes(60)};
    });
    return gen::weightedOneOf<cell_key>({{10, plain}, {4, element}, {1, any}});
}

rc::Gen<stamp_time> any_time() {
    constexpr stamp_time day = stamp_time{1'733'000'000'000} << 16;
    return gen::weightedOneOf<stamp_time>({{6, gen::map(gen::inRange<stamp_time>(0, 4), [](stamp_time n) { return day + n; })},
                                           {4, gen::map(gen::inRange<stamp_time>(0, 600'000),
                                                        [](stamp_time ms) { return day + (ms << 16); })},
                                           {1, gen::arbitrary<stamp_time>()}});
}

rc::Gen<cell> any_cell(const cell_key& key) {
    return gen::exec([key] { return cell_of(*any_save(), key); });
}

rc::Gen<cell> any_cell() {
    return gen::exec([] { return cell_of(*any_save(), *any_key()); });
}

rc::Gen<write> any_write() {
    return gen::exec([] {
        const save s = *any_save();
        const record_id record = *any_record();
        const auto seen = *gen::resize(4, gen::container<std::set<write_id>>(any_id<write_id>()));
        return write{record, cell_of(s, *any_key()), {seen.begin(), seen.end()}, s.claimed_ms, s.trust};
    });
}

rc::Gen<part> any_part() {
    return gen::exec([] {
        part p;
        p.record = *any_record();
        p.room = *gen::weightedOneOf<compartment>({{9, gen::inRange<compartment>(0, 4)}, {1, gen::just<compartment>(9)}});
        std::vector<save> saves = *gen::resize(3, gen::container<std::vector<save>>(any_save()));
        saves.push_back(*any_save());
        const int cells = *gen::inRange(0, 14);
        for (int i = 0; i < cells; ++i) {
            const save& s = saves[*gen::inRange<std::size_t>(0, saves.size())];
            const sequence at = *gen::weightedOneOf<sequence>({{9, gen::inRange<sequence>(0, 9)}, {1, gen::arbitrary<sequence>()}});
            p.put({cell_of(s, *any_key()), at});
        }
        return p;
    });
}

rc::Gen<std::vector<write>> any_history() {
    return gen::exec([] {
        std::vector<write> out;
        const int saves = *gen::weightedOneOf<int>({{1, gen::just(0)}, {12, gen::inRange(1, 7)}});
        for (int i = 0; i < saves; ++i) {
            const save s = *any_save();
            const record_id record = *any_record();
            std::map<cell_key, cell> cells;
            const int keys = *gen::inRange(1, 8);
            for (int k = 0; k < keys; ++k) {
                const cell_key key = *any_key();
                cells.insert_or_assign(key, cell_of(s, key));
            }
            for (auto& [key, c] : cells) {
                auto seen = any_seen(out, record, key);
                out.push_back({record, std::move(c), std::move(seen), s.claimed_ms, s.trust});
            }
        }
        return out;
    });
}

rc::Gen<sealed_batch> any_batch() {
    return gen::exec([] {
        sealed_batch b;
        b.content.replica = *any_replica();
        b.content.number = *gen::inRange<std::uint64_t>(0, 1000);
        b.content.previous = *any_id<digest>();
        b.content.anchor = *any_time();
        b.content.writes = *any_history();
        b.device = *any_id<device_id>();
        b.hash = batch_digest(b.content);
        b.signed_by = *any_raw<64>();
        for (int earlier = *gen::inRange(-2, 3); earlier > 0; --earlier) b.receipts.push_back(*any_receipt());
        return b;
    });
}

rc::Gen<position> any_position() {
    return gen::exec([] {
        if (*gen::inRange(0, 4) == 0) return position{};
        return position{*any_id<segment_id>(), *gen::arbitrary<sequence>(), *gen::arbitrary<std::uint64_t>()};
    });
}

rc::Gen<receipt> any_receipt() {
    return gen::exec([] {
        receipt r;
        r.batch = *any_id<digest>();
        r.settled_at = *any_position();
        r.forked = *gen::arbitrary<bool>();
        r.retimed = *gen::container<std::vector<retimed_write>>(gen::exec([] {
            return retimed_write{*gen::arbitrary<std::uint32_t>(), *any_time()};
        }));
        r.held = *gen::container<std::vector<held_write>>(gen::exec([] {
            return held_write{*gen::inRange<std::uint32_t>(0, 90), static_cast<hold_reason>(*gen::inRange(0, 256))};
        }));
        r.signed_by = *any_raw<64>();
        return r;
    });
}

}  // namespace pendata::arbitrary
