// What the tablet says at once, in both languages, from the dictionary's rules: categories, older lists, numbers of a
// family, faces, required places. The same values pass or are held at the office (core/settle/examine.hpp).
#include <doctest/doctest.h>

#include "core/dictionary/element.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

namespace {

std::string person_born(const std::string& date, const std::string& more = "") {
    return R"({"name":"Siti","village":")" + village_a + R"(","sex":"P","birth_date":")" + date + R"(","no_nik_reason":"lost")" + more + "}";
}

struct tablet_at_work {
    world w;
    officer_id asih = w.office.add_officer("Asih", role::psm, {village_a}, 15);
    std::unique_ptr<world_tablet> t = w.tablet_for(asih);

    // "ok", "warned FIELD ..." or "refused FIELD".
    std::string add(std::string_view kind, const std::string& json) { return told(t->author().add(kind, json, {})); }
    std::string edit(const record_id& id, const std::string& json) { return told(t->author().edit(id, json, {})); }
    std::string listed(const record_id& subject, const std::string& more) {
        return add("assignment", R"({"subject":")" + to_string(subject) + R"(",)" + more + "}");
    }

    problem why;
    std::string told(const checked<saved>& done) {
        if (done.has_error()) {
            why = done.error();
            CHECK_FALSE(why.hint_id.empty());
            CHECK_FALSE(why.hint_en.empty());
            return "refused " + why.field;
        }
        last = done->id;
        std::string out = done->warnings.empty() ? "ok" : "warned";
        for (const auto& f : done->warnings) {
            CHECK_FALSE(f.what.hint_id.empty());
            CHECK_FALSE(f.what.hint_en.empty());
            out += " " + f.what.field;
        }
        return out;
    }
    record_id last;
};

}  // namespace

TEST_CASE("a girl of fifteen is no sex worker: refused with the way to go, and nothing of it stays") {
    tablet_at_work at;
    const auto girl = at.t->add("person", person_born("2011-01-01"));
    const auto before = at.t->exported();
    CHECK(at.listed(girl, R"("category":"P10","assessed_on":"2026-01-05","rule_reason":"dilihat")") == "refused category");
    CHECK(at.why.hint_id.find("P06, P07 atau P18") != std::string::npos);
    CHECK(at.why.hint_en.find("P06, P07 or P18") != std::string::npos);
    CHECK(at.t->exported() == before);
    CHECK(at.listed(girl, R"("category":"P18","assessed_on":"2026-01-05")") == "ok");
    // In a room of its own: the open list does not show it to who is not granted it.
    CHECK(at.t->shown(at.last).find("P18") != std::string::npos);
}

TEST_CASE("ages, units and lists: warnings, reasons, refusals") {
    tablet_at_work at;
    const auto child = at.t->add("person", person_born("2021-01-05"));
    const auto grown = at.t->add("person", person_born("1990-01-05"));
    const auto family = at.t->add("family", R"({"village":")" + village_a + R"("})");
    CHECK(at.listed(child, R"("category":"P01","assessed_on":"2026-02-01")") == "warned category");
    CHECK(at.listed(grown, R"("category":"P02","assessed_on":"2026-02-01")") == "refused rule_reason");
    CHECK(at.listed(grown, R"("category":"P02","assessed_on":"2026-02-01","rule_reason":"KTP salah")") == "warned category");
    CHECK(at.listed(family, R"("category":"P08")") == "refused category");
    CHECK(at.listed(family, R"("category":"P24")") == "ok");
    CHECK(at.listed(child, R"("category":"P20","assessed_on":"2026-02-01")") == "warned category");
    CHECK(at.listed(grown, R"("category":"L33")") == "warned category");
}

TEST_CASE("a code of list A is taken and mapped") {
    tablet_at_work at;
    const auto child = at.t->add("person", person_born("2015-01-05", R"(,"disabilities":["physical"])"));
    const auto grown = at.t->add("person", person_born("1990-01-05", R"(,"disabilities":["physical"])"));
    const auto unknown = at.t->add("person", R"({"name":"Wati","village":")" + village_a + R"(","sex":"P","no_nik_reason":"lost"})");
    CHECK(at.listed(child, R"("older_category":"PENCA","assessed_on":"2026-02-01")") == "ok");
    CHECK(at.t->shown(at.last).find(R"("category":"P05")") != std::string::npos);
    CHECK(at.t->shown(at.last).find(R"("list_version":"A")") != std::string::npos);
    CHECK(at.listed(grown, R"("older_category":"PENCA","assessed_on":"2026-02-01")") == "ok");
    CHECK(at.t->shown(at.last).find(R"("category":"P09")") != std::string::npos);
    CHECK(at.listed(unknown, R"("older_category":"PENCA")") == "refused category");
    CHECK(at.listed(grown, R"("older_category":"WKTK","assessed_on":"2026-02-01")") == "ok");
    CHECK(at.t->shown(at.last).find(R"("category":"P19")") != std::string::npos);
    CHECK(at.t->shown(at.last).find(R"("tags":["woman"])") != std::string::npos);
    // Whoever names both means both.
    CHECK(at.listed(child, R"("older_category":"AN","category":"P03","assessed_on":"2026-02-01","rule_reason":"dikunjungi")") == "warned category");
}

TEST_CASE("numbers: a temporary one is kept beside, copies in a family and the card's own number are warned about") {
    tablet_at_work at;
    CHECK(at.add("person", R"({"name":"Siti","village":")" + village_a + R"(","sex":"P","nik":"0211014101900001","no_nik_reason":"not_recorded"})") == "ok");
    CHECK(at.t->shown(at.last).find(R"("other_niks":["0211014101900001"])") != std::string::npos);
    CHECK(at.t->shown(at.last).find(R"("nik":)") == std::string::npos);
    const auto family = at.t->add("family", R"({"village":")" + village_a + R"(","kk_number":"3211010101900001"})");
    const auto member = [&](const std::string& nik) {
        return at.add("person", R"({"name":"Siti","village":")" + village_a + R"(","family":")" + to_string(family) + R"(","nik":")" + nik + R"("})");
    };
    CHECK(member("3211010101900001") == "warned nik");  // the card's number
    CHECK(member("3211014101900002") == "ok");
    const auto other = at.t->add("family", R"({"village":")" + village_a + R"("})");
    const auto in_other = [&](const std::string& nik) {
        return at.add("person", R"({"name":"Siti","village":")" + village_a + R"(","family":")" + to_string(other) + R"(","nik":")" + nik + R"("})");
    };
    CHECK(in_other("3211014101900003") == "ok");
    CHECK(in_other("3211014101900003") == "warned nik");  // copied to all
    // Spreadsheets, and districts that never were.
    const auto with_nik = [&](const std::string& nik) {
        return at.add("person", R"({"name":"Siti","village":")" + village_a + R"(","nik":)" + nik + "}");
    };
    CHECK(with_nik("3.20412E+15") == "refused nik");
    CHECK(with_nik(R"("3,20412E+15")") == "refused nik");
    CHECK(at.why.hint_id.find("spreadsheet") != std::string::npos);
    CHECK(with_nik(R"("9911014101900001")") == "warned nik");
    CHECK(with_nik(R"("1711014101900001")") == "ok");  // issued elsewhere: normal
}

TEST_CASE("no face is kept of a subject of a confidential category") {
    tablet_at_work at;
    const auto girl = at.t->add("person", person_born("2011-01-01"));
    const std::string face = R"({"face_photo":{"add":[")" + std::string(64, 'a') + R"("]}})";
    const std::string other = R"({"face_photo":{"add":[")" + std::string(64, 'b') + R"("]}})";
    CHECK(at.edit(girl, face) == "ok");
    CHECK(at.listed(girl, R"("category":"P06","assessed_on":"2026-01-05")") == "ok");
    CHECK(at.edit(girl, other) == "refused face_photo");
    CHECK(at.edit(girl, R"({"face_photo":{"remove":[")" + std::string(64, 'a') + R"("]}})") == "ok");
}

TEST_CASE("every kind an officer can make is made, listed, exported and synced as any other") {
    tablet_at_work at;
    auto& t = *at.t;
    const auto person = to_string(t.add("person", person_born("1990-01-05")));
    const auto family = to_string(t.add("family", R"({"village":")" + village_a + R"("})"));
    const std::vector<std::pair<std::string, std::string>> kinds_made{
        {"dwelling", R"({"family":")" + family + R"(","floor":"earth","assets":[{"asset":"motorcycle","count":1}]})"},
        {"group", R"({"name":"KUBE Melati","group_kind":"kube","villages":[")" + village_a + R"("],"kube_state":"growing"})"},
        {"resource", R"({"resource_kind":"K02","name":"Bu Iis","village":")" + village_a + R"(","skills":["menjahit"]})"},
        {"aid", R"({"programme":")" + person + R"(","subject":")" + family + R"(","period":"2026-Q3","status":"proposed","t_target":5})"},
        {"visit", R"({"subject":")" + person + R"(","purpose":"census"})"},
        {"referral", R"({"subject":")" + person + R"(","category":"P24","need":"Sembako","to":"32.11.02"})"},
        {"disaster_event", R"({"name":"Longsor Cimanggung","disaster_kind":"landslide","places":[")" + village_a + R"("],"start":"2026-01-09"})"},
        {"activity", R"({"activity_kind":"meeting","date":"2026-02-01","region":")" + village_a + R"(","title":"Musdes"})"},
        {"grievance", R"({"region":")" + village_a + R"(","received_on":"2026-02-01","about":"aid","complainant":"Pak Oyo"})"}};
    for (const auto& [kind, json] : kinds_made) {
        CAPTURE(kind);
        CHECK(at.add(kind, json) == "ok");
    }
    for (const auto* kind : {"batch", "case", "duplicate_case"}) {  // not a census taker's
        CAPTURE(kind);
        CHECK(at.add(kind, "{}").starts_with("refused"));
    }
    CHECK(at.w.sync(t).why == errc::ok);
    CHECK((*(*at.w.office.store.view())->custody_in(custody_state::held)).empty());
    CHECK(t.exported(true) == at.w.exported_for(at.asih));
    for (const auto& [kind, json] : kinds_made) {
        CAPTURE(kind);
        std::size_t lines = 0;
        const auto listed = t.reading().list(kind, "presence = ''", 10, [&](std::string_view) { return ++lines > 0; });
        CHECK(listed.has_value());
        CHECK(lines >= 1);
    }
}

}  // namespace pendata::test
