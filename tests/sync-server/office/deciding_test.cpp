// Many decisions at once, and values brought back.
#include "sync-server/office/deciding.hpp"

#include <doctest/doctest.h>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/model/stamp_text.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

const grant_list everything = office_grants("32.11");

// Ani and Budi name the same people differently: two of them on one day, one on the next.
struct three_names : office_folder {
    officer_id ani_herself = add("Ani", role::psm, village_a);
    paper_tablet ani = enrol(ani_herself);
    paper_tablet budi = enrol(add("Budi", role::psm, village_a));
    std::int32_t first_day = 0;

    three_names() {
        for (int number = 1; number <= 3; ++number) take(person(ani, number, village_a, "Dari Ani " + std::to_string(number)));
        now_ms += day_ms;
        first_day = day_of(now_ms);
        says_otherwise(budi, 1);
        says_otherwise(budi, 2);
        now_ms += day_ms;
        says_otherwise(budi, 3);
    }
    void says_otherwise(paper_tablet& who, int number, const std::string& name = "Dari Budi") {
        who.save(numbered_record(number), request_for("person", "name", value::text(name)), {}, now_ms);
        take(who.seal_all(now_ms));
    }
    std::size_t cases() { return open_cases(*view(), everything)->size(); }
    value name_of_person(int number) {
        return view()->find(numbered_record(number)).value()->find(cell_key{kinds::person, fields::person::name, {}})->what.content;
    }
    std::string history_of(int number) {
        const auto now = of->bearings(*view(), now_ms).value();
        return history_json(*view(), of->words(), *now.who, numbered_record(number), 0x0f).value();
    }
    std::string stamp_of(int number, const std::string& name) {
        for (const auto& row : view()->history_of(numbered_record(number)).value()) {
            for (const auto& w : row.writes) {
                if (w.what.content == value::text(name)) return to_text(w.what.at);
            }
        }
        return {};
    }
};

std::size_t decided(const std::vector<day_line>& lines) {
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const day_line& l) { return l.pick.has_value(); }));
}

}  // namespace

TEST_CASE("all cases of one device and one day, for it or against it") {
    for (const bool in_favour : {true, false}) {
        three_names f;
        REQUIRE(f.cases() == 3);
        const day_order order{f.budi.device, f.first_day, in_favour};
        const auto plan = plan_day(*f.view(), everything, order, {});
        CHECK(decided(*plan) == 2);
        CHECK(f.cases() == 3);  // a plan does nothing
        const auto done = decide_day(*f.of, order, {}, f.now_ms);
        REQUIRE(code_of(done) == errc::ok);
        CHECK(decided(*done) == 2);
        CHECK(f.cases() == 1);
        CHECK(f.name_of_person(1) == value::text(in_favour ? "Dari Budi" : "Dari Ani 1"));
        CHECK(f.name_of_person(2) == value::text(in_favour ? "Dari Budi" : "Dari Ani 2"));
        CHECK(f.history_of(1).find(R"("rule":"decided")") != std::string::npos);
        CHECK(f.history_of(1).find(R"("rule":"overruled")") != std::string::npos);
        CHECK(decided(*decide_day(*f.of, order, {}, f.now_ms)) == 0);  // again: nothing is left
        CHECK(plan_day(*f.view(), everything, {f.ani.device, f.first_day, true}, {})->empty());  // another day of hers
    }
}

TEST_CASE("what a day's order leaves to people") {
    three_names f;
    f.says_otherwise(f.ani, 1, "Lagi");  // a third value: who is against Budi may mean either
    const auto against = plan_day(*f.view(), everything, {f.budi.device, f.first_day, false}, {});
    REQUIRE(against->size() == 2);
    CHECK(decided(*against) == 1);
    CHECK(std::count_if(against->begin(), against->end(), [](const day_line& l) { return l.verdict == day_verdict::unclear; }) == 1);
    // Never by the author of a candidate.
    const auto own = decide_day(*f.of, {f.budi.device, f.first_day, true}, f.ani_herself, f.now_ms);
    REQUIRE(code_of(own) == errc::ok);
    CHECK(decided(*own) == 0);
    for (const auto& line : *own) CHECK(line.verdict == day_verdict::own);
    CHECK(f.cases() == 3);
}

TEST_CASE("an earlier value is brought back, whatever its evidence") {
    three_names f;
    const auto id = numbered_record(1);
    REQUIRE(code_of(decide_day(*f.of, {f.budi.device, f.first_day, true}, {}, f.now_ms)) == errc::ok);
    f.now_ms += day_ms;
    const auto ani = f.stamp_of(1, "Dari Ani 1");
    REQUIRE(!ani.empty());
    CHECK(f.name_of_person(1) == value::text("Dari Budi"));
    REQUIRE(code_of(bring_back(*f.of, id, "name", ani, {}, f.now_ms)) == errc::ok);
    CHECK(f.name_of_person(1) == value::text("Dari Ani 1"));
    CHECK(f.cases() == 1);
    const auto before = f.view()->head()->at;
    CHECK(bring_back(*f.of, id, "name", ani, {}, f.now_ms)->at == before);  // it stands already
    CHECK(f.view()->head()->at == before);
    // Of a field that knows no cases.
    f.ani.save(id, request_for("person", "phone", value::text("081200000001")), {}, f.now_ms);
    f.take(f.ani.seal_all(f.now_ms));
    f.now_ms += 1000;
    f.ani.save(id, request_for("person", "phone", value::text("081200000002")), {}, f.now_ms);
    f.take(f.ani.seal_all(f.now_ms));
    REQUIRE(code_of(bring_back(*f.of, id, "phone", f.stamp_of(1, "081200000001"), {}, f.now_ms)) == errc::ok);
    CHECK(f.view()->find(id).value()->find(cell_key{kinds::person, fields::person::phone, {}})->what.content == value::text("081200000001"));
}

TEST_CASE("bringing back settles an open case, but not one's own") {
    three_names f;
    const auto id = numbered_record(3);
    const auto budi = f.stamp_of(3, "Dari Budi");
    CHECK(code_of(bring_back(*f.of, id, "name", budi, f.ani_herself, f.now_ms)) == errc::not_allowed);
    REQUIRE(code_of(bring_back(*f.of, id, "name", budi, {}, f.now_ms)) == errc::ok);
    CHECK(f.cases() == 2);
    CHECK(f.name_of_person(3) == value::text("Dari Budi"));
    CHECK(code_of(bring_back(*f.of, id, "nothing", budi, {}, f.now_ms)) == errc::unknown_field);
    CHECK(code_of(bring_back(*f.of, id, "name", "0.2.7.x", {}, f.now_ms)) == errc::not_found);
    CHECK(code_of(bring_back(*f.of, numbered_record(99), "name", budi, {}, f.now_ms)) == errc::not_found);
}
