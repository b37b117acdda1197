// Varints and sized strings. What a file holds was written by this code, so anything else is corrupt.
#include "sync-server/store/row_encoding.hpp"

#include <cstring>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"

namespace pendata {

namespace {

// A count of things of at least one byte each, so that a damaged one asks for no more memory than the row has.
std::size_t counted(byte_reader& in) {
    const std::uint64_t count = in.varint();
    if (count > in.left()) in.fail();
    return in.failed() ? 0 : static_cast<std::size_t>(count);
}

}  // namespace

bytes encode_places(const std::vector<membership>& places) {
    bytes out;
    byte_writer to(out);
    sequence before = 0;
    for (const auto& place : places) {
        to.varint(place.since - before);
        before = place.since;
        to.varint(place.atoms.size());
        for (const auto& path : place.atoms) to.sized(path);
    }
    return out;
}

result<std::vector<membership>> decode_places(bytes_view data) {
    byte_reader in(data);
    std::vector<membership> out;
    sequence before = 0;
    while (!in.at_end() && !in.failed()) {
        membership place;
        place.since = before + in.varint();
        before = place.since;
        for (std::size_t left = counted(in); left-- > 0;) {
            place.atoms.emplace_hint(place.atoms.end(), in.sized(in.left()));
        }
        out.push_back(std::move(place));
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

bytes encode_marks(std::span<const part_mark> marks) {
    bytes out;
    byte_writer to(out);
    for (const auto& m : marks) {
        to.u8(m.room);
        to.u64(m.mark);
    }
    return out;
}

result<std::vector<part_mark>> decode_marks(bytes_view data) {
    byte_reader in(data);
    std::vector<part_mark> out;
    out.reserve(data.size() / 9);
    while (!in.at_end() && !in.failed()) {
        part_mark m;
        m.room = in.u8();
        m.mark = in.u64();
        out.push_back(m);
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

bytes encode_keys(const std::vector<cell_key>& keys) {
    bytes out;
    byte_writer to(out);
    for (const auto& key : keys) {
        to.varint(key.kind);
        to.varint(key.field);
        to.sized(key.element);
    }
    return out;
}

result<std::vector<cell_key>> decode_keys(bytes_view data) {
    byte_reader in(data);
    std::vector<cell_key> out;
    while (!in.at_end() && !in.failed()) {
        cell_key key;
        key.kind = static_cast<std::uint16_t>(in.varint());
        key.field = static_cast<std::uint16_t>(in.varint());
        key.element = bytes(in.sized(in.left()));
        out.push_back(std::move(key));
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

result<bytes> encode_parts(const std::vector<part>& parts, origin_table& origins) {
    bytes out;
    byte_writer to(out);
    for (const auto& p : parts) {
        PENDATA_TRY(cells, encode_cells(p.cells, origins));
        to.u8(p.room);
        to.sized(cells);
    }
    return out;
}

result<std::vector<part>> decode_parts(const record_id& record, bytes_view data, origin_table& origins) {
    byte_reader in(data);
    std::vector<part> out;
    while (!in.at_end() && !in.failed()) {
        const compartment room = in.u8();
        const bytes_view content = in.sized(in.left());
        if (in.failed()) break;
        PENDATA_TRY(cells, decode_cells(content, origins));
        out.push_back({record, room, std::move(cells)});
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

bytes encode_answer(const receipt& answer) {
    bytes out;
    byte_writer to(out);
    to.raw(answer.settled_at.segment.view());
    to.varint(answer.settled_at.at);
    to.u64(answer.settled_at.hash);
    to.u8(answer.forked ? 1 : 0);
    to.varint(answer.retimed.size());
    for (const auto& w : answer.retimed) {
        to.varint(w.index);
        to.varint(w.time);
    }
    to.varint(answer.held.size());
    for (const auto& w : answer.held) {
        to.varint(w.index);
        to.u8(static_cast<std::uint8_t>(w.reason));
    }
    to.raw({reinterpret_cast<const char*>(answer.signed_by.data()), answer.signed_by.size()});
    return out;
}

result<receipt> decode_answer(const digest& batch, bytes_view data) {
    byte_reader in(data);
    receipt answer;
    answer.batch = batch;
    answer.settled_at.segment = in.id<segment_id>();
    answer.settled_at.at = in.varint();
    answer.settled_at.hash = in.u64();
    answer.forked = in.u8() != 0;
    for (std::size_t left = counted(in); left-- > 0;) {
        const auto index = static_cast<std::uint32_t>(in.varint());
        answer.retimed.push_back({index, in.varint()});
    }
    for (std::size_t left = counted(in); left-- > 0;) {
        const auto index = static_cast<std::uint32_t>(in.varint());
        answer.held.push_back({index, static_cast<hold_reason>(in.u8())});
    }
    const bytes_view signed_by = in.raw(answer.signed_by.size());
    if (!in.complete()) return errc::corrupt;
    std::memcpy(answer.signed_by.data(), signed_by.data(), signed_by.size());
    return answer;
}

bytes encode_ids(const std::vector<record_id>& ids) {
    bytes out;
    out.reserve(ids.size() * sizeof(record_id::raw));
    for (const auto& id : ids) out.append(id.view());
    return out;
}

result<std::vector<record_id>> decode_ids(bytes_view data) {
    if (data.size() % sizeof(record_id::raw) != 0) return errc::corrupt;
    std::vector<record_id> out;
    out.reserve(data.size() / sizeof(record_id::raw));
    for (; !data.empty(); data.remove_prefix(sizeof(record_id::raw))) out.push_back(record_id::from(data));
    return out;
}

}  // namespace pendata
