// A descent finds exactly what differs, whatever differs, and in a bounded number of exchanges.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/base/limits.hpp"
#include "tests/core/reconcile/repair_model.hpp"

namespace pendata::test {

namespace {

const grant_list village{{"32.11.01.2001", 3}};

model_side records_at(std::mt19937_64& random, const std::vector<std::string>& places, std::size_t count) {
    model_side out;
    for (std::size_t i = 0; i < count; ++i) {
        model_record r;
        r.atoms = {places[random() % places.size()]};
        r.parts[0] = random();
        if (random() % 2 == 0) r.parts[1] = random();
        out.emplace(random_record(random), std::move(r));
    }
    return out;
}

record_id any_of(const model_side& side, std::mt19937_64& random) {
    auto at = side.lower_bound(random_record(random));
    return at == side.end() ? side.begin()->first : at->first;
}

// One scattered difference: another content, a row too many, a row too few, in turn.
void differ(const model_side& office, model_side& tablet, std::mt19937_64& random, std::size_t turn) {
    if (turn % 3 == 1) {
        model_record extra;
        extra.atoms = office.empty() ? std::set<std::string>{"32.11.01.2001"} : any_of(office, random).raw[0] % 2 == 0 ? office.begin()->second.atoms : office.rbegin()->second.atoms;
        extra.parts[0] = random();
        tablet.emplace(random_record(random), std::move(extra));
        return;
    }
    if (tablet.empty()) return;
    const auto id = any_of(tablet, random);
    if (turn % 3 == 0) {
        tablet.at(id).parts.begin()->second = random();
    } else {
        tablet.erase(id);
    }
}

std::vector<std::string> villages(std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto subdistrict = std::to_string(10 + i / 12);
        out.push_back("32.11." + subdistrict + "." + std::to_string(2001 + i % 12));
    }
    return out;
}

}  // namespace

TEST_CASE("what is equal is asked once and nothing is named") {
    std::mt19937_64 random(1);
    const auto office = records_at(random, {"32.11.01.2001"}, 3000);
    auto tablet = office;
    const auto done = repair(office, tablet, village);
    CHECK(done.exchanges == 2);  // that nothing differs, and that this was all
    CHECK(done.sent + done.evicted + done.rows_named == 0);
}

TEST_CASE("scattered differences of a village are found in two questions") {
    for (const std::size_t differences : {1, 10, 40}) {
        std::mt19937_64 random(differences);
        const auto office = records_at(random, {"32.11.01.2001"}, 3000);
        auto tablet = office;
        for (std::size_t i = 0; i < differences; ++i) differ(office, tablet, random, i);
        const auto done = repair(office, tablet, village);
        CHECK(equal(office, tablet, village));
        CHECK(done.exchanges == 2);
        CHECK(done.sent <= 2 * differences);
        CHECK(done.rows_named <= 2 * differences);
    }
}

TEST_CASE("only rows too many, only rows too few, nothing at all, and nothing in common") {
    std::mt19937_64 random(5);
    const auto office = records_at(random, villages(3), 3000);
    const grant_list grants{{"32.11.10", 3}};
    SUBCASE("too many") {
        auto tablet = office;
        for (std::size_t i = 0; i < 50; ++i) differ(office, tablet, random, 1);
        const auto done = repair(office, tablet, grants);
        CHECK(equal(office, tablet, grants));
        CHECK(done.sent == 0);
        CHECK(done.evicted == 50);
    }
    SUBCASE("too few") {
        auto tablet = office;
        for (std::size_t i = 0; i < 50; ++i) differ(office, tablet, random, 2);
        const auto done = repair(office, tablet, grants);
        CHECK(equal(office, tablet, grants));
        CHECK(done.evicted == 0);
    }
    SUBCASE("an empty cache with a cursor takes the places whole") {
        model_side tablet;
        const auto done = repair(office, tablet, grants);
        CHECK(equal(office, tablet, grants));
        CHECK(done.exchanges == 2);
        CHECK(done.rows_named == 0);
    }
    SUBCASE("one village is missing") {
        auto tablet = office;
        std::erase_if(tablet, [](const auto& r) { return r.second.atoms.contains("32.11.10.2002"); });
        const auto done = repair(office, tablet, grants);
        CHECK(equal(office, tablet, grants));
        CHECK(done.exchanges == 2);
        CHECK(done.rows_named == 0);
    }
    SUBCASE("nothing in common") {
        auto tablet = records_at(random, villages(3), 3000);
        repair(office, tablet, grants);
        CHECK(equal(office, tablet, grants));
    }
    SUBCASE("everything at the office is gone") {
        auto tablet = office;
        const auto done = repair({}, tablet, grants);
        CHECK(tablet.empty());
        CHECK(done.sent == 0);
    }
}

TEST_CASE("a kabupaten is descended by place") {
    std::mt19937_64 random(9);
    const auto places = villages(900);  // more than are asked for at once
    const auto office = records_at(random, places, 30000);
    auto tablet = office;
    for (std::size_t i = 0; i < 12; ++i) differ(office, tablet, random, i);
    const grant_list grants{{"32.11", 3}};
    std::vector<std::size_t> named;
    repair_witness witness;
    witness.asked = [&](const repair_ask& ask) { named.push_back(ask.sums.size()); };
    const auto done = repair(office, tablet, grants, short_width, witness);
    CHECK(equal(office, tablet, grants));
    CHECK(named.front() == 75);        // subdistricts
    CHECK(named.at(1) <= 12 * 12);     // the villages of those that differ
    CHECK(done.exchanges <= 4);
}

TEST_CASE("grants of single compartments, nested, and records in several places") {
    std::mt19937_64 random(11);
    auto office = records_at(random, {"32.11.01.2001", "32.11.01.2002", "32.11.02.2001", "reference"}, 2000);
    for (auto& [id, record] : office) {
        if (random() % 5 == 0) record.atoms = {"32.11.01.2001", "32.11.01.2002", "32.11.09.2001"};
        if (random() % 7 == 0) record.parts[3] = random();
    }
    const grant_list grants{{"32.11.01", 1}, {"32.11.01.2002", 11}, {"reference", 1}};
    model_side tablet;
    for (const auto& [id, record] : office) {
        auto held = granted(record, grants);
        if (!held.parts.empty()) tablet.emplace(id, std::move(held));
    }
    REQUIRE(equal(office, tablet, grants));
    for (std::size_t i = 0; i < 30; ++i) differ(office, tablet, random, i);
    repair(office, tablet, grants);
    CHECK(equal(office, tablet, grants));
}

TEST_CASE("what can be placed nowhere is found and evicted, or left where only its root is wrong") {
    std::mt19937_64 random(13);
    auto office = records_at(random, {"32.11.01.2001"}, 500);
    auto tablet = office;
    model_record stray;
    stray.parts[0] = random();
    tablet.emplace(random_record(random), stray);
    stray.atoms = {"32.11.99.2001"};  // of a village that is not granted
    tablet.emplace(random_record(random), stray);
    auto follower = std::next(tablet.begin(), 7);
    follower->second.atoms = {};      // as it stands while its root is not held
    const auto kept = follower->first;
    const auto done = repair(office, tablet, village);
    CHECK(done.evicted == 2);
    CHECK(done.sent == 0);            // its content is right: nothing of it travels
    tablet.at(kept).atoms = office.at(kept).atoms;
    CHECK(equal(office, tablet, village));
}

TEST_CASE("records whose keys crowd into one range are listed all the same") {
    // Ids chosen so that their keys begin with the same 12 bits, as a hostile tablet may choose them.
    std::mt19937_64 random(17);
    auto office = records_at(random, {"32.11.01.2001"}, 500);
    for (std::size_t made = 0; made < 200;) {
        const auto id = random_record(random);
        if (range_key(id) >> 52 != 0xabc) continue;
        office[id] = {{{0, random()}}, {"32.11.01.2001"}};
        ++made;
    }
    auto tablet = office;
    for (std::size_t i = 0; i < 20; ++i) differ(office, tablet, random, i);
    const auto done = repair(office, tablet, village);
    CHECK(equal(office, tablet, village));
    CHECK(done.exchanges <= 5);
}

TEST_CASE("marks that agree in their last bytes wait for the full width") {
    model_side office, tablet;
    std::mt19937_64 random(19);
    for (int i = 0; i < 40; ++i) office[random_record(random)] = {{{0, random()}}, {"32.11.01.2001"}};
    tablet = office;
    tablet.begin()->second.parts[0] += std::uint64_t{1} << 40;
    repair(office, tablet, village);
    CHECK(!equal(office, tablet, village));
    repair(office, tablet, village, full_width);
    CHECK(equal(office, tablet, village));
}

TEST_CASE("any two sets become equal in few exchanges") {
    CHECK(rc::check("random sets, random differences", [] {
        std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
        const auto places = villages(*rc::gen::inRange<std::size_t>(1, 40));
        auto office = records_at(random, places, *rc::gen::inRange<std::size_t>(0, 2000));
        auto tablet = office;
        const auto differences = *rc::gen::inRange<std::size_t>(0, 300);
        for (std::size_t i = 0; i < differences; ++i) differ(office, tablet, random, random());
        // Now and then a whole village on one side only.
        if (random() % 3 == 0) std::erase_if(tablet, [&](const auto& r) { return r.second.atoms.contains(places.front()); });
        if (random() % 3 == 0) std::erase_if(office, [&](const auto& r) { return r.second.atoms.contains(places.back()); });
        const grant_list grants{{"32.11.10", 1}, {"32.11.11", 3}};
        for (auto& [id, held] : tablet) {
            if (random() % 50 != 0) held = granted(held, grants);  // else held beyond the grants: must go
        }
        std::erase_if(tablet, [](const auto& r) { return r.second.parts.empty(); });
        const auto done = repair(office, tablet, grants);
        RC_ASSERT(equal(office, tablet, grants));
        RC_ASSERT(done.exchanges <= 4u);
        RC_ASSERT(done.rows_named <= 3 * (differences + tablet.size() / 50 + 1) + 6000);
    }));
}

TEST_CASE("an answer that does not fit its question is refused") {
    std::mt19937_64 random(23);
    const auto office = records_at(random, {"32.11.01.2001"}, 300);
    const auto refused = [&](const repair_told& told) {
        descent d(village, held_by(office, village), short_width);
        REQUIRE(d.next()->sums.size() == 1);
        return d.take(told).has_error();
    };
    CHECK(!refused({short_width, {}, {}}));
    CHECK(refused({full_width, {}, {}}));
    CHECK(refused({short_width, {"32.12.01.2001"}, {}}));
    CHECK(refused({short_width, {}, {{1, {}}}}));
    CHECK(refused({short_width, {}, {{0, {{1u << 20, true, 0, {}}}}}}));
}

}  // namespace pendata::test
