// A made village: references resolve, numbers are valid and unique, categories keep their rules,
// and the same seed gives the same bytes.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/sha256.hpp"
#include "core/identity/kk.hpp"
#include "tools/synthetic/json_lines.hpp"
#include "tools/synthetic/population.hpp"
#include "tools/synthetic/regions_file.hpp"

using namespace pendata;
using namespace pendata::synthetic;

namespace {

const place wado = {"32.11.01.2001", "Cimungkal", "Wado", "Sumedang"};

population make(std::size_t families, std::size_t persons = 0, std::uint64_t seed = 7,
                int most = 2) {
    settings wanted;
    wanted.seed = seed;
    wanted.families = families;
    wanted.persons = persons;
    wanted.most_sensitive = most;
    wanted.second_capture_permille = 20;
    return make_village(wanted, wado);
}

std::string lines_of(const population& made) {
    std::string lines;
    for (const auto& f : made.families)
        lines += to_json(f) + "\n";
    for (const auto& p : made.persons)
        lines += to_json(p) + "\n";
    for (const auto& a : made.assignments)
        lines += to_json(a) + "\n";
    for (const auto& v : made.visits)
        lines += to_json(v) + "\n";
    for (const auto& c : made.second_captures)
        lines += to_json(c.again) + "\n";
    return lines;
}

bool is_uuid7(const record_id& id) {
    return id.raw[6] >> 4 == 7 && id.raw[8] >> 6 == 2;
}

}  // namespace

TEST_CASE("the same seed gives the same bytes on every machine") {
    const std::string lines = lines_of(make(40));
    CHECK(to_hex(sha256(lines).view()) ==
          "6ff55436f4061462eb4a0feb6b3cf010ff17c4c8af791c8c073c131299ebae61");
    CHECK(lines == lines_of(make(40)));
    CHECK(lines != lines_of(make(40, 0, 8)));
}

TEST_CASE("the wanted numbers are met") {
    CHECK(make(40).families.size() == 40);
    CHECK(make(0, 70).persons.size() == 70);
    CHECK(make(0, 70).families.size() == 20);
    const population both = make(30, 90);
    CHECK(both.families.size() == 30);
    CHECK(both.persons.size() == 90);
    CHECK(make(0, 0).persons.empty());
    CHECK(make(0, 1).families.size() == 1);
}

TEST_CASE("ids are of version 7, unique, and in the order of the work") {
    const population made = make(60);
    std::set<record_id> ids;
    for (const auto& f : made.families)
        ids.insert(f.id);
    for (const auto& p : made.persons)
        ids.insert(p.id);
    for (const auto& a : made.assignments)
        ids.insert(a.id);
    for (const auto& v : made.visits)
        ids.insert(v.id);
    for (const auto& c : made.second_captures)
        ids.insert(c.again.id);
    CHECK(ids.size() == made.families.size() + made.persons.size() + made.assignments.size() +
                            made.visits.size() + made.second_captures.size());
    CHECK(std::all_of(ids.begin(), ids.end(), is_uuid7));
    CHECK(std::is_sorted(made.families.begin(), made.families.end(),
                         [](const family& a, const family& b) { return a.id < b.id; }));
}

TEST_CASE("references name records of the village") {
    const population made = make(60);
    std::map<record_id, const person*> persons;
    std::map<record_id, const family*> families;
    for (const auto& p : made.persons)
        persons[p.id] = &p;
    for (const auto& f : made.families)
        families[f.id] = &f;
    for (const auto& p : made.persons)
        REQUIRE(families.contains(p.family));
    for (const auto& f : made.families) {
        REQUIRE(persons.contains(f.head));
        CHECK(persons[f.head]->family_role == 1);
        CHECK(persons[f.head]->family == f.id);
    }
    for (const auto& v : made.visits)
        CHECK(families.contains(v.subject));
    for (const auto& a : made.assignments) {
        CHECK((a.of_family ? families.contains(a.subject) : persons.contains(a.subject)));
    }
    for (const auto& c : made.second_captures) {
        REQUIRE(persons.contains(c.first));
        CHECK(c.again.id != c.first);
    }
}

TEST_CASE("numbers are valid, unique and fit the person, save a few") {
    const population made = make(600);
    std::set<std::string> seen;
    std::size_t with_nik = 0, fitting = 0;
    for (const auto& p : made.persons) {
        CHECK(p.nik.empty() != p.no_nik_reason.empty());
        if (p.nik.empty())
            continue;
        ++with_nik;
        REQUIRE(seen.insert(p.nik).second);
        identity::nik_context context;
        context.birth_date = p.birth_date;
        context.sex = p.sex;
        const auto check = identity::check_nik(p.nik, context);
        REQUIRE(check.ok());
        CHECK(check.digits == p.nik);
        fitting += check.warnings.empty();
        if (!p.phone.empty())
            CHECK((p.phone.size() >= 10 && p.phone.size() <= 15));
    }
    CHECK(with_nik * 100 > made.persons.size() * 90);
    CHECK(with_nik < made.persons.size());
    CHECK(fitting * 100 > with_nik * 98);
    CHECK(fitting < with_nik);
    for (const auto& f : made.families) {
        if (f.kk_number.empty())
            continue;
        CHECK(identity::check_kk(f.kk_number).ok());
        CHECK(seen.insert(f.kk_number).second);
    }
}

TEST_CASE("categories keep the rules of the list") {
    const population made = make(1500);
    std::map<record_id, const person*> persons;
    for (const auto& p : made.persons)
        persons[p.id] = &p;
    std::map<std::string_view, int> met;
    for (const auto& a : made.assignments) {
        ++met[a.category];
        CHECK(a.criteria.size() >= 2);
        CHECK(std::is_sorted(a.criteria.begin(), a.criteria.end()));
        CHECK(a.of_family == (a.category == "P24"));
        if (a.of_family)
            continue;
        const person& p = *persons[a.subject];
        const int age = identity::age_on(p.birth_date, a.assessed_on);
        if (a.category == "P08")
            CHECK(age >= 60);
        if (a.category == "P23")
            CHECK((p.sex == identity::sex::female && age >= 18 && age <= 59));
        if (a.category == "P01")
            CHECK(age < 5);
        if (a.category == "P02")
            CHECK((age >= 6 && age <= 17));
        if (a.category == "P09")
            CHECK((age >= 18 && !p.disabilities.empty()));
        if (a.category == "P05")
            CHECK((age < 18 && !p.disabilities.empty()));
    }
    for (const auto* category : {"P01", "P02", "P05", "P08", "P09", "P12", "P13", "P23", "P24"}) {
        CAPTURE(category);
        CHECK(met[category] > 0);
    }
}

TEST_CASE("a PSM's tablet gets nothing above its compartment") {
    const population made = make(600, 0, 7, 0);
    const std::set<std::string_view> open = {"P08", "P13", "P23", "P24"};
    for (const auto& a : made.assignments)
        CHECK(open.contains(a.category));
    for (const auto& p : made.persons)
        CHECK(p.disabilities.empty());
}

TEST_CASE("everything happened before today, inside the regency, in few words") {
    const population made = make(300);
    const civil_day today = settings{}.today;
    for (const auto& p : made.persons) {
        CHECK(p.birth_date <= today);
        CHECK(identity::age_on(p.birth_date, today) <= 120);
        CHECK(p.welfare_notes.size() <= 200);
        CHECK(p.village == wado.code);
        CHECK((p.family_role >= 1 && p.family_role <= 11));
    }
    for (const auto& v : made.visits) {
        CHECK(v.start_ms < v.end_ms);
        CHECK(v.end_ms < (std::int64_t{today} + 1) * 86400000);
    }
    for (const auto& f : made.families) {
        if (!f.at)
            continue;
        CHECK((f.at->lat_e7 >= -70500000 && f.at->lat_e7 <= -66000000));
        CHECK((f.at->lon_e7 >= 1077500000 && f.at->lon_e7 <= 1082000000));
        CHECK(f.at->accuracy_m > 0);
    }
}

TEST_CASE("about two dozen fields of a person are filled") {
    const population made = make(300);
    std::size_t fields = 0;
    for (const auto& p : made.persons) {
        const std::string json = to_json(p);
        for (std::size_t at = json.find("\":"); at != std::string::npos;
             at = json.find("\":", at + 2))
            ++fields;
    }
    // The consent counts as five, the id as one.
    CHECK(fields > made.persons.size() * 26);
    CHECK(fields < made.persons.size() * 32);
}

TEST_CASE("JSON says exactly what it should") {
    family f;
    f.id = parse_id<record_id>("0199a000-0000-7000-8000-000000000001").value();
    f.village = "32.11.01.2001";
    f.address = "Gang \"Melati\"\\\n";
    f.at = position{-69500001, 1080000000, 12};
    f.fix_time_ms = 1759190400005;
    f.visit_state = "visited";
    CHECK(to_json(f) ==
          "{\"id\":\"0199a000-0000-7000-8000-000000000001\",\"village\":\"32.11.01.2001\","
          "\"address\":\"Gang \\\"Melati\\\"\\\\\\u000a\",\"lat\":-6.9500001,\"lon\":108,"
          "\"accuracy_m\":12,\"fix_time\":\"2025-09-30T00:00:00.005Z\",\"visit_state\":\"visited\","
          "\"rtlh\":false}");
}

TEST_CASE("villages are named by the region file") {
    const auto places = name_places(
        "code,parent,name\r\n32.11,32,Kabupaten Sumedang\n"
        "32.11.01,32.11,Wado\n32.11.01.2001,32.11.01,\"Ci, mungkal\"",
        {"32.11.01.2001", "32.11.01.2002"});
    REQUIRE(places.size() == 2);
    CHECK(places[0].name == "Ci, mungkal");
    CHECK(places[0].district == "Wado");
    CHECK(places[0].regency == "Sumedang");
    CHECK(places[1].name.empty());
    CHECK(places[1].code == "32.11.01.2002");
}
