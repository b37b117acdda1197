// Frozen: see the header. Villages of two kecamatan and more are made as ever, then each person may be captured again,
// and may get a double who is another person.
#include "tools/synthetic/quality_sample.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "core/identity/kk.hpp"
#include "tools/synthetic/person_name.hpp"

namespace pendata::synthetic {
namespace {

constexpr civil_day census_day = identity::to_civil_day(2025, 9, 30).value();
constexpr std::size_t villages_of_a_kecamatan = 8;

std::string village_code(std::size_t index) {
    std::array<char, 48> text{};
    const int kecamatan = static_cast<int>(index / villages_of_a_kecamatan) + 1;
    const int village = static_cast<int>(index % villages_of_a_kecamatan) + 1;
    std::snprintf(text.data(), text.size(), "32.11.%02d.%04d", kecamatan, 2000 + village);
    return text.data();
}

record_id some_id(random_source& dice) {
    record_id id;
    const std::int64_t ms = 1'758'000'000'000 + static_cast<std::int64_t>(dice.below(2'000'000'000));
    id.raw = make_uuid7(ms, dice.ten_bytes());
    return id;
}

std::string other_kk(random_source& dice) {
    const std::string district = "32110" + std::to_string(1 + dice.below(9));
    const civil_day issued = census_day - dice.between(20, 6000);
    return identity::compose_kk(district, issued, 1 + dice.below(9998)).value();
}

class sampler {
public:
    sampler(quality_set set, std::size_t villages, std::size_t persons)
        : rates_(rates_of(set)),
          seed_(first_seed_of(set)),
          dice_(seed_, "doubles"),
          villages_(villages),
          persons_(persons) {}

    std::vector<captured> make() {
        for (std::size_t v = 0; v < villages_; ++v) {
            settings wanted;
            wanted.seed = seed_ + v;
            wanted.persons = persons_;
            wanted.today = census_day;
            const place at{village_code(v), "", "", "Sumedang"};
            add_village(make_village(wanted, at));
        }
        return std::move(out_);
    }

private:
    void add_village(const population& village) {
        std::map<record_id, const family*> families;
        for (const family& f : village.families)
            families[f.id] = &f;
        std::map<record_id, std::string> copied;  // one number on every member
        for (const person& p : village.persons) {
            const family& home = *families.at(p.family);
            if (p.id == home.head && !p.nik.empty() && dice_.chance(rates_.nik_copied))
                copied[p.family] = p.nik;
        }
        for (const person& p : village.persons) {
            captured first{p, families.at(p.family)->kk_number, next_identity_++, trait::ordinary};
            if (const auto number = copied.find(p.family); number != copied.end()) {
                first.of.nik = number->second;
                first.of.no_nik_reason = {};
            }
            add_doubles(first);
            out_.push_back(std::move(first));
        }
    }

    void add_doubles(const captured& first) {
        if (dice_.chance(rates_.captured_again))
            add_again(first);
        const int age = identity::age_on(first.of.birth_date, census_day);
        if (age < 18 && dice_.chance(rates_.twin))
            add_twin(first);
        if (dice_.chance(rates_.namesake))
            add_namesake(first);
        if (age > 22 && dice_.chance(rates_.junior))
            add_junior(first);
        if (!first.of.nik.empty() && dice_.chance(rates_.nik_reissued))
            add_reissued(first);
        if (age < 30 && dice_.chance(rates_.alike_sibling))
            add_sibling(first);
    }

    void add(person p, std::string kk, std::size_t identity, trait why) {
        p.id = some_id(dice_);
        out_.push_back({std::move(p), std::move(kk), identity, why});
    }

    void move_to(person& p, std::string& kk, std::size_t village) {
        p.village = village_code(village);
        p.rw = p.rt = "00" + std::to_string(1 + dice_.below(9));
        p.hamlet = "Dusun Lain";
        p.address = "Dusun Lain";
        p.family = some_id(dice_);
        kk = other_kk(dice_);
    }

    void add_again(const captured& first) {
        person p = noisy_capture(dice_, rates_, first.of, census_day);
        std::string kk = first.kk_number;
        const int age = identity::age_on(first.of.birth_date, census_day);
        const bool bride = age >= 17 && age < 45 && dice_.chance(rates_.married_away);
        if (bride || dice_.chance(rates_.moved)) {
            move_to(p, kk, dice_.below(static_cast<std::uint32_t>(villages_)));
            if (bride) {
                p.marital_status = "married";
                p.phone.clear();
            }
        } else {
            p.family = some_id(dice_);
            if (!dice_.chance(rates_.kk_kept))
                kk.clear();
        }
        add(std::move(p), std::move(kk), first.identity, trait::captured_again);
    }

    // A number for a child born with, before or after another: the next serials of the district.
    std::string own_number(const person& near) {
        if (near.nik.empty() || dice_.chance(120))
            return {};
        const std::string district = near.nik.substr(0, 6);
        return identity::compose_nik(district, near.birth_date, near.sex, 700 + dice_.below(9000)).value();
    }

    void add_twin(const captured& first) {
        person p = first.of;
        const auto year = static_cast<int>(identity::to_date(p.birth_date).year());
        if (dice_.chance(250))
            p.sex = p.sex == identity::sex::male ? identity::sex::female : identity::sex::male;
        // Rina and Rini, Hasan and Husen; or names that have nothing in common.
        p.name = dice_.chance(500) ? make_name(dice_, p.sex, year) : alike_name(p.name);
        if (p.name == first.of.name)
            p.name += " Putra";
        p.nik = own_number(p);
        p.no_nik_reason = p.nik.empty() ? "not_recorded" : "";
        add(std::move(p), first.kk_number, next_identity_++, trait::twin);
    }

    std::string alike_name(const std::string& name) {
        const std::size_t end = std::min(name.find(' '), name.size());
        std::string out = name;
        for (std::size_t i = end; i-- > 1;) {
            const auto vowel = std::string_view("aiueo").find(out[i]);
            if (vowel == std::string_view::npos)
                continue;
            out[i] = "iuaui"[vowel];
            break;
        }
        return out;
    }

    void add_namesake(const captured& first) {
        person p = first.of;
        std::string kk;
        const bool same_day = dice_.chance(60);
        if (!same_day)
            p.birth_date = std::min(census_day, p.birth_date + dice_.between(-1500, 1500));
        const auto year = static_cast<int>(identity::to_date(p.birth_date).year());
        p.mother_name = dice_.chance(930) ? make_name(dice_, identity::sex::female, year - 26) : "";
        if (dice_.chance(300))
            p.name = respell(dice_, p.name);
        const auto away = dice_.chance(500) ? dice_.below(static_cast<std::uint32_t>(villages_)) : here(p.village);
        move_to(p, kk, away);
        const char* district = dice_.chance(500) ? "321101" : "321105";
        p.nik = identity::compose_nik(district, p.birth_date, p.sex, 700 + dice_.below(9000)).value();
        if (dice_.chance(200))
            p.nik.clear();
        p.no_nik_reason = p.nik.empty() ? "not_remembered" : "";
        p.phone.clear();
        add(std::move(p), std::move(kk), next_identity_++, trait::namesake);
    }

    std::size_t here(const std::string& village) const {
        const auto kecamatan = static_cast<std::size_t>(std::stoi(village.substr(6, 2)) - 1);
        const auto number = static_cast<std::size_t>(std::stoi(village.substr(9, 4)) - 2001);
        return kecamatan * villages_of_a_kecamatan + number;
    }

    void add_junior(const captured& first) {
        person p = first.of;
        p.birth_date = std::min(census_day, p.birth_date + dice_.between(19 * 365, 33 * 365));
        p.birth_precision = "day";
        p.mother_name = make_name(dice_, identity::sex::female, 1980);
        p.nik = own_number(p);
        p.no_nik_reason = p.nik.empty() ? "not_recorded" : "";
        p.marital_status = "unmarried";
        p.family_role = 4;
        add(std::move(p), first.kk_number, next_identity_++, trait::junior);
    }

    void add_reissued(const captured& first) {
        person p = first.of;
        std::string kk;
        const auto year = static_cast<int>(identity::to_date(p.birth_date).year());
        const int apart = dice_.between(6, 30);
        const int other_year = std::clamp(dice_.chance(500) ? year + apart : year - apart, 1930, 2024);
        const unsigned month = 1 + dice_.below(12);
        p.birth_date = identity::to_civil_day(other_year, month, 1 + dice_.below(28)).value();
        p.birth_precision = "day";
        p.sex = dice_.chance(500) ? identity::sex::male : identity::sex::female;
        p.name = make_name(dice_, p.sex, other_year);
        p.mother_name = make_name(dice_, identity::sex::female, other_year - 26);
        p.phone.clear();
        move_to(p, kk, dice_.below(static_cast<std::uint32_t>(villages_)));
        add(std::move(p), std::move(kk), next_identity_++, trait::nik_reissued);
    }

    // Siti Nurjanah and Siti Nurhasanah, a year or two apart.
    void add_sibling(const captured& first) {
        person p = first.of;
        const auto year = static_cast<int>(identity::to_date(p.birth_date).year());
        const std::string opening = p.name.substr(0, std::min(p.name.find(' '), p.name.size()));
        const std::string other = make_name(dice_, p.sex, year);
        const std::size_t last = other.rfind(' ');
        p.name = opening + " " + (last == std::string::npos ? other : other.substr(last + 1));
        if (p.name == first.of.name)
            p.name += " Kedua";
        const int days = dice_.between(300, 900);
        p.birth_date = std::min(census_day, dice_.chance(500) ? p.birth_date + days : p.birth_date - days);
        p.nik = own_number(p);
        p.no_nik_reason = p.nik.empty() ? "not_recorded" : "";
        add(std::move(p), first.kk_number, next_identity_++, trait::alike_sibling);
    }

    const noise_rates& rates_;
    std::uint64_t seed_;
    random_source dice_;
    std::size_t villages_;
    std::size_t persons_;
    std::size_t next_identity_ = 0;
    std::vector<captured> out_;
};

}  // namespace

std::string_view name_of(trait why) {
    switch (why) {
        case trait::ordinary:
            return "ordinary";
        case trait::captured_again:
            return "captured_again";
        case trait::twin:
            return "twin";
        case trait::namesake:
            return "namesake";
        case trait::junior:
            return "junior";
        case trait::nik_reissued:
            return "nik_reissued";
        case trait::alike_sibling:
            return "alike_sibling";
    }
    return "";
}

std::vector<captured> make_quality_sample(quality_set set, std::size_t villages, std::size_t persons) {
    return sampler(set, villages, persons).make();
}

}  // namespace pendata::synthetic
