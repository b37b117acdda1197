// A store copied back from an old backup learns from the ledger what it lost.
#include <doctest/doctest.h>

#include <filesystem>

#include "core/dictionary/field_numbers.hpp"
#include "sync-server/office/own_records.hpp"
#include "sync-server/office/office_writes.hpp"
#include "sync-server/office/restricting.hpp"
#include "sync-server/office/verifying.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;
namespace fs = std::filesystem;

namespace {

struct restored_folder : office_folder {
    fs::path at(const std::string& name) const { return folder.path() / name; }

    void back_up(const std::string& name) { REQUIRE(code_of(of->store().copy_to(at(name).string())) == errc::ok); }
    // The store as it was then; identity and ledger stay.
    void put_back(const std::string& name) {
        of.reset();
        const auto db = at("kantor") / "office.db";
        for (const char* rest : {"", "-wal", "-shm"}) fs::remove(db.string() + rest);
        fs::copy_file(at(name), db);
        reopen();
    }
    std::size_t learn() {
        const auto learned = learn_from_ledger(*of, ++now_ms);
        REQUIRE(code_of(learned) == errc::ok);
        return *learned;
    }
    void restrict(const record_id& id, bool is_so) {
        const auto done = edit_as_office(*of, id, is_so ? R"({"restricted":true})" : R"({"restricted":false})", ++now_ms);
        REQUIRE(code_of(done) == errc::ok);
    }
    bool is_restricted(const record_id& id) {
        const auto found = view()->find(id).value();
        return found && is_restricted_now(of->words(), *found);
    }
    bool is_in_village(const record_id& id) {
        const auto there = view()->records_under(village_a, {}, 100).value();
        return std::find(there.begin(), there.end(), id) != there.end();
    }
};

}  // namespace

TEST_CASE("an older store restricts again whom the ledger says, and nobody whose restriction was lifted") {
    restored_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto id = numbered_record(1), other = numbered_record(2);
    f.take(f.person(tablet, 1, village_a, "Siti"));
    f.take(f.person(tablet, 2, village_a, "Wati"));
    f.learn();
    f.back_up("open.db");
    f.restrict(id, true);
    CHECK(f.learn() == 0);
    f.back_up("restricted.db");

    f.put_back("open.db");
    REQUIRE_FALSE(f.is_restricted(id));
    CHECK(f.learn() == 1);
    CHECK(f.is_restricted(id));
    CHECK_FALSE(f.is_in_village(id));
    CHECK(f.is_in_village(other));
    CHECK(f.learn() == 0);

    f.restrict(id, false);
    CHECK(f.is_in_village(id));
    const auto entries = f.of->ledger().entries_after(0).value().size();
    f.restrict(id, false);  // says nothing new
    CHECK(f.of->ledger().entries_after(0).value().size() == entries);
    f.put_back("restricted.db");
    REQUIRE(f.is_restricted(id));
    CHECK(f.learn() == 1);
    CHECK_FALSE(f.is_restricted(id));
    CHECK(f.is_in_village(id));
}

TEST_CASE("whom an older store does not know is restricted as soon as a tablet brings the record again") {
    restored_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    f.back_up("empty.db");
    const auto id = numbered_record(1);
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    f.take(batch);
    f.restrict(id, true);
    f.put_back("empty.db");
    CHECK(f.learn() == 0);
    f.take(batch);
    CHECK(f.is_restricted(id));
    CHECK_FALSE(f.is_in_village(id));
}

TEST_CASE("a store from before the ledger had such words tells it of its restrictions once") {
    restored_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto id = numbered_record(1);
    f.take(f.person(tablet, 1, village_a, "Siti"));
    f.back_up("open.db");
    // As an older program did.
    office_change change;
    change.record = id;
    change.kind = kinds::person;
    change.fields.push_back(as_field(kinds::person, fields::person::restricted, value::integer(1)));
    REQUIRE(code_of(write_as_office(*f.of, std::span(&change, 1), ++f.now_ms)) == errc::ok);
    CHECK(f.learn() == 0);
    CHECK(f.of->ledger().restricted().value()->word_on(id) == true);
    f.put_back("open.db");
    CHECK(f.learn() == 1);
    CHECK(f.is_restricted(id));
}

TEST_CASE("a ledger that was put back lifts no restriction, and has it again once its loss is accepted") {
    restored_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto id = numbered_record(1);
    f.take(f.person(tablet, 1, village_a, "Siti"));
    f.learn();
    f.restrict(id, true);
    f.restrict(id, false);
    fs::copy_file(f.at("kantor") / "ledger", f.at("old-ledger"));
    f.restrict(id, true);
    f.of.reset();
    fs::copy_file(f.at("old-ledger"), f.at("kantor") / "ledger", fs::copy_options::overwrite_existing);
    f.reopen();
    CHECK(is_ledger_behind(*f.of).value());
    CHECK(f.learn() == 0);
    CHECK(f.is_restricted(id));
    REQUIRE(code_of(accept_ledger_loss(*f.of, "disk", ++f.now_ms)) == errc::ok);
    CHECK(f.of->ledger().restricted().value()->word_on(id) == true);
    CHECK_FALSE(is_ledger_behind(*f.of).value());
    CHECK(f.learn() == 0);
    CHECK(f.is_restricted(id));
}

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
