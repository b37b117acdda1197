// Records in several places, between places and in none, seen from the tablets (I1, I4, I10): pairs, referrals, groups
// and the homeless are held by whoever is granted one of their places and by nobody else, also while they move.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

std::string person_in(const std::string& name, const std::string& place) {
    return R"({"name":")" + name + R"(","village":")" + place + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded"})";
}

std::string pair_of(const record_id& a, const record_id& b) { return R"({"a":")" + to_string(a) + R"(","b":")" + to_string(b) + R"("})"; }

std::string referral_of(const record_id& subject, const std::string& to) {
    return R"({"subject":")" + to_string(subject) + R"(","category":"P24","need":"Kursi roda","to":")" + to + R"("})";
}

void check_exact(world& w, world_tablet& t, const officer_id& officer) {
    CHECK(t.exported(true) == w.exported_for(officer));
    const auto again = w.sync(t);
    CHECK(again.progress.exchanges == 1);
    CHECK(again.progress.repaired == 0);
}

void move_to(world_tablet& t, const record_id& id, const std::string& village) {
    save_options moved;
    moved.why = intent::change;
    moved.evidence = 3;
    t.edit(id, R"({"village":")" + village + R"("})", moved);
}

}  // namespace

TEST_CASE("a pair across villages is the subdistrict's, across subdistricts the regency's, and no village's") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a}), budi = w.office.add_officer("Budi", role::psm, {village_b});
    const auto ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}), vina = w.office.add_officer("Vina", role::verifier, {"32.11"});
    auto a = w.tablet_for(asih), b = w.tablet_for(budi), t = w.tablet_for(ujang), v = w.tablet_for(vina);
    const auto siti = a->add("person", person_in("Siti Aminah", village_a));
    const auto st = b->add("person", person_in("St. Aminah", village_b));
    for (auto* tablet : {a.get(), b.get(), t.get(), v.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    const auto pair = t->add("duplicate_case", pair_of(siti, st));
    for (auto* tablet : {t.get(), a.get(), b.get(), v.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(a->shown(pair).empty());
    CHECK(b->shown(pair).empty());
    CHECK(!t->shown(pair).empty());
    CHECK(!v->shown(pair).empty());
    // One of them moves to the other subdistrict: the case leaves this one.
    move_to(*v, st, village_c);
    for (auto* tablet : {v.get(), t.get(), a.get(), b.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(t->shown(pair).empty());
    CHECK(!t->shown(siti).empty());
    CHECK(!v->shown(pair).empty());
    check_exact(w, *a, asih);
    check_exact(w, *b, budi);
    check_exact(w, *t, ujang);
    check_exact(w, *v, vina);
    // And back: it comes whole.
    move_to(*v, st, village_a);
    for (auto* tablet : {v.get(), t.get(), a.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(!t->shown(pair).empty());
    CHECK(!a->shown(pair).empty());  // both are in this village now
    check_exact(w, *a, asih);
    check_exact(w, *t, ujang);
}

TEST_CASE("a referral is read and answered at both ends, its subject at one") {
    world w;
    const auto ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}), yani = w.office.add_officer("Yani", role::tksk, {"32.11.02"});
    const auto vina = w.office.add_officer("Vina", role::verifier, {"32.11"});
    auto t = w.tablet_for(ujang), y = w.tablet_for(yani), v = w.tablet_for(vina);
    const auto siti = t->add("person", person_in("Siti", village_a));
    const auto referral = t->add("referral", referral_of(siti, "32.11.02"));
    CHECK(t->edit(referral, R"({"state":"created"})"));
    CHECK(t->edit(referral, R"({"state":"sent"})"));
    for (auto* tablet : {t.get(), y.get(), v.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(y->shown(referral).find("Kursi roda") != std::string::npos);
    CHECK(y->shown(siti).empty());
    CHECK(y->edit(referral, R"({"state":"accepted","holder":"Panti Y"})"));
    CHECK(t->edit(referral, R"({"holder":"Panti X"})"));
    for (auto* tablet : {y.get(), t.get(), v.get(), y.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(t->shown(referral).find("accepted") != std::string::npos);
    // Two holders are a case, told at both ends.
    CHECK(t->shown(referral).find("_disputed") != std::string::npos);
    CHECK(y->shown(referral).find("_disputed") != std::string::npos);
    move_to(*t, siti, village_b);
    for (auto* tablet : {t.get(), v.get(), y.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    check_exact(w, *t, ujang);
    check_exact(w, *y, yani);
    check_exact(w, *v, vina);
}

TEST_CASE("a community over two villages is one record in both") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a}), cecep = w.office.add_officer("Cecep", role::psm, {village_c});
    const auto vina = w.office.add_officer("Vina", role::verifier, {"32.11"});
    auto a = w.tablet_for(asih), c = w.tablet_for(cecep), v = w.tablet_for(vina);
    const auto naga = a->add("group", R"({"name":"Kampung Naga","group_kind":"kat","villages":[")" + village_a + R"(",")" + village_c +
                                          R"("],"estimates":[{"method":"estimated","date":"2026-01-01","village":")" + village_a + R"(","households":120}]})");
    const auto listed = a->add("assignment", R"({"subject":")" + to_string(naga) + R"(","category":"P21"})");
    for (auto* tablet : {a.get(), c.get(), v.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(c->shown(naga) == a->shown(naga));
    CHECK(!c->shown(listed).empty());
    CHECK(c->edit(naga, R"({"estimates":{"add":[{"method":"estimated","date":"2026-01-01","village":")" + village_c + R"(","households":120}]}})"));
    for (auto* tablet : {c.get(), a.get(), v.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(a->shown(naga).find(village_c + R"(","households":120)") == std::string::npos);  // members are in their order
    CHECK(a->shown(naga) == c->shown(naga));
    // It leaves one of them, with what follows it.
    CHECK(v->edit(naga, R"({"villages":{"remove":[")" + village_a + R"("]}})"));
    for (auto* tablet : {v.get(), a.get(), c.get()}) CHECK(w.sync(*tablet).why == errc::ok);
    CHECK(a->shown(naga).empty());
    CHECK(a->shown(listed).empty());
    CHECK(!c->shown(listed).empty());
    check_exact(w, *a, asih);
    check_exact(w, *c, cecep);
    check_exact(w, *v, vina);
    // A group needs a village.
    CHECK(v->author().add("group", R"({"name":"Tanpa tempat","group_kind":"kube"})", {}).has_error());
}

TEST_CASE("a homeless person is the subdistrict's; who met him hands him over") {
    world w;
    const auto asih = w.office.add_officer("Asih", role::psm, {village_a}), ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"});
    auto a = w.tablet_for(asih), t = w.tablet_for(ujang);
    const auto met = a->add("person", person_in("Mang Ucup", "32.11.01"));
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(w.sync(*t).why == errc::ok);
    CHECK(!t->shown(met).empty());
    CHECK(w.sync(*a).why == errc::ok);
    CHECK(a->shown(met).empty());
    CHECK((*(*w.office.store.view())->custody_in(custody_state::held)).empty());
    check_exact(w, *a, asih);
    check_exact(w, *t, ujang);
}

TEST_CASE("whatever moves, is added or goes, and whose duty changes: everybody holds what the office grants, exactly") {
    CHECK(rc::check("places", [] {
        world w;
        const std::vector<std::string> names{"Asih", "Cecep", "Ujang", "Vina"};
        std::vector<officer_id> officers{
            w.office.add_officer("Asih", role::psm, {village_a, village_b}), w.office.add_officer("Cecep", role::psm, {village_c}),
            w.office.add_officer("Ujang", role::tksk, {"32.11.01"}), w.office.add_officer("Vina", role::verifier, {"32.11"})};
        std::vector<std::unique_ptr<world_tablet>> tablets;
        for (const auto& o : officers) tablets.push_back(w.tablet_for(o));
        auto& verifier = *tablets[3];
        std::vector<record_id> people, groups, referrals;
        const auto some = [](const std::vector<record_id>& from) { return from[*rc::gen::inRange<std::size_t>(0, from.size())]; };
        const auto place = [] { return *rc::gen::element(village_a, village_b, village_c, std::string("32.11.01")); };
        people.push_back(verifier.add("person", person_in("Siti", village_a)));
        for (int i = 0, steps = *rc::gen::inRange(5, 40); i < steps; ++i) {
            w.office.now_ms += 1000;
            switch (*rc::gen::inRange(0, 9)) {
                case 0: people.push_back(verifier.add("person", person_in("Siti " + std::to_string(i), place()))); break;
                case 1: verifier.add("duplicate_case", pair_of(some(people), some(people))); break;
                case 2: referrals.push_back(verifier.add("referral", referral_of(groups.empty() ? some(people) : some(groups), place()))); break;
                case 3: groups.push_back(verifier.add("group", R"({"name":"Naga","group_kind":"kat","villages":[")" + place() + R"("]})")); break;
                case 4: move_to(verifier, some(people), place()); break;
                case 5:
                    if (!groups.empty()) verifier.edit(some(groups), R"({"villages":{"add":[")" + place() + R"("],"remove":[")" + place() + R"("]}})");
                    break;
                case 6:
                    if (!referrals.empty()) verifier.edit(some(referrals), R"({"to":")" + place() + R"("})");
                    break;
                case 7: {
                    const auto who = *rc::gen::inRange<std::size_t>(0, 3);
                    const std::set<std::string> regions{place(), place()};
                    w.office.replace_duty(names[who], {regions.begin(), regions.end()});
                    break;
                }
                default: {
                    wire_faults faults;
                    if (*rc::gen::inRange(0, 3) == 0) faults.cut_after_down = static_cast<std::size_t>(*rc::gen::inRange(0, 3000));
                    const auto outcome = w.sync(*tablets[*rc::gen::inRange<std::size_t>(0, 4)], faults);
                    RC_ASSERT(outcome.progress.repaired == 0);
                }
            }
        }
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = 4; i-- > 0;) {
                const auto outcome = w.sync(*tablets[i]);
                RC_ASSERT(outcome.why == errc::ok);
                RC_ASSERT(outcome.progress.repaired == 0);
            }
        }
        for (std::size_t i = 0; i < tablets.size(); ++i) {
            RC_ASSERT(tablets[i]->exported(true) == w.exported_for(officers[i]));
            RC_ASSERT(w.sync(*tablets[i]).progress.exchanges == 1);
        }
    }));
}

}  // namespace pendata::test
