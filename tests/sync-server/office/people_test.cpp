// Officers, duties, codes and devices.
#include <doctest/doctest.h>

#include <set>

#include "core/dictionary/field_numbers.hpp"
#include "sync-server/office/office_writes.hpp"
#include "sync-server/office/sync_answers.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

TEST_CASE("an officer has a role, a duty and what it grants") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    const auto tuti = f.add("Tuti", role::tksk, "32.11.01");
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    const auto today = day_of(f.now_ms);
    CHECK(now.who->grants_of(ani, today) == scope_grants(village_a, 0x01));
    CHECK(now.who->grants_of(tuti, today) == scope_grants("32.11.01", 0x03));
    const auto listed = list_officers(*f.of, f.now_ms).value();
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].name == "Ani");
    CHECK(listed[1].part == role::tksk);

    CHECK(code_of(add_officer(*f.of, "Ani", role::psm, {{village_a}, {}, {}, {}}, f.now_ms)) == errc::already_exists);
    CHECK(code_of(add_officer(*f.of, "", role::psm, {{village_a}, {}, {}, {}}, f.now_ms)) != errc::ok);
    CHECK(code_of(add_officer(*f.of, "Budi", role::psm, {{}, {}, {}, {}}, f.now_ms)) == errc::missing_field);
    CHECK(code_of(add_officer(*f.of, "Budi", role::psm, {{"32.11.77"}, {}, {}, {}}, f.now_ms)) == errc::unknown_region);
    for (const auto* part : {".RW3", ".RW003.RT1", ".RT01", ".RW003.RT01.X"}) {
        CHECK(code_of(add_officer(*f.of, "Budi", role::psm, {{village_a + part}, {}, {}, {}}, f.now_ms)) == errc::unknown_region);
    }
    CHECK(code_of(add_officer(*f.of, "Budi", role::psm, {{"32.11.77.2001.RW003"}, {}, {}, {}}, f.now_ms)) == errc::unknown_region);
    CHECK(code_of(add_officer(*f.of, "Budi", role::psm, {{village_a}, {}, today, today - 1}, f.now_ms)) == errc::bad_value);
    CHECK(list_officers(*f.of, f.now_ms).value().size() == 2);
    CHECK(code_of(add_officer(*f.of, "Cici", role::psm, {{village_a + ".RW003", village_a + ".RW004.RT02"}, {}, {}, {}}, f.now_ms)) == errc::ok);
    CHECK(list_officers(*f.of, f.now_ms).value().size() == 3);
}

TEST_CASE("by a clock that can not be right nothing is written, in the store or in the ledger") {
    office_folder f;
    const auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto entries = f.of->ledger().head().value().entries;
    const auto latest_ms = f.of->latest_known_ms().value();
    const auto wrong_ms = f.now_ms + 61 * day_ms;
    CHECK(code_of(add_officer(*f.of, "Budi", role::psm, {{village_a}, {}, {}, {}}, wrong_ms)) == clock_refused);
    CHECK(code_of(make_code(*f.of, tablet.officer, wrong_ms)) == clock_refused);
    CHECK(code_of(revoke_device(*f.of, tablet.device, wrong_ms)) == clock_refused);
    CHECK(code_of(end_officer(*f.of, "Ani", wrong_ms)) == clock_refused);
    CHECK(f.of->ledger().head().value().entries == entries);
    CHECK(f.of->latest_known_ms().value() == latest_ms);
    CHECK_FALSE(f.view()->device(tablet.device).value()->revoked);
    // A day less is believed, and so is whatever a person has looked at.
    CHECK(f.of->days_ahead(*f.view(), f.now_ms + 60 * day_ms).value() == 0);
    f.reopen();
    CHECK(f.of->days_ahead(*f.view(), wrong_ms).value() == 61);
    f.of->clock_is_right(wrong_ms);
    CHECK(code_of(revoke_device(*f.of, tablet.device, wrong_ms)) == errc::ok);
    CHECK(f.of->latest_known_ms().value() == wrong_ms);
}

TEST_CASE("closed compartments only by name") {
    office_folder f;
    const auto added = add_officer(*f.of, "Sari", role::verifier, {{"32.11"}, compartment_mask{0x0f}, {}, {}}, f.now_ms);
    REQUIRE(code_of(added) == errc::ok);
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    CHECK(now.who->grants_of(added->officer, day_of(f.now_ms)) == scope_grants("32.11", 0x0f));
    CHECK(rooms_of(role::verifier) == 0x07);
}

TEST_CASE("a replaced duty ends the day before, and stays known as a former one") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    const auto today = day_of(f.now_ms);
    REQUIRE(code_of(replace_duty(*f.of, "Ani", {{village_b}, {}, {}, {}}, f.now_ms)) == errc::ok);
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    CHECK(now.who->grants_of(ani, today) == scope_grants(village_b, 0x01));
    CHECK_FALSE(now.who->on_duty(ani, {village_a}, today));
    CHECK(now.who->ever_on_duty(ani, {village_a}));
    CHECK(code_of(replace_duty(*f.of, "Nobody", {{village_b}, {}, {}, {}}, f.now_ms)) == errc::officer_unknown);

    // One that begins later leaves the present one until then.
    REQUIRE(code_of(replace_duty(*f.of, "Ani", {{village_c}, {}, today + 10, {}}, f.now_ms)) == errc::ok);
    const auto later = f.of->bearings(*f.view(), f.now_ms).value();
    CHECK(later.who->grants_of(ani, today + 9) == scope_grants(village_b, 0x01));
    CHECK(later.who->grants_of(ani, today + 10) == scope_grants(village_c, 0x01));
}

TEST_CASE("work of a former duty is held, and settles where a duty covers it again") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    auto tablet = f.enrol(ani);
    REQUIRE(code_of(replace_duty(*f.of, "Ani", {{village_b}, {}, {}, {}}, f.now_ms)) == errc::ok);
    const auto answer = f.take(f.person(tablet, 1, village_a, "Siti"));
    REQUIRE(answer.held.size() == 2);
    CHECK(answer.held[0].reason == hold_reason::captured_in_former_duty);
    REQUIRE(code_of(replace_duty(*f.of, "Ani", {{village_a, village_b}, {}, {}, {}}, f.now_ms)) == errc::ok);
    CHECK(f.view()->custody_in(custody_state::held).value().empty());
    CHECK(f.view()->find(numbered_record(1)).value().has_value());
}

TEST_CASE("whose duties have ended holds nothing and gets no code") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    REQUIRE(code_of(make_code(*f.of, ani, f.now_ms)) == errc::ok);
    REQUIRE(code_of(end_officer(*f.of, "Ani", f.now_ms)) == errc::ok);
    const auto now = f.of->bearings(*f.view(), f.now_ms).value();
    CHECK(now.who->grants_of(ani, day_of(f.now_ms)).empty());
    CHECK(code_of(make_code(*f.of, ani, f.now_ms)) == errc::not_allowed);
    CHECK(code_of(end_officer(*f.of, "Nobody", f.now_ms)) == errc::officer_unknown);
    const auto entries = f.of->ledger().entries_after(0).value();
    CHECK(std::holds_alternative<duty_ended>(entries.back().fact));
}

TEST_CASE("a code carries everything a tablet needs, and is kept only as a hash") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    const auto code = make_code(*f.of, ani, f.now_ms);
    REQUIRE(code_of(code) == errc::ok);
    CHECK(code->expires_ms == f.now_ms + 7 * day_ms);
    const auto read = read_enrolment_code(code->text).value();
    CHECK(read.host == "127.0.0.1");
    CHECK(read.port == 7443);
    CHECK(read.office == f.of->identity().public_key());
    const auto row = f.view()->code(secret_hash_of(read.secret_view())).value();
    REQUIRE(row.has_value());
    CHECK(row->officer == ani);
    CHECK(row->used_by.is_zero());
    CHECK(code_of(make_code(*f.of, officer_id{}, f.now_ms)) == errc::officer_unknown);
}

TEST_CASE("a revoked device is revoked in ledger and store, once") {
    office_folder f;
    const auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    CHECK(summary_of(*f.of, *f.view(), tablet.device, f.now_ms).value().grants == scope_grants(village_a, 1));
    REQUIRE(code_of(revoke_device(*f.of, tablet.device, f.now_ms)) == errc::ok);
    const auto entries = f.of->ledger().head().value().entries;
    REQUIRE(code_of(revoke_device(*f.of, tablet.device, f.now_ms)) == errc::ok);
    CHECK(f.of->ledger().head().value().entries == entries);
    const auto about = summary_of(*f.of, *f.view(), tablet.device, f.now_ms).value();
    CHECK(about.row.revoked);
    CHECK(about.officer_name == "Ani");
    CHECK(about.grants.empty());
    CHECK(code_of(revoke_device(*f.of, device_id{}, f.now_ms)) == errc::device_unknown);
    CHECK(code_of(summary_of(*f.of, *f.view(), device_id{}, f.now_ms)) == errc::device_unknown);
}

TEST_CASE("who lost their rights since the greeting gives back and is told nothing") {
    office_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    CHECK(f.take(batch).held.empty());
    const auto record = batch.content.writes.front().record;
    const grant_list greeted = scope_grants(village_a, 1);
    message::give_back ask;
    ask.number = 1;
    ask.wanted.push_back({record, 0});
    const auto told = [&] {
        std::optional<returned_answer> out;
        const auto done = f.of->transact(f.now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(answer, sync_answers::take_back(to, context, tablet.device, ask, greeted));
            out = std::move(answer);
            return {};
        });
        REQUIRE(done.has_value());
        return out->whole.parts.size();
    };
    CHECK(told() == 1);
    REQUIRE(code_of(revoke_device(*f.of, tablet.device, f.now_ms)) == errc::ok);
    CHECK(told() == 0);
}

TEST_CASE("an officer whom a restore lost is noted again under the id of their device") {
    office_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    CHECK(code_of(add_lost_officer(*f.of, tablet.device, "Ani 2", role::psm, {{village_a}, {}, {}, {}}, f.now_ms)) == errc::already_exists);
    // As the ledger brings it back: the device, of somebody the store has never heard of.
    const auto lost = officer_id::from(sha256("lost").view());
    const auto put = f.of->transact(f.now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
        PENDATA_TRY(row, to.device(tablet.device));
        row->officer = lost;
        return to.put(*row);
    });
    REQUIRE(put.has_value());
    tablet.officer = lost;
    const auto answer = f.take(f.person(tablet, 1, village_a, "Siti"));
    REQUIRE(answer.held.size() == 2);
    CHECK(answer.held[0].reason == hold_reason::unknown_author);

    CHECK(code_of(add_lost_officer(*f.of, device_id{}, "Budi", role::psm, {{village_a}, {}, {}, {}}, f.now_ms)) == errc::device_unknown);
    CHECK(code_of(add_lost_officer(*f.of, tablet.device, "Ani", role::psm, {{village_a}, {}, {}, {}}, f.now_ms)) == errc::already_exists);
    const auto added = add_lost_officer(*f.of, tablet.device, "Budi", role::psm, {{village_a}, {}, {}, {}}, f.now_ms);
    REQUIRE(code_of(added) == errc::ok);
    CHECK(added->officer == lost);
    CHECK(officer_named(*f.of, "Budi", f.now_ms)->id == lost);
    CHECK(f.view()->custody_in(custody_state::held).value().empty());
    CHECK(f.view()->find(numbered_record(1)).value().has_value());
}

TEST_CASE("an office whose disk goes back under it gives no write the id of another") {
    office_folder f;
    const auto ani = f.add("Ani", role::psm, village_a);
    office_change change;
    change.record = record_id::from(ani.view());
    change.kind = kinds::officer;
    change.fields.push_back(as_field(kinds::officer, fields::officer::name, value::text("Ani Aminah")));
    std::set<write_id> ids;
    for (int i = 0; i < 8; ++i) {
        // What is written is undone, as by a copy of the disk that is put back; the process knows nothing of it.
        const auto undone = f.of->transact(f.now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(written, write_as_office(to, context, f.of->own_author(), std::span(&change, 1)));
            ids.insert(written.writes.begin(), written.writes.end());
            return errc::cancelled;
        });
        REQUIRE(code_of(undone) == errc::cancelled);
    }
    CHECK(ids.size() == 8);
}
