// A malicious peer: a key that is enrolled, batches and bytes made by hand. Nothing it forges may settle, and nobody
// else may come to harm by it.
#pragma once

#include <set>

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class forger : trouble {
public:
    forger(stage& on, office_house& office, cast& who) : trouble(on, office, who, "forger") {}

    void plan_day(std::int64_t begins_ms);
    // Writes that no rule lets settle by themselves.
    const std::set<write_id>& forged() const { return forged_; }

private:
    void forge();
    void babble();
    std::optional<write> forged_write();
    officer_id somebody_else();
    write standing_on(const write& base);
    bool tamper(write& w);
    bytes frames_with(const sealed_batch& batch);
    void say(const bytes& all);

    actor* me_ = nullptr;
    std::uint64_t saves_ = 0;
    chain_head chain_;
    std::set<write_id> forged_;
};

}  // namespace pendata::sim
