// What a closing keeps is read back the same, and nothing else is taken for one.
#include "core/closing/closing.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/category.hpp"
#include "tests/core/closing/closing_cells.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

closing some_closing() {
    closing out;
    out.batch = id_filled(9);
    out.correction = 2;
    out.village = "32.11.01.2001";
    out.village_name = "Cikareo";
    out.period = "2026-Q4";
    out.minutes = "141/BA/2026";
    out.list_version = "PPKS-2012";
    out.vintage = "2025";
    out.data = {segment_id::from(bytes(16, 7)), 1234, 99};
    const auto siti = person_named(2, "Siti Aminah");
    out.lists = {{0, {entry_of(assignment_of(1, siti.id, 8), siti, 0), entry_of(assignment_of(3, siti.id, 24), siti, 0)}}, {1, {}}, {2, {}}};
    category_counter counter;
    counter.add({siti.id, kinds::person, codes::sex::P, 8, 0, true});
    out.counts = counter.counts();
    return out;
}

}  // namespace

TEST_CASE("what is kept comes back as it was, erased entries too") {
    auto kept = some_closing();
    CHECK(decode_closing(encode_closing(kept)) == kept);
    forget_entries(kept.lists[0], [](const record_id& id) { return id == id_filled(3); });
    CHECK(decode_closing(encode_closing(kept)) == kept);
    CHECK(encode_closing(kept).find("Siti") != std::string::npos);
    forget_entries(kept.lists[0], [](const record_id& id) { return id == id_filled(2); });
    CHECK(encode_closing(kept).find("Siti") == std::string::npos);
    CHECK(decode_closing(encode_closing(kept)) == kept);
}

TEST_CASE("an altered entry proves nothing") {
    auto kept = encode_closing(some_closing());
    const auto at = kept.find("Siti Aminah");
    REQUIRE(at != std::string::npos);
    kept[at] = 'T';
    CHECK(!decode_closing(kept));
}

TEST_CASE("property: bytes cut or damaged anywhere are refused or read, never trusted blindly") {
    const auto whole = encode_closing(some_closing());
    CHECK(rc::check("cut", [&](std::uint16_t at, std::uint8_t bit) {
        RC_ASSERT(!decode_closing(std::string_view(whole).substr(0, at % whole.size())));
        auto damaged = whole;
        damaged[at % damaged.size()] = static_cast<char>(damaged[at % damaged.size()] ^ (1 << bit % 8));
        if (const auto read = decode_closing(damaged)) {
            for (const auto& list : read->lists) {
                for (const auto& e : list.entries) RC_ASSERT(e.is_erased || leaf_of(e) == e.leaf);
            }
        }
    }));
}
