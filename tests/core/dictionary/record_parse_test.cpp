// Records read from JSON.
#include <doctest/doctest.h>

#include "core/dictionary/element.hpp"
#include "core/dictionary/record_json.hpp"

using namespace pendata;

namespace {

const kind_def& kind(std::string_view name) {
    return *builtin_dictionary().find(name);
}

record_input parse(std::string_view json, input_use use = input_use::create,
                   std::string_view of = "person") {
    auto parsed = parse_record(kind(of), json, use);
    if (parsed.has_error())
        FAIL("refused: " << parsed.error().field << ": " << parsed.error().hint_en);
    return std::move(*parsed);
}

// "5 name": the error's number and the field to blame.
std::string refused(std::string_view json, input_use use = input_use::create,
                    std::string_view of = "person") {
    const auto parsed = parse_record(kind(of), json, use);
    if (!parsed.has_error())
        return "accepted";
    CHECK_FALSE(parsed.error().hint_id.empty());
    CHECK_FALSE(parsed.error().hint_en.empty());
    return std::to_string(static_cast<int>(parsed.error().code)) + " " + parsed.error().field;
}

const field_input& only(const record_input& parsed) {
    REQUIRE(parsed.fields.size() == 1);
    return parsed.fields.front();
}

}  // namespace

TEST_CASE("plain values, in the order given") {
    const auto parsed =
        parse(R"({"name":" Siti  Aminah","birth_date":"1990-01-31","sex":"P","income":250000,
                                  "family_role":1,"village":"32.11.01.2001"})");
    REQUIRE(parsed.fields.size() == 6);
    CHECK(parsed.fields[0].field->name == "name");
    CHECK(parsed.fields[0].content == value::text("Siti Aminah"));
    CHECK(parsed.fields[1].content == value::integer(7335));
    CHECK(parsed.fields[2].content == value::integer(2));
    CHECK(parsed.fields[3].content == value::integer(250000));
    CHECK(parsed.fields[4].content == value::integer(1));
    CHECK(parsed.fields[5].content == value::text("32.11.01.2001"));
    CHECK_FALSE(parsed.id.has_value());
    for (const auto& f : parsed.fields)
        CHECK_FALSE(f.evidence.has_value());
}

TEST_CASE("evidence beside a value, null clears") {
    const auto parsed = parse(
        R"({"name":{"value":"Siti","evidence":4},"phone":null,"address":{"value":null},"rw":""})",
        input_use::edit);
    REQUIRE(parsed.fields.size() == 4);
    CHECK(parsed.fields[0].evidence == 4);
    CHECK(parsed.fields[1].content.is_cleared());
    CHECK(parsed.fields[2].content.is_cleared());
    CHECK(parsed.fields[3].content.is_cleared());
    CHECK(refused(R"({"name":{"value":"Siti","evidence":6}})") == "5 name");
    CHECK(refused(R"({"name":{"value":"Siti","evidence":-1}})") == "5 name");
    CHECK(refused(R"({"name":{"value":"Siti","evidence":"3"}})") == "5 name");
    CHECK(refused(R"({"name":{"evidence":3}})") == "5 name");
    CHECK(refused(R"({"name":{"value":"Siti","proof":3}})") == "5 name");
    CHECK(refused(R"({"name":{"value":{"value":"Siti"}}})") == "5 name");
}

TEST_CASE("an id and a kind may come along") {
    const auto parsed =
        parse(R"({"id":"0190c0de-0000-7000-8000-000000000001","kind":"person","name":"Siti"})");
    REQUIRE(parsed.id.has_value());
    CHECK(to_string(*parsed.id) == "0190c0de-0000-7000-8000-000000000001");
    CHECK(only(parsed).field->name == "name");
    CHECK(refused(R"({"id":"7"})") == "5 id");
    CHECK(refused(R"({"id":7})") == "5 id");
    CHECK(refused(R"({"kind":"family"})") == "5 kind");
}

TEST_CASE("types are not mixed up") {
    CHECK(refused(R"({"name":5})") == "5 name");
    CHECK(refused(R"({"name":["Siti"]})") == "5 name");
    CHECK(refused(R"({"name":true})") == "5 name");
    CHECK(refused(R"({"income":"250000"})") == "5 income");
    CHECK(refused(R"({"income":2.5})") == "5 income");
    CHECK(refused(R"({"income":18446744073709551615})") == "5 income");
    CHECK(refused(R"({"sex":"X"})") == "5 sex");
    CHECK(refused(R"({"birth_date":"31-01-1990"})") == "5 birth_date");
    CHECK(refused(R"({"rtlh":1})", input_use::create, "family") == "5 rtlh");
    CHECK(refused(R"({"rtlh":"true"})", input_use::create, "family") == "5 rtlh");
    CHECK(refused(R"({"lat":"6"})", input_use::create, "family") == "5 lat");
    CHECK(only(parse(R"({"lat":-6.8571234})", input_use::create, "family")).content ==
          value::integer(-68571234));
    CHECK(only(parse(R"({"lat":-6})", input_use::create, "family")).content ==
          value::integer(-60000000));
    CHECK(only(parse(R"({"rtlh":false})", input_use::create, "family")).content ==
          value::integer(0));
    CHECK(only(parse(R"({"fix_time":"2026-10-05T10:00:00+07:00"})", input_use::create, "family"))
              .content == value::integer(1'791'169'200'000));
}

TEST_CASE("a NIK may come as a number, but not from a spreadsheet") {
    CHECK(only(parse(R"({"nik":3211014101900001})")).content == value::text("3211014101900001"));
    CHECK(refused(R"({"nik":3.21101E+15})") == "9 nik");
    CHECK(refused(R"({"nik":"3.21101E+15"})") == "9 nik");
    CHECK(refused(R"({"kk_number":3.21101E+15})", input_use::create, "family") == "10 kk_number");
}

TEST_CASE("unknown fields are named") {
    CHECK(refused(R"({"nmae":"Siti"})") == "4 nmae");
    CHECK(refused(R"({"_disputed":[]})") == "4 _disputed");
    CHECK(refused("{\"" + std::string(500, 'x') + "\":1}") == "4 " + std::string(64, 'x'));
}

TEST_CASE("what is no JSON object of reasonable size") {
    CHECK(refused("") == "2 ");
    CHECK(refused("{") == "2 ");
    CHECK(refused("[]") == "2 ");
    CHECK(refused("null") == "2 ");
    CHECK(refused(R"({"name":"Siti"} x)") == "2 ");
    CHECK(refused("{\"name\":\"\xff\"}") == "2 ");
    CHECK(refused(std::string(300'000, ' ') + "{}") == "11 ");
    CHECK(refused(R"({"name":)" + std::string(50, '[') + std::string(50, ']') + "}") == "2 ");
    CHECK(parse("{}").fields.empty());
}

TEST_CASE("a name given twice is refused: one of the two would be lost") {
    CHECK(refused(R"({"name":"Siti","name":"Dewi"})") == "2 ");
    CHECK(refused(R"({"consent":[{"purpose":"photo","purpose":"census"}]})") == "2 ");
    CHECK(parse(R"({"address":"a:b \": \\","name":"\u003a:"})").fields.size() == 2);
}

TEST_CASE("sets: an array where a record is made") {
    const auto parsed = parse(R"({"disabilities":["mental","physical","mental"],"aliases":[]})");
    REQUIRE(parsed.fields.size() == 2);
    CHECK(parsed.fields[0].element == value::integer(3).encoded());
    CHECK(parsed.fields[0].content == value::integer(1));
    CHECK(parsed.fields[1].element == value::integer(1).encoded());
    CHECK(parse(R"({"disabilities":{"value":["mental"],"evidence":3}})").fields[0].evidence == 3);
    CHECK(parse(R"({"disabilities":{"add":["mental"],"evidence":2}})").fields[0].evidence == 2);
    CHECK(parse(R"({"disabilities":null})").fields.empty());
    CHECK(refused(R"({"disabilities":"mental"})") == "5 disabilities");
    CHECK(refused(R"({"disabilities":[null]})") == "5 disabilities");
    CHECK(refused(R"({"disabilities":["blind"]})") == "5 disabilities");
    CHECK(refused(R"({"disabilities":{"remove":["mental"]}})") == "5 disabilities");
}

TEST_CASE("sets: add and remove where one is edited") {
    const auto parsed = parse(R"({"aliases":{"add":["Titi"],"remove":["Siti"]}})", input_use::edit);
    REQUIRE(parsed.fields.size() == 2);
    CHECK(parsed.fields[0].element == value::text("Titi").encoded());
    CHECK(parsed.fields[0].content == value::integer(1));
    CHECK(parsed.fields[1].element == value::text("Siti").encoded());
    CHECK(parsed.fields[1].content.is_cleared());
    // An array could mean "these too" or "only these": it must be said.
    CHECK(refused(R"({"aliases":["Titi"]})", input_use::edit) == "5 aliases");
    CHECK(refused(R"({"aliases":{"add":["Titi"],"remove":["Titi"]}})", input_use::edit) ==
          "5 aliases");
    CHECK(refused(R"({"aliases":{}})", input_use::edit) == "5 aliases");
    CHECK(refused(R"({"aliases":{"evidence":3}})", input_use::edit) == "5 aliases");
    CHECK(refused(R"({"aliases":{"value":["A"],"add":["B"]}})", input_use::edit) == "5 aliases");
    const auto all = parse(R"({"aliases":null})", input_use::edit);
    CHECK(only(all).element.empty());
    CHECK(only(all).content.is_cleared());
}

TEST_CASE("keyed sets: objects") {
    const auto& consent = *kind("person").find("consent");
    const auto parsed = parse(
        R"({"consent":[{"purpose":"photo","scope":"dinas","state":"given","date":"2026-10-05"}]})");
    const auto members = keyed_element(consent, only(parsed).element, only(parsed).content);
    REQUIRE(members);
    CHECK(members->known[0] == value::integer(5));
    CHECK(members->known[1] == value::text("dinas"));
    CHECK(members->known[2] == value::integer(1));
    CHECK(members->known[3] == value::integer(20731));
    const auto removed =
        parse(R"({"consent":{"remove":[{"purpose":"photo","scope":"dinas"}]}})", input_use::edit);
    CHECK(only(removed).element == only(parsed).element);
    CHECK(only(removed).content.is_cleared());
    CHECK(refused(R"({"consent":[{"purpose":"photo","colour":"red"}]})") == "4 consent.colour");
    CHECK(refused(R"({"consent":[{"purpose":"fun"}]})") == "5 consent.purpose");
    CHECK(refused(R"({"consent":["photo"]})") == "5 consent");
    CHECK(refused(R"({"consent":{"remove":["photo"]}})", input_use::edit) == "5 consent");
}

TEST_CASE("keyed sets: one key member alone is enough to remove") {
    const auto added = parse(R"({"nik_status":[{"nik":"3211014101900001","status":"matched"}]})");
    const auto removed =
        parse(R"({"nik_status":{"remove":["3211 0141 0190 0001"]}})", input_use::edit);
    CHECK(only(removed).element == only(added).element);
    CHECK(refused(R"({"nik_status":{"add":["3211014101900001"]}})", input_use::edit) ==
          "5 nik_status");
    CHECK(refused(R"({"nik_status":{"remove":["12"]}})", input_use::edit) == "9 nik_status.nik");
    CHECK(refused(R"({"nik_status":[{"nik":"3211014101900001","status":"matched"},
                                    {"nik":"3211014101900001","status":"wrong"}]})") ==
          "5 nik_status");
}

TEST_CASE("a name that holds another gives an alias") {
    const auto parsed = parse(
        R"({"name":{"value":"Siti Aminah alias Titi / Iti","evidence":3},"aliases":["Titi"]})");
    REQUIRE(parsed.fields.size() == 3);
    CHECK(parsed.fields[0].content == value::text("Siti Aminah"));
    CHECK(parsed.fields[1].field->name == "aliases");
    CHECK(parsed.fields[1].element == value::text("Titi").encoded());
    CHECK(parsed.fields[1].evidence == 3);
    CHECK(parsed.fields[2].element == value::text("Iti").encoded());
    CHECK(only(parse(R"({"mother_name":"A / B"})")).content == value::text("A / B"));
}

TEST_CASE("one field alone") {
    const auto& birth = *kind("person").find("birth_date");
    const auto parsed =
        parse_field(birth, R"({"value":"1990-01-31","evidence":3})", input_use::edit);
    REQUIRE(parsed.has_value());
    REQUIRE(parsed->size() == 1);
    CHECK(parsed->front().content == value::integer(7335));
    CHECK(parse_field(birth, R"("1990-01-31")", input_use::edit)->front().content ==
          value::integer(7335));
    CHECK(parse_field(birth, "null", input_use::edit)->front().content.is_cleared());
    CHECK(parse_field(birth, "1990-01-31", input_use::edit).error().code == errc::bad_json);
    // Deciding on a name takes it as it stands.
    const auto& name = *kind("person").find("name");
    CHECK(parse_field(name, R"("A / B")", input_use::edit)->size() == 1);
}
