// The generator on changed copies of the dictionary: one line is a new field, and what breaks a
// rule is refused with a sentence that names the place.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const fs::path scratch = SCRATCH_DIR;

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void write(const fs::path& path, const std::string& content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

struct outcome {
    bool ok = false;
    std::string table, numbers, messages;
};

bool run(const std::string& command) {
    return std::system(command.c_str()) == 0;
}

// Makes the table of the dictionary with `from` replaced by `to` in one of its files.
outcome made_with(const std::string& from, const std::string& to,
                  const std::string& file = "dictionary.proto") {
    const fs::path copies = scratch / "pendata/v1";
    std::string files;
    for (const auto* name : {"options.proto", "category.proto", "dictionary.proto", "welfare.proto", "field.proto",
                             "derived.proto"}) {
        files += std::string(" pendata/v1/") + name;
        std::string text = read(fs::path(PROTO_DIR) / "pendata/v1" / name);
        if (name == file && !from.empty()) {
            const auto at = text.find(from);
            REQUIRE(at != std::string::npos);
            text.replace(at, from.size(), to);
        }
        write(copies / name, text);
    }
    const std::string root = scratch.string();
    const std::string set = root + "/set.binpb";
    REQUIRE(run(std::string(PROTOC) + " -I " + root +
                " --include_imports --descriptor_set_out=" + set + files));
    outcome out;
    out.ok = run(std::string(DICTGEN) + " " + set + " " + root + "/table.cpp " + root +
                 "/numbers.hpp 2> " + root + "/messages");
    out.messages = read(scratch / "messages");
    if (out.ok) {
        out.table = read(scratch / "table.cpp");
        out.numbers = read(scratch / "numbers.hpp");
    }
    return out;
}

void refused(const std::string& from, const std::string& to, const std::string& sentence,
             const std::string& file = "dictionary.proto") {
    CAPTURE(to);
    const auto out = made_with(from, to, file);
    CHECK_FALSE(out.ok);
    CAPTURE(out.messages);
    CHECK(out.messages.find(sentence) != std::string::npos);
}

const std::string person = R"(message Person {
  option (kind) = {number: 1 id: "Orang" en: "Person" scope: PLACE scope_field: "village"};
)";

std::string with(const std::string& line) {
    return person + line + "\n";
}

}  // namespace

TEST_CASE("a new field is one line") {
    const auto before = made_with("", "");
    REQUIRE(before.ok);
    const std::string line =
        R"(  optional string nickname = 60 [(field) = {id: "Panggilan" en: "Nickname" policy: LATEST most: 40}];)";
    const auto after = made_with(person, person + line + "\n");
    CAPTURE(after.messages);
    REQUIRE(after.ok);
    const std::string row =
        R"(    {60, "nickname", field_type::text, policy::latest, 0, "Panggilan", "Nickname", 63,)";
    const auto at = after.table.find(row);
    REQUIRE(at != std::string::npos);
    // Nothing else changes: the table without the new row is the table before.
    auto without = after.table;
    without.erase(at, after.table.find('\n', at) + 1 - at);
    CHECK(without == before.table);
    CHECK(after.numbers.find("inline constexpr std::uint16_t nickname = 60;") != std::string::npos);
}

TEST_CASE("a new state and a new category are one line each") {
    const auto state =
        made_with("  LIFE_STATUS_DECEASED = 4 [",
                  R"(  LIFE_STATUS_MISSING = 5 [(code) = {id: "Hilang" en: "Missing" rank: 50}];
  LIFE_STATUS_DECEASED = 4 [)");
    CAPTURE(state.messages);
    REQUIRE(state.ok);
    CHECK(state.table.find(R"({5, "missing", "Hilang", "Missing", 50})") != std::string::npos);
    const auto category = made_with(
        "  LISTED_CATEGORY_P01 = 1 [",
        R"(  LISTED_CATEGORY_P27 = 27 [(code) = {id: "Baru" en: "New" name: "P27" category: {person: true}}];
  LISTED_CATEGORY_P01 = 1 [)",
        "category.proto");
    CAPTURE(category.messages);
    REQUIRE(category.ok);
    CHECK(
        category.table.find(
            R"({27, "P27", "Baru", "New", "", 1, 0, 0, no_age_bound, 0, false, false, false, 0, false, false, "", ""})") !=
        std::string::npos);
}

TEST_CASE("fields that break a rule") {
    refused(person, with(R"(optional string x = 60;)"), "Person.x: no option field");
    refused(person, with(R"(optional string x = 60 [(field) = {id: "X" policy: LATEST}];)"),
            "Person.x: no English label");
    refused(person, with(R"(optional string x = 60 [(field) = {en: "X" policy: LATEST}];)"),
            "Person.x: no Indonesian label");
    refused(person, with(R"(optional string x = 60 [(field) = {id: "X" en: "X"}];)"),
            "Person.x: no policy");
    refused(person, with(R"(string x = 60 [(field) = {id: "X" en: "X" policy: LATEST}];)"),
            "must be optional or repeated");
    refused(person, with(R"(optional string X = 60 [(field) = {id: "X" en: "X" policy: LATEST}];)"),
            "'X' is no name");
    refused(person,
            with(R"(optional string id = 60 [(field) = {id: "X" en: "X" policy: LATEST}];)"),
            "the name is taken");
    refused(person,
            with(R"(optional string x = 70000 [(field) = {id: "X" en: "X" policy: LATEST}];)"),
            "1 to 65535");
    refused(person, with(R"(optional string x = 60 [(field) = {id: "X" en: "X" policy: SET}];)"),
            "a SET field is repeated");
    refused(person, with(R"(repeated string x = 60 [(field) = {id: "X" en: "X" policy: LATEST}];)"),
            "is SET or OFFICE");
    refused(
        person,
        with(R"(repeated string x = 60 [(field) = {id: "X" en: "X" policy: SET index: true}];)"),
        "no index");
}

TEST_CASE("types and checks that break a rule") {
    refused(person, with(R"(optional int32 x = 60 [(field) = {id: "X" en: "X" policy: LATEST}];)"),
            "needs a type option");
    refused(
        person,
        with(R"(optional string x = 60 [(field) = {id: "X" en: "X" policy: LATEST type: DATE}];)"),
        "type DATE does not go with string");
    refused(
        person,
        with(
            R"(optional string x = 60 [(field) = {id: "X" en: "X" policy: LATEST compartment: 4}];)"),
        "compartments are 0 to 3");
    refused(
        person,
        with(
            R"(optional bytes x = 60 [(field) = {id: "X" en: "X" policy: LATEST type: REFERENCE target: "dog"}];)"),
        "unknown kind 'dog'");
    refused(person, with(R"(optional string x = 60 [(field) = {id: "X" en: "X" policy: STATE}];)"),
            "needs an enum");
    refused(person, with(R"(optional Sex x = 60 [(field) = {id: "X" en: "X" policy: STATE}];)"),
            "a state of x without rank");
    refused(
        person,
        with(
            R"(optional string x = 60 [(field) = {id: "X" en: "X" policy: OFFICE writers: ROLE_PSM}];)"),
        "only the office writes");
    refused(
        person,
        with(
            R"(optional string x = 60 [(field) = {id: "X" en: "X" policy: LATEST aliases: "name"}];)"),
        "aliases must name a set");
    refused(
        person,
        with(
            R"(optional int64 x = 60 [(field) = {id: "X" en: "X" policy: LATEST least: 9 most: 1}];)"),
        "least is above most");
    refused(
        person,
        with(R"(optional int64 x = 60 [(field) = {id: "X" en: "X" policy: LATEST search: true}];)"),
        "only text is searched");
    refused(
        person,
        with(
            R"(optional int64 x = 60 [(field) = {id: "X" en: "X" policy: LATEST must_exist: true}];)"),
        "must_exist asks for a region");
}

TEST_CASE("states, kinds and elements that break a rule") {
    refused(R"(en: "Not found" rank: 20)", R"(en: "Not found" rank: 12)",
            "ranks 10 and 12 leave no gap");
    refused(R"(en: "Not found" rank: 20)", R"(en: "Not found")",
            "LIFE_STATUS_NOT_FOUND: a state of life_status without rank");
    refused(R"(from: "deceased" to: "alive")", R"(from: "dead" to: "alive")", "a move from 'dead'");
    refused(R"(from: "deceased" to: "alive")", R"(from: "deceased" to: "born")",
            "a move to 'born'");
    refused(R"(number: 2 id: "Keluarga")", R"(number: 1 id: "Keluarga")",
            "number 1 is that of person");
    refused(R"(number: 2 id: "Keluarga")", R"(number: 0 id: "Keluarga")",
            "a kind's number is 1 to 65535");
    refused(R"(scope: PLACE scope_field: "village")", R"(scope: PLACE scope_field: "name")",
            "name is none");
    refused(R"(scope: PLACE scope_field: "village")", R"(scope: PLACE)", "is no field of it");
    refused(R"(scope: PLACE scope_field: "village")", R"(scope_field: "village")", "no scope rule");
    refused(R"(scope: REFERENCE office_only)",
            R"(scope: REFERENCE scope_field: "name" office_only)", "has no scope_field");
    refused("optional string presence_reason = 2", "optional string reason = 2",
            "field 2 must be presence_reason");
    refused(R"(type: NIK key: true)", R"(type: NIK)", "nik_status: its element has no key");
}

TEST_CASE("categories that break a rule") {
    refused("category: {person: true compartment: 1 most_age: 5",
            "category: {compartment: 1 most_age: 5", "a category needs a unit", "category.proto");
    refused("compartment: 1 least_age: 6 most_age: 17", "compartment: 1 least_age: 18 most_age: 17",
            "least_age is above most_age", "category.proto");
    refused("least_age: 15 warn_only: true", "least_age: 15 hard_stop: true",
            "a hard stop says what to do instead", "category.proto");
    refused("least_age: 18 hard_stop: true", "least_age: 18 hard_stop: true warn_only: true",
            "either hard_stop or warn_only", "category.proto");
    refused(R"(maps: {to: "P06"})", R"(maps: {to: "P99"})", "maps to 'P99', which is no category", "category.proto");
    refused(R"(tag: "elder")", R"(tag: "youth")", "the tag 'youth' is no code of AssignmentTag", "category.proto");
    refused("option (dictionary_version) = 3;", "", "no file has the option dictionary_version");
}

TEST_CASE("all faults at once") {
    const auto out = made_with(person, person +
                                           "optional string x = 60;\n"
                                           "optional string y = 61;\n");
    CHECK_FALSE(out.ok);
    CHECK(out.messages.find("Person.x:") != std::string::npos);
    CHECK(out.messages.find("Person.y:") != std::string::npos);
}

TEST_CASE("a scope rule gets the fields it needs, and no others") {
    const std::string pair = R"(scope: COMMON scope_field: "a" second_field: "b")";
    refused(pair, R"(scope: COMMON scope_field: "a")", "second_field '' is no field of it", "derived.proto");
    refused(pair, R"(scope: COMMON scope_field: "a" second_field: "score")",
            "the scope rule common needs a single reference field, score is none", "derived.proto");
    const std::string follows = R"(scope: FOLLOWS scope_field: "subject" second_field: "to")";
    refused(follows, R"(scope: FOLLOWS scope_field: "subject" second_field: "need")",
            "the scope rule follows needs a single region field, need is none", "welfare.proto");
    refused(R"(scope: PLACE scope_field: "village"};)", R"(scope: PLACE scope_field: "village" second_field: "rw"};)",
            "the scope rule place has no second_field");
    refused("policy: SET type: REGION least: 8 most: 13 required: true must_exist: true",
            "policy: SET type: REGION least: 8 most: 13 must_exist: true",
            "the places of a record that tablets make are required", "welfare.proto");
}
