// The period that begins the day after another one ends, written in the same way.
#include "core/closing/period.hpp"

#include "core/cases/overlap.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

std::optional<std::string> next_period(std::string_view period) {
    const auto days = days_of_period(period);
    if (!days) return std::nullopt;
    const auto day = days->last + 1;
    const auto date = identity::to_date(day);
    if (static_cast<int>(date.year()) > 9999) return std::nullopt;
    const std::string text = identity::to_text(day);
    if (period.size() == 7 && (period[5] == 'Q' || period[5] == 'S')) {
        const unsigned months = period[5] == 'Q' ? 3 : 6;
        const unsigned nth = (static_cast<unsigned>(date.month()) - 1) / months + 1;
        return text.substr(0, 5) + period[5] + std::to_string(nth);
    }
    return text.substr(0, period.size());
}

}  // namespace pendata
