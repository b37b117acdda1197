// Elements of sets. The bytes here are on disk and on the wire: never change.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"

using namespace pendata;

namespace {

const field_def& consent() {
    return *builtin_dictionary().find("person")->find("consent");
}
const field_def& nik_status() {
    return *builtin_dictionary().find("person")->find("nik_status");
}

std::vector<value> consent_values(std::string_view scope, bool with_rest) {
    std::vector<value> out(4);
    out[0] = value::integer(codes::consent_purpose::photo);
    if (!scope.empty())
        out[1] = value::text(scope);
    if (with_rest) {
        out[2] = value::integer(codes::consent_state::given);
        out[3] = value::integer(20'000);
    }
    return out;
}

}  // namespace

TEST_CASE("golden: a plain element is its encoded value") {
    const auto made = make_element(value::text("Titi"));
    CHECK(to_hex(made.key) == "0154697469");
    CHECK(made.content == value::integer(1));
    CHECK(plain_element(made.key) == value::text("Titi"));
}

TEST_CASE("golden: a keyed element is its key members, the cell holds the others") {
    const auto made = make_element(consent(), consent_values("dinas", true));
    // purpose photo = 5: 02 0a; scope: 01 "dinas". Value: 3 state given = 1, 4 date 20000.
    CHECK(to_hex(made.key) == "02020a060164696e6173");
    CHECK(to_hex(made.content.encoded()) ==
          "040302020204"
          "0402c0b802");
    const auto members = keyed_element(consent(), made.key, made.content);
    REQUIRE(members);
    CHECK(members->known == consent_values("dinas", true));
    CHECK(members->unknown.empty());
}

TEST_CASE("an absent key member is an element of its own") {
    const auto made = make_element(consent(), consent_values("", true));
    CHECK(to_hex(made.key) == "02020a00");
    CHECK(keyed_element(consent(), made.key, made.content)->known == consent_values("", true));
}

TEST_CASE("without other members the cell holds 1; removed it is cleared") {
    const auto made = make_element(consent(), consent_values("dinas", false));
    CHECK(made.content == value::integer(1));
    CHECK(keyed_element(consent(), made.key, made.content)->known ==
          consent_values("dinas", false));
    CHECK(keyed_element(consent(), made.key, value())->known == consent_values("dinas", false));
}

TEST_CASE("a member of a later version is kept apart") {
    bytes rest = make_element(consent(), consent_values("dinas", true)).content.encoded().substr(1);
    rest += std::string("\x09\x03\x01hi", 5);
    const auto members =
        keyed_element(consent(), make_element(consent(), consent_values("dinas", false)).key,
                      value::octets(rest));
    REQUIRE(members);
    REQUIRE(members->unknown.size() == 1);
    CHECK(members->unknown[0].number == 9);
    CHECK(members->unknown[0].content == value::text("hi"));
    CHECK(members->known == consent_values("dinas", true));
}

TEST_CASE("malformed elements are nothing") {
    const auto good = make_element(consent(), consent_values("dinas", true));
    CHECK_FALSE(plain_element("").has_value());
    CHECK_FALSE(plain_element(std::string_view("\0", 1)).has_value());
    CHECK_FALSE(keyed_element(consent(), good.key + "x", good.content).has_value());
    CHECK_FALSE(keyed_element(consent(), good.key.substr(1), good.content).has_value());
    CHECK_FALSE(keyed_element(consent(), good.key, value::integer(2)).has_value());
    CHECK_FALSE(keyed_element(consent(), good.key, value::text("x")).has_value());
    CHECK_FALSE(keyed_element(consent(), good.key, value::octets("")).has_value());
    // Members out of order, twice, or one of the key among the rest.
    using namespace std::string_view_literals;
    CHECK_FALSE(
        keyed_element(consent(), good.key, value::octets("\x04\x02\x02\x02\x03\x02\x02\x02"sv))
            .has_value());
    CHECK_FALSE(
        keyed_element(consent(), good.key, value::octets("\x03\x02\x02\x02\x03\x02\x02\x02"sv))
            .has_value());
    CHECK_FALSE(
        keyed_element(consent(), good.key, value::octets("\x01\x02\x02\x02"sv)).has_value());
    CHECK_FALSE(keyed_element(consent(), good.key, value::octets("\x03\x01\x00"sv)).has_value());
}

TEST_CASE("property: any bytes are read without harm, and what is read is written the same") {
    CHECK(rc::check([](const std::string& element, const std::string& rest) {
        (void)plain_element(element);
        const auto content = value::octets(rest);
        const auto members = keyed_element(nik_status(), element, content);
        if (!members || !members->unknown.empty())
            return;
        const auto again = make_element(nik_status(), members->known);
        RC_ASSERT(again.key == element);
        RC_ASSERT(again.content == content);
    }));
}
