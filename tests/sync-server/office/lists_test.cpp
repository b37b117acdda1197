// Versions of a source's list at the office: stored whole, judged, put in force; answers that stay; what an erasure takes.
#include "sync-server/office/lists.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "sync-server/office/erasing.hpp"
#include "sync-server/office/list_json.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

constexpr char list_titles[] = "id_bnba,nama,tgl_lahir,jk,kode_desa,nik\n";

std::string row_named(const std::string& key, const std::string& name, const std::string& day = "1985-01-20") {
    return key + "," + name + "," + day + ",P," + village_a + ",321101600185XXXX\n";
}

struct office_with_lists : office_folder {
    checked<list_outcome> take(const std::string& text, const list_demands& demands = {}, const std::string& source = "BNBA",
                               const list_progress& progress = {}) {
        const auto path = (folder.path() / "list.csv").string();
        std::ofstream(path, std::ios::binary) << text;
        return import_list(*of, path, {source, "PKH", "2026-Q4", demands}, ++now_ms, progress);
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
    // The store as it was goes in the place of what there is; ledger and identity stay.
    std::filesystem::path backup(const std::string& name) {
        const auto to = folder.path() / name;
        REQUIRE(code_of(of->store().copy_to(to.string())) == errc::ok);
        return to;
    }
    void put_back(const std::filesystem::path& backup) {
        of.reset();
        const auto db = folder.path() / "kantor" / "office.db";
        for (const char* rest : {"", "-wal", "-shm"}) std::filesystem::remove(db.string() + rest);
        std::filesystem::copy_file(backup, db);
        reopen();
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

TEST_CASE("links that were looked up before an erasure do not bring the id back") {
    office_with_lists o;
    auto tablet = o.enrol(o.add("Ani", role::psm, village_a));
    const auto siti = o.know(tablet, 1, "Siti Aminah");
    // The last two rows are in another piece than the first ones: one may be her, the other surely is.
    const std::string text = many(500) + "K900,Siti Aminah,1985-01-20,,,\n" + row_named("K901", "Siti Aminah");
    bool erased = false;
    o.taken(text);
    REQUIRE(o.rows()[500].candidates.size() == 1);
    REQUIRE(o.rows()[500].sure == link_class::review);
    const auto lists = o.of->store().lists();
    const auto version = *(*lists)->active("BNBA");
    const auto linked = link_list(*o.of, **lists, *version, ++o.now_ms, [&](std::uint64_t done, std::uint64_t) {
        if (done == 500) erased = erase_record(*o.of, siti, "permohonan", ++o.now_ms).has_value();
    });
    REQUIRE(code_of(linked) == errc::ok);
    REQUIRE(erased);
    const auto rows = o.rows();
    CHECK(rows[500].candidates.empty());
    CHECK(rows[500].sure == link_class::none);
    CHECK_FALSE(rows[500].text.empty());
    CHECK(rows[501].text.empty());
    CHECK(rows[501].candidates.empty());
    // Nor does whoever still holds the row as it was.
    auto old = rows[501];
    old.candidates.push_back({siti, {}});
    REQUIRE(code_of((*lists)->transact([&] { return (*lists)->put_links(*version, old); })) == errc::ok);
    CHECK(o.rows()[501].candidates.empty());
    CHECK(code_of(answer_row(*o.of, "BNBA", 0, 501, list_answer_kind::person, siti, o.now_ms)) == errc::not_found);
}

TEST_CASE("of several who go, a row that means one of them goes, whichever it is") {
    office_with_lists o;
    auto tablet = o.enrol(o.add("Ani", role::psm, village_a));
    const auto siti = o.know(tablet, 1, "Siti Aminah");
    const auto again = o.know(tablet, 2, "Siti Aminah");
    const auto backup = o.backup("both.db");
    REQUIRE(erase_record(*o.of, siti, "permohonan", ++o.now_ms).has_value());
    REQUIRE(erase_record(*o.of, again, "permohonan", ++o.now_ms).has_value());
    o.put_back(backup);
    o.taken(list_titles + row_named("K1", "Siti Aminah"));
    REQUIRE(o.rows()[0].sure == link_class::review);
    REQUIRE(learn_from_ledger(*o.of, ++o.now_ms).has_value());
    CHECK(o.rows()[0].text.empty());
    CHECK(o.rows()[0].candidates.empty());
}

TEST_CASE("rows of somebody erased go from an older store too, whether it knows the person or not") {
    office_with_lists o;
    auto tablet = o.enrol(o.add("Ani", role::psm, village_a));
    const std::string wati = row_named("K2", "Wati Lestari", "1950-05-05");
    const auto empty = o.backup("empty.db");
    o.taken(list_titles + row_named("K1", "Siti Aminah") + wati);
    const auto before_her = o.backup("before.db");
    const auto siti = o.know(tablet, 1, "Siti Aminah");
    const auto with_her = o.backup("with.db");
    REQUIRE(erase_record(*o.of, siti, "permohonan", ++o.now_ms).has_value());
    REQUIRE(o.rows()[0].text.empty());
    for (const auto& backup : {before_her, with_her, empty}) {
        o.put_back(backup);
        REQUIRE(learn_from_ledger(*o.of, ++o.now_ms).has_value());
        if (backup != empty) {
            CHECK(o.rows()[0].text.empty());
            CHECK_FALSE(o.rows()[1].text.empty());
        }
        CHECK(o.taken(list_titles + row_named("K1", "Siti A") + wati).counts.erased == 1);
        CHECK(o.taken(list_titles + row_named("K77", "Siti Aminah") + wati).counts.erased == 1);
        CHECK(learn_from_ledger(*o.of, ++o.now_ms).value() == 0);
    }
}

TEST_CASE("between two pieces of an import others write; where it was cut off, the active version stays and the import completes it") {
    office_with_lists o;
    o.taken(many(1200));
    const std::string text = many(1300);
    std::vector<std::uint64_t> steps;
    const auto now = o.folder.path() / "kantor", cut_off = o.folder.path() / "cut";
    const auto done = o.take(text, {}, "BNBA", [&](std::uint64_t step, std::uint64_t of) {
        steps.push_back(step);
        CHECK(of == 2600);
        // The office goes on: a busy store would say so after its wait.
        CHECK(code_of(o.of->transact(++o.now_ms, [](office_transaction& to, const office_context&) { return to.put_note("test", "x"); })) == errc::ok);
        if (step == 1000) std::filesystem::copy(now, cut_off, std::filesystem::copy_options::recursive);
    });
    REQUIRE(code_of(done) == errc::ok);
    CHECK(steps == std::vector<std::uint64_t>{500, 1000, 1300, 1800, 2300, 2600});
    const auto whole = o.rows();
    // As the disk was when it had come so far.
    o.of.reset();
    std::filesystem::remove_all(now);
    std::filesystem::rename(cut_off, now);
    o.reopen();
    CHECK(o.states() == states_wanted{active, arriving});
    CHECK(o.rows().size() == 1000);  // of 1200: rows() asks for no more
    REQUIRE(check_lists(*o.of).has_value());
    CHECK(check_lists(*o.of)->broken.empty());
    const auto completed = o.taken(text);
    CHECK(completed.version.version == 2);
    CHECK(completed.counts.rows == 1300);
    CHECK(o.states() == states_wanted{superseded, active});
    const auto rows = o.rows();
    REQUIRE(rows.size() == whole.size());
    for (std::size_t i = 0; i < rows.size(); ++i) CHECK((rows[i].text == whole[i].text && rows[i].key == whole[i].key && rows[i].row == whole[i].row));
}

TEST_CASE("what arrived by another reading of the file's columns is stored anew") {
    office_with_lists o;
    const auto now = o.folder.path() / "kantor", cut_off = o.folder.path() / "cut";
    std::string text = "id,nama\n";
    for (int i = 0; i < 700; ++i) text += std::to_string(i) + ",Warga\n";
    REQUIRE(code_of(o.take(text, {}, "BNBA", [&](std::uint64_t step, std::uint64_t) {
        if (step == 500) std::filesystem::copy(now, cut_off, std::filesystem::copy_options::recursive);
    })) == errc::ok);
    CHECK(o.rows()[0].key.empty());
    o.of.reset();
    std::filesystem::remove_all(now);
    std::filesystem::rename(cut_off, now);
    o.reopen();
    list_import wanted{"BNBA", "PKH", "2026-Q4", {}, {{list_field::key, "id"}}};
    const auto done = import_list(*o.of, (o.folder.path() / "list.csv").string(), wanted, ++o.now_ms);
    REQUIRE(code_of(done) == errc::ok);
    CHECK(done->counts.rows == 700);
    CHECK(o.rows()[0].key == "0");
    CHECK(o.rows()[699].key == "699");
}
