// A malicious peer: a key that is enrolled, batches and bytes made by hand. Nothing it forges may settle, and nobody
// else may come to harm by it.
#pragma once

#include "tools/sim/rogue.hpp"

namespace pendata::sim {

class forger : public rogue {
public:
    forger(stage& on, office_house& office, cast& who) : rogue(on, office, who, "forger") {}

    void plan_day(std::int64_t begins_ms);

private:
    void forge();
    void babble();
    std::optional<write> forged_write();
    officer_id somebody_else();
    write standing_on(const write& base);
    bool tamper(write& w);
    bytes frames_with(const sealed_batch& batch);
    void say(const bytes& all);
};

}  // namespace pendata::sim
