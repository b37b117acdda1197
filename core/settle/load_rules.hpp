// When a tablet is loaded by snapshot and when it catches up by pull, and in what steps: the limits of core/base/limits.hpp, which a
// test or the simulator makes smaller so that a small world has large loads.
#pragma once

#include "core/base/limits.hpp"
#include "core/model/part.hpp"

namespace pendata {

struct load_rules {
    std::size_t events_by_pull = limits::parts_per_pull_goal;  // touched records one pull brings whole
    sequence tail_commits = limits::tail_commits;
    std::size_t tail_events = limits::tail_events;
    std::size_t parts_per_chunk = limits::parts_per_chunk;
    std::size_t parts_by_pull = limits::parts_per_pull_goal;  // one answer ends at the first commit beyond
};

}  // namespace pendata
