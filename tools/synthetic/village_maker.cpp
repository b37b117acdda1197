// House by house through a village.
#include "tools/synthetic/village_maker.hpp"

#include <algorithm>
#include <array>

#include "tools/synthetic/assigning.hpp"
#include "tools/synthetic/person_name.hpp"
#include "tools/synthetic/welfare_texts.hpp"

namespace pendata::synthetic {
namespace {

constexpr std::int64_t day_ms = 86400000;
constexpr std::int64_t morning_ms = 3600000;       // 08:00 in Western Indonesia is 01:00 UTC
constexpr std::int64_t working_day_ms = 28800000;  // eight hours
constexpr std::size_t longest_census_days = 60;
constexpr std::size_t families_a_day = 12;

std::string three_digits(int number) {
    std::string digits = std::to_string(number);
    return std::string(3 - std::min<std::size_t>(digits.size(), 3), '0') + digits;
}

// When the family with that index is visited: spread over the working hours of the census.
std::int64_t time_of(const settings& settings, std::size_t index, std::size_t families) {
    const std::size_t days = std::min(longest_census_days, families / families_a_day + 1);
    const auto through = static_cast<std::int64_t>(index) * static_cast<std::int64_t>(days) *
                         working_day_ms / static_cast<std::int64_t>(families);
    const auto first_day =
        static_cast<std::int64_t>(settings.today) - static_cast<std::int64_t>(days) + 1;
    return (first_day + through / working_day_ms) * day_ms + morning_ms + through % working_day_ms;
}

}  // namespace

village_maker::village_maker(const settings& settings, const place& village)
    : settings_(settings),
      village_(village),
      dice_(settings.seed, village.code),
      numbers_(dice_, village.code),
      hamlets_(make_hamlets(dice_)),
      middle_(middle_of(dice_, village.code)) {}

record_id village_maker::next_id() {
    now_ms_ += dice_.between(9000, 70000);
    record_id id;
    id.raw = make_uuid7(now_ms_, dice_.ten_bytes());
    return id;
}

population village_maker::make() {
    std::size_t families = settings_.families;
    std::size_t persons = settings_.persons;
    if (families == 0)
        families = std::max<std::size_t>(persons * 2 / 7, persons > 0 ? 1 : 0);
    if (persons == 0)
        persons = families * 7 / 2;
    if (families == 0)
        return {};
    const std::vector<std::size_t> sizes = make_sizes(dice_, families, persons);
    for (std::size_t i = 0; i < families; ++i) {
        make_family(sizes[i], time_of(settings_, i, families));
    }
    capture_again();
    return std::move(made_);
}

void village_maker::make_family(std::size_t size, std::int64_t at_ms) {
    now_ms_ = at_ms;
    family family;
    family.id = next_id();
    settle_place(family);
    const bool poor = dice_.chance(290);
    family.rtlh = dice_.chance(poor ? 260 : 25);
    const civil_day today = today_at(at_ms);
    family.kk_number = dice_.chance(970) ? numbers_.make_kk(today - dice_.between(20, 6000)) : "";

    const std::vector<member> members = make_household(dice_, size);
    const std::size_t first = made_.persons.size();
    add_persons({family, poor, dice_.chance(400)}, members);
    family.head = made_.persons[first].id;
    visit_family(family, made_.persons[first + (size > 1 && dice_.chance(600) ? 1 : 0)].name);

    const std::span<const person> housemates(made_.persons.data() + first, size);
    const auto assigned = make_assignments(dice_, {family, housemates, poor, today},
                                           settings_.most_sensitive, [&] { return next_id(); });
    made_.assignments.insert(made_.assignments.end(), assigned.begin(), assigned.end());
    made_.families.push_back(std::move(family));
}

void village_maker::settle_place(family& family) {
    const hamlet& in = dice_.pick(std::span<const hamlet>(hamlets_));
    family.village = village_.code;
    family.hamlet = in.name;
    family.rw = three_digits(dice_.between(in.first_rw, in.last_rw));
    family.rt = three_digits(dice_.between(1, 5));
    family.address = make_address(dice_, in.name);
}

void village_maker::visit_family(family& family, std::string_view respondent) {
    constexpr std::array<unsigned, 5> habit = {925, 35, 15, 10, 15};
    constexpr std::array<std::string_view, 5> states = {"visited", "not_met", "empty", "refused",
                                                        "not_visited"};
    constexpr std::array<std::string_view, 4> outcomes = {
        "Data lengkap", "Tidak bertemu, dijadwalkan ulang", "Rumah kosong", "Menolak didata"};
    const std::size_t state = dice_.pick_weighted(habit);
    family.visit_state = states[state];
    if (family.visit_state == "not_visited")
        return;

    if (dice_.chance(960)) {
        family.at = house_near(dice_, middle_);
        family.fix_time_ms = now_ms_;
    }
    visit done;
    done.id = next_id();
    done.subject = family.id;
    done.purpose = "census";
    done.start_ms = now_ms_ - dice_.between(300000, 1500000);
    done.end_ms = now_ms_;
    done.at = family.at;
    done.outcome = outcomes[state];
    if (state == 0) {
        done.respondent = respondent;
        if (dice_.chance(400))
            done.note = make_visit_note(dice_);
    }
    made_.visits.push_back(std::move(done));
}

void village_maker::add_persons(const house& in, std::span<const member> members) {
    const std::size_t first = made_.persons.size();
    std::vector<std::string> plain_names;
    for (const member& m : members) {
        person p = make_person(in, m);
        plain_names.push_back(p.name);
        made_.persons.push_back(std::move(p));
    }
    const auto owner =
        std::find_if(made_.persons.begin() + static_cast<std::ptrdiff_t>(first),
                     made_.persons.end(), [](const person& p) { return !p.phone.empty(); });
    const std::string house_phone = owner == made_.persons.end() ? "" : owner->phone;
    // Mothers in the house may come after their children, so names are joined when all are known.
    for (std::size_t i = 0; i < members.size(); ++i) {
        person& p = made_.persons[first + i];
        const member& m = members[i];
        const int age = identity::age_on(p.birth_date, settings_.today);
        const int birth_year = static_cast<int>(identity::to_date(p.birth_date).year());
        p.mother_name = m.mother >= 0 ? plain_names[static_cast<std::size_t>(m.mother)]
                                      : make_name(dice_, identity::sex::female, birth_year - 26);
        if (m.mother < 0 && age > 55 && dice_.chance(200))
            p.mother_name.clear();
        if (in.in_capitals)
            p.mother_name = in_capitals(p.mother_name);
        p.name = written_name(p.name, p.sex, age, in.in_capitals);
        // One telephone serves a house.
        if (p.phone.empty() && dice_.chance(400))
            p.phone = house_phone;
        if (dice_.chance(40))
            p.aliases.push_back(make_nickname(dice_, p.sex));
    }
}

person village_maker::make_person(const house& in, const member& member) {
    person p;
    p.id = next_id();
    p.sex = member.sex;
    fill_birth(p, member.age);
    const auto birth_year = static_cast<int>(identity::to_date(p.birth_date).year());
    p.name = make_name(dice_, p.sex, birth_year);
    p.life_status = "alive";
    p.marital_status = member.marital_status;
    p.family = in.of.id;
    p.family_role = member.role;
    p.village = in.of.village;
    p.rw = in.of.rw;
    p.rt = in.of.rt;
    p.hamlet = in.of.hamlet;
    p.address = in.of.address;
    fill_number(p, member.age);
    fill_livelihood(p, member.age, in.poor);
    fill_card_address(p);
    if (dice_.chance(700))
        p.welfare_notes = make_note(dice_, member.age, in.poor);
    if (dice_.chance(930))
        p.consent_on = today_at(now_ms_);
    return p;
}

void village_maker::fill_birth(person& person, int age) {
    const auto date = identity::to_date(settings_.today);
    const int year = static_cast<int>(date.year()) - age;
    const auto anniversary =
        identity::to_civil_day(year, static_cast<unsigned>(date.month()),
                               std::min(static_cast<unsigned>(date.day()), 28u));
    person.birth_date = anniversary.value() - static_cast<civil_day>(dice_.below(364));
    person.birth_precision = "day";
    constexpr std::array<unsigned, 4> habit_of_old = {690, 30, 190, 90};
    constexpr std::array<std::string_view, 4> precisions = {"day", "month", "year", "estimated"};
    if (age >= 55) {
        const std::size_t precision = dice_.pick_weighted(habit_of_old);
        const auto born = identity::to_date(person.birth_date);
        const int birth_year = static_cast<int>(born.year());
        // Registrars wrote the first of the month, or the middle of the year.
        if (precision == 1) {
            person.birth_date =
                identity::to_civil_day(birth_year, static_cast<unsigned>(born.month()), 1).value();
        } else if (precision > 1) {
            person.birth_date =
                identity::to_civil_day(birth_year, dice_.chance(600) ? 7 : 1, 1).value();
        }
        person.birth_precision = precisions[precision];
    }
    constexpr auto towns = std::to_array<std::string_view>(
        {"Bandung", "Garut", "Majalengka", "Subang", "Indramayu", "Cirebon", "Tasikmalaya",
         "Jakarta", "Ciamis", "Purwakarta", "Cilacap", "Bekasi"});
    person.birth_place =
        dice_.chance(860)
            ? (village_.regency.empty() ? "Sumedang" : village_.regency)
            : std::string(dice_.pick_ranked(std::span<const std::string_view>(towns)));
}

void village_maker::fill_number(person& person, int age) {
    constexpr std::array<std::string_view, 4> reasons = {"not_remembered", "not_recorded", "lost",
                                                         "refused"};
    constexpr std::array<unsigned, 4> habit = {400, 330, 190, 80};
    const bool infant = age < 1 && dice_.chance(400);
    if (infant || dice_.chance(age >= 65 ? 90 : 35)) {
        person.no_nik_reason = infant ? "infant" : reasons[dice_.pick_weighted(habit)];
        return;
    }
    // In one of a hundred cards the number kept an older, wrong birth date.
    const bool stale = dice_.chance(10);
    const civil_day in_number = person.birth_date - (stale ? dice_.between(1, 900) : 0);
    person.nik = numbers_.make_nik(in_number, person.sex);
}

void village_maker::fill_livelihood(person& person, int age, bool poor) {
    const auto birth_year = static_cast<int>(identity::to_date(person.birth_date).year());
    const livelihood does = make_livelihood(dice_, person.sex, age, poor);
    person.occupation = does.occupation;
    person.education = make_education(dice_, age, birth_year);
    if (age >= 15 && dice_.chance(880)) {
        person.income = dice_.between(does.least_income / 50, does.most_income / 50) * 50000;
    }
    if (age >= 15 && dice_.chance(age < 60 ? 640 : 160))
        person.phone = numbers_.make_phone();
    if (settings_.most_sensitive >= 2 && dice_.chance(age >= 60 ? 55 : 17)) {
        constexpr auto kinds =
            std::to_array<std::string_view>({"intellectual", "mental", "multiple", "physical",
                                             "sensory_hearing", "sensory_sight", "sensory_speech"});
        person.disabilities.push_back(dice_.pick(std::span<const std::string_view>(kinds)));
    }
}

// Nearly always the card says what the officer sees; else it names the village somebody came from.
void village_maker::fill_card_address(person& person) {
    person.ktp_village = person.village;
    person.ktp_address = person.address + " RT " + person.rt + " RW " + person.rw;
    if (dice_.chance(940))
        return;
    constexpr auto villages = std::to_array<std::string_view>(
        {"32.11.18.1001", "32.11.17.2005", "32.11.11.2001", "32.11.15.2001", "32.11.22.2001",
         "32.11.06.2001", "32.11.03.2001", "32.11.01.2001", "32.11.24.2001", "32.11.08.2001"});
    person.ktp_village = dice_.pick_ranked(std::span<const std::string_view>(villages));
    const std::string rt = three_digits(dice_.between(1, 6));
    const std::string rw = three_digits(dice_.between(1, 14));
    person.ktp_address = "RT " + rt + " RW " + rw;
}

std::string village_maker::written_name(const std::string& name, identity::sex of, int age,
                                        bool in_capitals_here) {
    std::string written = name;
    if (dice_.chance(50))
        written = respell(dice_, written);
    if (dice_.chance(15))
        written = mistype(dice_, written);
    if (age >= 50 && dice_.chance(70)) {
        written.insert(0, of == identity::sex::male ? "H. " : "Hj. ");
    }
    return in_capitals_here ? in_capitals(written) : written;
}

void village_maker::capture_again() {
    for (const person& first : made_.persons) {
        if (!dice_.chance(settings_.second_capture_permille))
            continue;
        person again = first;
        again.id = next_id();
        again.family = {};
        again.family_role = 0;
        again.aliases.clear();
        if (dice_.chance(700))
            again.name = respell(dice_, again.name);
        if (dice_.chance(200))
            again.name = mistype(dice_, again.name);
        again.mother_name =
            dice_.chance(300) ? respell(dice_, first.mother_name) : first.mother_name;
        if (dice_.chance(450)) {
            again.nik.clear();
            again.no_nik_reason = "not_remembered";
        }
        if (dice_.chance(350)) {
            const int off = dice_.between(-2, 2);
            const auto year = static_cast<int>(identity::to_date(first.birth_date).year()) + off;
            again.birth_date =
                std::min(identity::to_civil_day(year, 7, 1).value(), settings_.today);
            again.birth_precision = "estimated";
        }
        again.phone = dice_.chance(500) ? first.phone : "";
        again.welfare_notes = make_note(dice_, 40, true);
        made_.second_captures.push_back({first.id, std::move(again)});
    }
}

population make_village(const settings& settings, const place& village) {
    return village_maker(settings, village).make();
}

}  // namespace pendata::synthetic
