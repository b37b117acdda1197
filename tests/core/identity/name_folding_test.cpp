// Spellings of one name give one key; different names do not; aliases come apart.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/identity/name_folding.hpp"

using namespace pendata::identity;

namespace {

std::string key(std::string_view name) {
    return fold_name(name).key;
}

void check_equal(std::initializer_list<std::string_view> spellings) {
    const std::string expected = key(*spellings.begin());
    CHECK_FALSE(expected.empty());
    for (const auto spelling : spellings) {
        CAPTURE(spelling);
        CHECK(key(spelling) == expected);
    }
}

void check_different(std::string_view a, std::string_view b) {
    CAPTURE(a);
    CAPTURE(b);
    CHECK(key(a) != key(b));
}

}  // namespace

TEST_CASE("old spelling is today's") {
    check_equal({"Soekarno", "Sukarno", "SOEKARNO"});
    check_equal({"Djadjang Soedjana", "Jajang Sujana", "Djajang Sudjana"});
    check_equal({"Tjetjep", "Cecep"});
    check_equal({"Jusuf", "Yusuf", "Joesoef", "Yusup"});
    check_equal({"Sjarifudin", "Syarifudin", "Syarifuddin", "Sarifudin"});
    check_equal({"Njoman", "Nyoman"});
    check_equal({"Achmad", "Akhmad", "Ahmad"});
    check_equal({"Soerjadi", "Surjadi", "Suryadi", "Suriadi"});
    check_equal({"Soehardja", "Suharja"});
}

TEST_CASE("transliteration and dialect") {
    check_equal({"Dzikri", "Zikri"});
    check_equal({"Yusuf Firdaus", "Yusup Pirdaus"});
    check_equal({"Novianti", "Nopianti", "Nofianti"});
    check_equal({"Rizqi", "Rizki", "Rizky"});
    check_equal({"Fatimah", "Fatima", "Patimah", "Fathimah", "Patima"});
    check_equal({"Zaenal Abidin", "Zainal Abidin"});
    check_equal({"Ramadhan", "Ramadan"});
    check_equal({"Nuraeni", "Nur'aeni", "Nuraini"});
    check_equal({"Ma’mun", "Mamun", "Ma`mun"});
    check_equal({"Écot", "Ecot"});
    check_equal({"Erick", "Erik"});
    check_equal({"Heri", "Hery", "Herry"});
    check_equal({"Fitriyah", "Fitriah", "Pitriya"});
    check_equal({"Sonya", "Sonia"});
    check_equal({"Khaerudin", "Chairuddin", "Haerudin"});
}

TEST_CASE("Muhammad, Siti and the other abbreviations") {
    check_equal({"Muhammad Ridwan", "Moh. Ridwan", "MOCH RIDWAN", "Muh Ridwan", "Mhd. Ridwan",
                 "M. Ridwan", "M Ridwan", "Mochamad Ridwan", "Mohammad Ridwan", "M.Ridwan",
                 "Mukhammad Ridwan"});
    check_equal(
        {"Siti Aminah", "St. Aminah", "S. Aminah", "ST AMINAH", "Sitti Aminah", "siti  aminah"});
    check_equal({"Abd. Rohman", "Abdul Rohman", "Abdoel Rochman"});
    check_equal({"Nr Hayati", "Nur Hayati", "Noer Hajati"});
    check_equal({"Ag. Salim", "Agus Salim", "Agoes Salim"});
    CHECK(key("Asep M.") == "ASEP M");
    CHECK(key("Moh.") == "MUHAMAD");
    CHECK(key("S") == "S");
}

TEST_CASE("titles and degrees go, a name of titles stays") {
    check_equal({"Asep Hidayat", "H. Asep Hidayat", "H.Asep Hidayat", "K.H. Asep Hidayat",
                 "KH Asep Hidayat", "Dr. H. Asep Hidayat", "Ir. Asep Hidayat",
                 "Asep Hidayat, S.Pd.", "Asep Hidayat, S.Pd., M.Pd.", "Asep Hidayat, SE MM",
                 "Asep Hidayat (Alm)", "Alm. Asep Hidayat", "Asep Hidayat, alm",
                 "Drs. H. Asep Hidayat, ST"});
    check_equal({"Hj. Euis", "Euis", "Hajjah Euis"});
    CHECK(key("H.") == "H");
    CHECK(key("Haji") == "HAYI");
    CHECK(key("Hidayat, Asep") == "ASEP HIDAYAT");
}

TEST_CASE("the father's name stands apart") {
    const folded_name name = fold_name("Ahmad bin H. Djaja");
    CHECK(name.key == "AHMAD");
    CHECK(name.patronymic == std::vector<std::string>{"YAYA"});
    CHECK(fold_name("Siti binti Umar").patronymic == std::vector<std::string>{"UMAR"});
    CHECK(fold_name("Binti Nuraeni").key == "BINTI NURAINI");
    CHECK(fold_name("Ahmad Bin").patronymic.empty());
}

TEST_CASE("words are sorted in the key and kept in order beside it") {
    check_equal({"Hidayat Asep", "Asep Hidayat"});
    CHECK(fold_name("Hidayat Asep").words == std::vector<std::string>{"HIDAYAT", "ASEP"});
    CHECK(key("Asep-Hidayat") == "ASEP HIDAYAT");
}

TEST_CASE("different names stay different") {
    check_different("Panji", "Pani");
    check_different("Asep", "Acep");
    check_different("Ujang", "Unang");
    check_different("Siti Aminah", "Aminah");
    check_different("Rohman", "Rahman");
    check_different("Aah", "Aan");
    check_different("Budi", "Dudi");
    check_different("Asep 1", "Asep 2");
}

TEST_CASE("short Sundanese names survive") {
    for (const auto* name : {"Aa", "Aah", "Ii", "Oo", "Een", "Iis", "Uu", "Y", "Ai", "Eem"}) {
        CAPTURE(name);
        CHECK_FALSE(key(name).empty());
    }
    CHECK(key("Iis") == "IS");
    CHECK(key("Aah") == "AH");
}

TEST_CASE("nothing and nonsense") {
    CHECK(key("").empty());
    CHECK(key(" .,- ").empty());
    CHECK(key("\xff\xfe Asep") == "ASEP");
    CHECK(key("Łukasz") == key("łukasz"));
    CHECK_FALSE(key("王芳").empty());
}

TEST_CASE("aliases come apart") {
    const split_name slash = split_aliases("  Siti   Aminah / Nyai ");
    CHECK(slash.name == "Siti Aminah");
    CHECK(slash.aliases == std::vector<std::string>{"Nyai"});
    const split_name many = split_aliases("Ujang alias Asep Als. Encep / Ujang/Asep");
    CHECK(many.name == "Ujang");
    CHECK(many.aliases == std::vector<std::string>{"Asep", "Encep"});
    CHECK(split_aliases("Jalias Alsa").name == "Jalias Alsa");
    CHECK(split_aliases("/ Ujang").name == "Ujang");
    CHECK(split_aliases("\xC2\xA0Ujang\xC2\xA0Maman").name == "Ujang Maman");
    CHECK(split_aliases("").name.empty());
    CHECK(split_aliases("").aliases.empty());
}

TEST_CASE("property: folding is stable") {
    const auto letters = rc::gen::container<std::string>(rc::gen::inRange('A', char('Z' + 1)));
    CHECK(rc::check("folding a folded word changes nothing", [&] {
        const std::string folded = fold_sounds(*letters);
        RC_ASSERT(fold_sounds(folded) == folded);
    }));
    CHECK(rc::check("hard clusters too", [] {
        const auto hard = rc::gen::container<std::string>(rc::gen::element(
            'A', 'E', 'I', 'O', 'J', 'Y', 'D', 'T', 'C', 'K', 'H', 'S', 'Z', 'X', 'N'));
        const std::string folded = fold_sounds(*hard);
        RC_ASSERT(fold_sounds(folded) == folded);
        RC_ASSERT(folded.find_first_of("JQFVX") == std::string::npos);
    }));
    CHECK(rc::check("letter case does not matter", [&] {
        std::string name = *letters + " " + *letters;
        const std::string expected = key(name);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
        RC_ASSERT(key(name) == expected);
    }));
    CHECK(rc::check("any bytes give a key", [] {
        const folded_name name = fold_name(*rc::gen::arbitrary<std::string>());
        RC_ASSERT(name.words.empty() == name.key.empty());
    }));
}
