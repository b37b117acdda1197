// What the office holds of what was given back: until two officers agree, and through another restore; and of a tablet that
// never comes again.
#include <doctest/doctest.h>

#include <vector>

#include "tests/property/restored_census.hpp"

namespace pendata::test {

namespace {

// Dewi came after the backup. The office knows of her by the word of one tablet, and holds it.
struct half_known {
    census c;
    memory_office_store backup;
    officer_id dewi;
    half_known() {
        c.everybody();
        backup = c.w.backup();
        dewi = c.w.office.add_officer("Dewi", role::psm, {village_a});
        c.everybody();
        c.w.restore(backup, true);
        CHECK(c.w.sync(*c.a).why == errc::ok);
        CHECK(c.w.office.who().find(dewi) == nullptr);
        CHECK(c.held() > 0);
    }
};

}  // namespace

TEST_CASE("the office's own cells wait until two officers' tablets agree") {
    half_known h;
    auto& c = h.c;
    CHECK(c.w.sync(*c.b).why == errc::ok);
    REQUIRE(c.w.office.who().find(h.dewi) != nullptr);
    CHECK(c.w.office.who().grants_of(h.dewi, day_of(c.w.office.now_ms)).size() == 2);
    CHECK(c.held() == 0);
    c.agree();
}

TEST_CASE("what the office holds is given once more after another loss, unless the office told that it left") {
    // An eviction that mends, one that answers a give-back, and one among changes.
    struct told { bool mends; bool has_sequence; bool stays; };
    for (const auto& one : {told{true, true, true}, told{false, false, true}, told{false, true, false}}) {
        half_known h;
        auto& c = h.c;
        CHECK(c.w.sync(*c.a).why == errc::ok);
        const auto waiting = c.held();
        CHECK(waiting > 0);
        auto head = c.w.office.store.view();
        message::pull pull;
        pull.mends = one.mends;
        pull.evictions.push_back({record_id::from(h.dewi.view()), 0x0f, one.has_sequence ? (*head)->head()->at + 1 : 0});
        head = errc::not_found;  // no view stays open
        CHECK(c.a->syncing().apply(pull).has_value());
        c.w.restore(h.backup, true);
        CHECK(c.held() == 0);
        CHECK(c.w.sync(*c.a).why == errc::ok);
        CHECK((c.held() == waiting) == one.stays);
    }
}

TEST_CASE("a tablet that is gone for good holds nothing back") {
    census c;
    c.everybody();
    // Work in custody, work unsent, and a cursor that stands still from now on.
    c.b->add("person", person("Held", village_b));
    c.w.sync(*c.b);
    CHECK(c.held() > 0);
    c.b->add("person", person("Unsent", village_a));
    c.w.revoke(*c.b);

    const auto unanswered = [&] {
        std::vector<sealed_batch> out;
        REQUIRE(c.a->store->read([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(found, tx.unreceipted(0, 9));
            out = std::move(found);
            return {};
        }).has_value());
        return out;
    };
    const auto on_journal = [&](const digest& hash) {
        bool there = false;
        REQUIRE(c.a->store->read([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(row, tx.journal(hash));
            there = row.has_value();
            return {};
        }).has_value());
        return there;
    };
    const auto siti = c.a->add("person", person("Siti", village_a));
    REQUIRE(c.a->syncing().batches({}, 1).has_value());  // sealed
    const auto sealed = unanswered();
    REQUIRE(sealed.size() == 1);
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK(on_journal(sealed.front().hash));
    // A backup has it: the journal goes, whoever has not pulled it.
    c.w.backed_up = (*c.w.office.store.view())->head()->at;
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK_FALSE(on_journal(sealed.front().hash));
    // What leaves the duties of the others leaves them, and nothing marks it there.
    save_options moved;
    moved.why = intent::change;
    CHECK(c.a->edit(siti, R"({"village":"32.11.01.2002"})", moved));
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK(c.w.sync(*c.a).why == errc::ok);
    CHECK(c.a->exported(true).find("Siti") == std::string::npos);
    CHECK(c.a->exported(true) == c.w.exported_for(c.asih));
    CHECK(c.t->exported(true).find("Unsent") == std::string::npos);
    CHECK(c.w.sync(*c.t).progress.converged);
}

}  // namespace pendata::test
