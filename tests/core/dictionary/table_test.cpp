// The table this build was made with: complete, consistent, and what the engine relies on by name.
#include <doctest/doctest.h>

#include <set>

#include "core/dictionary/dictionary.hpp"
#include "core/dictionary/field_numbers.hpp"

using namespace pendata;

namespace {

void check_labels(const field_def& f) {
    CAPTURE(f.name);
    CHECK_FALSE(f.label_id.empty());
    CHECK_FALSE(f.label_en.empty());
    for (const auto& c : f.codes) {
        CAPTURE(c.name);
        CHECK_FALSE(c.label_id.empty());
        CHECK_FALSE(c.label_en.empty());
        if (f.merge == policy::state)
            CHECK(c.rank > 0);
    }
    for (const auto& m : f.members())
        check_labels(m);
}

const field_def& field(std::string_view kind, std::string_view name) {
    const auto* found = builtin_dictionary().find(kind)->find(name);
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

TEST_CASE("every field of every kind has labels in both languages") {
    for (const auto& k : builtin_dictionary().kinds) {
        CAPTURE(k.name);
        CHECK_FALSE(k.label_id.empty());
        CHECK_FALSE(k.label_en.empty());
        for (const auto& f : k.fields)
            check_labels(f);
    }
}

TEST_CASE("kinds and fields ascend by number and are found by name and number") {
    const auto& known = builtin_dictionary();
    CHECK(known.version >= 1);
    std::uint16_t last_kind = 0;
    for (const auto& k : known.kinds) {
        CHECK(k.number > last_kind);
        last_kind = k.number;
        CHECK(known.find(k.name) == &k);
        CHECK(known.find(k.number) == &k);
        std::uint16_t last_field = 0;
        for (const auto& f : k.fields) {
            CHECK(f.number > last_field);
            last_field = f.number;
            CHECK(k.find(f.name) == &f);
            CHECK(k.find(f.number) == &f);
            CHECK(known.find(cell_key{k.number, f.number, {}}) == &f);
        }
    }
    CHECK(known.find("nobody") == nullptr);
    CHECK(known.find(std::uint16_t{9999}) == nullptr);
    CHECK(known.find(cell_key{kinds::person, 9999, {}}) == nullptr);
    CHECK(known.find(cell_key{9999, 1, {}}) == nullptr);
}

TEST_CASE("the kinds of this version are there") {
    for (const auto* name : {"person", "family", "group", "assignment", "resource", "programme", "aid",
                             "visit", "referral", "batch", "region", "officer", "duty", "device",
                             "conflict_case", "duplicate_case", "overlap_case", "review_case", "dwelling", "case",
                             "disaster_event", "activity", "grievance", "report_snapshot", "succession"}) {
        CAPTURE(name);
        CHECK(builtin_dictionary().find(std::string_view(name)) != nullptr);
    }
}

TEST_CASE("scope fields are what their rule needs") {
    for (const auto& k : builtin_dictionary().kinds) {
        CAPTURE(k.name);
        const auto* f = k.find(k.scope_field);
        switch (k.scope) {
            case scope_rule::place:
            case scope_rule::own_code:
                REQUIRE(f != nullptr);
                CHECK(f->type == field_type::region);
                CHECK_FALSE(f->set_valued);
                break;
            case scope_rule::follows:
                REQUIRE(f != nullptr);
                CHECK(f->type == field_type::reference);
                CHECK_FALSE(f->set_valued);
                break;
            case scope_rule::places:
                REQUIRE(f != nullptr);
                CHECK(f->type == field_type::region);
                CHECK(f->set_valued);
                break;
            case scope_rule::common:
                REQUIRE(f != nullptr);
                CHECK(f->type == field_type::reference);
                REQUIRE(k.find(k.second_field) != nullptr);
                CHECK(k.find(k.second_field)->type == field_type::reference);
                break;
            case scope_rule::reference:
            case scope_rule::office:
                CHECK(k.scope_field == 0);
                break;
        }
    }
}

TEST_CASE("every kind can be withdrawn") {
    for (const auto& k : builtin_dictionary().kinds) {
        CAPTURE(k.name);
        const auto* presence = k.find(fields::person::presence);
        REQUIRE(presence != nullptr);
        CHECK(presence->name == "presence");
        CHECK(presence->code("withdrawn")->number == codes::presence::withdrawn);
        CHECK(k.find(fields::person::presence_reason)->name == "presence_reason");
    }
}

TEST_CASE("policies and compartments as the dictionary says") {
    CHECK(field("person", "nik").merge == policy::evidence);
    CHECK(field("person", "phone").merge == policy::latest);
    CHECK(field("person", "aliases").merge == policy::set);
    CHECK(field("person", "life_status").merge == policy::state);
    CHECK(field("person", "restricted").merge == policy::office);
    CHECK(field("assignment", "subject").merge == policy::once);
    CHECK(field("person", "disabilities").room == 2);
    CHECK(field("person", "name").room == 0);
    CHECK(field("person", "village").offers_change);
    CHECK_FALSE(field("person", "birth_date").offers_change);
    CHECK(field("family", "kk_number").offers_change);
    CHECK(field("family", "head").target_kind == kinds::person);
    CHECK(field("person", "village").merge == policy::evidence);
    CHECK(field("person", "rt").merge == policy::latest);
}

TEST_CASE("sets: plain, keyed, and of the office") {
    CHECK(field("person", "other_niks").set_valued);
    CHECK(field("person", "other_niks").members().empty());
    const auto& status = field("person", "nik_status");
    CHECK(status.set_valued);
    CHECK(status.merge == policy::office);
    REQUIRE(status.members().size() == 2);
    CHECK(status.members()[0].key);
    CHECK(status.members()[0].name == "nik");
    CHECK_FALSE(status.members()[1].key);
    for (const auto& k : builtin_dictionary().kinds) {
        for (const auto& f : k.fields) {
            CAPTURE(f.name);
            if (f.merge == policy::set)
                CHECK(f.set_valued);
            if (f.set_valued)
                CHECK_FALSE(f.indexed);
        }
    }
}

TEST_CASE("writers: the office alone writes what is the office's") {
    CHECK(field("person", "name").writers == every_role);
    CHECK(field("person", "nik_status").writers == 0);
    CHECK(field("region", "code").writers == 0);
    CHECK(builtin_dictionary().find("person")->writers == every_role);
    CHECK(builtin_dictionary().find("duty")->writers == 0);
}

TEST_CASE("roles have the numbers of their codes") {
    const auto& codes = field("officer", "role");
    for (const auto r :
         {role::psm, role::tksk, role::facilitator, role::operator_, role::verifier, role::admin}) {
        const auto* code = codes.code(static_cast<std::int64_t>(r));
        REQUIRE(code != nullptr);
        CHECK(code->name == name_of(r));
        REQUIRE(role_named(name_of(r)) != nullptr);
        CHECK(*role_named(name_of(r)) == r);
    }
    CHECK(role_named("king") == nullptr);
}

TEST_CASE("codes are named once") {
    CHECK(field("person", "sex").code("L")->number == codes::sex::L);
    CHECK(field("person", "sex").code("P")->number == 2);
    CHECK(field("person", "family_role").type == field_type::integer);
    CHECK(field("person", "family_role").codes.size() == 11);
    for (const auto& k : builtin_dictionary().kinds) {
        for (const auto& f : k.fields) {
            std::set<std::string_view> names;
            for (const auto& c : f.codes)
                CHECK(names.insert(c.name).second);
            CHECK((f.type != field_type::code || !f.codes.empty()));
        }
    }
    CHECK(name_of(policy::keep_both) == "keep_both");
}
