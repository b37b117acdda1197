// Records through the C ABI, on a tablet that has been enrolled and has never seen a network since.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/client-lib/capi/tablet_file.hpp"

namespace pendata::test {

namespace {

constexpr std::string_view siti = R"({"name":"Siti Aminah","nik":"3211014101900001","village":"32.11.01.2001","sex":"P"})";

std::vector<std::string> listed(client::tablet& in, std::string_view where) {
    std::vector<std::string> names;
    const auto failed = in.list("person", where, 0, [&](std::string_view line) {
        names.push_back(member(line, "name"));
        return true;
    });
    REQUIRE(!failed);
    return names;
}

pendata_save_options options_with(std::int32_t intent) {
    pendata_save_options out = PENDATA_SAVE_OPTIONS_DEFAULT;
    out.intent = intent;
    return out;
}

}  // namespace

TEST_CASE("a record added is shown, listed, found, exported, and still there after reopening") {
    tablet_folder folder;
    std::string id;
    {
        auto t = enrolled_tablet(folder);
        id = added(t, "person", siti);
        const auto shown = t.show(id);
        REQUIRE(shown.ok());
        CHECK(*shown == "{\"id\":\"" + id + "\",\"kind\":\"person\",\"name\":\"Siti Aminah\",\"nik\":\"3211014101900001\",\"sex\":\"P\",\"village\":\"32.11.01.2001\"}");
        CHECK(listed(t, "name ~ 'SITI' and village = '32.11.01.2001'").size() == 1);
        CHECK(listed(t, "sex = L").empty());
        std::string found;
        CHECK(!t.search("sitti aminah", 5, [&](std::string_view line) {
            found = member(line, "id");
            return true;
        }));
        CHECK(found == id);
    }
    auto again = opened(folder.file("a.db"));
    CHECK(again.show(id).ok());
    const auto lines = exported(again);
    CHECK(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) { return member(line, "id") == id; }) == 1);
    CHECK(member(*again.status(), "pending") == "4");
}

TEST_CASE("an edit changes what it names, and says what changed") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", siti);
    auto saved = t.edit(id, R"({"phone":"0812-3456-7890","name":"Siti Aminah","aliases":{"add":["Iti","Mimin"]}})");
    REQUIRE(saved.ok());
    CHECK(member(*saved, "changed") == R"(["aliases","phone"])");
    saved = t.edit(id, R"({"aliases":{"remove":["Iti"]},"phone":null})");
    REQUIRE(saved.ok());
    const auto shown = t.show(id);
    CHECK(member(*shown, "aliases") == R"(["Mimin"])");
    CHECK(member(*shown, "phone").empty());

    saved = t.edit(id, R"({"name":"Siti Aminah"})");
    REQUIRE(saved.ok());
    CHECK(member(*saved, "changed") == "[]");
}

TEST_CASE("intent, effective date and evidence travel in the options") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", siti);
    auto change = options_with(PENDATA_CHANGE);
    change.effective_date = client::view("2026-07-01");
    REQUIRE(t.edit(id, R"({"village":"31.71.01.1001"})", &change).ok());
    CHECK(member(*t.show(id), "village") == "31.71.01.1001");

    const auto not_a_change = t.edit(id, R"({"name":"Lain"})", &change);
    CHECK(not_a_change.why().status == PENDATA_NOT_ALLOWED);
    CHECK(std::string_view(not_a_change.why().field) == "name");

    auto confirm = options_with(PENDATA_CONFIRMATION);
    confirm.evidence = 4;
    const auto confirmed = t.edit(id, R"({"name":"Siti Aminah"})", &confirm);
    REQUIRE(confirmed.ok());
    CHECK(member(*confirmed, "changed") == R"(["name"])");

    confirm.evidence = 5;  // a civil registry's word is not a census taker's to give
    CHECK(t.edit(id, R"({"name":"Siti Aminah"})", &confirm).why().status == PENDATA_NOT_ALLOWED);
    confirm.evidence = 6;
    CHECK(t.edit(id, R"({"name":"Siti Aminah"})", &confirm).why().status == PENDATA_INVALID_ARGUMENT);
    change.effective_date = client::view("1 July");
    CHECK(t.edit(id, R"({"village":"32.11.01.2001"})", &change).why().status == PENDATA_BAD_VALUE);
}

TEST_CASE("retract, withdraw and restore") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", siti);
    REQUIRE(t.edit(id, R"({"name":"Siti Maryam"})").ok());
    const auto history = t.history(id);
    REQUIRE(history.ok());
    CHECK(history->find("Siti Aminah") != std::string::npos);
    CHECK(history->find("Siti Maryam") != std::string::npos);

    REQUIRE(t.retract(id, "name").ok());
    CHECK(member(*t.show(id), "name") == "Siti Aminah");
    CHECK(t.retract(id, "phone").why().status == PENDATA_NOT_FOUND);
    CHECK(t.retract(id, "shoe_size").why().status == PENDATA_UNKNOWN_FIELD);

    REQUIRE(t.withdraw(id, "salah data").ok());
    CHECK(member(*t.show(id), "presence") == "withdrawn");
    CHECK(t.restore(id, "name", "nonsense").why().status == PENDATA_INVALID_ARGUMENT);
}

TEST_CASE("what is refused names its field, says why in both languages, and changes nothing") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", siti);
    const auto before = exported(t);
    const auto check = [&](const client::answer<std::string>& refused, pendata_status status, std::string_view field) {
        CHECK(refused.why().status == status);
        CHECK(std::string_view(refused.why().field) == field);
        CHECK(refused.why().text[0] != '\0');
        CHECK(refused.why().text_en[0] != '\0');
        CHECK(refused.why().retryable == 0);
        CHECK(refused->empty());
        CHECK(exported(t) == before);
    };
    check(t.add("person", "{"), PENDATA_BAD_JSON, "");
    check(t.add("person", "[]"), PENDATA_BAD_JSON, "");
    check(t.add("person", ""), PENDATA_BAD_JSON, "");
    check(t.add("person", "{}"), PENDATA_MISSING_FIELD, "");
    check(t.add("persons", "{}"), PENDATA_UNKNOWN_KIND, "persons");
    check(t.add("person", R"({"shoe_size":43})"), PENDATA_UNKNOWN_FIELD, "shoe_size");
    check(t.edit(id, R"({"nik":"12345"})"), PENDATA_BAD_NIK, "nik");
    check(t.edit(id, R"({"nik":3.211E15})"), PENDATA_BAD_NIK, "nik");
    check(t.edit(id, R"({"village":"32.11.01.9999"})"), PENDATA_UNKNOWN_REGION, "village");
    check(t.edit(id, R"({"sex":"X"})"), PENDATA_BAD_VALUE, "sex");
    check(t.edit(id, R"({"restricted":true})"), PENDATA_NOT_ALLOWED, "restricted");
    check(t.edit("no id", "{}"), PENDATA_INVALID_ARGUMENT, "id");
    check(t.edit("01a2009f-f112-74ad-a8a9-af1018659317", R"({"name":"A"})"), PENDATA_NOT_FOUND, "");
    check(t.show("01a2009f-f112-74ad-a8a9-af1018659317"), PENDATA_NOT_FOUND, "");
    check(t.history("01a2009f-f112-74ad-a8a9-af1018659317"), PENDATA_NOT_FOUND, "");
    check(t.add("person", "{\"id\":\"" + id + "\",\"name\":\"B\"}"), PENDATA_ALREADY_EXISTS, "id");
    check(t.add("person", "{\"id\":\"0199a000-0000-8000-8000-000000000001\",\"name\":\"C\"}"), PENDATA_BAD_VALUE, "id");  // of the form of derived ones
    const std::string huge = "{\"name\":\"" + std::string(300 * 1024, 'a') + "\"}";
    check(t.add("person", huge), PENDATA_TOO_LARGE, "");

    client::failure why = t.list("person", "village ==", 0, [](std::string_view) { return true; });
    CHECK(why.status == PENDATA_BAD_EXPRESSION);
    why = t.list("person", "shoe_size = 43", 0, [](std::string_view) { return true; });
    CHECK(why.status == PENDATA_UNKNOWN_FIELD);
    why = t.list("persons", "", 0, [](std::string_view) { return true; });
    CHECK(why.status == PENDATA_UNKNOWN_KIND);
}

TEST_CASE("a batch is all or nothing, or leaves out the bad rows and names them") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const std::vector<std::string> rows{std::string(siti), R"({"name":"Udin","nik":"1"})", R"({"name":"Asep","village":"32.11.01.2001"})", "nonsense"};
    const auto refused = t.add_all("person", rows);
    CHECK(refused.why().status == PENDATA_BAD_NIK);
    CHECK(refused.why().row == 1);
    CHECK(listed(t, "").empty());

    auto skipping = options_with(PENDATA_CORRECTION);
    skipping.skip_bad = 1;
    const auto outcome = t.add_all("person", rows, &skipping);
    REQUIRE(outcome.ok());
    CHECK(member(*outcome, "added") == "2");
    const auto rejected = member(*outcome, "rejected");
    CHECK(rejected.find("\"row\":1") != std::string::npos);
    CHECK(rejected.find("\"row\":3") != std::string::npos);
    CHECK(rejected.find("\"field\":\"nik\"") != std::string::npos);
    CHECK(listed(t, "").size() == 2);

    const auto nothing = t.add_all("person", {});
    REQUIRE(nothing.ok());
    CHECK(member(*nothing, "added") == "0");
}

TEST_CASE("a category's rules are told where the subject is known") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto assign = [&](const std::string& subject, std::string_view category, std::string_view more = "") {
        return t.add("assignment", "{\"subject\":\"" + subject + "\",\"category\":\"" + std::string(category) +
                                       "\",\"assessed_on\":\"2026-10-05\"" + std::string(more) + "}");
    };
    const auto child = added(t, "person", R"({"name":"Anak","village":"32.11.01.2001","birth_date":"2012-01-01","sex":"P"})");
    const auto before = exported(t);
    const auto refused = assign(child, "P10", R"(,"rule_reason":"tetap")");
    CHECK(refused.why().status == PENDATA_BAD_VALUE);
    CHECK(std::string_view(refused.why().text_en).find("P06") != std::string_view::npos);
    const auto too_young = assign(child, "P08");
    CHECK(too_young.why().status == PENDATA_MISSING_FIELD);
    CHECK(std::string_view(too_young.why().field) == "rule_reason");
    CHECK(exported(t) == before);

    const auto reasoned = assign(child, "P08", R"(,"rule_reason":"umur di KTP keliru")");
    REQUIRE(reasoned.ok());
    CHECK(reasoned->find("warnings") != std::string::npos);
    CHECK(assign(child, "P02").ok());
    // Of a subject this tablet does not hold nothing is known: the office will judge.
    CHECK(assign("01a2009f-f112-74ad-a8a9-af1018659317", "P10").ok());
}

TEST_CASE("a line handler may stop early") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    for (int i = 0; i < 3; ++i) added(t, "person", siti);
    int lines = 0;
    CHECK(!t.list("person", "", 0, [&](std::string_view) { return ++lines < 2; }));
    CHECK(lines == 2);
    lines = 0;
    CHECK(!t.list("person", "", 1, [&](std::string_view) { return ++lines > 0; }));
    CHECK(lines == 1);
}

TEST_CASE("before the enrolment nothing is saved, and reading says little") {
    tablet_folder folder;
    auto t = opened(folder.file("fresh.db"));
    CHECK(t.add("person", siti).why().status == PENDATA_NOT_ENROLLED);
    CHECK(exported(t).empty());
    CHECK(member(*t.status(), "enrolled") == "false");
    CHECK(!t.cases([](std::string_view) { return true; }));
    CHECK(t.bag_export().why().status == PENDATA_NOT_ENROLLED);
}

TEST_CASE("a tablet whose key is gone still collects") {
    tablet_folder folder;
    enrolment keyless;
    keyless.with_key = false;
    auto t = enrolled_tablet(folder, "keyless.db", keyless);
    added(t, "person", siti);
    CHECK(t.sync().why().status == PENDATA_KEY_MISSING);
    CHECK(t.bag_export().why().status == PENDATA_KEY_MISSING);
    CHECK(listed(t, "").size() == 1);
}

TEST_CASE("deciding needs a case, and either a candidate or a value") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    const auto id = added(t, "person", siti);
    const pendata_decision pick{sizeof pick, 0, {nullptr, 0}, 0};
    CHECK(t.decide(id, pick).why().status == PENDATA_NOT_FOUND);
    const pendata_decision both{sizeof both, 0, client::view("\"x\""), 0};
    CHECK(t.decide(id, both).why().status == PENDATA_INVALID_ARGUMENT);
    const pendata_decision neither{sizeof neither, -1, {nullptr, 0}, 0};
    CHECK(t.decide(id, neither).why().status == PENDATA_INVALID_ARGUMENT);
    CHECK(t.decide("no id", pick).why().status == PENDATA_INVALID_ARGUMENT);
}

}  // namespace pendata::test
