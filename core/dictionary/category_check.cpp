// Judging a subject by a category's rules.
#include "core/dictionary/category_check.hpp"

#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

// Completed months from one day to a later one.
int months_between(std::int32_t from, std::int32_t until) {
    const auto a = identity::to_date(from);
    const auto b = identity::to_date(until);
    const int months = (static_cast<int>(b.year()) - static_cast<int>(a.year())) * 12 +
                       static_cast<int>(static_cast<unsigned>(b.month())) -
                       static_cast<int>(static_cast<unsigned>(a.month()));
    return months - (b.day() < a.day() ? 1 : 0);
}

class category_checker {
public:
    category_checker(const category_def& category, const category_subject& subject)
        : category_(category), subject_(subject) {}

    findings run(std::int32_t assessed_on, bool has_reason) {
        if ((category_.units & subject_.unit) == 0) {
            say(severity::error, "kategori ini bukan untuk jenis subjek ini",
                "the category does not take this sort of subject");
        }
        if (category_.history) {
            say(severity::warning, "kategori dari daftar lama", "a category of an older list");
        }
        if (subject_.unit == person_unit)
            check_person(assessed_on);
        if (subject_.unit == family_unit && subject_.members &&
            *subject_.members < category_.least_members) {
            break_rule(
                "anggota keluarga kurang dari " + std::to_string(category_.least_members),
                "the family has fewer members than " + std::to_string(category_.least_members));
        }
        if (broken_ && !has_reason) {
            found_.push_back({severity::error,
                              {errc::missing_field, "rule_reason",
                               "di luar ketentuan kategori: sebutkan alasannya",
                               "against a rule of the category: say why"}});
        }
        return std::move(found_);
    }

private:
    void say(severity level, std::string id, std::string en) {
        found_.push_back({level, {errc::bad_value, "category", std::move(id), std::move(en)}});
    }
    void break_rule(std::string id, std::string en) {
        broken_ = true;
        say(severity::warning, std::move(id), std::move(en));
    }

    void check_person(std::int32_t assessed_on) {
        if (category_.women_only && subject_.sex && *subject_.sex != codes::sex::P) {
            break_rule("kategori ini untuk perempuan", "the category is for women");
        }
        if (category_.needs_disabilities && subject_.has_disabilities == false) {
            break_rule("ragam disabilitas belum diisi", "no disability is recorded");
        }
        check_age(assessed_on);
    }

    void check_age(std::int32_t assessed_on) {
        const bool bounded = category_.least_age != 0 || category_.most_age != no_age_bound;
        if (!bounded)
            return;
        if (!subject_.birth_date) {
            return say(severity::warning, "usia belum diketahui", "the age is not known");
        }
        const int age = identity::age_on(*subject_.birth_date, assessed_on);
        const std::string shown = bounds();
        if (age < category_.least_age || age > category_.most_age) {
            const std::string id = "usia di luar ketentuan: " + shown + " tahun";
            const std::string en = "an age outside the rule: " + shown + " years";
            if (category_.warn_only)
                return say(severity::warning, id, en);
            if (!category_.hard_stop)
                return break_rule(id, en);
            return say(severity::error,
                       "tidak boleh untuk usia ini (" + shown + " tahun); " + std::string(category_.guidance_id),
                       "not for this age (" + shown + " years); " + std::string(category_.guidance_en));
        }
        const bool doubtful =
            category_.doubtful_months != 0 &&
            months_between(*subject_.birth_date, assessed_on) >= category_.doubtful_months;
        if (doubtful) {
            say(severity::warning, "batas usia berbeda antarsumber: periksa lagi",
                "sources differ on the limit of this age: look again");
        }
    }

    std::string bounds() const {
        const std::string least = std::to_string(category_.least_age);
        if (category_.most_age == no_age_bound)
            return least + "+";
        return least + "-" + std::to_string(category_.most_age);
    }

    const category_def& category_;
    const category_subject& subject_;
    findings found_;
    bool broken_ = false;
};

}  // namespace

findings check_category(const category_def& category, const category_subject& subject,
                        std::int32_t assessed_on, bool has_reason) {
    return category_checker(category, subject).run(assessed_on, has_reason);
}

}  // namespace pendata
