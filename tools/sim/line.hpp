// One direction of a connection: bytes arrive later, in pieces, in order; or no longer.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/base/bytes.hpp"
#include "tools/sim/scene/stage.hpp"

namespace pendata::sim {

struct line_quality {
    std::int64_t latency_ms = 80;
    std::int64_t bytes_per_s = 60'000;
    std::size_t cut_after = SIZE_MAX;  // bytes, then the connection is gone
    fault cut_is = fault::connection_cut;
    bool swallows = false;             // everything vanishes, and nobody hears of it
    std::size_t segment = 1'400;       // what travels together
    std::size_t held_after = SIZE_MAX; // bytes; what follows waits somewhere until it is let go
    std::size_t passes = SIZE_MAX;     // larger segments vanish, and with them all that follow
    struct wait {
        fault is;
        std::int64_t beyond_ms;
    };
    std::vector<wait> waits{};         // each happens once a piece was under way for so long
};

class line {
public:
    using arrival_of = std::function<void(bytes_view)>;

    line(stage& on, const line_quality& quality, arrival_of arrives, std::function<void()> breaks)
        : on_(on), quality_(quality), arrives_(std::move(arrives)), breaks_(std::move(breaks)) {}

    // `still` keeps the owner alive as long as bytes are on their way.
    void send(bytes_view data, const std::weak_ptr<void>& still);
    // What was held back goes on, if anything was. True where something did.
    bool let_go(const std::weak_ptr<void>& still);
    // Given to the line, and not known to have arrived.
    std::size_t in_flight() const { return given_ - arrived_; }
    std::size_t arrived() const { return arrived_; }
    std::size_t given() const { return given_; }

private:
    void deliver_later(bytes piece, const std::weak_ptr<void>& still);
    void note_wait(std::int64_t ms);

    stage& on_;
    line_quality quality_;
    arrival_of arrives_;
    std::function<void()> breaks_;
    std::int64_t free_at_ms_ = 0;
    std::size_t given_ = 0;
    std::size_t sent_ = 0;
    std::size_t arrived_ = 0;
    std::vector<bytes> held_;
    bool gone_ = false;
    bool swallows_ = false;
};

}  // namespace pendata::sim
