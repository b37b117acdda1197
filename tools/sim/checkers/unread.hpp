// What a tablet has not read yet of what its office sent: a slow reader, or a dead one, holds the office back.
#pragma once

#include <cstddef>
#include <deque>

#include "core/base/bytes.hpp"
#include "tools/sim/scene/stage.hpp"

namespace pendata::sim {

class unread_frames {
public:
    explicit unread_frames(stage& on) : on_(on) {}

    // `frame` was given to the line, which was given `given` bytes with it, and of which `arrived` have arrived.
    void sent(bytes_view frame, std::size_t given, std::size_t arrived);

private:
    struct large {
        bool chunk = false;  // of a snapshot, or else a pull
        std::size_t ends = 0;
    };

    stage& on_;
    std::deque<large> unread_;
};

}  // namespace pendata::sim
