// Canonical bytes of cells, writes, parts, batches and receipts: big-endian, every length explicit.
#include "core/model/canonical.hpp"

#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t has_effective_date = 0x80;  // in the flags byte; the low bits are the intent
constexpr std::uint8_t intent_bits = 0x0f;

}  // namespace

void append_canonical(bytes& out, const cell_key& key) {
    byte_writer w(out);
    w.u16(key.kind);
    w.u16(key.field);
    w.u16(static_cast<std::uint16_t>(key.element.size()));
    w.raw(key.element);
}

void append_canonical(bytes& out, const cell& c) {
    append_canonical(out, c.key);
    byte_writer w(out);
    w.u8(c.room);
    w.u32(c.at.generation);
    w.u64(c.at.rank);
    w.u64(c.at.time);
    w.raw(c.at.replica.view());
    w.raw(c.author.view());
    w.u64(c.save_number);
    w.u8(c.evidence);
    w.u32(static_cast<std::uint32_t>(c.effective_date.value_or(0)));
    w.u8(static_cast<std::uint8_t>(static_cast<std::uint8_t>(c.why) | (c.effective_date ? has_effective_date : 0)));
    w.u32(static_cast<std::uint32_t>(c.content.encoded().size()));
    w.raw(c.content.encoded());
}

void append_canonical(bytes& out, const write& w) {
    byte_writer to(out);
    to.raw(w.record.view());
    append_canonical(out, w.what);
    to.u16(static_cast<std::uint16_t>(w.seen.size()));
    for (const auto& id : w.seen) to.raw(id.view());
    to.u64(static_cast<std::uint64_t>(w.claimed_ms));
    to.u8(static_cast<std::uint8_t>(w.trust));
}

cell read_canonical_cell(byte_reader& in) {
    cell c;
    c.key.kind = in.u16();
    c.key.field = in.u16();
    const std::size_t element_size = in.u16();
    if (element_size > limits::element_bytes) in.fail();
    c.key.element = bytes(in.raw(in.failed() ? 0 : element_size));
    c.room = in.u8();
    c.at.generation = in.u32();
    c.at.rank = in.u64();
    c.at.time = in.u64();
    c.at.replica = in.id<replica_id>();
    c.author = in.id<officer_id>();
    c.save_number = in.u64();
    c.evidence = in.u8();
    const auto date = static_cast<std::int32_t>(in.u32());
    const std::uint8_t flags = in.u8();
    if ((flags & has_effective_date) != 0) {
        c.effective_date = date;
    } else if (date != 0) {
        in.fail();
    }
    if ((flags & ~(has_effective_date | intent_bits)) != 0) in.fail();
    c.why = static_cast<intent>(flags & intent_bits);
    const std::size_t value_size = in.u32();
    if (value_size > limits::encoded_value_bytes) in.fail();
    auto content = value::decode(in.raw(in.failed() ? 0 : value_size));
    if (content.has_error()) {
        in.fail();
    } else {
        c.content = std::move(*content);
    }
    return c;
}

bytes canonical_part(const part& p) {
    bytes out;
    out.reserve(p.cells.size() * 96);
    for (const auto& c : p.cells) append_canonical(out, c.what);
    return out;
}

digest part_digest(const part& p) {
    const char room = static_cast<char>(p.room);
    return sha256({"pendata.part.1", p.record.view(), bytes_view(&room, 1), canonical_part(p)});
}

bytes canonical_batch(const batch_content& content) {
    bytes out;
    out.reserve(96 + content.writes.size() * 160);
    byte_writer to(out);
    to.raw("pendata.batch.1");
    to.raw(content.replica.view());
    to.u64(content.number);
    to.raw(content.previous.view());
    to.u64(content.anchor);
    to.u32(static_cast<std::uint32_t>(content.writes.size()));
    for (const auto& w : content.writes) append_canonical(out, w);
    return out;
}

digest batch_digest(const batch_content& content) { return sha256(canonical_batch(content)); }

bytes batch_signature_message(const digest& hash) {
    bytes out = "pendata.batch.signature.1";
    out.append(hash.view());
    return out;
}

bytes receipt_message(const receipt& r) {
    bytes out = "pendata.receipt.1";
    byte_writer to(out);
    to.raw(r.batch.view());
    to.raw(r.settled_at.segment.view());
    to.u64(r.settled_at.at);
    to.u64(r.settled_at.hash);
    to.u8(r.forked ? 1 : 0);
    to.u32(static_cast<std::uint32_t>(r.retimed.size()));
    for (const auto& w : r.retimed) {
        to.u32(w.index);
        to.u64(w.time);
    }
    to.u32(static_cast<std::uint32_t>(r.held.size()));
    for (const auto& w : r.held) {
        to.u32(w.index);
        to.u8(static_cast<std::uint8_t>(w.reason));
    }
    return out;
}

write_id id_of(record_id record, const cell& c) {
    bytes number;
    byte_writer(number).u64(c.save_number);
    bytes key;
    append_canonical(key, c.key);
    return write_id::from(
        sha256({c.at.replica.view(), number, record.view(), key, c.content.encoded()}).view());
}

}  // namespace pendata
