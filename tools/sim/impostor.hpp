// A malicious peer that keeps to the grammar: an enrolled device that says what no honest one would. It gives back
// cells nobody wrote, claims positions that never were, asks for sums of places it may not see, makes records under
// ids that follow from others, brings receipts of its own hand. Counted where the office has answered.
#pragma once

#include "tools/sim/rogue.hpp"

namespace pendata::sim {

class impostor : public rogue {
public:
    impostor(stage& on, office_house& office, cast& who)
        : rogue(on, office, who, dice(on.told.report().seed, "impostor")) {}

    void plan_day(std::int64_t begins_ms);

private:
    using hearing = std::function<void(const message::any&)>;

    void give_back();
    void ask_for_fork();
    void ask_for_repair();
    void claim_an_id();
    void bring_receipt();
    cell cell_of(std::uint16_t field, value content, std::uint8_t evidence);
    part forged_part(const record_id& of);
    record_id claimed_id();
    std::optional<message::hello> greeting();
    void say(const message::hello& hello, const std::vector<message::any>& then, hearing heard);
};

}  // namespace pendata::sim
