// Scenario 19: many are registered fast, in a shelter, some of whom have been registered at home for long.
#include <doctest/doctest.h>

#include <array>
#include <set>

#include "tests/scenario/script.hpp"

namespace pendata::test {

namespace {

const std::string struck_subdistrict = "32.11.03";
const std::string shelter_village = "32.11.03.2001";

void two_homes_and_a_shelter(performance& p) {
    p.region(struck_subdistrict, "Kecamatan Z");
    p.region(shelter_village, "Desa Z");
    p.officer("asih", role::psm, {village_a});
    p.officer("citra", role::psm, {village_c});
    p.officer("ujang", role::tksk, {"32.11.01"}, 3);
    p.officer("zaki", role::psm, {shelter_village});  // at the shelter
    p.officer("zulfa", role::psm, {shelter_village});
    p.officer("tuti", role::tksk, {struck_subdistrict}, 3);
    p.officer("dinas", role::operator_, {"32.11"}, 7);
    p.programme("PKH");
    p.programme("LOGISTIK");
    p.everybody(1);
    p.add("tuti", "banjir", "disaster_event", R"({"name":"Banjir Z","disaster_kind":"flood","places":[")" + shelter_village +
          R"("],"start":"2026-09-18","shelters":[{"name":"GOR","village":")" + shelter_village + R"(","capacity":900}]})");
    p.add("tuti", "penampungan", "group", R"({"name":"Pengungsian GOR","group_kind":"shelter","villages":[")" + shelter_village + R"("]})");
    p.everybody();
}

// Somebody whose name, birth and mother are like nobody else's.
struct somebody {
    std::string name, mother, birth, nik, sex;
};

somebody numbered_person(int number) {
    static const std::array<const char*, 16> parts{"ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "wa"};
    const auto dice = sha256("somebody " + std::to_string(number));
    const auto die = [&](std::size_t i, int faces) { return static_cast<int>(dice.raw[i]) % faces; };
    const auto word = [&](std::size_t first) {
        std::string out;
        for (std::size_t i = first; i < first + 3; ++i) out += parts[static_cast<std::size_t>(die(i, 16))];
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
        return out;
    };
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const int year = 50 + die(12, 49), month = 1 + die(13, 12), day = 1 + die(14, 28);
    const bool is_woman = die(15, 2) == 0;
    const auto serial = std::to_string(1000 + number);
    return {word(0) + " " + word(3), word(6) + " " + word(9), "19" + two(year) + "-" + two(month) + "-" + two(day),
            "321101" + two(day + (is_woman ? 40 : 0)) + two(month) + two(year) + serial, is_woman ? "P" : "L"};
}

std::string at_home(const somebody& who, const std::string& village) {
    return R"({"name":")" + who.name + R"(","nik":")" + who.nik + R"(","sex":")" + who.sex + R"(","birth_date":")" + who.birth + R"(","mother_name":")" +
           who.mother + R"(","village":")" + village + "\"}";
}

// What is asked at the shelter's door: some know their number, some the year and their mother, some their day of birth.
std::string in_shelter(performance& p, const somebody& who, int number) {
    std::string out = R"({"name":")" + who.name + R"(","sex":")" + who.sex + R"(","village":")" + shelter_village + R"(","shelter":"GOR",)" + p.link("disaster_event", "banjir");
    if (number % 3 == 0) return out + R"(,"nik":")" + who.nik + "\"}";
    out += R"(,"no_nik_reason":"lost","birth_date":")" + (number % 3 == 1 ? who.birth.substr(0, 4) + R"(-01-01","birth_precision":"year","mother_name":")" + who.mother : who.birth);
    return out + "\"}";
}

std::string kit_for(performance& p, const std::string& record) {
    return "{" + p.link("subject", record) + "," + p.link("programme", "LOGISTIK") + R"(,"period":"2026-09-20","status":"proposed","place":"GOR"})";
}

std::string poor(performance& p, const std::string& record) {
    return "{" + p.link("subject", record) + R"(,"category":"P24","list_version":"PPKS-2012","status":"proposed","assessed_on":"2026-08-01"})";
}

// A crowd: the first `known` of the shelter are at home in two villages of two other kecamatan. Gives what those tablets hold.
using home_registers = std::map<std::string, std::string>;

home_registers registers(performance& p) {
    home_registers out;
    for (const auto* who : {"asih", "citra", "ujang"}) out[who] = p.tablet(who).exported(true);
    return out;
}

void register_at_home(performance& p, int known) {
    two_homes_and_a_shelter(p);
    for (int n = 0; n < known; ++n) {
        const std::string who = n % 2 == 0 ? "asih" : "citra";
        const auto name = "rumah" + std::to_string(n);
        p.add(who, name, "person", at_home(numbered_person(n), n % 2 == 0 ? village_a : village_c), 4);
        p.add(who, "pmks" + std::to_string(n), "assignment", poor(p, name));
    }
    p.everybody();
}

void register_fast(performance& p, const std::string& who, int from, int to) {
    for (int n = from; n < to; ++n) {
        const auto name = "posko" + std::to_string(n);
        p.add(who, name, "person", in_shelter(p, numbered_person(n), n));
        p.add(who, "paket" + std::to_string(n), "aid", kit_for(p, name));  // at once, whoever they turn out to be
    }
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t out = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++out;
    return out;
}

// The whole of it: `known` of `all` in the shelter are known elsewhere.
script fast_registration(int all, int known) {
    const auto before = std::make_shared<home_registers>();
    return {[=](performance& p) {
                register_at_home(p, known);
                *before = registers(p);
            },
            {{"zaki", [=](performance& p) { register_fast(p, "zaki", 0, all / 2); }},
             {"zulfa", [=](performance& p) { register_fast(p, "zulfa", all / 2, all); }},
             {"tuti", [](performance& p) { p.add("tuti", "dapur umum", "aid", kit_for(p, "penampungan")); }}},
            {},
            [=](performance& p) {
                const auto people = static_cast<std::size_t>(all), twice = static_cast<std::size_t>(known);
                // Aid by shelter waits for nothing and for nobody.
                CHECK(p.held().empty());
                CHECK(p.shows("tuti", "dapur umum", R"("status":"proposed")"));
                for (int n = 0; n < all; ++n) CHECK(p.shows("tuti", "paket" + std::to_string(n), R"("status":"proposed")"));
                CHECK(p.cases("dinas").empty());
                // They are candidates, of several kecamatan: the Dinas alone is asked.
                CHECK(p.match() == twice);
                p.everybody();
                CHECK(count_of(p.cases("dinas"), R"("kind":"duplicate")") == twice);
                for (const auto* who : {"asih", "citra", "ujang", "zaki", "zulfa", "tuti"}) CHECK(p.cases(who).empty());
                CHECK(p.heads().heads.size() == people + twice);  // not more
                CHECK(p.heads().least == people);                 // and not fewer
                CHECK(registers(p) == *before);
                for (int n = 0; n < known; ++n) {
                    const auto number = std::to_string(n);
                    CHECK(p.shown("asih", "posko" + number).empty());
                    CHECK(p.say_of_pair("dinas", "rumah" + number, "posko" + number, duplicate_answer::same));
                }
                CHECK(p.cases("dinas").empty());
                p.everybody();
                p.edit("tuti", "banjir", R"({"end":"2026-09-21"})");
            },
            [=](performance& p) {
                CHECK(p.held().empty());
                CHECK(p.cases("dinas").empty());
                CHECK(p.shows("tuti", "banjir", R"("end":"2026-09-21")"));
                // After the event each counts once: at home who has one, the others as sheltered.
                const auto counted = p.heads();
                CHECK(counted.heads.size() == static_cast<std::size_t>(all));
                CHECK(counted.least == static_cast<std::size_t>(all));
                std::map<std::string, int> by_village;
                int sheltered = 0;
                for (const auto& h : counted.heads) h.is_sheltered ? ++sheltered : ++by_village[h.village];
                CHECK(sheltered == all - known);
                CHECK(by_village == std::map<std::string, int>{{village_a, (known + 1) / 2}, {village_c, known / 2}});
                // What stands at home is what stood there; the shelter's record shows who it is to whoever sees both.
                CHECK(registers(p) == *before);
                for (int n = 0; n < known; ++n) {
                    const auto number = std::to_string(n);
                    CHECK(p.shows("dinas", "posko" + number, R"("as_one":true)"));
                    CHECK(p.shows("dinas", "paket" + number, to_string(p["posko" + number])));
                    CHECK(!p.shows("tuti", "posko" + number, "_cluster"));
                }
            }};
}

}  // namespace

TEST_CASE("19 five in a shelter, two of them known elsewhere, in every order") { rehearse(fast_registration(5, 2)); }

TEST_CASE("19 eight hundred in a shelter, three hundred of them known elsewhere") { rehearse_large(fast_registration(800, 300)); }

TEST_CASE("19 until the review is done the count is a range, and who is told apart counts twice") {
    performance p;
    register_at_home(p, 2);
    register_fast(p, "zaki", 0, 3);
    p.everybody();
    REQUIRE(p.match() == 2);
    p.everybody();
    CHECK(p.heads().heads.size() == 5);
    CHECK(p.heads().least == 3);
    REQUIRE(p.say_of_pair("dinas", "rumah0", "posko0", duplicate_answer::same));
    REQUIRE(p.say_of_pair("dinas", "rumah1", "posko1", duplicate_answer::different));
    p.everybody();
    CHECK(p.heads().heads.size() == 4);
    CHECK(p.heads().least == 4);
}

}  // namespace pendata::test
