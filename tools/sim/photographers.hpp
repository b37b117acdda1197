// Officers who take photos, in some worlds: small ones, named by a person or by nobody, fetched by colleagues. A world
// without them draws and says exactly what it did without this file: these dice are their own.
#pragma once

#include <set>
#include <vector>

#include "tools/sim/cast.hpp"

namespace pendata::sim {

class photographers {
public:
    photographers(stage& on, office_house& office, cast& all);

    void plan_day(std::int64_t begins_ms);
    // At rest: what a tablet says the office keeps, the office keeps whole, and nothing of a tablet in use waits still;
    // who holds a photo of the office's holds a record that names it.
    void check();

private:
    void take_one(actor& who);
    void look_at_one(actor& who);
    void check_tablet(const actor& who, office_view& view);

    stage& on_;
    office_house& office_;
    cast& cast_;
    dice draw_;
    std::vector<digest> taken_;
};

}  // namespace pendata::sim
