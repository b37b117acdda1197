// One encoder and one decoder a group; the first byte of each is its form. A group of a newer form can not
// occur: the file's version would be newer.
#include "client-lib/src/store/state_rows.hpp"

#include <array>

#include "client-lib/src/store/small_values.hpp"

namespace pendata::store {

namespace {

constexpr std::uint8_t form = 1;
constexpr std::string_view lost_parts_row = "lost parts";

void put_enrolment(byte_writer& to, const device_state& s) {
    to.raw(s.device.view());
    to.raw(s.officer.view());
    to.sized(s.officer_name);
    to.sized(s.role);
    to.sized(s.regency);
    to.sized(s.office_host);
    to.varint(s.office_port);
    to.sized(s.office_identity);
    to.varint(s.former.size());
    for (const auto& device : s.former) to.raw(device.view());
}

void read_enrolment(byte_reader& in, device_state& s) {
    s.device = in.id<device_id>();
    s.officer = in.id<officer_id>();
    s.officer_name = std::string(in.sized(in.left()));
    s.role = std::string(in.sized(in.left()));
    s.regency = std::string(in.sized(in.left()));
    s.office_host = std::string(in.sized(in.left()));
    s.office_port = static_cast<std::uint16_t>(in.varint());
    s.office_identity = bytes(in.sized(in.left()));
    if (in.left() == 0) return;  // files of before know of none
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) s.former.push_back(in.id<device_id>());
}

void put_chain(byte_writer& to, const device_state& s) {
    to.raw(s.chain.replica.view());
    to.varint(s.chain.number);
    to.raw(s.chain.hash.view());
    to.varint(s.chain.last_time);
    to.varint(s.last_save);
    to.varint(s.chain.proven);
}

void read_chain(byte_reader& in, device_state& s) {
    s.chain.replica = in.id<replica_id>();
    s.chain.number = in.varint();
    s.chain.hash = in.id<digest>();
    s.chain.last_time = in.varint();
    s.last_save = in.varint();
    if (in.left() > 0) s.chain.proven = in.varint();  // files of before know of none
}

void put_clock(byte_writer& to, const device_state& s) {
    to.u8(s.anchor ? 1 : 0);
    if (s.anchor) {
        to.zigzag(s.anchor->office_ms);
        put(to, s.anchor->at);
    }
    to.zigzag(s.last_sync_ms);
}

void read_clock(byte_reader& in, device_state& s) {
    if (in.u8() != 0) {
        clock_anchor anchor;
        anchor.office_ms = in.zigzag();
        anchor.at = read_clock_reading(in);
        s.anchor = anchor;
    }
    s.last_sync_ms = in.zigzag();
}

void put_time(byte_writer& to, const std::optional<clock_reading>& at) {
    to.u8(at ? 1 : 0);
    if (at) put(to, *at);
}

std::optional<clock_reading> read_time(byte_reader& in) {
    if (in.u8() == 0) return std::nullopt;
    return read_clock_reading(in);
}

void put_contact(byte_writer& to, const device_state& s) {
    const contact_log& c = s.contact;
    put_time(to, c.heard);
    put_time(to, c.tried);
    to.varint(static_cast<std::uint64_t>(c.outcome));
    to.u8(c.by_office ? 1 : 0);
    to.varint(c.failures);
    put_time(to, c.failing_since);
    to.zigzag(c.retry_in_ms);
    put_time(to, c.all_sent);
    to.zigzag(c.path.small_until_ms);
    to.varint(c.path.relapses);
    to.u8(c.path.suspected ? 1 : 0);
}

void read_contact(byte_reader& in, device_state& s) {
    contact_log& c = s.contact;
    c.heard = read_time(in);
    c.tried = read_time(in);
    c.outcome = static_cast<errc>(in.varint());
    c.by_office = in.u8() != 0;
    c.failures = static_cast<std::uint32_t>(in.varint());
    c.failing_since = read_time(in);
    c.retry_in_ms = in.zigzag();
    c.all_sent = read_time(in);
    c.path.small_until_ms = in.zigzag();
    c.path.relapses = static_cast<std::uint32_t>(in.varint());
    c.path.suspected = in.u8() != 0;
}

void put_stays(byte_writer& to, const device_state& s) {
    for (const auto& since : s.contact.stays_since) put_time(to, since);
}

// A program to come may know of more.
void read_stays(byte_reader& in, device_state& s) {
    for (auto& since : s.contact.stays_since) {
        if (in.left() > 0) since = read_time(in);
    }
    while (in.left() > 0 && !in.failed()) read_time(in);
}

void put_cursor(byte_writer& to, const device_state& s) {
    put(to, s.pulled);
    put(to, s.receipted);
    to.varint(s.remembered.size());
    for (const position& at : s.remembered) put(to, at);
    to.varint(s.custody_heard);
    to.varint(s.ledger.entries);
    to.u64(s.ledger.hash);
    to.varint(s.backed_up);
    to.varint(s.dictionary_version);
}

void read_cursor(byte_reader& in, device_state& s) {
    s.pulled = read_position(in);
    s.receipted = read_position(in);
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) s.remembered.push_back(read_position(in));
    s.custody_heard = in.varint();
    s.ledger.entries = in.varint();
    s.ledger.hash = in.u64();
    s.backed_up = in.varint();
    s.dictionary_version = static_cast<std::uint32_t>(in.varint());
}

void put_holds(byte_writer& to, const device_state& s) { to.sized(s.holds.encoded()); }

void read_holds(byte_reader& in, device_state& s) {
    const auto holds = fingerprint::decode(in.sized(in.left()));
    if (!holds) return in.fail();
    s.holds = *holds;
}

void put_grants(byte_writer& to, const device_state& s) {
    to.varint(s.grants.size());
    for (const grant& g : s.grants) {
        to.sized(g.node);
        to.u8(g.rooms);
    }
    to.varint(s.loading.size());
    for (const auto& scope : s.loading) {
        to.sized(scope.node);
        put(to, scope.reached);
    }
}

void read_grants(byte_reader& in, device_state& s) {
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) {
        std::string node(in.sized(in.left()));
        s.grants.push_back({std::move(node), in.u8()});
    }
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) {
        std::string node(in.sized(in.left()));
        s.loading.push_back({std::move(node), read_position(in)});
    }
}

void put_fork(byte_writer& to, const device_state& s) { to.u8(s.after_fork ? 1 : 0); }
void read_fork(byte_reader& in, device_state& s) { s.after_fork = in.u8() != 0; }

void put_staging(byte_writer& to, const device_state& s) {
    to.varint(s.staged.size());
    for (const auto& one : s.staged) {
        to.sized(one.head.node);
        to.u8(one.head.rooms);
        put(to, one.head.at);
        to.raw(one.head.hash.view());
        to.varint(one.head.chunks);
        to.varint(one.head.parts);
        to.u8(static_cast<std::uint8_t>((one.head.reload ? 1 : 0) | (one.head.more ? 2 : 0)));
        to.varint(one.next);
    }
}

void read_staging(byte_reader& in, device_state& s) {
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) {
        staged_snapshot one;
        one.head.node = std::string(in.sized(in.left()));
        one.head.rooms = in.u8();
        one.head.at = read_position(in);
        one.head.hash = in.id<digest>();
        one.head.chunks = in.varint();
        one.head.parts = in.varint();
        const auto flags = in.u8();
        one.head.reload = (flags & 1) != 0;
        one.head.more = (flags & 2) != 0;
        one.next = in.varint();
        s.staged.push_back(std::move(one));
    }
}

struct group {
    std::string_view name;
    void (*put)(byte_writer&, const device_state&);
    void (*read)(byte_reader&, device_state&);
};

// Grouped by what changes together: a save moves `chain`, a pull `cursor` and `holds`.
constexpr std::array groups{
    group{"chain", put_chain, read_chain},    group{"clock", put_clock, read_clock},
    group{"contact", put_contact, read_contact},
    group{"cursor", put_cursor, read_cursor}, group{"enrolment", put_enrolment, read_enrolment},
    group{"grants", put_grants, read_grants}, group{"holds", put_holds, read_holds},
    group{"fork", put_fork, read_fork},
    group{"staging", put_staging, read_staging}, group{"stays", put_stays, read_stays},
};

bytes encode(const group& g, const device_state& state) {
    bytes out;
    byte_writer to(out);
    to.u8(form);
    g.put(to, state);
    return out;
}

}  // namespace

result<device_state> state_rows::get() {
    device_state out;
    PENDATA_TRY(run, file_.use("SELECT name, content FROM state"));
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        for (const group& g : groups) {
            if (run.blob(0) != g.name) continue;
            byte_reader in(run.blob(1));
            if (in.u8() != form) in.fail();
            g.read(in, out);
            if (!in.complete()) return errc::corrupt;
        }
    }
}

// A row beside the groups: whoever puts a state back that was read earlier does not undo it.
result<std::uint64_t> state_rows::lost_parts() {
    PENDATA_TRY(run, file_.query("SELECT content FROM state WHERE name = ?", sqlite::as_text{lost_parts_row}));
    PENDATA_TRY(found, run.step());
    if (!found) return std::uint64_t{0};
    byte_reader in(run.blob(0));
    const auto count = in.varint();
    return in.complete() ? count : std::uint64_t{0};
}

result<void> state_rows::count_lost_part() {
    PENDATA_TRY(count, lost_parts());
    bytes content;
    byte_writer(content).varint(count + 1);
    return file_.execute("INSERT INTO state(name, content) VALUES(?, ?) ON CONFLICT DO UPDATE SET content = excluded.content",
                         sqlite::as_text{lost_parts_row}, content);
}

result<void> state_rows::put(const device_state& state) {
    for (const group& g : groups) {
        const bytes content = encode(g, state);
        PENDATA_CHECK(file_.execute("INSERT INTO state(name, content) VALUES(?, ?) "
                                    "ON CONFLICT DO UPDATE SET content = excluded.content "
                                    "WHERE content <> excluded.content",
                                    sqlite::as_text{g.name}, content));
    }
    return {};
}

}  // namespace pendata::store
