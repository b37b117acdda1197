// What goes with somebody who is erased by law, and what does not.
#include "core/settle/erasing.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/settle/case_record.hpp"
#include "core/settle/changes.hpp"
#include "core/settle/returned.hpp"
#include "tests/support/small_office.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

const auto siti = numbered_record(1);
const auto wati = numbered_record(2);
const auto visit = numbered_record(3);  // of Wati

struct village {
    small_office office;
    paper_tablet asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    paper_tablet ujang = office.add_tablet(office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    paper_tablet budi = office.add_tablet(office.add_officer("Budi", role::psm, {village_b}));
    std::int64_t now_ms = noon_ms;

    village() {
        person(siti, "Siti");
        person(wati, "Wati");
        follow(asih, visit, wati);
        CHECK(send(asih).held.empty());
    }
    void person(const record_id& id, const char* name) {
        asih.save(id, request_for("person", "name", value::text(name)), {}, now_ms);
        asih.save(id, request_for("person", "village", value::text(village_a)), {}, now_ms);
    }
    void follow(paper_tablet& by, const record_id& id, const record_id& whom) {
        by.save(id, request_for("visit", "subject", value::reference(whom)), {}, ++now_ms);
    }
    void note(paper_tablet& by, const record_id& id, const char* text) { by.save(id, request_for("visit", "note", value::text(text)), {}, ++now_ms); }
    receipt send(paper_tablet& by) { return office.take(by.seal_all(now_ms)); }

    result<std::vector<record_id>> planned(const record_id& id) { return erased_with(**office.store.view(), *office.words, id); }
    std::vector<record_id> erase(const record_id& id) {
        const auto gone = planned(id).value();
        const auto context = office.context();
        const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_CHECK(erase_records(tx, context, gone));
            return {};
        });
        REQUIRE(done.has_value());
        office.erased.insert(gone.begin(), gone.end());
        return gone;
    }
    std::vector<custody_row> in_custody(custody_state as) { return *(*office.store.view())->custody_in(as); }
    void revoke(const paper_tablet& t) {
        REQUIRE(office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(row, tx.device(t.device));
            row->revoked = true;
            return tx.put(*row);
        }).has_value());
    }
    // Whether the office has that text anywhere.
    bool knows(std::string_view text) {
        auto view = office.store.view();
        const auto says = [&](const pendata::write& w) { return w.what.content == value::text(std::string(text)); };
        for (const auto& id : {siti, wati, visit, numbered_record(4), numbered_record(5)}) {
            for (const auto& row : *(*view)->history_of(id)) {
                if (std::any_of(row.writes.begin(), row.writes.end(), says)) return true;
            }
            for (const auto& row : *(*view)->custody_of(id)) {
                if (says(row.what)) return true;
            }
        }
        return false;
    }
};

errc code_of(const result<std::vector<record_id>>& planned) { return planned.has_error() ? to_errc(planned.error()) : errc::ok; }

}  // namespace

TEST_CASE("a write that is held takes no settled record of others along") {
    village v;
    v.follow(v.budi, visit, siti);
    REQUIRE(v.send(v.budi).held.size() == 1);
    CHECK(v.erase(siti) == std::vector{siti});
    REQUIRE(v.office.find(visit).has_value());
    CHECK(v.office.find(visit)->find(0) != nullptr);
}

TEST_CASE("late work on a record that has settled is taken in, though it names somebody erased") {
    village v;
    v.erase(siti);
    v.follow(v.ujang, visit, siti);
    v.note(v.ujang, visit, "di rumah");
    v.send(v.ujang);
    CHECK(v.knows("di rumah"));
}

TEST_CASE("what follows somebody erased and comes late leaves nothing, in whatever order its batches come") {
    const auto late = numbered_record(4);
    for (const bool turned : {false, true}) {
        village v;
        v.follow(v.asih, late, siti);
        const auto first = v.asih.seal_all(v.now_ms);
        v.note(v.asih, late, "amat pribadi");
        const auto second = v.asih.seal_all(v.now_ms);
        CHECK(v.erase(siti) == std::vector{siti});
        CHECK(v.office.take(turned ? second : first).held.size() == 1);
        CHECK(v.office.take(turned ? first : second).held.front().reason == hold_reason::erased_by_law);
        CHECK_FALSE(v.knows("amat pribadi"));
        REQUIRE(v.office.find(late).has_value());
        CHECK(is_erased(*v.office.find(late)));
        // Their author hears of both.
        CHECK(v.in_custody(custody_state::held).empty());
        CHECK(v.in_custody(custody_state::rejected).size() == 2);
        CHECK(news_for(**v.office.store.view(), v.asih.device, 0)->entries.size() == 2);
    }
}

TEST_CASE("a word that would not settle takes nothing of others along, and leaves nothing itself") {
    const auto late = numbered_record(4);
    enum class enemy { without_duty, revoked, stamped_by_another, carried_back };
    for (const auto who : {enemy::without_duty, enemy::revoked, enemy::stamped_by_another, enemy::carried_back}) {
        CAPTURE(static_cast<int>(who));
        village v;
        // Waits for its subject, which comes in another bag.
        v.note(v.asih, late, "kerja orang lain");
        REQUIRE(v.send(v.asih).held.size() == 1);
        CHECK(v.erase(siti) == std::vector{siti});

        auto stranger = who == enemy::without_duty ? v.budi : v.office.add_tablet(v.ujang.officer);
        if (who == enemy::stamped_by_another) stranger.chain.replica = paper_replica(v.budi.device, 7);
        v.follow(stranger, late, siti);
        v.note(stranger, late, "amat pribadi");
        if (who == enemy::revoked || who == enemy::carried_back) v.revoke(stranger);
        if (who == enemy::carried_back) {
            message::give_back given;
            auto& of = given.parts.emplace_back(part{late, 0, {}});
            for (const auto& w : stranger.unsealed) of.put({w.what.what, 0});
            const auto context = v.office.context();
            REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
                PENDATA_CHECK(take_returned(tx, context, stranger.device, given, nullptr));
                return {};
            }).has_value());
        } else {
            const auto told = v.send(stranger).held;
            REQUIRE(told.size() == 2);
            CHECK(std::all_of(told.begin(), told.end(), [](const held_write& h) { return h.reason == hold_reason::erased_by_law; }));
            CHECK(v.in_custody(custody_state::returned).size() == 2);
            // The next batch is known as well.
            v.note(stranger, late, "amat pribadi lagi");
            v.send(stranger);
        }
        CHECK_FALSE(v.knows("amat pribadi"));
        CHECK_FALSE(v.knows("amat pribadi lagi"));
        CHECK(v.knows("kerja orang lain"));
        CHECK_FALSE(v.office.find(late).has_value());
        CHECK(v.in_custody(custody_state::held).size() == 1);

        v.follow(v.asih, late, wati);
        v.send(v.asih);
        CHECK(v.in_custody(custody_state::held).empty());
        REQUIRE(v.office.find(late).has_value());
        CHECK(v.office.find(late)->roots == std::vector{wati});
    }
}

TEST_CASE("a slip put right before it was sent goes alone, and its author is told of that one write") {
    village v;
    const auto late = numbered_record(4);
    const auto slip = v.asih.save(late, request_for("visit", "subject", value::reference(siti)), {}, ++v.now_ms);
    v.asih.save(late, request_for("visit", "subject", value::reference(wati)), {slip}, ++v.now_ms);
    v.note(v.asih, late, "di rumah Wati");
    v.erase(siti);
    const auto told = v.send(v.asih).held;
    REQUIRE(told.size() == 1);
    CHECK(told.front().index == 0);
    REQUIRE(v.office.find(late).has_value());
    CHECK(v.office.find(late)->roots == std::vector{wati});
    CHECK(v.knows("di rumah Wati"));
    const auto news = *news_for(**v.office.store.view(), v.asih.device, 0);
    REQUIRE(news.entries.size() == 1);
    CHECK(news.entries.front().write == slip.id());
    CHECK(news.entries.front().state == message::verdict::returned);
    CHECK(news.entries.front().reason == hold_reason::erased_by_law);
    // What is left of it names nobody.
    CHECK(v.in_custody(custody_state::returned).front().what.what.content.is_cleared());
}

TEST_CASE("where others say whom the record follows, a late word does not take it away") {
    village v;
    const auto seen = numbered_record(4);
    v.follow(v.budi, seen, wati);
    v.note(v.budi, seen, "menunggu keputusan");
    REQUIRE(v.send(v.budi).held.size() == 2);
    v.erase(siti);
    v.follow(v.asih, seen, siti);
    CHECK(v.send(v.asih).held.size() == 1);
    CHECK(v.knows("menunggu keputusan"));
    std::vector<write_id> ids;
    for (const auto& row : v.in_custody(custody_state::held)) ids.push_back(row.id);
    REQUIRE(ids.size() == 2);
    const auto context = v.office.context();
    REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(done, accept_held(tx, context, ids));
        CHECK(done.done.size() == 2);
        return {};
    }).has_value());
    CHECK(v.office.find(seen)->roots == std::vector{wati});
}

TEST_CASE("what a tablet gave back and the law took does not come again with its author's own batch") {
    village v;
    const auto late = numbered_record(4);
    v.follow(v.budi, late, wati);
    v.note(v.budi, late, "amat pribadi");
    message::give_back given;
    auto& of = given.parts.emplace_back(part{late, 0, {}});
    for (const auto& w : v.budi.unsealed) of.put({w.what.what, 0});
    auto giver = v.office.add_tablet(v.budi.officer);
    const auto context = v.office.context();
    REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_CHECK(take_returned(tx, context, giver.device, given, nullptr));
        return {};
    }).has_value());
    REQUIRE(v.in_custody(custody_state::held).size() == 2);
    v.erase(wati);
    CHECK_FALSE(v.knows("amat pribadi"));
    v.send(v.budi);
    CHECK_FALSE(v.knows("amat pribadi"));
    CHECK(news_for(**v.office.store.view(), v.budi.device, 0)->entries.size() == 2);
}

TEST_CASE("work that was returned or rejected goes along as well") {
    village v;
    const auto alone = numbered_record(4), of_alone = numbered_record(5);
    v.budi.save(alone, request_for("person", "name", value::text("Luar")), {}, v.now_ms);
    v.budi.save(alone, request_for("person", "village", value::text(village_a)), {}, v.now_ms);
    v.follow(v.budi, of_alone, alone);
    v.note(v.budi, of_alone, "amat pribadi");
    CHECK(v.send(v.budi).held.size() == 4);
    const auto context = v.office.context();
    REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
        std::vector<write_id> ids;
        PENDATA_TRY(rows, tx.custody_of(of_alone));
        for (const auto& row : rows) ids.push_back(row.id);
        PENDATA_CHECK(decline_held(tx, context, ids, custody_state::returned, "salah orang"));
        return {};
    }).has_value());
    CHECK(v.erase(alone).size() == 2);
    CHECK_FALSE(v.knows("amat pribadi"));
    CHECK_FALSE(v.knows("Luar"));
    CHECK(code_of(v.planned(alone)) == errc::not_found);
}

TEST_CASE("cases can not be erased by themselves, nor somebody whom people only may have visited") {
    village v;
    for (auto* by : {&v.asih, &v.ujang}) by->save(siti, request_for("person", "mother_name", value::text(by == &v.asih ? "Ecin" : "Icih")), {}, ++v.now_ms);
    v.send(v.asih);
    v.send(v.ujang);
    const auto file = case_record_id(siti, person_cell(fields::person::mother_name));
    REQUIRE(v.office.find(file).has_value());
    CHECK(code_of(v.planned(file)) == errc::not_allowed);
    CHECK(v.planned(siti).value().size() == 2);

    v.follow(v.ujang, visit, siti);
    v.send(v.ujang);
    CHECK(code_of(v.planned(wati)) == errc::not_allowed);
    CHECK(v.office.find(visit)->find(0) != nullptr);
}

TEST_CASE("a case about what follows goes with that alone") {
    village v;
    for (auto* by : {&v.asih, &v.ujang}) by->save(visit, request_for("visit", "purpose", value::integer(by == &v.asih ? 1 : 2)), {}, ++v.now_ms);
    v.send(v.asih);
    v.send(v.ujang);
    const auto gone = v.erase(visit);
    CHECK(std::find(gone.begin(), gone.end(), visit) != gone.end());
    CHECK(v.office.find(wati)->find(0) != nullptr);
    CHECK(code_of(v.planned(visit)) == errc::not_found);
}
