// What is made passes the engine's own checks: every record of a village is parsed and checked as
// an import would, against the regions of Sumedang. Nothing is refused, and hardly anything warned
// about.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "core/dictionary/check.hpp"
#include "core/dictionary/record_json.hpp"
#include "tools/synthetic/json_lines.hpp"
#include "tools/synthetic/population.hpp"

using namespace pendata;

namespace {

std::set<std::string, std::less<>> region_codes() {
    std::ifstream file("data/sumedang/regions.csv");
    std::set<std::string, std::less<>> codes;
    for (std::string line; std::getline(file, line);)
        codes.insert(line.substr(0, line.find(',')));
    return codes;
}

struct tally {
    int records = 0;
    int errors = 0;
    int warnings = 0;
    std::string first_error;
};

void count(tally& out, const findings& found) {
    for (const finding& f : found) {
        (f.level == severity::error ? out.errors : out.warnings) += 1;
        if (f.level == severity::error && out.first_error.empty()) {
            out.first_error = f.what.field + ": " + f.what.hint_en;
        }
    }
}

void check_line(tally& out, const kind_def& kind, const std::string& json,
                const check_context& context) {
    ++out.records;
    const auto parsed = parse_record(kind, json, input_use::create);
    if (!parsed) {
        ++out.errors;
        if (out.first_error.empty()) {
            out.first_error = parsed.error().field + ": " + parsed.error().hint_en + " in " + json;
        }
        return;
    }
    CHECK(parsed->id.has_value());
    for (const field_input& input : parsed->fields) {
        count(out, check_value(*input.field, input.element, input.content, context));
    }
    const auto find = [&](std::uint16_t number) -> const value* {
        for (const field_input& input : parsed->fields) {
            if (input.field->number == number)
                return &input.content;
        }
        return nullptr;
    };
    count(out, check_record(kind, find, context));
}

template <class Record>
tally check_all(std::string_view kind, const std::vector<Record>& records) {
    const auto codes = region_codes();
    REQUIRE(codes.size() == 306);
    check_context context;
    context.today = synthetic::settings{}.today;
    context.region_known = [&](std::string_view code) { return codes.contains(code); };
    const kind_def* def = builtin_dictionary().find(kind);
    REQUIRE(def != nullptr);
    tally out;
    for (const Record& record : records)
        check_line(out, *def, to_json(record), context);
    return out;
}

}  // namespace

TEST_CASE("every record passes the dictionary's checks") {
    synthetic::settings wanted;
    wanted.families = 400;
    wanted.most_sensitive = 2;
    const auto made =
        synthetic::make_village(wanted, {"32.11.08.2003", "Legok Kidul", "Paseh", "Sumedang"});

    const tally persons = check_all("person", made.persons);
    const tally families = check_all("family", made.families);
    const tally assignments = check_all("assignment", made.assignments);
    const tally visits = check_all("visit", made.visits);
    for (const tally& t : {persons, families, assignments, visits}) {
        CAPTURE(t.first_error);
        CHECK(t.records > 50);
        CHECK(t.errors == 0);
    }
    // Numbers that kept an older birth date, positions that a telephone was not sure of.
    CHECK(persons.warnings * 100 < persons.records * 4);
    CHECK(families.warnings * 100 < families.records * 5);
    CHECK(assignments.warnings == 0);
}
