// A sum of independent evidence in bits (log2 of likelihood ratios, after Fellegi and Sunter), bounded by what no sum
// may overrule: two numbers, two sexes, two births are two people until somebody looks.
#include "core/identity/match_score.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/identity/household.hpp"
#include "core/identity/match_keys.hpp"
#include "core/identity/name_comparison.hpp"
#include "core/identity/sixteen_digits.hpp"

namespace pendata::identity {
namespace {

constexpr std::size_t scored_kecamatan_size = 8;

enum class number_finding { unknown, same, slip, serial_slip, shown, differs };
enum class birth_finding { unknown, same, fits, near, slip, differs };

bool one_digit_apart(std::string_view a, std::string_view b) {
    std::size_t at = 0;
    while (at < a.size() && a[at] == b[at]) ++at;
    if (at == a.size()) return false;
    if (a.substr(at + 1) == b.substr(at + 1)) return true;
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
}

bool knows(const match_subject& of, const std::string& digits) {
    return digits.size() == number_digits &&
           (of.nik == digits || std::binary_search(of.other_niks.begin(), of.other_niks.end(), digits));
}

number_finding compare_numbers(const match_subject& a, const match_subject& b) {
    if (knows(a, b.nik) || knows(b, a.nik)) return number_finding::same;
    for (const auto& digits : a.other_niks) {
        if (knows(b, digits)) return number_finding::same;
    }
    if (a.nik.empty() || b.nik.empty()) return number_finding::unknown;
    if (a.nik.size() != b.nik.size() || a.nik.size() == shown_digits) {
        return a.nik.substr(0, shown_digits) == b.nik.substr(0, shown_digits) ? number_finding::shown
                                                                              : number_finding::differs;
    }
    if (!one_digit_apart(a.nik, b.nik)) return number_finding::differs;
    // Serials are counted: people born on one day in one district are one digit apart.
    const bool same_start = a.nik.substr(0, shown_digits) == b.nik.substr(0, shown_digits);
    return same_start ? number_finding::serial_slip : number_finding::slip;
}

bool birth_slipped(civil_day a, civil_day b) {
    const auto x = to_date(a);
    const auto y = to_date(b);
    const auto day_x = static_cast<unsigned>(x.day()), day_y = static_cast<unsigned>(y.day());
    const auto month_x = static_cast<unsigned>(x.month()), month_y = static_cast<unsigned>(y.month());
    const int years = std::abs(static_cast<int>(x.year()) - static_cast<int>(y.year()));
    if (years == 0) return (day_x == month_y && month_x == day_y) || month_x == month_y || day_x == day_y;
    return day_x == day_y && month_x == month_y && (years == 1 || years % 10 == 0);
}

birth_finding compare_births(const match_subject& a, const match_subject& b) {
    if (!a.birth || !b.birth) return birth_finding::unknown;
    const bool precise = a.precision == birth_precision::day && b.precision == birth_precision::day;
    if (precise && *a.birth == *b.birth) return birth_finding::same;
    const auto x = birth_years(a);
    const auto y = birth_years(b);
    const int apart = std::max({0, x.first - y.last, y.first - x.last});
    if (!precise) {
        if (apart == 0) return birth_finding::fits;
        return apart <= 2 ? birth_finding::near : birth_finding::differs;
    }
    if (birth_slipped(*a.birth, *b.birth)) return birth_finding::slip;
    return std::abs(x.first - y.first) <= 1 ? birth_finding::near : birth_finding::differs;
}

class scorer {
public:
    scorer(const match_subject& a, const match_subject& b)
        : a_(a),
          b_(b),
          number_(compare_numbers(a, b)),
          birth_(compare_births(a, b)),
          name_(compare_all_names(a.names, b.names)),
          mother_(compare_names(a.mother, b.mother)) {}

    match_finding find() {
        weigh_number();
        weigh_name();
        weigh_birth();
        weigh_mother();
        weigh_sex();
        weigh_house();
        weigh_place();
        settle_level();
        std::sort(out_.reasons.begin(), out_.reasons.end());
        return std::move(out_);
    }

private:
    void add(double bits, match_reason why) {
        out_.bits += bits;
        out_.reasons.push_back(why);
    }

    void weigh_number() {
        switch (number_) {
            case number_finding::unknown:
                return;
            case number_finding::same:
                return add(20, match_reason::same_nik);
            case number_finding::slip:
                return add(8, match_reason::nik_slip);
            case number_finding::serial_slip:
                return add(1, match_reason::nik_slip);
            case number_finding::shown:
                return add(6, match_reason::nik_shown_same);
            case number_finding::differs:
                return add(-9, match_reason::nik_differs);
        }
    }

    void weigh_name() {
        if (name_.by_alias) out_.reasons.push_back(match_reason::known_by_alias);
        switch (name_.agreement) {
            case name_agreement::unknown:
                return;
            case name_agreement::none:
                return add(name_.weight, match_reason::name_differs);
            case name_agreement::some:
                return add(name_.weight, match_reason::name_partly_differs);
            case name_agreement::part:
                return add(name_.weight, match_reason::name_part);
            case name_agreement::alike:
                return add(name_.weight, match_reason::name_alike);
            case name_agreement::same:
                return add(name_.weight, match_reason::same_name);
        }
    }

    void weigh_birth() {
        switch (birth_) {
            case birth_finding::unknown:
                return;
            case birth_finding::same:
                return add(12, match_reason::same_birth);
            case birth_finding::fits:
                return add(estimated() ? 4 : 5.5, match_reason::birth_fits);
            case birth_finding::near:
                return add(-2, match_reason::birth_differs);
            case birth_finding::slip:
                return add(4, match_reason::birth_slip);
            case birth_finding::differs:
                return add(-9, match_reason::birth_differs);
        }
    }

    bool estimated() const {
        return a_.precision == birth_precision::estimated || b_.precision == birth_precision::estimated;
    }

    void weigh_mother() {
        switch (mother_.agreement) {
            case name_agreement::unknown:
                return;
            case name_agreement::none:
                return add(-7, match_reason::mother_differs);
            case name_agreement::some:
                return add(std::min(mother_.weight, -1.0), match_reason::mother_differs);
            case name_agreement::part:
            case name_agreement::alike:
                return add(mother_.weight, match_reason::mother_alike);
            case name_agreement::same:
                return add(mother_.weight + 1.5, match_reason::same_mother);
        }
    }

    void weigh_sex() {
        if (!a_.sex || !b_.sex) return;
        if (*a_.sex == *b_.sex) {
            out_.bits += 1;
        } else {
            add(-6, match_reason::sex_differs);
        }
    }

    void weigh_house() {
        if (!a_.kk.empty() && a_.kk == b_.kk) {
            add(name_.agreement >= name_agreement::alike ? 11 : 6, match_reason::same_kk);
        }
        if (is_one_family()) add(-6, match_reason::same_family);
        if (!a_.phone.empty() && a_.phone == b_.phone) add(7, match_reason::same_phone);
    }

    void weigh_place() {
        if (is_unhoused_pair()) {
            out_.reasons.push_back(match_reason::both_unhoused);
            return;
        }
        if (a_.village.empty() || b_.village.empty()) return;
        if (a_.village == b_.village) {
            // The day, the name and the place together are nobody else's as a rule.
            const bool all = birth_ == birth_finding::same && name_.agreement >= name_agreement::alike;
            add(all ? 7 : 5, match_reason::same_village);
        } else if (a_.village.substr(0, scored_kecamatan_size) == b_.village.substr(0, scored_kecamatan_size)) {
            add(3, match_reason::same_subdistrict);
        }
    }

    bool is_unhoused_pair() const { return is_unhoused(a_) && is_unhoused(b_); }

    // Nicknames, a guessed age, no papers: nothing adds up to much, so what is known must only not contradict.
    bool may_be_one_without_home() const {
        if (!is_unhoused_pair() || has_both_sexes() || !a_.birth || !b_.birth) return false;
        if (!a_.birth_place.empty() && !b_.birth_place.empty() && a_.birth_place != b_.birth_place) return false;
        const int years = std::abs(static_cast<int>(to_date(*a_.birth).year()) - static_cast<int>(to_date(*b_.birth).year()));
        return years <= (name_.agreement == name_agreement::none ? 1 : 4);
    }

    bool name_speaks_for_one() const { return name_.agreement >= name_agreement::part; }

    void settle_level() {
        const bool of_two = number_ == number_finding::same && !name_speaks_for_one() &&
                            birth_ == birth_finding::differs;
        if (of_two) {
            out_.reasons.push_back(match_reason::nik_of_two);
            out_.level = match_level::review;
            out_.score = 100;
            return;
        }
        match_level most = match_level::near_certain;
        const auto at_most = [&](match_level level) { most = std::min(most, level); };
        if (name_.agreement == name_agreement::none && !others_agree_without_name()) at_most(match_level::none);
        if (name_.agreement <= name_agreement::some && !number_and_birth_agree()) at_most(match_level::review);
        if (number_ == number_finding::differs && !all_but_number_agrees()) at_most(match_level::review);
        if (mother_.agreement == name_agreement::none && !is_one_house()) at_most(match_level::review);
        if (is_one_family() && name_.agreement != name_agreement::same) at_most(match_level::review);
        if (has_both_sexes() && number_ != number_finding::same) at_most(match_level::review);
        if (birth_ == birth_finding::differs) at_most(match_level::review);
        if (may_be_one_without_home() && out_.bits < near_certain_bits) {
            out_.level = match_level::review;
            out_.score = std::clamp<std::uint16_t>(score_of(out_.bits, match_level::review), 50, 300);
            return;
        }
        const match_level found = out_.bits >= near_certain_bits ? match_level::near_certain
                                  : out_.bits >= review_bits     ? match_level::review
                                                                 : match_level::none;
        out_.level = std::min(found, most);
        out_.score = score_of(out_.bits, out_.level);
    }

    // A word misheard beyond likeness, or left out and another put in.
    bool number_and_birth_agree() const {
        if (number_ != number_finding::same || birth_ == birth_finding::differs || birth_ == birth_finding::near) return false;
        if (birth_ == birth_finding::same && name_.agreement == name_agreement::some) {
            return mother_.agreement != name_agreement::none;
        }
        return mother_.agreement >= name_agreement::alike && !is_one_family();
    }

    // People hold two numbers; twins have names of their own, namesakes have mothers of their own.
    bool all_but_number_agrees() const {
        return name_.agreement == name_agreement::same && birth_ == birth_finding::same &&
               mother_.agreement >= name_agreement::alike;
    }

    bool is_one_family() const { return !a_.family.empty() && a_.family == b_.family; }

    // Called by two names, perhaps; or a twin whom somebody else wrote down.
    bool others_agree_without_name() const {
        return number_ == number_finding::same || (birth_ == birth_finding::same && !is_one_family() && is_one_house() &&
                                                   mother_.agreement >= name_agreement::alike);
    }

    // A mother's name written wrong does not part those whom a number, a card or a telephone joins.
    bool is_one_house() const {
        return number_ == number_finding::same || (!a_.kk.empty() && a_.kk == b_.kk) ||
               (!a_.phone.empty() && a_.phone == b_.phone);
    }

    bool has_both_sexes() const { return a_.sex && b_.sex && *a_.sex != *b_.sex; }

    // A logistic curve, kept on its level's side of 0.9.
    static std::uint16_t score_of(double bits, match_level level) {
        const double middle = 20;
        const double share = 1 / (1 + std::exp2((middle - bits) / 2));
        const auto permille = static_cast<int>(std::lround(share * 1000));
        if (level == match_level::near_certain) return static_cast<std::uint16_t>(std::max(permille, 900));
        return static_cast<std::uint16_t>(std::min(permille, 899));
    }

    const match_subject& a_;
    const match_subject& b_;
    number_finding number_;
    birth_finding birth_;
    names_comparison name_;
    name_comparison mother_;
    match_finding out_;
};

}  // namespace

bool match_finding::has(match_reason reason) const {
    return std::binary_search(reasons.begin(), reasons.end(), reason);
}

match_finding compare(const match_subject& a, const match_subject& b) {
    return is_household(a) || is_household(b) ? compare_households(a, b) : scorer(a, b).find();
}

}  // namespace pendata::identity
