// Versions of a source's list at the office: stored whole, judged, put in force; answers that stay; what an erasure takes.
#include "sync-server/office/lists.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "sync-server/office/erasing.hpp"
#include "sync-server/office/list_json.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

constexpr char list_titles[] = "id,nama,tgl_lahir,jk,kode_desa,nik\n";

std::string row_named(const std::string& key, const std::string& name, const std::string& day = "1985-01-20") {
    return key + "," + name + "," + day + ",P," + village_a + ",321101600185XXXX\n";
}

struct office_with_lists : office_folder {
    checked<list_outcome> take(const std::string& text, const list_demands& demands = {}, const std::string& source = "BNBA") {
        const auto path = (folder.path() / "list.csv").string();
        std::ofstream(path, std::ios::binary) << text;
        return import_list(*of, path, {source, "PKH", "2026-Q4", demands}, ++now_ms);
    }
    list_outcome taken(const std::string& text, const list_demands& demands = {}, const std::string& source = "BNBA") {
        auto out = take(text, demands, source);
        REQUIRE(code_of(out) == errc::ok);
        return *out;
    }
    std::vector<list_state> states(const std::string& source = "BNBA") {
        const auto lists = of->store().lists();
        REQUIRE(lists.has_value());
        const auto versions = (*lists)->versions(source);
        REQUIRE(versions.has_value());
        std::vector<list_state> out;
        for (const auto& one : *versions) out.push_back(one.state);
        return out;
    }
    std::vector<list_line> rows(const std::string& source = "BNBA") {
        const auto lists = of->store().lists();
        REQUIRE(lists.has_value());
        const auto active = (*lists)->active(source);
        REQUIRE((active.has_value() && *active));
        auto out = (*lists)->rows_of(**active, 0, 1000);
        REQUIRE(out.has_value());
        return std::move(*out);
    }
    // A person the office knows, of whom the list's row is near certain.
    record_id know(paper_tablet& tablet, int number, const std::string& name) {
        const auto id = numbered_record(number);
        tablet.save(id, request_for("person", "name", value::text(name)), {}, now_ms);
        tablet.same_save = true;
        tablet.save(id, request_for("person", "village", value::text(village_a)), {}, now_ms);
        tablet.save(id, request_for("person", "nik", value::text("3211016001850003")), {}, now_ms);
        tablet.save(id, request_for("person", "birth_date", value::integer(*identity::parse_civil_day("1985-01-20"))), {}, now_ms);
        tablet.same_save = false;
        office_folder::take(tablet.seal_all(now_ms));
        return id;
    }
};

std::string many(int rows) {
    std::string out = list_titles;
    for (int i = 0; i < rows; ++i) out += row_named("K" + std::to_string(i), "Orang " + std::string(1, static_cast<char>('A' + i % 26)));
    return out;
}

using enum list_state;
using states_wanted = std::vector<list_state>;

}  // namespace

TEST_CASE("a version is active when it has passed; the one before stays until then, and afterwards in the list") {
    office_with_lists o;
    CHECK(o.taken(many(20)).version.state == active);
    const auto cut = o.taken(many(17));
    CHECK(cut.version.doubt == list_doubt::fewer);
    CHECK(cut.active == 1);
    CHECK(o.states() == states_wanted{active, refused});
    CHECK(o.rows().size() == 20);
    CHECK(o.taken(many(19)).version.version == 3);
    CHECK(o.states() == states_wanted{superseded, refused, active});
    // The refused one passes once somebody stands for it: it is the same version.
    const auto accepted = o.taken(many(17), {.accept_fewer = true});
    CHECK(accepted.version.version == 2);
    CHECK_FALSE(accepted.is_new);
    CHECK(o.states() == states_wanted{superseded, active, superseded});
    // A file that was superseded does not come back by itself.
    CHECK(o.taken(many(20)).version.state == superseded);
    CHECK(o.states() == states_wanted{superseded, active, superseded});
    CHECK(o.taken(many(5), {}, "LAIN").version.version == 1);
}

TEST_CASE("what can not be read leaves nothing") {
    office_with_lists o;
    CHECK(code_of(o.take(many(20) + "K20,Siti\n")) == errc::bad_value);
    CHECK(code_of(o.take("")) == errc::bad_value);
    CHECK(code_of(o.take(many(3), {}, "  ")) == errc::bad_value);
    CHECK(code_of(o.take(many(3), {}, std::string(200, 'x'))) == errc::bad_value);
    CHECK(o.states("").empty());
}

TEST_CASE("a row keeps its answer in the next version, by its key or by what it says") {
    office_with_lists o;
    auto tablet = o.enrol(o.add("Ani", role::psm, village_a));
    const auto siti = o.know(tablet, 1, "Siti Aminah");
    o.taken(list_titles + row_named("K1", "Siti Aminah") + row_named(",Wati Lestari,1950-05-05,P,,\nK3", "Dewi", "1999-09-09"));
    auto rows = o.rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].sure == link_class::certain);
    CHECK(person_of(rows[0]) == siti);
    CHECK(rows[1].sure == link_class::none);
    CHECK(code_of(answer_row(*o.of, "BNBA", 0, 1, list_answer_kind::nobody, {}, o.now_ms)) == errc::ok);
    CHECK(code_of(answer_row(*o.of, "BNBA", 1, 2, list_answer_kind::person, siti, o.now_ms)) == errc::ok);
    CHECK(code_of(answer_row(*o.of, "BNBA", 1, 2, list_answer_kind::person, siti, o.now_ms)) == errc::nothing_to_do);
    CHECK(code_of(answer_row(*o.of, "BNBA", 7, 2, list_answer_kind::nobody, {}, o.now_ms)) == errc::not_found);
    // Another name under the same key; the other row elsewhere, as it was.
    o.taken(list_titles + std::string(",Wati Lestari,1950-05-05,P,,\n") + row_named("K1", "Siti Aminah S") + row_named("K9", "Rina", "1970-01-01"));
    rows = o.rows();
    CHECK(person_of(rows[0]) == siti);
    CHECK(rows[1].sure == link_class::none);
    CHECK(rows[1].answer);
    CHECK_FALSE(rows[2].answer);
    CHECK(code_of(answer_row(*o.of, "BNBA", 0, 2, list_answer_kind::taken_back, {}, o.now_ms)) == errc::ok);
    CHECK_FALSE(o.rows()[1].answer);
    CHECK(o.rows()[1].sure != link_class::none);
}

TEST_CASE("a key that several rows have is none") {
    office_with_lists o;
    o.taken(list_titles + row_named("F1", "Siti") + row_named("F1", "Budi") + row_named("F2", "Ani"));
    const auto rows = o.rows();
    CHECK(rows[0].key.empty());
    CHECK(rows[1].key.empty());
    CHECK(rows[2].key == "F2");
}

TEST_CASE("an erasure takes rows that surely meant the person out of all versions; others lose the link alone") {
    office_with_lists o;
    auto tablet = o.enrol(o.add("Ani", role::psm, village_a));
    const auto siti = o.know(tablet, 1, "Siti Aminah");
    const std::string wati = row_named("K2", "Wati Lestari", "1950-05-05");
    o.taken(list_titles + row_named("K1", "Siti Aminah") + wati);
    o.taken(list_titles + row_named("K1", "Siti Aminah binti Onah") + wati);
    REQUIRE(person_of(o.rows()[0]) == siti);
    REQUIRE(code_of(link_before_erasing(*o.of, siti)) == errc::ok);
    REQUIRE(erase_record(*o.of, siti, "permohonan", ++o.now_ms).has_value());
    const auto lists = o.of->store().lists();
    const auto versions = (*lists)->versions("BNBA");
    for (const auto& version : *versions) {
        const auto rows = (*lists)->rows_of(version, 0, 10);
        CHECK((*rows)[0].text.empty());
        CHECK((*rows)[0].key.empty());
        CHECK((*rows)[0].candidates.empty());
        CHECK_FALSE((*rows)[1].text.empty());
    }
    // Neither under its key nor as it was does it come back.
    CHECK(o.taken(list_titles + row_named("K1", "Siti A") + wati).counts.erased == 1);
    CHECK(o.taken(list_titles + row_named("K77", "Siti Aminah") + wati).counts.erased == 1);
    const auto checked = check_lists(*o.of);
    REQUIRE(checked.has_value());
    CHECK(checked->broken.empty());
    CHECK(checked->versions == 4);
}
