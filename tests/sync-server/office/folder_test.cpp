// Making and opening the folder: refusals, damage, a making that was cut off.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;
namespace fs = std::filesystem;

namespace {

const new_office sumedang{"32.11", {"127.0.0.1", 7443}, {}};

}  // namespace

TEST_CASE("an office is made once and opened again") {
    temporary_folder folder;
    const auto dir = folder.path() / "a" / "kantor";
    auto made = office::create(dir, sumedang, noon_ms);
    REQUIRE(code_of(made) == errc::ok);
    CHECK((*made)->regency() == "32.11");
    const auto key = (*made)->identity().public_key();
    const auto author = (*made)->own_author();
    CHECK((*made)->ledger().head().value().entries == 1);  // the first segment
    CHECK((*made)->settings().advertise == sumedang.advertise);
    struct stat about {};
    REQUIRE(::stat(dir.c_str(), &about) == 0);
    CHECK((about.st_mode & 077) == 0);

    CHECK(code_of(office::create(dir, sumedang, noon_ms)) == errc::office_exists);
    made->reset();
    CHECK(code_of(office::create(dir, sumedang, noon_ms)) == errc::office_exists);

    auto opened = office::open(dir);
    REQUIRE(code_of(opened) == errc::ok);
    CHECK((*opened)->identity().public_key() == key);
    CHECK((*opened)->own_author() == author);
    CHECK((*opened)->regency() == "32.11");
}

TEST_CASE("what can not become an office") {
    temporary_folder folder;
    CHECK(code_of(office::create(folder.path() / "x", {"32", {"h", 1}, {}}, noon_ms)) == errc::bad_value);
    CHECK(code_of(office::create(folder.path() / "x", {"32.11", {"h", 0}, {}}, noon_ms)) == errc::bad_value);
    CHECK(code_of(office::create(folder.path() / "x", {"32.11", {"a b", 1}, {}}, noon_ms)) == errc::bad_value);
    CHECK(code_of(office::create(folder.path() / "x", {"32.11", {"h", 1}, "no paper"}, noon_ms)) == errc::bad_value);
    CHECK_FALSE(fs::exists(folder.path() / "x" / "identity.key"));
    write_file(folder.file("file"), "x");
    CHECK(office::create(folder.path() / "file", sumedang, noon_ms).has_error());
}

TEST_CASE("what is no office, and what is a damaged one") {
    temporary_folder folder;
    CHECK(code_of(office::open(folder.path() / "nowhere")) == errc::not_an_office);
    CHECK(code_of(office::open(folder.path())) == errc::not_an_office);

    const auto dir = folder.path() / "kantor";
    REQUIRE(code_of(office::create(dir, sumedang, noon_ms)) == errc::ok);
    const auto damage = [&](const std::string& name, const std::string& content) {
        const auto path = (dir / name).string();
        const auto before = content_of(path);
        write_file(path, content);
        auto opened = office::open(dir);
        REQUIRE(opened.has_error());
        CHECK(opened.error().field == name);
        write_file(path, before);
        return opened.error().code;
    };
    CHECK(damage("identity.key", "rubbish") != errc::ok);
    CHECK(damage("ledger", "rubbish, and enough of it to be read as something") != errc::ok);
    CHECK(damage("office.db", std::string(8192, 'x')) != errc::ok);
    CHECK(office::open(dir).has_value());

    write_file((dir / "pendata.toml").string(), "[network]\nlissten = \"x\"\n");
    auto opened = office::open(dir);
    REQUIRE(opened.has_error());
    CHECK(opened.error().code == errc::bad_setting);
    CHECK(opened.error().field == "network.lissten");
    write_file((dir / "pendata.toml").string(), "");

    fs::remove(dir / "office.db");
    opened = office::open(dir);
    REQUIRE(opened.has_error());
    CHECK(opened.error().code == errc::corrupt);
    CHECK(opened.error().field == "office.db");
    // Its ledger is still there: this is an office to be restored, not a place for a new one.
    CHECK(code_of(office::create(dir, sumedang, noon_ms)) == errc::office_exists);
}

TEST_CASE("a making that was cut off is made again, with the same identity") {
    temporary_folder folder;
    const auto dir = folder.path() / "kantor";
    fs::create_directory(dir);
    const auto identity = office_identity::create(dir);
    REQUIRE(identity.has_value());
    CHECK(office::open(dir).has_error());
    auto made = office::create(dir, sumedang, noon_ms);
    REQUIRE(code_of(made) == errc::ok);
    CHECK((*made)->identity().public_key() == identity->public_key());
}

TEST_CASE("every start begins a segment, in the store and in the ledger") {
    office_folder f;
    const auto before = f.view()->head().value();
    const auto at = f.of->start_segment(f.now_ms);
    REQUIRE(code_of(at) == errc::ok);
    CHECK(at->segment != before.segment);
    CHECK(at->at == before.at + 1);
    const auto entries = f.of->ledger().entries_after(0).value();
    const auto* started = std::get_if<segment_started>(&entries.back().fact);
    REQUIRE(started != nullptr);
    CHECK(started->id == at->segment);
    CHECK(started->start == before.where());
}
