// Making rows, and telling them in words.
#include "tests/store/office_samples.hpp"

#include "core/base/byte_writer.hpp"

namespace pendata::test {

cell a_cell(std::uint16_t field, std::string_view text, compartment room) {
    cell c;
    c.key = {1, field, {}};
    c.room = room;
    c.at = {1, 2, to_stamp_time(1'700'000'000'000) + field, numbered<replica_id>(7)};
    c.author = numbered<officer_id>(8);
    c.save_number = 9;
    c.evidence = 3;
    c.content = value::text(text);
    return c;
}

part a_part(const record_id& record, compartment room, const std::vector<cell>& cells, sequence at) {
    part p{record, room, {}};
    for (cell c : cells) {
        c.room = room;
        p.put({c, at});
    }
    return p;
}

office_record a_settled(std::uint64_t number, const atom_set& atoms, sequence at, std::string_view text) {
    office_record r;
    r.id = a_record(number);
    r.kind = 1;
    r.parts = {a_part(r.id, 0, {a_cell(1, text)}, at)};
    r.places = {{at, atoms}};
    return r;
}

write a_write(std::uint64_t record, std::uint16_t field, std::string_view text, std::uint64_t save_number) {
    write w;
    w.record = a_record(record);
    w.what = a_cell(field, text);
    w.what.save_number = save_number;
    w.claimed_ms = 1'700'000'000'123;
    w.trust = clock_trust::ok;
    return w;
}

write a_full_write(std::uint64_t record, std::uint64_t seed) {
    generator dice(seed);
    write w;
    w.record = a_record(record);
    cell& c = w.what;
    c.key = {static_cast<std::uint16_t>(dice.next()), static_cast<std::uint16_t>(dice.next()),
             bytes(dice.below(40), static_cast<char>(dice.next()))};
    c.room = static_cast<compartment>(dice.below(compartment_count));
    c.at = {static_cast<std::uint32_t>(dice.next()), dice.next(), dice.next(), numbered<replica_id>(dice.below(5))};
    c.author = numbered<officer_id>(dice.below(5));
    c.save_number = dice.next() >> dice.below(60);
    c.evidence = static_cast<std::uint8_t>(dice.below(6));
    if (dice.one_in(2)) c.effective_date = static_cast<std::int32_t>(dice.next());
    c.why = static_cast<intent>(dice.below(6));
    switch (dice.below(5)) {
        case 0: c.content = value(); break;
        case 1: c.content = value::text(std::string(dice.below(300), 'x')); break;
        case 2: c.content = value::integer(static_cast<std::int64_t>(dice.next())); break;
        case 3: c.content = value::reference(a_record(dice.next())); break;
        default: c.content = value::octets(bytes(dice.below(50), '\0')); break;
    }
    for (std::uint64_t i = dice.below(4); i-- > 0;) {
        w.seen.push_back(numbered<write_id>(w.seen.size() * 1000 + dice.below(1000)));
    }
    w.claimed_ms = static_cast<std::int64_t>(dice.next());
    w.trust = static_cast<clock_trust>(dice.below(3));
    return w;
}

history_row a_history(const record_id& record, sequence at, const std::vector<write>& writes) {
    history_row row;
    row.at = at;
    row.record = record;
    row.batch = a_digest(at + 100);
    row.from = numbered<device_id>(3);
    row.path = arrival::carried;
    row.received_ms = 1'700'000'001'000;
    row.writes = writes;
    return row;
}

custody_row a_custody(const write& what, std::uint64_t device, sequence at) {
    custody_row row;
    row.id = what.id();
    row.what = what;
    row.batch = a_digest(55);
    row.from = numbered<device_id>(device);
    row.path = arrival::returned;
    row.received_ms = 1'700'000'002'000;
    row.reason = hold_reason::dependant;
    row.note = "belum jelas";
    row.at = at;
    return row;
}

batch_row a_batch(std::uint64_t replica, std::uint64_t number, std::uint64_t hash) {
    batch_row row;
    row.hash = a_digest(hash);
    row.replica = numbered<replica_id>(replica);
    row.number = number;
    row.previous = a_digest(hash + 1000);
    row.from = numbered<device_id>(replica + 500);
    row.answer = {row.hash, {numbered<segment_id>(1), 12, 34}, false, {{1, 77}, {3, 78}},
                  {{2, hold_reason::no_place}}, {}};
    row.answer.signed_by.fill(0x5a);
    row.last_save = number * 10;
    return row;
}

commit_row a_commit(sequence at) {
    return {at, numbered<segment_id>(1), a_digest(at), 1'700'000'000'000 + static_cast<std::int64_t>(at)};
}

device_row a_device(std::uint64_t number) {
    device_row row;
    row.id = numbered<device_id>(number);
    row.public_key = bytes(32, static_cast<char>(number));
    row.officer = numbered<officer_id>(number + 1);
    row.label = "tablet desa";
    row.enrolled_ms = 1;
    row.last_contact_ms = 2;
    row.told_pending = 3;
    row.told_oldest_s = 4;
    row.told_trouble = 300;
    row.told_trouble_s = 5;
    row.told_by_office = true;
    row.told_trust = 1;
    row.pulled = {numbered<segment_id>(2), 5, 0xfedcba9876543210};
    return row;
}

digest a_digest(std::uint64_t number) { return numbered<digest>(number); }

fingerprint a_sum(std::uint64_t number) {
    fingerprint sum;
    sum.add(sha256("sum " + std::to_string(number)));
    return sum;
}

std::uint64_t generator::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace pendata::test
