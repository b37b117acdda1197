// A store copied back from an old backup learns from the ledger what it lost.
#include <doctest/doctest.h>

#include <filesystem>

#include "core/dictionary/field_numbers.hpp"
#include "sync-server/office/office_writes.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;
namespace fs = std::filesystem;

TEST_CASE("an old store learns devices, used codes, revocations and ends of duty") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    const auto budi = f.add("Budi", role::psm, village_b);
    const auto early = f.enrol(budi);
    const auto backup = f.folder.path() / "backup.db";
    REQUIRE(code_of(f.of->store().copy_to(backup.string())) == errc::ok);

    f.now_ms += day_ms;
    const auto late = f.enrol(ani);
    REQUIRE(code_of(revoke_device(*f.of, early.device, f.now_ms)) == errc::ok);
    REQUIRE(code_of(end_officer(*f.of, "Budi", f.now_ms)) == errc::ok);
    f.now_ms += day_ms;
    REQUIRE(code_of(replace_duty(*f.of, "Budi", {{village_c}, {}, {}, {}}, f.now_ms)) == errc::ok);

    // Nothing is news to the store that went along.
    CHECK(learn_from_ledger(*f.of, f.now_ms).value() == 0);
    CHECK(f.of->bearings(*f.view(), f.now_ms).value().who->grants_of(budi, day_of(f.now_ms)) == scope_grants(village_c, 1));

    f.of.reset();
    const auto db = f.folder.path() / "kantor" / "office.db";
    for (const char* rest : {"", "-wal", "-shm"}) fs::remove(db.string() + rest);
    fs::copy_file(backup, db);
    f.reopen();
    CHECK_FALSE(f.view()->device(late.device).value().has_value());
    CHECK(learn_from_ledger(*f.of, f.now_ms).value() == 3);
    CHECK(f.view()->device(late.device).value()->officer == ani);
    CHECK(f.view()->device(early.device).value()->revoked);
    CHECK(f.of->bearings(*f.view(), f.now_ms).value().who->grants_of(budi, day_of(f.now_ms)).empty());
    CHECK(learn_from_ledger(*f.of, f.now_ms).value() == 0);
}

TEST_CASE("an office that was copied back whole never gives a write's id twice") {
    office_folder f;
    const auto kept = f.folder.path() / "kept";
    const auto dir = f.folder.path() / "kantor";
    f.of.reset();
    fs::copy(dir, kept, fs::copy_options::recursive);
    const auto renamed = [&](const std::string& name) {
        office_change change;
        change.record = region_record_id(village_a);
        change.kind = kinds::region;
        change.fields.push_back(as_field(kinds::region, fields::region::name, value::text(name)));
        return write_as_office(*f.of, std::span(&change, 1), f.now_ms).value().writes;
    };
    f.reopen();
    REQUIRE(code_of(f.of->start_segment(f.now_ms)) == errc::ok);
    const auto lost = renamed("Satu");
    f.of.reset();
    fs::remove_all(dir);
    fs::rename(kept, dir);
    f.reopen();
    REQUIRE(code_of(f.of->start_segment(f.now_ms)) == errc::ok);
    CHECK(renamed("Satu") != lost);
}

TEST_CASE("an enrolment is noted once, however often it is tried") {
    office_folder f;
    const auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto row = f.view()->device(tablet.device).value();
    REQUIRE(row.has_value());
    const auto entries = f.of->ledger().entries_after(0).value();
    const auto* used = std::get_if<code_used>(&entries.back().fact);
    REQUIRE(used != nullptr);
    CHECK(used->by == tablet.device);
    REQUIRE(code_of(note_enrolment(*f.of, *row, used->secret_hash, f.now_ms)) == errc::ok);
    CHECK(f.of->ledger().entries_after(0).value().size() == entries.size());
}
