// Positions and receipts, field by field.
#include "core/wire/receipts.hpp"

#include <utility>

#include "core/base/limits.hpp"
#include "core/wire/fields.hpp"
#include "core/wire/plain.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata::wire {

void write_position(const position& p, v1::Position& out) {
    out.set_segment(plain(p.segment));
    out.set_at(p.at);
    out.set_hash(p.hash);
}

bool read_position(const v1::Position& in, position& out) {
    out.at = in.at();
    out.hash = in.hash();
    return read_plain(in.segment(), out.segment);
}

bool write_receipt(const receipt& r, v1::Receipt& out) {
    if (r.retimed.size() > limits::writes_per_batch || r.held.size() > limits::writes_per_batch) return false;
    out.set_batch(plain(r.batch));
    if (r.settled_at != position{}) write_position(r.settled_at, *out.mutable_settled_at());
    out.set_forked(r.forked);
    std::uint64_t index = 0;
    std::uint64_t time = 0;
    for (const retimed_write& w : r.retimed) {
        out.add_retimed_index(difference(w.index, index));
        out.add_retimed_time(difference(w.time, time));
        index = w.index;
        time = w.time;
    }
    index = 0;
    for (const held_write& w : r.held) {
        out.add_held_index(difference(w.index, index));
        out.add_held_reason(static_cast<std::uint32_t>(w.reason));
        index = w.index;
    }
    out.set_signed_by(plain(r.signed_by));
    return true;
}

result<receipt> read_receipt(const v1::Receipt& in) {
    receipt out;
    if (!read_plain(in.batch(), out.batch) || !read_position(in.settled_at(), out.settled_at) ||
        !read_plain(in.signed_by(), out.signed_by) || in.retimed_index_size() != in.retimed_time_size() ||
        in.held_index_size() != in.held_reason_size()) {
        return errc::malformed;
    }
    constexpr int most = limits::writes_per_batch;
    if (in.retimed_index_size() > most || in.held_index_size() > most) return errc::limit_exceeded;
    out.forked = in.forked();
    std::uint64_t index = 0;
    std::uint64_t time = 0;
    for (int i = 0; i < in.retimed_index_size(); ++i) {
        index = moved(index, in.retimed_index(i));
        time = moved(time, in.retimed_time(i));
        if (!std::in_range<std::uint32_t>(index)) return errc::malformed;
        out.retimed.push_back({static_cast<std::uint32_t>(index), time});
    }
    index = 0;
    for (int i = 0; i < in.held_index_size(); ++i) {
        index = moved(index, in.held_index(i));
        if (!std::in_range<std::uint32_t>(index) || in.held_reason(i) > 0xff) return errc::malformed;
        out.held.push_back({static_cast<std::uint32_t>(index), static_cast<hold_reason>(in.held_reason(i))});
    }
    return out;
}

}  // namespace pendata::wire
