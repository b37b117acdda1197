// What a report tells, and what of S3 it does not.
#include "core/closing/report.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/category.hpp"

using namespace pendata;

namespace {

category_count many(std::string_view code, std::uint32_t women, bool counted = true) {
    category_count out{find_category(code)->number, counted};
    out.women = women;
    return out;
}

report_row row(const std::string& place, std::vector<category_count> counts) { return {place, "Desa \"X\", " + place.substr(place.size() - 1), "PPKS-2012", "2025", {}, std::move(counts)}; }

report of_regency(std::vector<std::uint32_t> with_hiv) {
    report out{"2026-Q4", "32.11", 0x0f, {}};
    for (std::size_t i = 0; i < with_hiv.size(); ++i) out.rows.push_back(row("32.11.01.200" + std::to_string(i), {many("P08", 1), many("P16", with_hiv[i])}));
    return out;
}

const std::int32_t p16 = find_category("P16")->number;

}  // namespace

TEST_CASE("below the kabupaten few of S3 look like none, and many are one number") {
    CHECK(telling_of(many("P16", 0), true) == telling_of_count::suppressed);
    CHECK(telling_of(many("P16", 4), true) == telling_of_count::suppressed);
    CHECK(telling_of(many("P16", 5), true) == telling_of_count::total_only);
    CHECK(telling_of(many("P16", 3), false) == telling_of_count::whole);
    CHECK(telling_of(many("P09", 3), true) == telling_of_count::whole);  // S2
    CHECK(telling_of(many("P08", 0), true) == telling_of_count::whole);
}

TEST_CASE("not counted is no zero; of S3 it stands for few as well, so that it tells nothing") {
    CHECK(telling_of(many("P13", 0, false), true) == telling_of_count::not_counted);
    CHECK(telling_of(many("P18", 0, false), true) == telling_of_count::not_counted);
    CHECK(telling_of(many("P18", 4, false), true) == telling_of_count::not_counted);
    CHECK(telling_of(many("P18", 5, false), true) == telling_of_count::total_only);
    CHECK(telling_of(many("P18", 4, false), false) == telling_of_count::whole);
    CHECK(telling_of(many("P18", 0, false), false) == telling_of_count::not_counted);
}

TEST_CASE("the kabupaten's sum of S3 is told, but not where it would tell one village's") {
    CHECK(telling_of_sum(of_regency({6, 1, 2}), p16) == telling_of_count::whole);
    CHECK(telling_of_sum(of_regency({6, 7, 2}), p16) == telling_of_count::suppressed);
    CHECK(telling_of_sum(of_regency({6, 7, 8}), p16) == telling_of_count::whole);
    // What is left tells each of the hidden rows: none has any, all have as many as can be hidden.
    CHECK(telling_of_sum(of_regency({6, 0, 0}), p16) == telling_of_count::suppressed);
    CHECK(telling_of_sum(of_regency({6, 4, 4}), p16) == telling_of_count::suppressed);
    CHECK(telling_of_sum(of_regency({6, 4, 0}), p16) == telling_of_count::whole);
    auto below = of_regency({6, 7, 8});
    below.region = "32.11.01";
    CHECK(telling_of_sum(below, p16) == telling_of_count::suppressed);
    CHECK(telling_of_sum(below, find_category("P08")->number) == telling_of_count::whole);
    // One village alone: its sum is its row.
    auto one = of_regency({6});
    one.region = one.rows.front().place;
    CHECK(telling_of_sum(one, p16) == telling_of_count::total_only);
    one.rows.front().counts = {many("P16", 2)};
    CHECK(telling_of_sum(one, p16) == telling_of_count::suppressed);
}

TEST_CASE("golden report") {
    auto made = of_regency({6});
    made.region = made.rows.front().place;
    made.rows.front().counts.push_back(many("P13", 0, false));
    made.rows.front().counts.push_back(many("P18", 1));
    made.rows.front().closed = closed_by{record_id::from(bytes(16, 1)), "141/BA", 0, {segment_id::from(bytes(16, 2)), 77, 5}};
    const std::string counts =
        R"([{"category":"P08","families":0,"groups":0,"persons":{"L":0,"P":1,"unknown":0},"total":1},{"category":"P16","total":6},)"
        R"({"category":"P13","counted":false},{"category":"P18","suppressed":true}])";
    CHECK(report_to_json(made) == R"({"closed":true,"period":"2026-Q4","region":"32.11.01.2000","report":"R1","rows":[{"batch":)"
                                  R"("01010101-0101-0101-0101-010101010101","closed":true,"correction":0,"counts":)" + counts +
                                  R"(,"lineage":"02020202-0202-0202-0202-020202020202","list_version":"PPKS-2012","minutes":"141/BA","name":"Desa \"X\", 0",)"
                                  R"("place":"32.11.01.2000","sequence":77,"vintage":"2025"}],"totals":)" + counts + "}");
    const std::string head = "32.11.01.2000,\"Desa \"\"X\"\", 0\",true,0,";
    CHECK(report_to_csv(made) == "place,name,closed,correction,category,L,P,unknown,families,groups,total\n" +
                                     head + "P08,0,1,0,0,0,1\n" + head + "P16,,,,,,6\n" + head + "P13,,,,,,tidak dihitung\n" + head + "P18,,,,,,<5\n" +
                                     "32.11.01.2000,TOTAL,true,,P08,0,1,0,0,0,1\n32.11.01.2000,TOTAL,true,,P16,,,,,,6\n"
                                     "32.11.01.2000,TOTAL,true,,P13,,,,,,tidak dihitung\n32.11.01.2000,TOTAL,true,,P18,,,,,,<5\n");
}

TEST_CASE("a report of some compartments does not name the categories of others") {
    auto made = of_regency({6, 6});
    made.rooms = 0x07;
    for (const auto& text : {report_to_json(made), report_to_csv(made)}) {
        CHECK(text.find("P16") == std::string::npos);
        CHECK(text.find("P08") != std::string::npos);
    }
}

TEST_CASE("property: below the kabupaten two worlds that differ in a few of S3 give the same bytes") {
    CHECK(rc::check("no trace", [](std::vector<std::uint8_t> there, std::uint8_t shift) {
        std::vector<std::uint32_t> one, other;
        for (const auto n : there) {
            one.push_back(n % least_told);
            other.push_back((n + shift) % least_told);
        }
        auto a = of_regency(one), b = of_regency(other);
        a.region = b.region = "32.11.01";
        RC_ASSERT(report_to_json(a) == report_to_json(b));
        RC_ASSERT(report_to_csv(a) == report_to_csv(b));
    }));
}
