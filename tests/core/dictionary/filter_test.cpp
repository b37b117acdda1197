// Filters: parsed, refused with the place, and evaluated.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/filter.hpp"

using namespace pendata;

namespace {

const kind_def& person() {
    return *builtin_dictionary().find("person");
}

std::string shape(const filter& f) {
    if (f.is == filter::form::compare)
        return std::string(f.field->name);
    std::string out = f.is == filter::form::all ? "all(" : "any(";
    for (const auto& p : f.parts)
        out += (out.ends_with('(') ? "" : " ") + shape(p);
    return out + ")";
}

std::string shape(std::string_view text) {
    const auto parsed = parse_filter(person(), text);
    if (parsed.has_error())
        return "refused: " + parsed.error().hint_en;
    return shape(*parsed);
}

errc refusal(std::string_view text) {
    const auto parsed = parse_filter(person(), text);
    return parsed.has_error() ? parsed.error().code : errc::ok;
}

bool passes(std::string_view text, const std::map<std::uint16_t, value>& values) {
    const auto parsed = parse_filter(person(), text);
    REQUIRE(parsed.has_value());
    return matches(*parsed, [&](std::uint16_t field) -> const value* {
        const auto at = values.find(field);
        return at == values.end() ? nullptr : &at->second;
    });
}

}  // namespace

TEST_CASE("and binds tighter than or, parentheses tighter than both") {
    CHECK(shape("name = 'a' or sex = 'P' and rw = '1'") == "any(name all(sex rw))");
    CHECK(shape("name = 'a' and sex = 'P' or rw = '1'") == "any(all(name sex) rw)");
    CHECK(shape("(name = 'a' or sex = 'P') and rw = '1'") == "all(any(name sex) rw)");
    CHECK(shape("name='a' AND sex='P' And rw='1'") == "all(name sex rw)");
    CHECK(shape("((name='a'))") == "name");
    CHECK(shape("  ") == "all()");
}

TEST_CASE("literals are brought into stored form") {
    const auto operand = [](std::string_view text) {
        auto parsed = parse_filter(person(), text);
        REQUIRE(parsed.has_value());
        return parsed->operand;
    };
    CHECK(operand("name = ' Siti  Aminah'") == value::text("Siti Aminah"));
    CHECK(operand("name = 'O''Brien'") == value::text("O'Brien"));
    CHECK(operand("nik = '3211.0141.0190.0001'") == value::text("3211014101900001"));
    CHECK(operand("birth_date >= 1990-01-31") == value::integer(7335));
    CHECK(operand("birth_date >= '1990-01-31'") == value::integer(7335));
    CHECK(operand("sex = P") == value::integer(2));
    CHECK(operand("village = 32.11.01.2001") == value::text("32.11.01.2001"));
    CHECK(operand("name ~ 'SITI'") == value::text("siti"));
    CHECK(operand("nik = ''").is_cleared());
    CHECK(operand("family = '0190c0de-0000-7000-8000-000000000001'").type() ==
          value_type::reference);
}

TEST_CASE("what makes no sense is refused with its place") {
    CHECK(shape("name") == "refused: at byte 5: expected = != < <= > >= or ~");
    CHECK(shape("name =") == "refused: at byte 7: expected a value, text between '...'");
    CHECK(shape("name = 'a") == "refused: at byte 8: expected a value, text between '...'");
    CHECK(shape("name = 'a' sex = 'P'") == "refused: at byte 12: expected 'and' or 'or'");
    CHECK(shape("(name = 'a'") == "refused: at byte 12: expected ')'");
    CHECK(shape("name = 'a' and") == "refused: at byte 15: expected the name of a field");
    CHECK(shape("name = 'a')") == "refused: at byte 11: expected 'and' or 'or'");
    CHECK(shape("name == 'a'") == "refused: at byte 7: expected a value, text between '...'");
    CHECK(shape("sex ~ 'P'") == "refused: at byte 5: expected = or !=, ~ is for text");
    CHECK(shape("sex < 'P'") == "refused: at byte 5: expected = or !=");
    CHECK(shape("name < ''") == "refused: at byte 8: expected a value that is not empty");
    CHECK(refusal("nmae = 'a'") == errc::unknown_field);
    CHECK(refusal("address = 'a'") == errc::bad_expression);
    CHECK(refusal("aliases = 'a'") == errc::bad_expression);
    CHECK(refusal("nik = '12'") == errc::bad_nik);
    CHECK(refusal("sex = 'F'") == errc::bad_value);
    CHECK(refusal("name = 'a\xff'") == errc::bad_expression);
    CHECK(refusal(std::string(5000, ' ')) == errc::bad_expression);
}

TEST_CASE("nesting has an end") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + "rw = '1'" + std::string(depth, ')');
    };
    CHECK(refusal(nested(filter_depth)) == errc::ok);
    CHECK(refusal(nested(filter_depth + 1)) == errc::bad_expression);
    CHECK(refusal(std::string(4000, '(')) == errc::bad_expression);
}

TEST_CASE("evaluation") {
    using namespace fields::person;
    const std::map<std::uint16_t, value> siti = {{name, value::text("Siti Aminah")},
                                                 {birth_date, value::integer(7335)},
                                                 {sex, value::integer(codes::sex::P)},
                                                 {village, value::text("32.11.01.2001")}};
    CHECK(passes("", siti));
    CHECK(passes("village = '32.11.01.2001' and name ~ 'siti'", siti));
    CHECK_FALSE(passes("village = '32.11.01.2001' and name ~ 'dewi'", siti));
    CHECK(passes("name ~ 'AMIN'", siti));
    CHECK(passes("village ~ '32.11.01'", siti));
    CHECK(passes("birth_date < 1990-02-01", siti));
    CHECK_FALSE(passes("birth_date < 1990-01-31", siti));
    CHECK(passes("birth_date <= 1990-01-31", siti));
    CHECK(passes("birth_date > 1960-01-01", siti));
    CHECK(passes("birth_date >= 1990-01-31", siti));
    CHECK(passes("sex != 'L'", siti));
    CHECK(passes("name > 'Siti'", siti));
    // Where there is no value: not equal to anything, and nothing else.
    CHECK(passes("nik = ''", siti));
    CHECK_FALSE(passes("name = ''", siti));
    CHECK(passes("name != ''", siti));
    CHECK_FALSE(passes("nik != ''", siti));
    CHECK(passes("nik != '3211014101900001'", siti));
    CHECK_FALSE(passes("nik = '3211014101900001'", siti));
    CHECK_FALSE(passes("rw < '5'", siti));
    CHECK_FALSE(passes("rw ~ '5'", siti));
    CHECK(passes("rw = '1' or sex = 'P'", siti));
    CHECK_FALSE(passes("rw = '1' and sex = 'P'", siti));
}

TEST_CASE("integers are compared as numbers, not as their bytes") {
    const auto& family = *builtin_dictionary().find("family");
    const auto parsed = parse_filter(family, "dtsen_decile > 2");
    REQUIRE(parsed.has_value());
    const auto ten = value::integer(10);
    CHECK(matches(*parsed, [&](std::uint16_t) { return &ten; }));
    const auto minus = value::integer(-300);
    CHECK_FALSE(matches(*parsed, [&](std::uint16_t) { return &minus; }));
    const auto text = value::text("x");
    CHECK_FALSE(matches(*parsed, [&](std::uint16_t) { return &text; }));
}

TEST_CASE("property: any text is parsed without harm") {
    CHECK(rc::check([](const std::string& text) { (void)parse_filter(person(), text); }));
    CHECK(rc::check([] {
        const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
            std::vector<std::string>{"name", "sex", "birth_date", "rw", "=", "!=", "<", "~", "(",
                                     ")", "and", "or", "'a'", "'", "P", "1990-01-01", "''"}));
        std::string text;
        for (const auto& w : words)
            text += w + " ";
        const auto parsed = parse_filter(person(), text);
        if (!parsed.has_error())
            (void)matches(*parsed, [](std::uint16_t) { return nullptr; });
    }));
}
