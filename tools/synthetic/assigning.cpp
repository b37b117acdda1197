// The rules of the categories with how often each is met in a village, higher among the poor.
#include "tools/synthetic/assigning.hpp"

#include "tools/synthetic/household.hpp"
#include "tools/synthetic/welfare_texts.hpp"

namespace pendata::synthetic {
namespace {

bool is_woman(const person& p) {
    return p.sex == identity::sex::female;
}
bool is_alone(const person& p) {
    return p.marital_status == "widowed" || p.marital_status == "divorced";
}

struct chance_in_category {
    std::string_view category;
    unsigned permille;
};

// Categories a tablet of any officer may hold (S0).
std::vector<chance_in_category> open_categories(const person& p, int age, bool poor,
                                                bool lives_alone) {
    std::vector<chance_in_category> out;
    if (age >= 60)
        out.push_back({"P08", lives_alone ? 550u : poor ? 330u : 40u});
    if (age >= 15 && p.occupation == "Pemulung")
        out.push_back({"P13", 850});
    if (is_woman(p) && age >= 18 && age <= 59) {
        out.push_back({"P23", is_alone(p) && poor ? 700u : is_alone(p) ? 220u : poor ? 25u : 4u});
    }
    return out;
}

// Children's categories and begging (S1), then disabilities (S2).
std::vector<chance_in_category> closed_categories(const person& p, int age, bool poor, int most) {
    std::vector<chance_in_category> out;
    if (most >= 1) {
        if (age < 5)
            out.push_back({"P01", poor ? 30u : 3u});
        if (age >= 6 && age <= 17)
            out.push_back({"P02", poor ? 45u : 4u});
        if (age >= 18 && poor)
            out.push_back({"P12", 6});
    }
    if (most >= 2 && !p.disabilities.empty())
        out.push_back({age < 18 ? "P05" : "P09", 750});
    return out;
}

}  // namespace

std::vector<assignment> make_assignments(random_source& dice, const assessed_household& household,
                                         int most_sensitive,
                                         const std::function<record_id()>& next_id) {
    std::vector<assignment> out;
    const auto add = [&](const record_id& subject, bool of_family, std::string_view category) {
        out.push_back({next_id(), subject, of_family, category, make_criteria(dice, category),
                       make_reason(dice, category), household.on, "proposed"});
    };
    if (household.poor && dice.chance(720))
        add(household.of.id, true, "P24");
    for (const person& p : household.members) {
        const int age = identity::age_on(p.birth_date, household.on);
        auto possible = open_categories(p, age, household.poor, household.members.size() == 1);
        const auto closed = closed_categories(p, age, household.poor, most_sensitive);
        possible.insert(possible.end(), closed.begin(), closed.end());
        for (const auto& [category, permille] : possible) {
            if (dice.chance(permille))
                add(p.id, false, category);
        }
    }
    return out;
}

}  // namespace pendata::synthetic
