// Rights that change while work is unsent (I2, I4): what is pending is taken in first, then what may not be held any more
// goes, and nothing of it stays behind. Through the real engine, store and session machines.
#include <doctest/doctest.h>

#include "client-lib/src/engine/status_desk.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

std::string person(const std::string& name, const std::string& village) {
    return R"({"name":")" + name + R"(","village":")" + village + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded"})";
}

std::vector<custody_row> held(world& w) { return *(*w.office.store.view())->custody_in(custody_state::held); }

void in_transaction(world& w, const std::function<result<void>(office_transaction&, const office_context&)>& work) {
    const auto context = w.office.context();
    const auto done = w.office.store.transact([&](office_transaction& tx) { return work(tx, context); });
    REQUIRE_MESSAGE(done.has_value(), (done.has_error() ? done.error().message() : ""));
}

void examine(world& w) {
    in_transaction(w, [](office_transaction& tx, const office_context& c) -> result<void> {
        PENDATA_CHECK(examine_held(tx, c));
        return {};
    });
}

void accept_all(world& w) {
    std::vector<write_id> ids;
    for (const auto& row : held(w)) ids.push_back(row.id);
    in_transaction(w, [&](office_transaction& tx, const office_context& c) -> result<void> {
        PENDATA_CHECK(accept_held(tx, c, ids));
        return {};
    });
}

// Every settled part the tablet holds is one the officer may hold now.
void check_no_leak(world& w, world_tablet& t, const officer_id& officer) {
    CHECK(t.exported(true) == w.exported_for(officer));
}

std::string status(world_tablet& t) { return *status_desk(t.engine).status({true, false}); }

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("a duty that ended, and came back, with work unsent") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    const auto budi = w.office.add_officer("Budi", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    auto b = w.tablet_for(budi);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    const auto fresh = a->add("person", person("Anak", village_a));
    w.office.replace_duty("Asih", {"32.11.02.2002"});  // somewhere else, without anybody
    const auto last = w.sync(*a);
    CHECK(last.why == errc::ok);
    CHECK(held(w).size() == 6);
    for (const auto& row : held(w)) CHECK(row.reason == hold_reason::captured_in_former_duty);
    check_no_leak(w, *a, asih);
    CHECK(!says(a->shown(id), "Siti"));
    CHECK(says(status(*a), "captured_in_former_duty"));
    CHECK(w.sync(*a).progress.exchanges == 1);

    w.office.replace_duty("Asih", {village_a});
    examine(w);
    CHECK(held(w).empty());
    CHECK(w.sync(*a).why == errc::ok);
    check_no_leak(w, *a, asih);
    CHECK(says(a->shown(id), "081234567890"));
    CHECK(says(a->shown(fresh), "Anak"));
    CHECK(!says(status(*a), "captured_in_former_duty"));
    CHECK(w.sync(*b).why == errc::ok);
    CHECK(b->exported() == w.exported_for(budi));
    CHECK(says(b->shown(id), "081234567890"));
}

TEST_CASE("a compartment that is withdrawn, and granted again, with work unsent in it") {
    world w;
    const auto ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 7);
    auto t = w.tablet_for(ujang);
    const auto id = t->add("person", person("Siti", village_a));
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(t->edit(id, R"({"disabilities":{"add":["physical"]}})"));
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(says(t->exported(true), "physical"));
    CHECK(t->edit(id, R"({"disabilities":{"add":["mental"]},"phone":"081234567890"})"));
    w.office.replace_duty("Ujang", {"32.11.01"});  // S0 only
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(held(w).empty());  // what an officer may not read it may still have captured
    CHECK(!says(t->exported(), "disabilities"));
    CHECK(says(t->shown(id), "081234567890"));
    check_no_leak(w, *t, ujang);
    const auto record = w.office.find(id);
    REQUIRE(record->find(compartment{2}) != nullptr);
    CHECK(record->find(compartment{2})->cells.size() == 2);

    w.office.replace_duty("Ujang", {"32.11.01"}, 7);
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(says(t->exported(true), "mental"));
    check_no_leak(w, *t, ujang);
}

TEST_CASE("an officer is succeeded by another, and hands in what was left") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    const auto late = a->add("person", person("Anak", village_a));
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    w.office.replace_duty("Asih", {"32.11.02.2002"});
    const auto cecep = w.office.add_officer("Cecep", role::psm, {village_a});
    auto c = w.tablet_for(cecep);
    CHECK(w.sync(*c).why == errc::ok);
    CHECK(c->edit(id, R"({"address":"Kampung Baru"})"));
    CHECK(w.sync(*c).why == errc::ok);
    CHECK(w.sync(*a).why == errc::ok);
    check_no_leak(w, *a, asih);
    accept_all(w);
    CHECK(w.sync(*a).why == errc::ok);
    check_no_leak(w, *a, asih);
    CHECK(!says(status(*a), "captured_in_former_duty"));
    CHECK(w.sync(*c).why == errc::ok);
    CHECK(says(c->shown(id), "081234567890"));
    CHECK(says(c->shown(id), "Kampung Baru"));
    CHECK(says(c->shown(late), "Anak"));
    check_no_leak(w, *c, cecep);
}

TEST_CASE("a device that is revoked hands in first, and holds nothing after") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    in_transaction(w, [&](office_transaction& tx, const office_context&) -> result<void> {
        PENDATA_TRY(devices, tx.devices());
        for (auto row : devices) {
            row.revoked = true;
            PENDATA_CHECK(tx.put(row));
        }
        return {};
    });
    CHECK(w.sync(*a).why == errc::device_revoked);
    REQUIRE(held(w).size() == 1);
    CHECK(held(w)[0].reason == hold_reason::device_revoked);
    CHECK(w.sync(*a).why == errc::device_revoked);
    CHECK(a->exported(true) == "");
    CHECK(a->exported() == "");  // nor what waits in custody
    CHECK(says(status(*a), "device_revoked"));
    accept_all(w);
    CHECK(w.office.find(id)->find({1, 25, {}}) != nullptr);
}

TEST_CASE("a tablet put back to an earlier day takes a new replica before it sends anything under the old one") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    auto backup = w.clone(*a);
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    CHECK(w.sync(*a).why == errc::ok);
    // The file of before goes on in its place: the same value on better evidence is a write of its own.
    save_options seen;
    seen.evidence = 3;
    CHECK(backup->edit(id, R"({"phone":"081234567890","rt":"004"})", seen));
    CHECK(w.sync(*backup).why == errc::ok);
    CHECK(held(w).empty());
    std::size_t phones = 0;
    auto view = w.office.store.view();
    for (const auto& row : *(*view)->history_of(id)) {
        for (const auto& write : row.writes) phones += write.what.content == value::text("081234567890") ? 1 : 0;
    }
    CHECK(phones == 2);
    CHECK(backup->exported(true) == w.exported_for(asih));
    CHECK(w.sync(*backup).progress.exchanges == 1);
}

TEST_CASE("two processes on one file: what one sealed is no twin to the other") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    CHECK(w.sync(*a).why == errc::ok);
    const auto before = a->syncing().facts()->hello;
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    // The other process said hello before that, and hears now of a batch that it did not know of.
    CHECK(a->syncing().take_new_replica(before.replica, before.last_sealed + 1).has_value());
    CHECK(a->syncing().facts()->hello.replica == before.replica);
    // One that the file really does not have is another matter, once.
    CHECK(a->syncing().take_new_replica(before.replica, 9).has_value());
    const auto next = a->syncing().facts()->hello.replica;
    CHECK(next != before.replica);
    CHECK(a->syncing().take_new_replica(before.replica, 9).has_value());
    CHECK(a->syncing().facts()->hello.replica == next);
    CHECK(!a->shown(id).empty());
}

TEST_CASE("a tablet that lost its key hands in what the old one sealed, and hears what becomes of it") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    CHECK(a->syncing().batches({}, 8)->size() == 1);  // sealed, not sent
    w.office.replace_duty("Asih", {village_b});
    w.enrol_anew(*a, asih);
    CHECK(a->edit(id, R"({"rt":"003"})"));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(held(w).size() == 2);
    CHECK(says(status(*a), "captured_in_former_duty"));
    accept_all(w);
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(!says(status(*a), "captured_in_former_duty"));
    check_no_leak(w, *a, asih);
}

}  // namespace pendata::test
