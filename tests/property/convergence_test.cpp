// Tablets and office end with the same bytes, whatever was cut on the way (I1, I2, I5, I9, I10), through the real
// engine, the real tablet store and both session machines.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

std::string person(const std::string& name, const std::string& village) {
    return R"({"name":")" + name + R"(","village":")" + village + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded"})";
}

}  // namespace

TEST_CASE("a first sync, a second tablet, a no-op") {
    world w;
    const auto psm = w.office.add_officer("Asih", role::psm, {village_a});
    const auto tksk = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3);
    auto a = w.tablet_for(psm);
    auto t = w.tablet_for(tksk);
    auto first = w.sync(*a);
    CHECK(first.why == errc::ok);
    CHECK(first.progress.converged);
    const auto id = a->add("person", person("Siti Aminah", village_a));
    auto pushed = w.sync(*a);
    CHECK(pushed.why == errc::ok);
    CHECK(pushed.progress.batches_receipted == 1);
    CHECK(a->exported() == w.exported_for(psm));
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(t->shown(id) == a->shown(id));
    CHECK(t->exported() == w.exported_for(tksk));
    const auto nothing = w.sync(*t);
    CHECK(nothing.why == errc::ok);
    CHECK(nothing.progress.exchanges == 1);
    CHECK(nothing.progress.parts_pulled == 0);
    CHECK(nothing.progress.repaired == 0);
    MESSAGE("no-op: " << nothing.bytes_up << " bytes up, " << nothing.bytes_down << " down");
}

TEST_CASE("equal evidence, a case on every tablet, a decision that reaches them") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    const auto budi = w.office.add_officer("Budi", role::psm, {village_a});
    const auto ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3);
    auto a = w.tablet_for(asih);
    auto b = w.tablet_for(budi);
    auto t = w.tablet_for(ujang);
    const auto id = a->add("person", person("Siti", village_a));
    for (auto* tablet : {a.get(), b.get(), t.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    w.office.now_ms += 60'000;
    CHECK(a->edit(id, R"({"birth_date":{"value":"1980-02-04","evidence":3}})"));
    CHECK(b->edit(id, R"({"birth_date":{"value":"1980-02-05","evidence":3}})"));
    w.office.now_ms += 60'000;
    for (auto* tablet : {a.get(), b.get(), t.get(), a.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(t->shown(id).find("_disputed") != std::string::npos);
    std::string open;
    CHECK(t->reading().cases([&](std::string_view line) { open = line; return true; }).has_value());
    CHECK(open.find("1980-02-04") != std::string::npos);
    CHECK(open.find("1980-02-05") != std::string::npos);
    CHECK(open.find("Asih") != std::string::npos);
    const auto case_id = case_record_id(id, {1, 16, {}});
    CHECK(a->author().decide(case_id, 0, std::nullopt).has_error());
    CHECK(t->author().decide(case_id, 0, std::nullopt).has_value());
    for (auto* tablet : {t.get(), a.get(), b.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(a->shown(id).find("_disputed") == std::string::npos);
    CHECK(a->exported() == b->exported());
    CHECK(a->exported() == w.exported_for(asih));
    CHECK(t->exported() == w.exported_for(ujang));
}

TEST_CASE("a record that moves away leaves the tablet after its pending work is in") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    const auto ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3);
    auto a = w.tablet_for(asih);
    auto t = w.tablet_for(ujang);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(w.sync(*t).why == errc::ok);
    save_options moved;
    moved.why = intent::change;
    moved.evidence = 3;
    CHECK(t->edit(id, R"({"village":")" + village_b + R"("})", moved));
    CHECK(w.sync(*t).why == errc::ok);
    w.office.now_ms += 1000;
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    const auto last = w.sync(*a);
    CHECK(last.why == errc::ok);
    CHECK(a->shown(id).empty());
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(t->shown(id).find("081234567890") != std::string::npos);
}

TEST_CASE("grants that change are loaded whole or dropped") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    const auto budi = w.office.add_officer("Budi", role::psm, {village_b});
    auto a = w.tablet_for(asih);
    auto b = w.tablet_for(budi);
    const auto in_a = a->add("person", person("Siti", village_a));
    const auto in_b = b->add("person", person("Budi", village_b));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(w.sync(*b).why == errc::ok);
    w.office.replace_duty("Asih", {village_b});
    CHECK(a->edit(in_a, R"({"phone":"081234567890"})"));
    const auto after = w.sync(*a);
    CHECK(after.why == errc::ok);
    CHECK(after.progress.writes_held == 1);  // captured in a former duty
    CHECK(after.progress.repaired == 0);
    CHECK(a->shown(in_b) == b->shown(in_b));
    CHECK(a->shown(in_a).find("Siti") == std::string::npos);
    CHECK(w.sync(*a).progress.exchanges == 1);
}

TEST_CASE("a tablet cloned: both halves are heard, neither is taken for the other") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a});
    auto a = w.tablet_for(asih);
    const auto id = a->add("person", person("Siti", village_a));
    CHECK(w.sync(*a).why == errc::ok);
    auto twin = w.clone(*a);
    w.office.now_ms += 1000;
    CHECK(a->edit(id, R"({"phone":"081234567890"})"));
    const auto by_a = a->add("person", person("Anak A", village_a));
    CHECK(twin->edit(id, R"({"address":"Kampung Baru"})"));
    const auto by_twin = twin->add("person", person("Anak B", village_a));
    for (int round = 0; round < 2; ++round) {
        CHECK(w.sync(*a).why == errc::ok);
        CHECK(w.sync(*twin).why == errc::ok);
    }
    for (const auto& made : {id, by_a, by_twin}) {
        CHECK(!a->shown(made).empty());
        CHECK(a->shown(made) == twin->shown(made));
    }
    CHECK(a->shown(id).find("081234567890") != std::string::npos);
    CHECK(a->shown(id).find("Kampung Baru") != std::string::npos);
    CHECK(a->exported(true) == w.exported_for(asih));
    // Later saves go into histories of their own.
    CHECK(a->edit(id, R"({"rt":"001"})"));
    CHECK(twin->edit(id, R"({"rw":"002"})"));
    for (auto* half : {a.get(), twin.get(), a.get()}) CHECK(w.sync(*half).why == errc::ok);
    CHECK(a->exported(true) == w.exported_for(asih));
}

TEST_CASE("any cut, any order: everybody ends with the office's bytes") {
    CHECK(rc::check("convergence", [] {
        world w;
        std::vector<officer_id> officers{
            w.office.add_officer("Asih", role::psm, {village_a, village_b}), w.office.add_officer("Budi", role::psm, {village_a}),
            w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3), w.office.add_officer("Vina", role::verifier, {"32.11"}, 7)};
        std::vector<std::unique_ptr<world_tablet>> tablets;
        for (const auto& o : officers) tablets.push_back(w.tablet_for(o));
        std::vector<record_id> people;
        const auto steps = *rc::gen::inRange(5, 40);
        for (int i = 0; i < steps; ++i) {
            w.office.now_ms += *rc::gen::inRange(0, 100'000);
            auto& t = *tablets[*rc::gen::inRange<std::size_t>(0, tablets.size())];
            if (*rc::gen::inRange(0, 10) == 0) t.skew_ms = *rc::gen::element<std::int64_t>(0, -86'400'000'000, 86'400'000'000, 3'600'000);
            const auto what = *rc::gen::inRange(0, 6);
            if (what == 0 || people.empty()) {
                people.push_back(t.add("person", person("Siti " + std::to_string(i), village_a)));
            } else if (what <= 2) {
                const auto id = people[*rc::gen::inRange<std::size_t>(0, people.size())];
                save_options options;
                options.evidence = static_cast<std::uint8_t>(*rc::gen::inRange(1, 4));
                switch (*rc::gen::inRange(0, 4)) {
                    case 0: t.edit(id, R"({"name":"Siti )" + std::to_string(*rc::gen::inRange(0, 3)) + R"("})", options); break;
                    case 1: t.edit(id, R"({"phone":"0812345678)" + std::to_string(*rc::gen::inRange(10, 13)) + R"("})", options); break;
                    case 2:
                        options.why = intent::change;
                        t.edit(id, R"({"village":")" + *rc::gen::element(village_a, village_b, village_c) + R"("})", options);
                        break;
                    default: t.edit(id, R"({"aliases":{"add":["Neng )" + std::to_string(*rc::gen::inRange(0, 3)) + R"("]}})", options);
                }
            } else if (what == 3) {
                t.reopen();
            } else {
                wire_faults faults;
                if (*rc::gen::inRange(0, 2) == 0) {
                    faults.cut_after_up = static_cast<std::size_t>(*rc::gen::inRange(0, 3000));
                    faults.cut_after_down = static_cast<std::size_t>(*rc::gen::inRange(0, 3000));
                }
                const auto outcome = w.sync(t, faults);
                RC_ASSERT(outcome.why == errc::ok || outcome.why == errc::connection_lost);
                RC_ASSERT(outcome.progress.repaired == 0);
            }
        }
        for (int round = 0; round < 2; ++round) {
            for (auto& t : tablets) {
                const auto outcome = w.sync(*t);
                RC_ASSERT(outcome.why == errc::ok);
                RC_ASSERT(outcome.progress.repaired == 0);
            }
        }
        for (std::size_t i = 0; i < tablets.size(); ++i) {
            RC_ASSERT(tablets[i]->exported(true) == w.exported_for(officers[i]));
            const auto again = w.sync(*tablets[i]);
            RC_ASSERT(again.progress.exchanges == 1);
        }
    }));
}

}  // namespace pendata::test
