// A field is one line of the dictionary (tests/support/wider_dictionary.hpp adds one): everything shows it without other
// code, and builds that do not know it keep it and pass it on (I7).
#include <doctest/doctest.h>

#include "client-lib/src/engine/dictionary_text.hpp"
#include "tests/support/wider_dictionary.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

const std::string siti = R"({"name":"Siti Aminah","village":")" + village_a + R"(","sex":"P","no_nik_reason":"lost","nickname":"Neng Iti"})";

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

// Lines a list or search gives.
std::string lines_of(const std::function<checked<void>(const json_line&)>& ask) {
    std::string out;
    const auto done = ask([&](std::string_view line) {
        out.append(line).append("\n");
        return true;
    });
    REQUIRE_MESSAGE(done.has_value(), (done.has_error() ? done.error().hint_en : ""));
    return out;
}

std::string listed(world_tablet& t, std::string_view where) {
    return lines_of([&](const json_line& line) { return t.reading().list("person", where, 100, line); });
}

std::string found(world_tablet& t, std::string_view text) {
    REQUIRE(t.store->index_some(1000).has_value());
    return lines_of([&](const json_line& line) { return t.reading().search(text, 100, line); });
}

struct versions {
    world w;
    officer_id asih = w.office.add_officer("Asih", role::psm, {village_a}), budi = w.office.add_officer("Budi", role::psm, {village_a});
    officer_id ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"});
    std::unique_ptr<world_tablet> newer = w.tablet_for(asih, wider_dictionary()), older = w.tablet_for(budi),
                                  third = w.tablet_for(ujang, wider_dictionary());
    void office_is(const dictionary& words) { w.office.words = &words; }
    void sync_all() {
        for (auto* t : {newer.get(), older.get(), third.get(), newer.get(), older.get()}) {
            const auto outcome = w.sync(*t);
            CHECK(outcome.why == errc::ok);
            CHECK(outcome.progress.repaired == 0);
        }
    }
    std::size_t held(hold_reason why) {
        std::size_t count = 0;
        for (const auto& row : *(*w.office.store.view())->custody_in(custody_state::held)) count += row.reason == why ? 1 : 0;
        return count;
    }
    void examine() {
        const auto context = w.office.context();
        const auto done = w.office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_CHECK(examine_held(tx, context));
            return {};
        });
        REQUIRE(done.has_value());
    }
};

}  // namespace

TEST_CASE("one line more, and the field is typed, checked, listed, filtered, searched, exported and told of") {
    versions v;
    auto& t = *v.newer;
    const auto id = t.add("person", siti);
    CHECK(says(t.shown(id), R"("nickname":"Neng Iti")"));
    CHECK(says(listed(t, "nickname = 'Neng Iti'"), to_string(id)));
    CHECK(listed(t, "nickname = 'Ujang'").empty());
    CHECK(says(found(t, "iti"), to_string(id)));
    CHECK(says(t.exported(), R"("nickname":"Neng Iti")"));
    CHECK(t.edit(id, R"({"nickname":{"value":"Iti","evidence":1}})"));
    CHECK(says(*t.reading().history(id), R"("field":"nickname")"));
    CHECK(listed(t, "nickname = 'Neng Iti'").empty());
    const auto refused = t.author().edit(id, R"({"nickname":")" + std::string(41, 'x') + R"("})", {});
    REQUIRE(refused.has_error());
    CHECK(refused.error().field == "nickname");
    CHECK(says(dictionary_text(wider_dictionary()), R"("label":"Panggilan")"));
    CHECK_FALSE(says(dictionary_text(builtin_dictionary()), "Panggilan"));
    // The present build says that it does not know it.
    const auto unknown = v.older->author().add("person", siti, {});
    REQUIRE(unknown.has_error());
    CHECK(unknown.error().code == errc::unknown_field);
}

TEST_CASE("a tablet of the present build keeps what it does not know, and passes it on untouched") {
    versions v;
    v.office_is(wider_dictionary());
    const auto id = v.newer->add("person", siti);
    v.sync_all();
    CHECK(says(v.older->shown(id), "_unknown"));
    CHECK_FALSE(says(v.older->shown(id), "nickname"));
    CHECK(v.older->exported(true) == v.w.exported_for(v.budi));
    CHECK(v.older->edit(id, R"({"phone":"081234567890"})"));
    CHECK(says(v.older->shown(id), "_unknown"));
    v.sync_all();
    CHECK(says(v.third->shown(id), R"("nickname":"Neng Iti")"));
    CHECK(says(v.third->shown(id), "081234567890"));
    CHECK(v.w.sync(*v.older).progress.exchanges == 1);
    // It learns the field: nothing has to be sent again.
    v.older->reopen(wider_dictionary());
    REQUIRE(project_stale(v.older->engine).has_value());
    CHECK(says(v.older->shown(id), R"("nickname":"Neng Iti")"));
    CHECK(says(listed(*v.older, "nickname = 'Neng Iti'"), to_string(id)));
    CHECK(says(found(*v.older, "neng"), to_string(id)));
    const auto nothing = v.w.sync(*v.older);
    CHECK(nothing.progress.exchanges == 1);
    CHECK(nothing.progress.parts_pulled == 0);
}

TEST_CASE("an office of the present build holds what it does not know; once it does, it settles and reaches everybody") {
    versions v;
    const auto id = v.newer->add("person", siti);
    v.sync_all();
    CHECK(v.held(hold_reason::unknown_field) == 1);
    CHECK(says(v.older->shown(id), "Siti Aminah"));  // the rest flowed past
    CHECK(says(v.newer->shown(id), "Neng Iti"));     // its author still sees it
    v.office_is(wider_dictionary());
    v.examine();
    CHECK(v.held(hold_reason::unknown_field) == 0);
    v.sync_all();
    CHECK(says(v.third->shown(id), R"("nickname":"Neng Iti")"));
    CHECK(says(v.older->shown(id), "_unknown"));
    CHECK(v.newer->exported(true) == v.w.exported_for(v.asih, wider_dictionary()));
}

TEST_CASE("what fails a check at the office is held, never refused, and passes when the rule changes") {
    versions v;
    const std::string work(120, 'x');
    const auto id = v.newer->add("person", R"({"name":"Siti","village":")" + village_a + R"(","sex":"P","no_nik_reason":"lost","occupation":")" + work + R"("})");
    v.sync_all();
    CHECK(v.held(hold_reason::failed_check) == 1);
    CHECK_FALSE(says(v.third->shown(id), work));
    CHECK(says(v.third->shown(id), "Siti"));
    v.office_is(wider_dictionary());
    v.examine();
    CHECK(v.held(hold_reason::failed_check) == 0);
    v.sync_all();
    CHECK(says(v.third->shown(id), work));
    CHECK(says(v.older->shown(id), work));
}

}  // namespace pendata::test
