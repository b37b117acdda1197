// One value as text and back.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/value_text.hpp"

using namespace pendata;

namespace {

const field_def& of(std::string_view kind, std::string_view name) {
    return *builtin_dictionary().find(kind)->find(name);
}
const field_def& person(std::string_view name) {
    return of("person", name);
}

std::string through(const field_def& field, std::string_view text) {
    const auto content = value_from_text(field, text);
    if (content.has_error())
        return "!" + std::to_string(static_cast<int>(content.error().code));
    return value_to_text(field, *content).value_or("(none)");
}

constexpr const char* bad_value = "!5";

}  // namespace

TEST_CASE("text in its stored form") {
    CHECK(through(person("name"), "  Siti  Aminah") == "Siti Aminah");
    CHECK(through(person("welfare_notes"), "satu\r\ndua") == "satu\ndua");
    CHECK(value_from_text(person("name"), "  ")->is_cleared());
    CHECK(through(person("name"), "a\x01") == bad_value);
    CHECK(value_from_text(person("name"), std::string(300'000, 'a')).error().code ==
          errc::too_large);
}

TEST_CASE("dates, codes, booleans, references") {
    CHECK(*value_from_text(person("birth_date"), "1970-01-02") == value::integer(1));
    CHECK(through(person("birth_date"), "1970-1-2") == bad_value);
    CHECK(through(person("birth_date"), "2023-02-29") == bad_value);
    CHECK(through(person("sex"), "P") == "P");
    CHECK(through(person("sex"), "F") == bad_value);
    CHECK(through(of("assignment", "category"), "P24") == "P24");
    CHECK(through(of("family", "rtlh"), "true") == "true");
    CHECK(through(of("family", "rtlh"), "1") == bad_value);
    CHECK(through(person("family"), "0190C0DE-0000-7000-8000-000000000001") ==
          "0190c0de-0000-7000-8000-000000000001");
    CHECK(through(person("family"), "0190") == bad_value);
}

TEST_CASE("a refused code names the ones there are") {
    const auto refused = value_from_text(person("life_status"), "dead");
    REQUIRE(refused.has_error());
    CHECK(refused.error().field == "life_status");
    CHECK(refused.error().hint_en == "give one of the codes: alive, not_found, moved, deceased");
    CHECK(refused.error().hint_id ==
          "isi dengan salah satu kode: alive, not_found, moved, deceased");
}

TEST_CASE("numbers of people: separators go, faults are explained") {
    CHECK(through(person("nik"), "3211.0141-0190 0001") == "3211014101900001");
    CHECK(through(person("nik"), "321101410190000") == "!9");
    CHECK(through(person("nik"), "3.20412E+15") == "!9");
    CHECK(through(person("nik"), "0211014101900001") == "!9");
    CHECK(*value_from_integer(person("nik"), 3211014101900001) == value::text("3211014101900001"));
    // Temporary numbers and wrong ones are kept in the set beside it.
    CHECK(through(person("other_niks"), "0211014101900001") == "0211014101900001");
    CHECK(through(person("other_niks"), "320412170845xxxx") == "!9");
    CHECK(through(person("other_niks"), "12") == "!9");
    CHECK(through(of("family", "kk_number"), "32110101 01900001") == "3211010101900001");
    CHECK(through(of("family", "kk_number"), "3211") == "!10");
    CHECK(through(person("phone"), "+62 (812) 3456-7890") == "+6281234567890");
    CHECK(through(person("phone"), "0812x") == bad_value);
    CHECK(through(person("phone"), "-") == bad_value);
}

TEST_CASE("a bare ten-digit region is refused with the reason") {
    CHECK(through(person("village"), "32.11.01.2001") == "32.11.01.2001");
    CHECK(through(person("village"), "32.11.1.2001") == "!8");
    const auto refused = value_from_text(person("village"), "3211010001");
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::unknown_region);
    CHECK(refused.error().hint_en.find("BPS") != std::string::npos);
}

TEST_CASE("degrees keep seven decimals") {
    const auto& lat = of("family", "lat");
    CHECK(through(lat, "-6.8571234") == "-6.8571234");
    CHECK(through(lat, "-6.85712344") == "-6.8571234");
    CHECK(through(lat, "-6.85712345") == "-6.8571235");
    CHECK(through(lat, "7") == "7");
    CHECK(through(lat, "7.50") == "7.5");
    CHECK(through(lat, "0.0000001") == "0.0000001");
    CHECK(through(lat, "+1.5") == "1.5");
    CHECK(through(lat, "-0") == "0");
    for (const auto* bad : {"7.", ".5", "1e3", "361", "--1", "1.2.3", "9999999999999999999999"}) {
        CAPTURE(bad);
        CHECK(through(lat, bad) == bad_value);
    }
    CHECK(*value_from_degrees(lat, -6.8571234) == value::integer(-68'571'234));
    CHECK(value_from_degrees(lat, 400).has_error());
    CHECK(value_from_degrees(lat, std::numeric_limits<double>::quiet_NaN()).has_error());
    CHECK(value_from_degrees(person("income"), 1.0).has_error());
    CHECK(*value_from_integer(lat, -6) == value::integer(-60'000'000));
    CHECK(value_from_integer(lat, 361).has_error());
}

TEST_CASE("numbers, moments, octets") {
    CHECK(through(person("income"), "-5") == "-5");
    CHECK(through(person("income"), "99999999999999999999") == bad_value);
    CHECK(through(person("income"), "5x") == bad_value);
    CHECK(through(person("family_role"), "1") == "1");
    CHECK(through(person("family_role"), "12") == bad_value);
    CHECK(through(of("visit", "start"), "2026-10-05T10:00:00+07:00") == "2026-10-05T03:00:00.000Z");
    CHECK(through(of("visit", "start"), "yesterday") == bad_value);
    CHECK(through(of("conflict_case", "candidates"), "00FF") == "00ff");
    CHECK(through(of("conflict_case", "candidates"), "0") == bad_value);
    CHECK(value_from_integer(of("family", "rtlh"), 1).has_error());
    CHECK(*value_from_integer(person("sex"), 2) == value::integer(2));
    CHECK(value_from_integer(person("sex"), 3).has_error());
    CHECK(value_from_integer(person("name"), 3).has_error());
}

TEST_CASE("a value of another type, or one this version does not know, has no text") {
    CHECK_FALSE(value_to_text(person("name"), value::integer(1)).has_value());
    CHECK_FALSE(value_to_text(person("name"), value::text("\xff")).has_value());
    CHECK_FALSE(value_to_text(person("sex"), value::integer(9)).has_value());
    CHECK_FALSE(value_to_text(person("sex"), value::text("P")).has_value());
    CHECK_FALSE(value_to_text(person("family"), value::octets("x")).has_value());
    CHECK_FALSE(value_to_text(person("family"), value::integer(1)).has_value());
    CHECK_FALSE(value_to_text(person("name"), value::reference(record_id{})).has_value());
    CHECK_FALSE(value_to_text(of("family", "rtlh"), value::integer(2)).has_value());
    CHECK_FALSE(
        value_to_text(person("birth_date"), value::integer(std::int64_t{1} << 40)).has_value());
    CHECK_FALSE(value_to_text(of("visit", "start"),
                              value::integer(std::numeric_limits<std::int64_t>::max()))
                    .has_value());
    CHECK_FALSE(value_to_text(person("name"), value()).has_value());
}

TEST_CASE(
    "property: any text is read without harm, and its canonical text is read as the same value") {
    std::vector<const field_def*> fields;
    for (const auto& k : builtin_dictionary().kinds) {
        for (const auto& f : k.fields)
            fields.push_back(&f);
    }
    CHECK(rc::check([&](const std::string& text) {
        for (const auto* f : fields) {
            const auto content = value_from_text(*f, text);
            if (content.has_error() || content->is_cleared())
                continue;
            const auto canonical = value_to_text(*f, *content);
            RC_ASSERT(canonical.has_value());
            const auto again = value_from_text(*f, *canonical);
            RC_ASSERT(again.has_value());
            RC_ASSERT(*again == *content);
        }
    }));
    CHECK(rc::check([&](std::int64_t number) {
        for (const auto* f : fields) {
            const auto text = value_to_text(*f, value::integer(number));
            if (!text || f->type == field_type::degrees)
                continue;
            const auto again = value_from_text(*f, *text);
            RC_ASSERT((again.has_error() || *again == value::integer(number)));
        }
    }));
}
