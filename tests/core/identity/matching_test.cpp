// Pairs that are one person, pairs that are not, and what is said of them; the numbers behind the thresholds are those
// of docs/matching.md.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/identity/match_keys.hpp"
#include "core/identity/match_score.hpp"
#include "core/identity/name_comparison.hpp"

using namespace pendata::identity;

namespace {

civil_day on(int year, unsigned month, unsigned day) { return to_civil_day(year, month, day).value(); }

person_facts siti() {
    person_facts facts;
    facts.name = "Siti Aminah";
    facts.nik = "3211014508720003";
    facts.birth_date = on(1972, 8, 5);
    facts.mother_name = "Rukmini";
    facts.sex = sex::female;
    facts.village = "32.11.01.2001";
    return facts;
}

match_finding between(const person_facts& a, const person_facts& b) { return compare(subject_of(a), subject_of(b)); }

bool share_a_key(const match_subject& a, const match_subject& b) {
    const auto x = match_keys_of(a);
    const auto y = match_keys_of(b);
    return std::any_of(x.begin(), x.end(), [&](const sorted_key& k) {
        return std::any_of(y.begin(), y.end(), [&](const sorted_key& other) { return other.key == k.key; });
    });
}

bool share_a_key(const person_facts& a, const person_facts& b) { return share_a_key(subject_of(a), subject_of(b)); }

}  // namespace

TEST_CASE("the same NIK and birth, the name as another heard it") {
    person_facts again = siti();
    again.name = "St. Aminah";
    again.village = "32.11.02.2003";
    const auto found = between(siti(), again);
    CHECK(found.level == match_level::near_certain);
    CHECK(found.score >= 900);
    CHECK(found.has(match_reason::same_nik));
    CHECK(found.has(match_reason::same_name));
    CHECK(found.has(match_reason::same_birth));
    CHECK(share_a_key(siti(), again));
}

TEST_CASE("one number of two people is told, and is no proposal that they are one") {
    person_facts other = siti();
    other.name = "Udin Saepudin";
    other.birth_date = on(1991, 2, 3);
    other.sex = sex::male;
    other.mother_name = "Enok";
    const auto found = between(siti(), other);
    CHECK(found.has(match_reason::nik_of_two));
    CHECK(found.level == match_level::review);
    CHECK(found.score <= 100);
    CHECK(share_a_key(siti(), other));
    CHECK(text_of(match_reason::nik_of_two, true) == "NIK dipakai dua orang");
}

TEST_CASE("no NIK here, a guessed year and another spelling there: the mother and the village tell") {
    person_facts again = siti();
    again.name = "Siti Amina";
    again.nik = {};
    again.birth_date = on(1974, 7, 1);
    again.precision = birth_precision::estimated;
    const auto found = between(siti(), again);
    CHECK(found.level == match_level::near_certain);
    CHECK(found.has(match_reason::birth_fits));
    CHECK(found.has(match_reason::same_mother));
    CHECK(share_a_key(siti(), again));
    again.village = "32.11.09.2003";
    again.mother_name = {};
    CHECK(between(siti(), again).level != match_level::near_certain);
}

TEST_CASE("a masked number gives candidates only") {
    person_facts listed;
    listed.name = "SITI AMINAH";
    listed.nik = "321101450872xxxx";
    CHECK(share_a_key(siti(), listed));
    const auto found = between(siti(), listed);
    CHECK(found.has(match_reason::nik_shown_same));
    CHECK(found.level != match_level::near_certain);
}

TEST_CASE("a slip in the number does not hide the person; the next serial is somebody else's") {
    person_facts slipped = siti();
    slipped.nik = "3211104508720003";
    CHECK(between(siti(), slipped).level == match_level::near_certain);
    person_facts next = siti();
    next.name = "Euis Komala";
    next.nik = "3211014508720004";
    next.mother_name = "Onah";
    CHECK(between(siti(), next).level == match_level::none);
}

TEST_CASE("twins of one recorded family are two people") {
    person_facts rina = siti();
    rina.name = "Rina Humaira";
    rina.nik = {};
    rina.birth_date = on(2015, 3, 2);
    rina.kk_number = "3211010201100003";
    rina.family = "family 1";
    person_facts rini = rina;
    rini.name = "Rini Humaira";
    const auto found = between(rina, rini);
    CHECK(found.level == match_level::review);
    CHECK(found.has(match_reason::same_family));
    rini.name = "Dewi Humaira";
    CHECK(between(rina, rini).level != match_level::near_certain);
}

TEST_CASE("namesakes of one age have mothers and numbers of their own") {
    person_facts other = siti();
    other.nik = "3211015103730008";
    other.birth_date = on(1973, 3, 11);
    other.mother_name = "Kokom Komariah";
    CHECK(between(siti(), other).level == match_level::none);
    other.birth_date = siti().birth_date;
    CHECK(between(siti(), other).level != match_level::near_certain);
}

TEST_CASE("a bride in another village keeps her number or her mother") {
    person_facts moved = siti();
    moved.village = "32.11.20.2004";
    moved.kk_number = "3211201501200011";
    CHECK(between(siti(), moved).level == match_level::near_certain);
    moved.nik = {};
    CHECK(between(siti(), moved).level == match_level::near_certain);
    CHECK(share_a_key(siti(), moved));
}

TEST_CASE("two of another sex, or of births far apart, are for people to look at") {
    person_facts other = siti();
    other.nik = {};
    other.sex = sex::male;
    CHECK(between(siti(), other).level == match_level::review);
    other.sex = sex::female;
    other.birth_date = on(1985, 1, 20);
    CHECK(between(siti(), other).level != match_level::near_certain);
}

TEST_CASE("people without a home are compared by what little is known") {
    person_facts a;
    a.name = "Mang Udin";
    a.birth_date = on(1970, 7, 1);
    a.precision = birth_precision::estimated;
    a.sex = sex::male;
    a.village = "32.11.01";
    person_facts b = a;
    b.name = "Si Udin";
    b.birth_date = on(1972, 7, 1);
    b.village = "32.11.05";
    const auto found = between(a, b);
    CHECK(share_a_key(a, b));
    CHECK(found.level == match_level::review);
    CHECK(found.has(match_reason::both_unhoused));
    CHECK(found.score <= 300);
    b.name = "Abah Jangkung";
    b.birth_date = on(1971, 7, 1);
    CHECK(between(a, b).level == match_level::review);
    b.birth_date = on(1974, 7, 1);
    CHECK(between(a, b).level == match_level::none);
}

TEST_CASE("another name of the person counts") {
    person_facts again = siti();
    again.nik = {};
    again.name = "Eneng";
    again.aliases = {"Siti Aminah"};
    const auto found = between(siti(), again);
    CHECK(found.has(match_reason::known_by_alias));
    CHECK(found.level == match_level::near_certain);
}

TEST_CASE("names: paired words, slips, initials, words written together") {
    using words = std::vector<std::string>;
    CHECK(compare_names(words{"SITI", "AMINA"}, words{"AMINA", "SITI"}).agreement == name_agreement::same);
    CHECK(compare_names(words{"SUTARMAN"}, words{"SUTERMAN"}).agreement == name_agreement::alike);
    CHECK(compare_names(words{"NUR", "HAIATI"}, words{"NURHAIATI"}).agreement == name_agreement::alike);
    CHECK(compare_names(words{"ASEP", "S"}, words{"ASEP", "SURIANA"}).agreement == name_agreement::alike);
    CHECK(compare_names(words{"ASEP"}, words{"ASEP", "SURIANA"}).agreement == name_agreement::part);
    CHECK(compare_names(words{"ASEP", "HIDAIAT"}, words{"ASEP", "SURIANA"}).agreement == name_agreement::some);
    CHECK(compare_names(words{"ASEP"}, words{"DADANG"}).agreement == name_agreement::none);
    CHECK(compare_names(words{}, words{"DADANG"}).agreement == name_agreement::unknown);
    CHECK(compare_names(words{"SITI"}, words{"SITI"}).weight < compare_names(words{"KARTIKA"}, words{"KARTIKA"}).weight);
}

TEST_CASE("reasons have a name and words in both languages") {
    for (int number = 1; number < 70; ++number) {
        const auto reason = static_cast<match_reason>(number);
        if (name_of(reason) == "other") continue;
        CHECK_FALSE(text_of(reason, true).empty());
        CHECK(text_of(reason, true) != text_of(reason, false));
    }
    CHECK(name_of(match_level::near_certain) == "near_certain");
}

namespace {

rc::Gen<match_subject> any_subject() {
    return rc::gen::exec([] {
        const auto name = *rc::gen::element<std::string>("Siti Aminah", "Siti Amina", "ASEP S.", "Asep Suryana", "Udin",
                                                         "", "Muhammad Rizki", "Moh Risky", "Nurhayati", "Nur Hayati");
        const auto mother = *rc::gen::element<std::string>("", "Onah", "Rukmini", "Ruk Mini");
        const auto nik = *rc::gen::element<std::string>("", "3211014508720003", "3211014508720030", "321101450872xxxx",
                                                        "3211051103730008");
        const auto village = *rc::gen::element<std::string>("", "32.11.01", "32.11.01.2001", "32.11.01.2002", "32.11.02.2001");
        const auto kk = *rc::gen::element<std::string>("", "3211010201100003");
        person_facts facts;
        facts.name = name;
        facts.aliases = {*rc::gen::element<std::string_view>("", "Eneng", "Siti Aminah")};
        facts.mother_name = mother;
        facts.nik = nik;
        facts.village = village;
        facts.kk_number = kk;
        if (*rc::gen::arbitrary<bool>()) facts.birth_date = *rc::gen::inRange<civil_day>(-20000, 20000);
        facts.precision = static_cast<birth_precision>(*rc::gen::inRange(1, 5));
        if (*rc::gen::arbitrary<bool>()) facts.sex = static_cast<sex>(*rc::gen::inRange(1, 3));
        return subject_of(facts);
    });
}

}  // namespace

TEST_CASE("any two") {
    CHECK(rc::check("a score is the same from both sides, and its level agrees with it", [] {
        const auto a = *any_subject();
        const auto b = *any_subject();
        const auto found = compare(a, b);
        const auto back = compare(b, a);
        RC_ASSERT(found.level == back.level);
        RC_ASSERT(found.score == back.score);
        RC_ASSERT(found.reasons == back.reasons);
        RC_ASSERT((found.level == match_level::near_certain) == (found.score >= 900));
        RC_ASSERT(std::is_sorted(found.reasons.begin(), found.reasons.end()));
    }));
    CHECK(rc::check("packing keeps everything, and no part of it passes for a whole", [] {
        const auto subject = *any_subject();
        const auto text = packed(subject);
        RC_ASSERT(unpacked(text) == subject);
        RC_ASSERT_FALSE(unpacked(text.substr(0, *rc::gen::inRange<std::size_t>(0, text.size()))).has_value());
        RC_ASSERT_FALSE(unpacked(text + "x").has_value());
    }));
    CHECK(rc::check("keys are ascending, few, and those of a record captured the same way", [] {
        const auto subject = *any_subject();
        const auto keys = match_keys_of(subject);
        RC_ASSERT(keys.size() <= 64u);
        RC_ASSERT(std::is_sorted(keys.begin(), keys.end(), [](const auto& x, const auto& y) { return x.key < y.key; }));
        RC_ASSERT(keys == match_keys_of(*unpacked(packed(subject))));
    }));
}
