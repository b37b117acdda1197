// Encoding, numbering, hashing and signing of entries. The numbers of kinds are in files: never change.
#include "sync-server/ledger/ledger_entry.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"

namespace pendata {

namespace {

template <std::size_t Size>
bytes_view view_of(const std::array<unsigned char, Size>& raw) {
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

template <std::size_t Size>
void read_into(byte_reader& in, std::array<unsigned char, Size>& raw) {
    const bytes_view data = in.raw(raw.size());
    if (!in.failed()) std::memcpy(raw.data(), data.data(), raw.size());
}

std::string read_text(byte_reader& in) { return std::string(in.sized(ledger_limits::text_bytes)); }

constexpr std::uint16_t segment_started_kind = 1;
constexpr std::uint16_t device_enrolled_kind = 2;
constexpr std::uint16_t device_revoked_kind = 3;
constexpr std::uint16_t duty_ended_kind = 4;
constexpr std::uint16_t code_used_kind = 5;
constexpr std::uint16_t erasure_kind = 6;
constexpr std::uint16_t loss_accepted_kind = 7;
constexpr std::uint16_t branch_joined_kind = 8;
constexpr std::uint16_t restriction_kind = 9;

struct fact_writer {
    byte_writer& to;

    void operator()(const segment_started& f) const {
        to.u16(segment_started_kind);
        to.raw(f.id.view());
        to.raw(f.start.segment.view());
        to.u64(f.start.at);
        to.u64(f.start.hash);
    }
    void operator()(const device_enrolled& f) const {
        to.u16(device_enrolled_kind);
        to.raw(f.device.view());
        to.raw(view_of(f.key));
        to.raw(f.officer.view());
        to.sized(f.label);
    }
    void operator()(const device_revoked& f) const {
        to.u16(device_revoked_kind);
        to.raw(f.device.view());
    }
    void operator()(const duty_ended& f) const {
        to.u16(duty_ended_kind);
        to.raw(f.officer.view());
        to.sized(f.node);
    }
    void operator()(const code_used& f) const {
        to.u16(code_used_kind);
        to.raw(f.secret_hash.view());
        to.raw(f.by.view());
    }
    void operator()(const erasure& f) const {
        to.u16(erasure_kind);
        to.raw(view_of(f.salt));
        to.raw(f.hash.view());
        to.sized(f.legal_basis);
    }
    void operator()(const loss_accepted& f) const {
        to.u16(loss_accepted_kind);
        to.u64(f.lost.entries);
        to.u64(f.lost.hash);
        to.sized(f.reason);
    }
    void operator()(const branch_joined& f) const {
        to.u16(branch_joined_kind);
        to.u64(f.after);
        to.varint(f.hashes.size());
        for (const auto hash : f.hashes) to.u64(hash);
    }
    void operator()(const restriction& f) const {
        to.u16(restriction_kind);
        to.raw(view_of(f.salt));
        to.raw(f.hash.view());
        to.u8(f.is_so ? 1 : 0);
    }
    void operator()(const unknown_fact& f) const {
        to.u16(f.kind);
        to.raw(f.content);
    }
};

branch_joined read_branch(byte_reader& in) {
    branch_joined f;
    f.after = in.u64();
    const std::uint64_t count = in.varint();
    if (count > ledger_limits::hashes_per_branch) in.fail();
    for (std::uint64_t n = 0; n < count && !in.failed(); ++n) f.hashes.push_back(in.u64());
    return f;
}

ledger_fact read_fact(byte_reader& in) {
    const std::uint16_t kind = in.u16();
    switch (kind) {
        case segment_started_kind: {
            segment_started f{in.id<segment_id>(), {}};
            f.start.segment = in.id<segment_id>();
            f.start.at = in.u64();
            f.start.hash = in.u64();
            return f;
        }
        case device_enrolled_kind: {
            device_enrolled f;
            f.device = in.id<device_id>();
            read_into(in, f.key);
            f.officer = in.id<officer_id>();
            f.label = read_text(in);
            return f;
        }
        case device_revoked_kind: return device_revoked{in.id<device_id>()};
        case duty_ended_kind: {
            duty_ended f{in.id<officer_id>(), {}};
            f.node = read_text(in);
            return f;
        }
        case code_used_kind: {
            code_used f{in.id<digest>(), {}};
            f.by = in.id<device_id>();
            return f;
        }
        case erasure_kind: {
            erasure f;
            read_into(in, f.salt);
            f.hash = in.id<digest>();
            f.legal_basis = read_text(in);
            return f;
        }
        case loss_accepted_kind: {
            loss_accepted f;
            f.lost.entries = in.u64();
            f.lost.hash = in.u64();
            f.reason = read_text(in);
            return f;
        }
        case branch_joined_kind: return read_branch(in);
        case restriction_kind: {
            restriction f;
            read_into(in, f.salt);
            f.hash = in.id<digest>();
            const auto said = in.u8();
            if (said > 1) in.fail();
            f.is_so = said == 1;
            return f;
        }
        default: return unknown_fact{kind, bytes(in.raw(in.left()))};
    }
}

digest hash_of(bytes_view body) { return sha256({"pendata.ledger.entry.1", body}); }

bytes signature_message(const digest& hash) {
    bytes out = "pendata.ledger.signature.1";
    out.append(hash.view());
    return out;
}

}  // namespace

message::ledger_head ledger_entry::head() const { return {number, byte_reader(hash.view()).u64()}; }

digest erasure_hash(const erasure_salt& salt, const record_id& record) {
    return sha256({"pendata.ledger.erasure.1", view_of(salt), record.view()});
}

digest erasure_hash(const erasure_salt& salt, const digest& along) {
    return sha256({"pendata.ledger.erasure.photo.1", view_of(salt), along.view()});
}

digest restriction_hash(const erasure_salt& salt, const record_id& record) {
    return sha256({"pendata.ledger.restriction.1", view_of(salt), record.view()});
}

std::uint64_t number_after(std::uint64_t before, const ledger_fact& fact) {
    const auto* loss = std::get_if<loss_accepted>(&fact);
    return (loss ? std::max(before, loss->lost.entries) : before) + 1;
}

bytes encode_body(const ledger_entry& entry) {
    bytes out;
    byte_writer to(out);
    to.u64(entry.number);
    to.raw(entry.previous.view());
    to.u64(static_cast<std::uint64_t>(entry.ms));
    std::visit(fact_writer{to}, entry.fact);
    return out;
}

std::optional<ledger_entry> decode_body(bytes_view body) {
    byte_reader in(body);
    ledger_entry entry;
    entry.number = in.u64();
    entry.previous = in.id<digest>();
    entry.ms = static_cast<std::int64_t>(in.u64());
    entry.fact = read_fact(in);
    if (!in.complete()) return std::nullopt;
    entry.hash = hash_of(body);
    return entry;
}

result<ledger_entry> next_entry(std::uint64_t number_before, const digest& previous, std::int64_t ms, ledger_fact fact,
                                const signer& sign) {
    if (const auto* loss = std::get_if<loss_accepted>(&fact)) {
        if (loss->lost.entries > number_before + ledger_limits::lost_entries) return errc::invalid_argument;
    }
    ledger_entry entry;
    entry.number = number_after(number_before, fact);
    entry.previous = previous;
    entry.ms = ms;
    entry.fact = std::move(fact);
    const bytes body = encode_body(entry);
    // What can not be read back must not be written: a text beyond its limit, or a body beyond all.
    if (body.size() > ledger_limits::body_bytes || !decode_body(body)) return errc::too_large;
    entry.hash = hash_of(body);
    entry.signed_by = sign(signature_message(entry.hash));
    return entry;
}

bool is_signed(const ledger_entry& entry, const public_key& office) {
    return verify(office, signature_message(entry.hash), entry.signed_by);
}

}  // namespace pendata
