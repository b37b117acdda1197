// "Maybe already recorded": what a tablet says at entry about the persons it holds.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/client-lib/capi/tablet_file.hpp"

namespace pendata::test {

namespace {

constexpr std::string_view siti_of_village = R"({"name":"Siti Aminah","nik":"3211014508720003","birth_date":"1972-08-05",)"
                                             R"("sex":"P","mother_name":"Rukmini","village":"32.11.01.2001"})";

std::vector<std::string> similar(client::tablet& in, std::string_view json, std::string_view kind = "person") {
    std::vector<std::string> lines;
    REQUIRE(!in.similar(kind, json, [&](std::string_view line) {
        lines.emplace_back(line);
        return true;
    }));
    return lines;
}

}  // namespace

TEST_CASE("a person typed again is told with reasons, before and at the save") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", siti_of_village);
    added(t, "person", R"({"name":"Udin Saepudin","birth_date":"1972-03-01","sex":"L","village":"32.11.01.2001"})");
    const std::string_view again =
        R"({"name":"St. Aminah","birth_date":"1973-07-01","birth_precision":"estimated","sex":"P",)"
        R"("mother_name":"Rukmini","village":"32.11.01.2001"})";
    const auto lines = similar(t, again);
    REQUIRE(lines.size() == 1);
    CHECK(member(lines[0], "id") == id);
    CHECK(member(lines[0], "level") == "near_certain");
    CHECK(lines[0].find("\"same_mother\"") != std::string::npos);
    CHECK(member(lines[0], "text").find("nama ibu sama") != std::string::npos);

    pendata_save_options options = PENDATA_SAVE_OPTIONS_DEFAULT;
    const auto plain = t.add("person", again, &options);
    REQUIRE(plain.ok());
    CHECK(plain->find("\"maybe\"") == std::string::npos);
    options.find_similar = 1;
    const auto told = t.add("person", again, &options);
    REQUIRE(told.ok());
    // The first, and the one that was just saved without asking.
    CHECK(told->find("\"maybe\":[{\"id\"") != std::string::npos);
    CHECK(told->find(id) != std::string::npos);
    CHECK(told->find(member(*plain, "id")) != std::string::npos);
    // Itself is not among them.
    CHECK(told->find(member(*told, "id")) == told->rfind(member(*told, "id")));
}

TEST_CASE("the family's card joins, a withdrawn record is not offered, nor a stranger") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto home = added(t, "family", R"({"kk_number":"3211010201100003","village":"32.11.01.2001"})");
    const auto other = added(t, "family", R"({"kk_number":"3211010201100003","village":"32.11.01.2001"})");
    const auto id = added(t, "person", R"({"name":"Nur Hayati","birth_date":"1980-07-01","birth_precision":"year","family":")" + home +
                                           R"(","village":"32.11.01.2001"})");
    const std::string again = R"({"name":"Nurhayati","birth_date":"1980-02-03","family":")" + other + R"(","village":"32.11.01.2001"})";
    auto lines = similar(t, again);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("same_kk") != std::string::npos);
    CHECK(similar(t, R"({"name":"Nurhayati","birth_date":"1960-02-03","village":"32.11.01.2001"})").empty());
    REQUIRE(t.withdraw(id, "salah data").ok());
    CHECK(similar(t, again).empty());
}

TEST_CASE("one number of two people is told at entry") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    added(t, "person", siti_of_village);
    const auto lines = similar(t, R"({"name":"Udin Saepudin","nik":"3211014508720003","birth_date":"1951-02-03","sex":"L",)"
                                  R"("village":"32.11.01.2001"})");
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("nik_of_two") != std::string::npos);
    CHECK(member(lines[0], "level") == "review");
}

TEST_CASE("other kinds have none, and what is no record is refused with its reason") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    CHECK(similar(t, R"({"village":"32.11.01.2001"})", "family").empty());
    const auto nothing = [](std::string_view) { return true; };
    CHECK(t.similar("person", "{", nothing).status == PENDATA_BAD_JSON);
    CHECK(t.similar("animal", "{}", nothing).status == PENDATA_UNKNOWN_KIND);
}

}  // namespace pendata::test
