// Mail bags: sealed batches by way of another tablet, or of a reader at the office, beside whatever else carries them.
#pragma once

#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class trouble_with_bags : trouble {
public:
    trouble_with_bags(stage& on, office_house& office, cast& who) : trouble(on, office, who, "bags") {}

    void plan_day(std::int64_t begins_ms);

private:
    void carry();
    bytes with_damage(bytes_view bag);
    void read_at_office(actor& from, bytes_view bag);
};

}  // namespace pendata::sim
