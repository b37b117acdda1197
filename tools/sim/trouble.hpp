// What all sorts of trouble have in common: a fault strikes on some day, at some hour, if the seed knows it.
#pragma once

#include "tools/sim/cast.hpp"

namespace pendata::sim {

class trouble {
public:
    trouble(stage& on, office_house& office, cast& who, std::string_view name)
        : on_(on), office_(office), cast_(who), draw_(on.draw.next(), name) {}
    // With dice of its own, so that the world stays what it was without this trouble.
    trouble(stage& on, office_house& office, cast& who, const dice& own) : on_(on), office_(office), cast_(who), draw_(own) {}

protected:
    // Lets `what` happen in that day, where the fault strikes and the office is open then.
    template <class What>
    void may(fault f, unsigned permille, std::int64_t begins_ms, What what) {
        if (!on_.faults.strikes(f, permille)) return;
        on_.time.at(begins_ms + draw_.between(6 * 60, 21 * 60) * minute_ms, [this, what] {
            if (office_.is_open() && !on_.faults.is_healed()) what();
        });
    }
    void happened(fault f, std::string_view who, std::string_view what) {
        on_.faults.happened(f);
        on_.told.tell(who, what);
    }

    stage& on_;
    office_house& office_;
    cast& cast_;
    dice draw_;
};

}  // namespace pendata::sim
