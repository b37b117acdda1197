// Finds the half-open link: whether a connection still moves, from what it carried. Pure: the driver samples the
// connection every few seconds. Rules and times: docs/protocol.md, "Silence".
#pragma once

#include <cstdint>

namespace pendata {

// The connection as it stands.
struct link_sample {
    std::uint64_t bytes_up = 0;    // sent; what waits because the peer takes no more is not
    std::uint64_t in_flight = 0;   // of those, not known to have arrived
    std::uint64_t bytes_down = 0;
    bool following = false;        // the session is at rest: only keepalives are owed
    bool busy = false;             // this side has work of its own to do: whoever waits is the office
};

enum class link_health {
    alive,
    stalled,  // what was sent does not arrive
    silent,   // it arrived, or we do not know; the office owes an answer and gives none
};

class silence_watch {
public:
    explicit silence_watch(std::int64_t now_ms) : moved_ms_(now_ms), heard_ms_(now_ms) {}

    link_health on_sample(const link_sample& now, std::int64_t now_ms);
    // At an end for any reason: what was sent had not moved, or an answer had been owed, for so long that the link is to
    // be doubted. The office may have given the connection up before this side did.
    bool is_doubtful(std::int64_t now_ms) const;

private:
    std::int64_t moved_ms_;  // when something sent was last seen to arrive, or nothing was on the way
    std::int64_t heard_ms_;  // the last sign of life
    std::uint64_t arrived_ = 0;
    std::uint64_t heard_ = 0;
    bool following_ = false;
};

}  // namespace pendata
