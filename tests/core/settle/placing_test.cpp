// Where records belong: rule by rule as pure functions, then at the office, where what a record is placed by moves, comes
// late or goes (docs/architecture.md, "Places").
#include "core/settle/placing.hpp"

#include <doctest/doctest.h>

#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/duplicate_case.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

const std::string regency = "32.11";

const kind_def& kind_named(std::string_view name) { return *builtin_dictionary().find(name); }

// Saves fields of one record in one act.
void save_fields(paper_tablet& t, const record_id& id, std::string_view kind, const std::vector<std::pair<std::string, value>>& fields) {
    t.same_save = false;
    for (const auto& [field, content] : fields) {
        auto request = request_for(kind, field, content);
        if (kind == "referral") request.room = 0;  // about P24
        t.save(id, request, {}, noon_ms);
        t.same_save = true;
    }
    t.same_save = false;
}

void save_person(paper_tablet& t, const record_id& id, const std::string& village) {
    save_fields(t, id, "person", {{"name", value::text("Siti")}, {"village", value::text(village)}});
}

atom_set atoms_at(small_office& office, const record_id& id) {
    const auto found = office.find(id);
    return found ? found->atoms() : atom_set{};
}

struct pair_at_office {
    small_office office;
    paper_tablet verifier = office.add_tablet(office.add_officer("Vina", role::verifier, {regency}));
    const record_id a = numbered_record(1), b = numbered_record(2), pair = numbered_record(3);

    receipt send() { return office.take(verifier.seal_all(noon_ms)); }
    void people(const std::string& of_a, const std::string& of_b) {
        save_person(verifier, a, of_a);
        save_person(verifier, b, of_b);
    }
    void pair_them() { save_fields(verifier, pair, "duplicate_case", {{"a", value::reference(a)}, {"b", value::reference(b)}}); }
    void move(const record_id& id, const std::string& village) {
        const auto now = office.find(id)->find(person_cell(fields::person::village))->what;
        verifier.save(id, request_for("person", "village", value::text(village), 3, intent::change),
                      {{id, now, {}, 0, clock_trust::ok}}, noon_ms + 1000);
        CHECK(send().held.empty());
    }
};

}  // namespace

TEST_CASE("a part of a village is a place of its own, however its numbers are written") {
    CHECK(within_village(village_a, "3", "1") == village_a + ".RW003.RT01");
    CHECK(within_village(village_a, "RW 03", "RT 001") == village_a + ".RW003.RT01");
    CHECK(within_village(village_a, "012", "") == village_a + ".RW012");
    CHECK(within_village(village_a, "", "01") == village_a);  // an RT of no RW
    for (const auto* odd : {"", "0", "1A", "depan", "1000", "-"}) CHECK(within_village(village_a, odd, "01") == village_a);
    CHECK(within_village("32.11.01", "3", "1") == "32.11.01");  // of whoever has no village
    for (const auto& node : {village_a, village_a + ".RW003", village_a + ".RW003.RT01", std::string("32.11.01")}) {
        CHECK(is_duty_node(node));
        CHECK(region_of(node) == node.substr(0, 13));
    }
    for (const auto* odd : {".RW3", ".RW003.", ".RW003.RT1", ".RT01", ".RW000", ".RW003.RT01.x", ".", ".Rx"}) CHECK(!is_duty_node(village_a + odd));
    CHECK(!is_duty_node("32.11.01.RW003"));
    CHECK(!is_duty_node(""));
    CHECK(says_where(kind_named("person"), fields::person::rw));
    CHECK(says_where(kind_named("family"), fields::family::village));
    CHECK(!says_where(kind_named("family"), fields::family::address));
}

TEST_CASE("whom the law restricts is the regency's alone, with what follows; and where the village is again afterwards") {
    pair_at_office f;
    save_fields(f.verifier, f.a, "person", {{"name", value::text("Siti")}, {"village", value::text(village_a)}, {"rw", value::text("03")}});
    save_fields(f.verifier, f.b, "person", {{"name", value::text("Aminah")}, {"village", value::text(village_a)}});
    f.pair_them();
    CHECK(f.send().held.empty());
    const auto restrict = [&](bool is_so) {
        const auto office = f.office.context();
        static std::uint64_t saves = 9'000;
        const authorship by{office.replica, {}, ++saves, to_stamp_time(noon_ms + static_cast<std::int64_t>(saves)), noon_ms, clock_trust::ok};
        f.office.write_own({*compose(f.a, request_for("person", "restricted", value::integer(is_so ? 1 : 0)), by, {}, {})});
    };
    restrict(true);
    CHECK(atoms_at(f.office, f.a) == atom_set{f.office.context().who.regency()});
    CHECK(atoms_at(f.office, f.b) == atom_set{village_a});
    CHECK(atoms_at(f.office, f.pair) == atom_set{f.office.context().who.regency()});
    restrict(false);
    CHECK(atoms_at(f.office, f.a) == atom_set{village_a + ".RW003"});
    CHECK(atoms_at(f.office, f.pair) == atom_set{village_a});
    CHECK(says_where(kind_named("person"), fields::person::restricted));
    CHECK(!says_where(kind_named("family"), fields::family::address));
}

TEST_CASE("who follows somebody is in the same part of the village, and a pair within one part stays there") {
    pair_at_office f;
    for (const auto& id : {f.a, f.b}) {
        save_fields(f.verifier, id, "person", {{"name", value::text("Siti")}, {"village", value::text(village_a)}, {"rw", value::text("03")}, {"rt", value::text(id == f.a ? "1" : "2")}});
    }
    f.pair_them();
    CHECK(f.send().held.empty());
    CHECK(atoms_at(f.office, f.a) == atom_set{village_a + ".RW003.RT01"});
    CHECK(atoms_at(f.office, f.pair) == atom_set{village_a + ".RW003"});
    const auto now = f.office.find(f.b)->find(person_cell(fields::person::rw))->what;
    f.verifier.save(f.b, request_for("person", "rw", value::text("4")), {{f.b, now, {}, 0, clock_trust::ok}}, noon_ms + 1000);
    CHECK(f.send().held.empty());
    CHECK(atoms_at(f.office, f.b) == atom_set{village_a + ".RW004.RT02"});
    CHECK(atoms_at(f.office, f.pair) == atom_set{village_a});
}

TEST_CASE("the node two places have in common") {
    CHECK(common_node({village_a}, regency) == village_a);
    CHECK(common_node({village_a, village_b}, regency) == "32.11.01");
    CHECK(common_node({village_a, "32.11.01"}, regency) == "32.11.01");
    CHECK(common_node({village_a, village_c}, regency) == regency);
    CHECK(common_node({village_a + ".RW003.RT01", village_a + ".RW003.RT02"}, regency) == village_a + ".RW003");
    CHECK(common_node({village_a, "32.12.01.2001"}, regency) == regency);
    CHECK(common_node({"32.12.01.2001"}, regency) == regency);
    CHECK(common_node({village_a, "61.01.01.2001"}, regency) == regency);
    CHECK(common_node({}, regency) == regency);
}

TEST_CASE("atoms of what is placed by others") {
    const auto& visit = kind_named("visit");
    const auto& referral = kind_named("referral");
    const auto& pair = kind_named("duplicate_case");
    const std::vector<atom_set> in_a{{village_a}}, in_a_and_c{{village_a}, {village_c}}, half{{village_a}, {}}, none{{}};
    CHECK(atoms_by_roots(visit, {}, in_a, regency) == atom_set{village_a});
    CHECK(atoms_by_roots(visit, {}, none, regency).empty());
    CHECK(atoms_by_roots(visit, {}, {}, regency).empty());
    CHECK(atoms_by_roots(referral, {"32.11.02"}, in_a, regency) == atom_set{village_a, "32.11.02"});
    CHECK(atoms_by_roots(referral, {"32.11.02"}, none, regency).empty());
    CHECK(atoms_by_roots(pair, {}, in_a_and_c, regency) == atom_set{regency});
    CHECK(atoms_by_roots(pair, {}, half, regency).empty());
    CHECK(atoms_by_roots(pair, {}, in_a, regency).empty());
    CHECK(resting_place(kind_named("group"), regency) == atom_set{regency});
    CHECK(resting_place(kind_named("person"), regency).empty());
}

TEST_CASE("a pair is where both are: in their village, their subdistrict, the regency") {
    pair_at_office o;
    o.people(village_a, village_a);
    o.pair_them();
    CHECK(o.send().held.empty());
    CHECK(atoms_at(o.office, o.pair) == atom_set{village_a});
    CHECK(o.office.find(o.pair)->roots == std::vector<record_id>{o.a, o.b});
    o.move(o.b, village_b);
    CHECK(atoms_at(o.office, o.pair) == atom_set{"32.11.01"});
    o.move(o.b, village_c);
    CHECK(atoms_at(o.office, o.pair) == atom_set{regency});
    o.move(o.a, village_c);
    CHECK(atoms_at(o.office, o.pair) == atom_set{village_c});
    CHECK(o.office.fingerprint_kept({{regency, 15}}) == o.office.fingerprint_from_scratch({{regency, 15}}));
    CHECK(o.office.fingerprint_kept({{"32.11.01", 15}}) == o.office.fingerprint_from_scratch({{"32.11.01", 15}}));
}

TEST_CASE("a pair waits for both, whichever comes last") {
    pair_at_office o;
    o.pair_them();
    auto first = o.send();
    REQUIRE(first.held.size() == 2);
    for (const auto& w : first.held) CHECK(w.reason == hold_reason::no_place);
    SUBCASE("the first one last") {
        save_person(o.verifier, o.b, village_b);
        CHECK(o.send().held.empty());
        CHECK(!o.office.find(o.pair).has_value());
        save_person(o.verifier, o.a, village_a);
    }
    SUBCASE("the second one last") {
        save_person(o.verifier, o.a, village_a);
        CHECK(o.send().held.empty());
        CHECK(!o.office.find(o.pair).has_value());
        save_person(o.verifier, o.b, village_b);
    }
    SUBCASE("both at once") { o.people(village_a, village_b); }
    CHECK(o.send().held.empty());
    CHECK(atoms_at(o.office, o.pair) == atom_set{"32.11.01"});
}

TEST_CASE("work that waits for a pair, and may not be on it, does not stop the office from making the pair") {
    pair_at_office f;
    f.people(village_a, village_c);  // of two subdistricts: the pair is the regency's
    CHECK(f.send().held.empty());
    auto tksk = f.office.add_tablet(f.office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    const auto pair = duplicate_case_id(f.a, f.b);
    tksk.save(pair, request_for("duplicate_case", "note", value::text("orang yang sama?")), {}, noon_ms);
    CHECK(f.office.take(tksk.seal_all(noon_ms)).held.size() == 1);
    const auto office = f.office.context();
    std::vector<write> made;
    for (const auto& [field, content] : std::vector<std::pair<const char*, value>>{
             {"a", value::reference(std::min(f.a, f.b))}, {"b", value::reference(std::max(f.a, f.b))}, {"state", value::integer(codes::duplicate_state::proposed)}}) {
        const authorship by{office.replica, {}, 7'000, to_stamp_time(noon_ms + 2000), noon_ms, clock_trust::ok};
        made.push_back(*compose(pair, request_for("duplicate_case", field, content), by, {}, {}));
    }
    f.office.write_own(made);
    CHECK(atoms_at(f.office, pair) == atom_set{regency});
    CHECK((*f.office.store.view())->custody_of(pair)->size() == 1);
}

TEST_CASE("a group that the law restricts is the regency's, whatever villages it names") {
    const auto& group = kind_named("group");
    const auto restricted = fields::group::restricted;
    const auto villages = [&](std::uint16_t) { return std::vector<bytes>{value::text(village_a).encoded(), value::text(village_c).encoded()}; };
    const value yes = value::integer(1);
    CHECK(own_atoms(group, [&](std::uint16_t f) { return f == restricted ? &yes : nullptr; }, villages, regency) == atom_set{regency});
    CHECK(own_atoms(group, [](std::uint16_t) -> const value* { return nullptr; }, villages, regency) == atom_set{village_a, village_c});
    CHECK(says_where(group, restricted));
    // What follows whom the law restricts is nowhere else, whatever its other end.
    const atom_set at_regency{regency};
    CHECK(atoms_by_roots(kind_named("referral"), {"32.11.02"}, std::span(&at_regency, 1), regency) == at_regency);
}

TEST_CASE("two answers to a pair: a case that is seen where the pair is, nowhere below") {
    pair_at_office o;
    auto other = o.office.add_tablet(o.office.add_officer("Ujang", role::tksk, {"32.11.01"}));
    o.people(village_a, village_b);
    o.pair_them();
    CHECK(o.send().held.empty());
    const auto same = value::integer(codes::duplicate_state::same), different = value::integer(codes::duplicate_state::different);
    const auto one = o.verifier.save(o.pair, request_for("duplicate_case", "state", same), {}, noon_ms);
    other.save(o.pair, request_for("duplicate_case", "state", different), {}, noon_ms + 1);
    CHECK(o.send().held.empty());
    CHECK(o.office.take(other.seal_all(noon_ms + 1)).held.empty());
    const auto open = case_record_id(o.pair, {kinds::duplicate_case, fields::duplicate_case::state, {}});
    CHECK(atoms_at(o.office, open) == atom_set{"32.11.01"});
    o.move(o.b, village_c);
    CHECK(atoms_at(o.office, o.pair) == atom_set{regency});
    CHECK(atoms_at(o.office, open) == atom_set{regency});
    CHECK(one.what.at.generation == 0);
}

TEST_CASE("an answer changed to one of equal weight speaks of a later generation, and wins") {
    pair_at_office o;
    o.people(village_a, village_a);
    o.pair_them();
    const auto same = o.verifier.save(o.pair, request_for("duplicate_case", "state", value::integer(codes::duplicate_state::same)), {}, noon_ms);
    const auto undone = o.verifier.save(o.pair, request_for("duplicate_case", "state", value::integer(codes::duplicate_state::different)), {same}, noon_ms);
    CHECK(same.what.at.rank == undone.what.at.rank);
    CHECK(undone.what.at.generation == same.what.at.generation + 1);
    CHECK(o.send().held.empty());
    const auto now = o.office.find(o.pair)->find({kinds::duplicate_case, fields::duplicate_case::state, {}})->what;
    CHECK(now.content == undone.what.content);
    // A generation nobody has earned is still held.
    auto forged = o.verifier.save(o.pair, request_for("duplicate_case", "state", value::integer(codes::duplicate_state::same)), {undone}, noon_ms);
    CHECK(forged.what.at.generation == undone.what.at.generation + 1);
    o.verifier.unsealed.back().what.what.at.generation += 1;
    const auto held = o.send();
    REQUIRE(held.held.size() == 1);
    CHECK(held.held.front().reason == hold_reason::malformed);
}

TEST_CASE("a referral is at both ends, and goes along with its subject") {
    pair_at_office o;
    o.people(village_a, village_b);
    const auto referral = numbered_record(9);
    save_fields(o.verifier, referral, "referral",
                {{"subject", value::reference(o.a)}, {"category", value::integer(24)}, {"need", value::text("Kursi roda")}, {"to", value::text("32.11.02")}});
    CHECK(o.send().held.empty());
    CHECK(atoms_at(o.office, referral) == atom_set{village_a, "32.11.02"});
    o.move(o.a, village_b);
    CHECK(atoms_at(o.office, referral) == atom_set{village_b, "32.11.02"});
    const auto to = o.office.find(referral)->find({kinds::referral, fields::referral::to, {}})->what;
    auto elsewhere = request_for("referral", "to", value::text(village_c));
    elsewhere.room = 0;
    o.verifier.save(referral, elsewhere, {{referral, to, {}, 0, clock_trust::ok}}, noon_ms + 5);
    CHECK(o.send().held.empty());
    CHECK(atoms_at(o.office, referral) == atom_set{village_b, village_c});
    CHECK(o.office.fingerprint_kept({{regency, 15}}) == o.office.fingerprint_from_scratch({{regency, 15}}));
}

TEST_CASE("a group is in each of its villages; with none left it rests with the regency, with none yet it waits") {
    pair_at_office o;
    const auto group = numbered_record(9);
    save_fields(o.verifier, group, "group", {{"name", value::text("Kampung Naga")}, {"group_kind", value::integer(codes::group_kind::kat)}});
    CHECK(o.send().held.size() == 2);
    const auto in_village = [&](const std::string& code, bool there) {
        auto request = request_for("group", "villages", value::text(code));
        if (!there) request.content = value();
        const auto found = o.office.find(group);
        const auto* now = found ? found->find(request.key) : nullptr;
        std::vector<write> around;
        if (now != nullptr) around.push_back({group, now->what, {}, 0, clock_trust::ok});
        o.verifier.save(group, request, around, noon_ms + 1000);
        CHECK(o.send().held.empty());
    };
    in_village(village_a, true);
    in_village(village_c, true);
    CHECK(atoms_at(o.office, group) == atom_set{village_a, village_c});
    CHECK(o.office.find(group)->find({kinds::group, fields::group::name, {}}) != nullptr);
    in_village(village_a, false);
    CHECK(atoms_at(o.office, group) == atom_set{village_c});
    in_village(village_c, false);
    CHECK(atoms_at(o.office, group) == atom_set{regency});
    in_village(village_b, true);
    CHECK(atoms_at(o.office, group) == atom_set{village_b});
    CHECK(o.office.fingerprint_kept({{regency, 15}}) == o.office.fingerprint_from_scratch({{regency, 15}}));
}

TEST_CASE("who has no village is recorded with the subdistrict by whoever met him there, and by nobody from elsewhere") {
    small_office office;
    auto asih = office.add_tablet(office.add_officer("Asih", role::psm, {village_a}));
    auto cecep = office.add_tablet(office.add_officer("Cecep", role::psm, {village_c}));
    save_person(asih, numbered_record(1), "32.11.01");
    save_person(cecep, numbered_record(2), "32.11.01");
    CHECK(office.take(asih.seal_all(noon_ms)).held.empty());
    CHECK(atoms_at(office, numbered_record(1)) == atom_set{"32.11.01"});
    const auto from_elsewhere = office.take(cecep.seal_all(noon_ms));
    REQUIRE(from_elsewhere.held.size() == 2);
    CHECK(from_elsewhere.held.front().reason == hold_reason::outside_duty);
    // No village holds him.
    CHECK(granted_rooms({{village_a, 15}}, atoms_at(office, numbered_record(1))) == 0);
    CHECK(granted_rooms({{"32.11.01", 1}}, atoms_at(office, numbered_record(1))) == 1);
}

}  // namespace pendata
