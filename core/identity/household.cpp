// What no folded name can be marks a household.
#include "core/identity/household.hpp"

#include "core/identity/kk.hpp"

namespace pendata::identity {

namespace {

constexpr std::string_view in_place_of_a_name = "=";  // never change: an index has it

}  // namespace

std::optional<match_subject> household_of(std::string_view kk_number, std::string_view village) {
    kk_check checked = check_kk(kk_number);
    if (!checked.ok()) return std::nullopt;
    match_subject out;
    out.names = {{std::string(in_place_of_a_name)}};
    out.kk = std::move(checked.digits);
    out.village = village;
    return out;
}

bool is_household(const match_subject& subject) {
    return subject.names.size() == 1 && subject.names.front().size() == 1 && subject.names.front().front() == in_place_of_a_name;
}

match_finding compare_households(const match_subject& a, const match_subject& b) {
    constexpr std::uint16_t one_card = 800;  // permille
    match_finding out;
    if (!is_household(a) || !is_household(b) || a.kk != b.kk) return out;
    out.level = match_level::review;
    out.score = one_card;
    out.bits = review_bits;
    out.reasons = {match_reason::same_kk};
    if (!a.village.empty() && a.village == b.village) out.reasons.push_back(match_reason::same_village);
    return out;
}

}  // namespace pendata::identity
