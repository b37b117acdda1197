// A peer's stream, fed in two pieces (the first byte says where it is cut). Promises: no crash, the same messages
// whatever the cut, and a message that was accepted can be sent on and means the same.
#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/limits.hpp"
#include "core/wire/frame.hpp"
#include "tests/fuzz/target.hpp"

namespace pendata {

namespace {

// The messages of a stream, as frames of our own making.
std::vector<bytes> read_all(bytes_view stream, std::size_t cut) {
    std::vector<bytes> out;
    frame_reader reader;
    for (const bytes_view piece : {stream.substr(0, cut), stream.substr(cut)}) {
        reader.feed(piece);
        for (;;) {
            auto next = reader.next();
            if (next.has_error() || !*next) break;
            auto frame = encode_frame(**next);
            PENDATA_ASSERT(frame.has_value());
            out.push_back(std::move(*frame));
        }
    }
    PENDATA_ASSERT(reader.buffered() <= stream.size());
    return out;
}

}  // namespace

}  // namespace pendata

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pendata;
    if (size == 0) return 0;
    const bytes_view stream = view_of(data + 1, size - 1);
    const std::size_t cut = std::min<std::size_t>(data[0], stream.size());
    const auto frames = read_all(stream, cut);
    PENDATA_ASSERT(frames == read_all(stream, 0));
    for (const bytes& frame : frames) PENDATA_ASSERT(read_all(frame, 0) == std::vector{frame});
    return 0;
}
