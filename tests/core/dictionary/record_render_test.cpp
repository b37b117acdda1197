// Records as canonical JSON. These bytes are what two converged tablets print.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/record_json.hpp"

using namespace pendata;

namespace {

record_id some_id() {
    return *parse_id<record_id>("0190c0de-0000-7000-8000-000000000001");
}

class record {
public:
    explicit record(std::uint16_t kind) : kind_(kind) {}

    record& put(std::uint16_t field, value content, bytes element = {}) {
        cell c;
        c.key = {kind_, field, std::move(element)};
        c.content = std::move(content);
        cells_.push_back(std::move(c));
        return *this;
    }
    record& element(std::uint16_t field, const value& content) {
        auto made = make_element(content);
        return put(field, std::move(made.content), std::move(made.key));
    }
    cell& last() { return cells_.back(); }

    std::string json(const json_options& options = {}) const {
        std::vector<const cell*> winners;
        for (const auto& c : cells_)
            winners.push_back(&c);
        auto out = record_to_json(builtin_dictionary(), some_id(), kind_, winners, options);
        std::reverse(winners.begin(), winners.end());
        CHECK(record_to_json(builtin_dictionary(), some_id(), kind_, winners, options) == out);
        return out;
    }

private:
    std::uint16_t kind_;
    std::vector<cell> cells_;
};

const std::string head = R"("id":"0190c0de-0000-7000-8000-000000000001","kind":"person")";

}  // namespace

TEST_CASE("golden: keys sorted, sets sorted, no blanks, nothing for what is cleared") {
    using namespace fields::person;
    record siti(kinds::person);
    siti.put(village, value::text("32.11.01.2001"))
        .put(name, value::text("Siti \"Iti\" Aminah"))
        .put(birth_date, value::integer(7335))
        .put(sex, value::integer(codes::sex::P))
        .put(income, value::integer(250000))
        .put(restricted, value::integer(0))
        .put(phone, value())
        .put(presence, value::integer(codes::presence::withdrawn))
        .put(presence_reason, value::text("ganda"))
        .element(disabilities, value::integer(codes::disability::physical))
        .element(disabilities, value::integer(codes::disability::mental))
        .element(aliases, value::text("Titi"))
        .put(aliases, value(), make_element(value::text("Iti")).key);
    CHECK(
        siti.json() ==
        R"({"aliases":["Titi"],"birth_date":"1990-01-31","disabilities":["mental","physical"],)"
        R"("id":"0190c0de-0000-7000-8000-000000000001","income":250000,"kind":"person","name":"Siti \"Iti\" Aminah","presence":"withdrawn","presence_reason":"ganda",)"
        R"("restricted":false,"sex":"P","village":"32.11.01.2001"})");
}

TEST_CASE("golden: positions, moments, references, numbers in sets") {
    record family(kinds::family);
    family.put(fields::family::lat, value::integer(-68571234))
        .put(fields::family::lon, value::integer(1'070'000'000))
        .put(fields::family::fix_time, value::integer(1'791'169'200'000))
        .put(fields::family::head, value::reference(some_id()));
    CHECK(
        family.json() ==
        R"({"fix_time":"2026-10-05T03:00:00.000Z","head":"0190c0de-0000-7000-8000-000000000001",)"
        R"("id":"0190c0de-0000-7000-8000-000000000001","kind":"family","lat":-6.8571234,"lon":107})");
    record duty(kinds::duty);
    for (const int n : {10, 2, 0})
        duty.element(fields::duty::compartments, value::integer(n));
    CHECK(duty.json() ==
          R"({"compartments":[0,2,10],"id":"0190c0de-0000-7000-8000-000000000001","kind":"duty"})");
}

TEST_CASE("golden: keyed sets") {
    record siti(kinds::person);
    const auto& consent = *builtin_dictionary().find("person")->find("consent");
    for (const auto purpose : {codes::consent_purpose::photo, codes::consent_purpose::census}) {
        auto made =
            make_element(consent, std::vector<value>{value::integer(purpose), value::text("dinas"),
                                                     value::integer(1), value::integer(20731)});
        siti.put(fields::person::consent, made.content, made.key);
    }
    CHECK(siti.json() ==
          R"({"consent":[{"date":"2026-10-05","purpose":"census","scope":"dinas","state":"given"},)"
          R"({"date":"2026-10-05","purpose":"photo","scope":"dinas","state":"given"}],)" +
              head + "}");
}

TEST_CASE("disputed fields are named, and only then is there a key") {
    using namespace fields::person;
    record siti(kinds::person);
    siti.put(name, value::text("Siti"));
    const std::uint16_t fields[] = {name, birth_date, name};
    CHECK(siti.json({.disputed = fields}) ==
          R"({"_disputed":["birth_date","name"],)" + head + R"(,"name":"Siti"})");
    CHECK(siti.json() == "{" + head + R"(,"name":"Siti"})");
}

TEST_CASE("for people the id leads") {
    record siti(kinds::person);
    siti.put(fields::person::address, value::text("Jl. Raya 1"));
    CHECK(siti.json({.id_first = true}) == "{" + head + R"(,"address":"Jl. Raya 1"})");
    CHECK(record(kinds::person).json({.id_first = true}) == "{" + head + "}");
}

TEST_CASE("nothing hides: what this version does not know stands apart") {
    record siti(kinds::person);
    siti.put(999, value::text("A"))
        .put(998, value(), "x")
        .put(997, value::integer(1), make_element(value::text("B")).key)
        .put(fields::person::name, value::text("Siti"), "odd")
        .put(fields::person::sex, value::integer(9))
        .put(fields::person::aliases, value::integer(1), std::string_view("\0", 1).data());
    CHECK(siti.json() ==
          R"({"_unknown":{"10/6f6464":"0153697469","11":"0202","997/0142":"0202","999":"0141"},)" +
              head + R"(,"sex":{"_raw":"0212"}})");
    std::vector<const cell*> none;
    CHECK(record_to_json(builtin_dictionary(), some_id(), 777, none) ==
          R"({"id":"0190c0de-0000-7000-8000-000000000001","kind":777})");
    cell foreign;
    foreign.key = {kinds::family, fields::family::rw, {}};
    foreign.content = value::text("1");
    const cell* winners[] = {&foreign};
    CHECK(record_to_json(builtin_dictionary(), some_id(), kinds::person, winners) ==
          R"({"_unknown":{"2:15":"0131"},)" + head + "}");
}

TEST_CASE("golden: stamps, also of what is cleared") {
    record siti(kinds::person);
    siti.put(fields::person::phone, value());
    auto& c = siti.last();
    c.at = {2, 7, to_stamp_time(1'791'169'200'000) + 3, replica_id{}};
    c.save_number = 12;
    c.evidence = 4;
    c.room = 0;
    c.why = intent::change;
    c.effective_date = 20731;
    const std::string zero = R"("00000000-0000-0000-0000-000000000000")";
    CHECK(
        siti.json({.stamps = true}) ==
        R"({"_stamps":{"phone":{"author":)" + zero +
            R"(,"cleared":true,"compartment":0,"counter":3,"effective_date":"2026-10-05","evidence":4,"generation":2,)"
            R"("intent":"change","rank":7,"replica":)" +
            zero + R"(,"save":12,"time":"2026-10-05T03:00:00.000Z"}},)" + head + "}");
    record odd(kinds::person);
    odd.element(fields::person::aliases, value::text("Titi"));
    odd.last().at.time = ~stamp_time{0};
    odd.last().effective_date = 2'000'000'000;
    odd.last().why = static_cast<intent>(14);
    const auto text = odd.json({.stamps = true});
    CHECK(text.find(R"("element":"Titi")") != std::string::npos);
    CHECK(text.find(R"("time":"281474976710655")") != std::string::npos);
    CHECK(text.find(R"("effective_date":2000000000)") != std::string::npos);
    CHECK(text.find(R"("intent":"unknown")") != std::string::npos);
}

TEST_CASE("single values, as cases and histories show them") {
    const auto& person = *builtin_dictionary().find("person");
    CHECK(value_to_json(*person.find("name"), {}, value::text("Siti")) == R"("Siti")");
    CHECK(value_to_json(*person.find("income"), {}, value::integer(5)) == "5");
    CHECK(value_to_json(*person.find("name"), {}, value()) == "null");
    CHECK(value_to_json(*person.find("name"), {}, value::integer(5)) == R"({"_raw":"020a"})");
    CHECK(value_to_json(*person.find("name"), {}, value::text("\xff")) == R"({"_raw":"01ff"})");
    const auto made = make_element(value::text("Titi"));
    CHECK(value_to_json(*person.find("aliases"), made.key, made.content) == R"("Titi")");
    CHECK(value_to_json(*person.find("aliases"), made.key, value()) == "null");
    CHECK(value_to_json(*person.find("aliases"), {}, made.content) == R"({"_raw":"0202"})");
}
