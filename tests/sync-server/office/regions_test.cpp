// Importing regions: again, corrected, wrong; and a whole country.
#include <doctest/doctest.h>

#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

TEST_CASE("an import says again only what changed") {
    office_folder f;
    const auto head = f.view()->head().value();
    std::vector<region_row> rows{{village_a, "", "Cimungkal"}, {village_b, "", "Ganjaresik Baru"}};
    const auto done = import_regions(*f.of, rows, "kemendagri", "2025", f.now_ms);
    REQUIRE(code_of(done) == errc::ok);
    CHECK(done->rows == 2);
    CHECK(done->written == 1);
    CHECK(f.view()->head().value().at == head.at + 1);

    const auto same = import_regions(*f.of, rows, "kemendagri", "2025", f.now_ms);
    CHECK(same->written == 0);
    CHECK(f.view()->head().value().at == head.at + 1);

    const auto listed = list_regions(*f.view(), "32.11.01").value();
    REQUIRE(listed.size() == 3);
    CHECK(listed[0].code == "32.11.01");
    CHECK(listed[2].name == "Ganjaresik Baru");
    CHECK(listed[2].parent == "32.11.01");
    CHECK(listed[2].vintage == "2025");
    CHECK(list_regions(*f.view(), "").value().size() == 7);
    CHECK(knows_region(*f.view(), village_c).value());
    CHECK_FALSE(knows_region(*f.view(), "32.11.09").value());
}

TEST_CASE("a file with one wrong row changes nothing, and the row is named") {
    office_folder f;
    const auto head = f.view()->head().value();
    const auto wrong_row = [&](region_row row) {
        const std::vector<region_row> rows{{"33", "", "Jawa Tengah"}, std::move(row)};
        const auto done = import_regions(*f.of, rows, "kemendagri", "2025", f.now_ms);
        REQUIRE(done.has_error());
        CHECK(done.error().code == errc::bad_value);
        return done.error().field;
    };
    CHECK(wrong_row({"33.1x", "", "Cilacap"}) == "2");
    CHECK(wrong_row({"33.01", "", ""}) == "2");
    CHECK(wrong_row({"33.01", "tiga", "Cilacap"}) == "2");
    CHECK(wrong_row({"33", "", "Jawa Tengah"}) == "2");
    CHECK(wrong_row({"33.01", "", std::string(200, 'x')}) == "2");
    CHECK(f.view()->head().value() == head);
}

TEST_CASE("many regions are many commits, each small enough for one pull") {
    office_folder f;
    std::vector<region_row> rows;
    for (int i = 1; i <= 3; ++i) {
        const std::string district = "32.11.0" + std::to_string(i + 2);
        rows.push_back({district, "", "Kecamatan"});
        for (int n = 0; n < 333; ++n) rows.push_back({district + "." + std::to_string(2001 + n), "", "Desa"});
    }
    const auto before = f.view()->head().value().at;
    std::size_t told = 0;
    const auto done = import_regions(*f.of, rows, "kemendagri", "2025", f.now_ms, [&](std::size_t n) { told = n; });
    REQUIRE(code_of(done) == errc::ok);
    CHECK(done->written == rows.size());
    CHECK(told == rows.size());
    CHECK(f.view()->head().value().at == before + 3);
    const auto events = f.view()->events_after(before, 1).value();
    CHECK(events.size() <= regions_per_commit);
}
