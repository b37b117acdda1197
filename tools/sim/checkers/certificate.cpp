// I11: an honest office shows no certificate that one of its tablets turns away, however old either is.
#include "client-lib/src/net/office_leaf.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

void check_certificate(stage& on, office_house& office, const sim_tablet& of) {
    const auto* shown = office.certificate();
    const auto state = of.state();
    const std::int64_t proven_ms = state.anchor ? state.anchor->office_ms : 0;
    if (!office.is_new_to(proven_ms / day_ms)) return;  // a signature a day: they are dear
    const auto why = check_office_leaf(shown, {office.identity(), proven_ms});
    if (why != errc::ok) on.told.broken("I11", of.name() + " turns the office's certificate away: " + std::string(text_of(why, false)));
}

}  // namespace pendata::sim
