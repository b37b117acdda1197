// docs/protocol.md, "Limits": pulls and chunks that wait for their acknowledgement are few, however slowly it comes.
#include "tools/sim/checkers/unread.hpp"

#include <algorithm>
#include <optional>

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/limits.hpp"

namespace pendata::sim {

namespace {

// By the first field of the envelope, which stands in the clear where parts are compressed by themselves.
std::optional<std::uint64_t> field_of(bytes_view frame) {
    byte_reader in(frame);
    in.varint();
    const auto compression = in.varint();
    const auto tag = in.varint();
    PENDATA_ASSERT(!in.failed());
    if (compression != 0) return std::nullopt;
    return tag >> 3;
}

constexpr std::uint64_t pull_field = 9;
constexpr std::uint64_t mends_field = 24;
constexpr std::uint64_t chunk_field = 26;
// One more brings, outside the window, what answers a give_back: tablets give back one message at a time.
constexpr std::size_t pulls_unread = limits::pulls_in_flight + 1;

}  // namespace

void unread_frames::sent(bytes_view frame, std::size_t given, std::size_t arrived) {
    while (!unread_.empty() && unread_.front().ends <= arrived) unread_.pop_front();
    const auto field = field_of(frame);
    if (field != pull_field && field != mends_field && field != chunk_field) return;
    unread_.push_back({field == chunk_field, given});
    const auto chunks = static_cast<std::size_t>(std::count_if(unread_.begin(), unread_.end(), [](const large& f) { return f.chunk; }));
    const auto pulls = unread_.size() - chunks;
    if (pulls > pulls_unread) on_.told.broken("queue", "the office has sent " + std::to_string(pulls) + " pulls that did not arrive");
    if (chunks > limits::chunks_in_flight) on_.told.broken("queue", "the office has sent " + std::to_string(chunks) + " chunks that did not arrive");
}

}  // namespace pendata::sim
