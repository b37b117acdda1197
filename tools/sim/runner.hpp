// Runs seeds, each in a process of its own, a few at a time; a seed that fails runs a second time, to see that the
// same happens again.
#pragma once

#include <functional>
#include <string>

#include "tools/sim/scene/profile.hpp"
#include "tools/sim/scene/report.hpp"

namespace pendata::sim {

struct run_wishes {
    std::uint64_t first_seed = 1;
    std::uint64_t seeds = 1;
    profile size;
    std::string break_name;  // a deliberate break; empty: none
    unsigned jobs = 1;
    bool trace = false;
    bool keep_going = false;  // past the first seed that fails
};

// `failed` is told of each failing seed and whether its second run was the same.
run_report run_seeds(const run_wishes& wishes, const std::function<void(const seed_report&, bool same_again)>& failed);

}  // namespace pendata::sim
