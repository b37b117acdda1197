// Checks of values, at their borders.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

#include "core/dictionary/check.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

using namespace pendata;

namespace {

const field_def& of(std::string_view kind, std::string_view name) {
    return *builtin_dictionary().find(kind)->find(name);
}
const field_def& person(std::string_view name) {
    return of("person", name);
}
std::int32_t day(int y, unsigned m, unsigned d) {
    return *identity::to_civil_day(y, m, d);
}

check_context context() {
    check_context c;
    c.today = day(2026, 10, 5);
    return c;
}

// "ok", "warning" or the error's number.
std::string verdict(const findings& found) {
    if (const auto* error = first_error(found)) {
        CHECK_FALSE(error->hint_id.empty());
        CHECK_FALSE(error->hint_en.empty());
        return std::to_string(static_cast<int>(error->code));
    }
    return found.empty() ? "ok" : "warning";
}

std::string check(const field_def& field, const value& content,
                  const check_context& c = context()) {
    return verdict(check_value(field, {}, content, c));
}

std::string check_element(const field_def& field, const value& content) {
    const auto made = make_element(content);
    return verdict(check_value(field, made.key, made.content, context()));
}

}  // namespace

TEST_CASE("text: lengths in characters, normal form") {
    const auto& name = person("name");
    CHECK(check(name, value::text("A")) == "ok");
    CHECK(check(name, value::text(std::string(100, 'a'))) == "ok");
    CHECK(check(name, value::text(std::string(101, 'a'))) == "5");
    std::string accents;
    for (int i = 0; i < 100; ++i)
        accents += "\u00e9";
    CHECK(check(name, value::text(accents)) == "ok");
    CHECK(check(name, value::text("")) == "5");
    CHECK(check(name, value::text(" A")) == "5");
    CHECK(check(name, value::text("e\u0301")) == "5");
    CHECK(check(name, value::text("\xff")) == "5");
    CHECK(check(name, value::integer(1)) == "5");
    CHECK(check(name, value()) == "16");
    CHECK(check(person("address"), value()) == "ok");
    CHECK(check(person("address"), value::text(std::string(4096, 'a'))) == "11");
}

TEST_CASE("birth date: not in the future, at most 120 years old") {
    const auto& birth = person("birth_date");
    CHECK(check(birth, value::integer(day(2026, 10, 5))) == "ok");
    CHECK(check(birth, value::integer(day(2026, 10, 6))) == "5");
    CHECK(check(birth, value::integer(day(1906, 10, 5))) == "ok");
    CHECK(check(birth, value::integer(day(1905, 10, 6))) == "ok");
    CHECK(check(birth, value::integer(day(1905, 10, 5))) == "5");
    CHECK(check(birth, value::integer(std::int64_t{1} << 50)) == "5");
    CHECK(check(of("duty", "to"), value::integer(day(2030, 1, 1))) == "ok");
    CHECK(check(birth, value::text("1990-01-01")) == "5");
}

TEST_CASE("numbers: bounds and the warning above") {
    CHECK(check(person("income"), value::integer(0)) == "ok");
    CHECK(check(person("income"), value::integer(-1)) == "5");
    CHECK(check(of("family", "dtsen_decile"), value::integer(10)) == "ok");
    CHECK(check(of("family", "dtsen_decile"), value::integer(11)) == "5");
    CHECK(check(of("family", "dtsen_decile"), value::integer(0)) == "5");
    CHECK(check(of("family", "accuracy_m"), value::integer(50)) == "ok");
    CHECK(check(of("family", "accuracy_m"), value::integer(51)) == "warning");
    CHECK(check(of("family", "lat"), value::integer(900'000'000)) == "ok");
    CHECK(check(of("family", "lat"), value::integer(900'000'001)) == "5");
    CHECK(check(of("family", "rtlh"), value::integer(1)) == "ok");
    CHECK(check(of("family", "rtlh"), value::integer(2)) == "5");
    CHECK(check(person("family_role"), value::integer(11)) == "ok");
    CHECK(check(person("family_role"), value::integer(12)) == "5");
    const auto found =
        check_value(of("family", "lat"), {}, value::integer(-900'000'001), context());
    CHECK(found.at(0).what.hint_en == "it must lie between -90 and 90");
}

TEST_CASE("codes must be known") {
    CHECK(check(person("sex"), value::integer(2)) == "ok");
    CHECK(check(person("sex"), value::integer(3)) == "5");
    CHECK(check(person("sex"), value::text("P")) == "5");
    CHECK(check(of("assignment", "category"), value::integer(34)) == "ok");
    CHECK(check(of("assignment", "category"), value::integer(30)) == "5");
}

TEST_CASE("phone: ten to fifteen digits") {
    CHECK(check(person("phone"), value::text("0812345678")) == "ok");
    CHECK(check(person("phone"), value::text("081234567")) == "5");
    CHECK(check(person("phone"), value::text("+62812345678901")) == "ok");
    CHECK(check(person("phone"), value::text("0812345678901234")) == "5");
    CHECK(check(person("phone"), value::text("08123 45678")) == "5");
}

TEST_CASE("NIK and KK: errors refuse, oddities warn") {
    CHECK(check(person("nik"), value::text("3211014101900001")) == "ok");
    CHECK(check(person("nik"), value::text("3211013201900001")) == "9");
    CHECK(check(person("nik"), value::text("3211014113900001")) == "9");
    CHECK(check(person("nik"), value::text("3211014101900000")) == "9");
    CHECK(check(person("nik"), value::text("3211 0141 0190 0001")) == "9");
    CHECK(check(person("nik"), value::text("1111111111111111")) == "warning");
    auto asked = context();
    asked.district_known = [](std::string_view code) { return code == "32.11.01"; };
    CHECK(check(person("nik"), value::text("3211014101900001"), asked) == "ok");
    CHECK(check(person("nik"), value::text("9911014101900001"), asked) == "warning");
    CHECK(check_element(person("other_niks"), value::text("0211014101900001")) == "ok");
    CHECK(check_element(person("other_niks"), value::text("021101410190000")) == "9");
    CHECK(check(of("family", "kk_number"), value::text("3211010101900001")) == "ok");
    CHECK(check(of("family", "kk_number"), value::text("321101010190000")) == "10");
    CHECK(check(of("family", "kk_number"), value::text("3211 0101 0190 0001")) == "10");
}

TEST_CASE("regions: form, level, and whether they exist where that is asked") {
    CHECK(check(person("village"), value::text("32.11.01.2001")) == "ok");
    CHECK(check(person("village"), value::text("32.11.01")) == "ok");
    CHECK(check(person("village"), value::text("32.11")) == "5");
    CHECK(check(person("village"), value::text("3211012001")) == "8");
    auto asked = context();
    asked.region_known = [](std::string_view code) { return code == "32.11.01.2001"; };
    CHECK(check(person("village"), value::text("32.11.01.2001"), asked) == "ok");
    CHECK(check(person("village"), value::text("32.11.01.2002"), asked) == "8");
    // The card may name a village that is gone.
    CHECK(check(person("ktp_village"), value::text("32.11.01.2002"), asked) == "warning");
}

TEST_CASE("references, moments, octets") {
    record_id id;
    CHECK(check(person("family"), value::reference(id)) == "5");
    id.raw[0] = 1;
    CHECK(check(person("family"), value::reference(id)) == "ok");
    CHECK(check(person("name"), value::reference(id)) == "5");
    CHECK(check(of("visit", "start"), value::integer(1'790'000'000'000)) == "ok");
    CHECK(check(of("visit", "start"), value::integer(std::int64_t{1} << 60)) == "5");
    CHECK(check_element(person("face_photo"), value::octets(std::string(32, 'x'))) == "ok");
    CHECK(check_element(person("face_photo"), value::octets(std::string(31, 'x'))) == "5");
    CHECK(check(person("name"), value::octets("x")) == "5");
    CHECK(check(person("name"), *value::decode("\x7fnew")) == "5");
}

TEST_CASE("sets: the element is checked, the cell only marks it") {
    CHECK(check_element(person("disabilities"), value::integer(1)) == "ok");
    CHECK(check_element(person("disabilities"), value::integer(8)) == "5");
    const auto made = make_element(value::integer(1));
    const auto& disabilities = person("disabilities");
    // An element no rule allows any more can be taken out.
    CHECK(verdict(check_value(disabilities, make_element(value::integer(8)).key, value(),
                              context())) == "ok");
    CHECK(verdict(check_value(disabilities, made.key, value(), context())) == "ok");
    CHECK(verdict(check_value(disabilities, made.key, value::integer(2), context())) == "5");
    CHECK(verdict(check_value(disabilities, "", value::integer(1), context())) == "5");
    CHECK(verdict(check_value(disabilities, std::string(513, 'x'), value::integer(1), context())) ==
          "11");
    CHECK(verdict(check_value(person("name"), made.key, value::text("A"), context())) == "5");
}

TEST_CASE("keyed sets: members by their own rules, named after the field") {
    const auto& status = person("nik_status");
    std::vector<value> members = {value::text("3211014101900001"),
                                  value::integer(codes::nik_state::matched)};
    auto made = make_element(status, members);
    CHECK(verdict(check_value(status, made.key, made.content, context())) == "ok");
    CHECK(verdict(check_value(status, made.key, value(), context())) == "ok");
    CHECK(verdict(check_value(status, made.key, value::integer(1), context())) == "16");
    members[1] = value::integer(77);
    made = make_element(status, members);
    const auto found = check_value(status, made.key, made.content, context());
    CHECK(verdict(found) == "5");
    CHECK(first_error(found)->field == "nik_status.status");
    members = {value(), value::integer(1)};
    made = make_element(status, members);
    CHECK(verdict(check_value(status, made.key, made.content, context())) == "16");
    CHECK(verdict(check_value(status, "x", value::integer(1), context())) == "5");
}

namespace {

findings check_whole(std::string_view kind, const std::map<std::uint16_t, value>& values) {
    const auto find = [&](std::uint16_t field) -> const value* {
        const auto at = values.find(field);
        return at == values.end() ? nullptr : &at->second;
    };
    return check_record(*builtin_dictionary().find(kind), find, context());
}

std::vector<std::string> blamed(const findings& found) {
    std::vector<std::string> out;
    for (const auto& f : found)
        out.push_back((f.level == severity::error ? "!" : "?") + f.what.field);
    return out;
}

}  // namespace

TEST_CASE("a record: what is required, and what does not fit together") {
    using namespace fields::person;
    using expected = std::vector<std::string>;
    CHECK(blamed(check_whole("person", {})) == expected{"!name", "!village", "?no_nik_reason"});
    std::map<std::uint16_t, value> siti = {{name, value::text("Siti")},
                                           {village, value::text("32.11.01.2001")}};
    CHECK(blamed(check_whole("person", siti)) == expected{"?no_nik_reason"});
    siti[no_nik_reason] = value::integer(codes::no_nik_reason::lost);
    CHECK(check_whole("person", siti).empty());
    siti[nik] = value::text("3211014101900001");  // a woman born on 1 January 1990
    siti[birth_date] = value::integer(day(1990, 1, 1));
    siti[sex] = value::integer(codes::sex::P);
    CHECK(check_whole("person", siti).empty());
    siti[sex] = value::integer(codes::sex::L);
    CHECK(blamed(check_whole("person", siti)) == expected{"?nik"});
    siti[birth_date] = value::integer(day(1991, 1, 1));
    CHECK(blamed(check_whole("person", siti)) == expected{"?nik", "?nik"});
    siti[birth_precision] = value::integer(codes::birth_precision::estimated);
    siti[sex] = value::integer(codes::sex::P);
    CHECK(check_whole("person", siti).size() <= 1);
    siti[presence] = value::integer(codes::presence::withdrawn);
    siti.erase(nik);
    CHECK(blamed(check_whole("person", siti)) == expected{"?presence_reason"});
    siti[name] = value();
    CHECK(blamed(check_whole("person", siti)).front() == "!name");
    CHECK(blamed(check_whole("assignment", {})) == expected{"!subject", "!category"});
}

TEST_CASE("property: any value of any field is judged without harm") {
    CHECK(rc::check([](const std::string& element, const std::string& payload, std::uint8_t type,
                       std::int64_t number) {
        std::vector<value> values = {value(), value::integer(number), value::text(payload)};
        if (auto decoded = value::decode(static_cast<char>(type % 6) + payload);
            decoded.has_value()) {
            values.push_back(*decoded);
        }
        for (const auto& k : builtin_dictionary().kinds) {
            for (const auto& f : k.fields) {
                for (const auto& v : values) {
                    (void)check_value(f, element, v, context());
                    (void)check_value(f, {}, v, context());
                    (void)check_value(f, v.encoded(), value::integer(1), context());
                }
            }
        }
    }));
}
