// Varints throughout; hashes and signatures as they are.
#include "client-lib/src/store/small_values.hpp"

#include <algorithm>

namespace pendata::store {

std::size_t read_count(byte_reader& in) {
    const std::uint64_t count = in.varint();
    if (count > in.left()) in.fail();
    return in.failed() ? 0 : static_cast<std::size_t>(count);
}

void put(byte_writer& to, const clock_reading& reading) {
    to.zigzag(reading.wall_ms);
    to.zigzag(reading.monotonic_ms);
    to.sized(reading.boot);
}

clock_reading read_clock_reading(byte_reader& in) {
    clock_reading out;
    out.wall_ms = in.zigzag();
    out.monotonic_ms = in.zigzag();
    out.boot = std::string(in.sized(in.left()));
    return out;
}

void put(byte_writer& to, const position& at) {
    to.raw(at.segment.view());
    to.varint(at.at);
    to.u64(at.hash);
}

position read_position(byte_reader& in) {
    position out;
    out.segment = in.id<segment_id>();
    out.at = in.varint();
    out.hash = in.u64();
    return out;
}

bytes encode_receipt(const receipt& answer) {
    bytes out;
    byte_writer to(out);
    to.u8(1);
    put(to, answer.settled_at);
    to.u8(answer.forked ? 1 : 0);
    to.varint(answer.retimed.size());
    for (const retimed_write& w : answer.retimed) {
        to.varint(w.index);
        to.varint(w.time);
    }
    to.varint(answer.held.size());
    for (const held_write& w : answer.held) {
        to.varint(w.index);
        to.u8(static_cast<std::uint8_t>(w.reason));
    }
    to.raw({reinterpret_cast<const char*>(answer.signed_by.data()), answer.signed_by.size()});
    return out;
}

result<receipt> decode_receipt(const digest& batch, bytes_view data) {
    byte_reader in(data);
    receipt out;
    out.batch = batch;
    if (in.u8() != 1) in.fail();
    out.settled_at = read_position(in);
    out.forked = in.u8() != 0;
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) {
        const auto index = static_cast<std::uint32_t>(in.varint());
        out.retimed.push_back({index, in.varint()});
    }
    for (std::size_t n = read_count(in); n > 0 && !in.failed(); --n) {
        const auto index = static_cast<std::uint32_t>(in.varint());
        out.held.push_back({index, static_cast<hold_reason>(in.u8())});
    }
    const bytes_view signed_by = in.raw(out.signed_by.size());
    if (!in.complete()) return errc::corrupt;
    std::copy(signed_by.begin(), signed_by.end(), out.signed_by.begin());
    return out;
}

}  // namespace pendata::store
