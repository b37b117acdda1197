// What the office does to rights while work is under way: duties end, move and come back, compartments come and go,
// devices are revoked, a village is split.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_rights : trouble {
public:
    trouble_with_rights(stage& on, office_house& office, cast& who)
        : trouble(on, office, who, "rights") {}

    void plan_day(std::int64_t begins_ms);

private:
    void end_duty();
    void move_duty();
    void give_room();
    void take_room();
    compartment_mask rooms_of(const actor& whose);
    void revoke();
    void revoke(actor& whose, const device_id& device);
    void split_village();
    void make_village(const std::string& old, const std::string& made);
    bool replace(actor& whose, const std::string& duty, std::optional<compartment_mask> rooms);

    int split_ = 0;
};

}  // namespace pendata::sim
