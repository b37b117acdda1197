// What the office holds of what was given back: until two officers agree, and through another restore.
#include <doctest/doctest.h>

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

}  // namespace pendata::test
