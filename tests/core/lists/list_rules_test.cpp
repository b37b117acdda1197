// Which version may take the place of the active one, and how sure a link is.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/lists/list_rules.hpp"

using namespace pendata;
using identity::match_level;

namespace {

list_facts file_of(std::uint64_t rows, bool ended = true) { return {rows, sha256(std::to_string(rows)), ended, 0, 0}; }

identity::match_finding found(match_level level) {
    identity::match_finding out;
    out.level = level;
    return out;
}

}  // namespace

TEST_CASE("the first list of a source passes, unless it is not what was declared") {
    CHECK(judge_list(file_of(10), {}, std::nullopt) == list_doubt::none);
    CHECK(judge_list(file_of(10, false), {}, std::nullopt) == list_doubt::none);
    CHECK(judge_list(file_of(0), {}, std::nullopt) == list_doubt::empty);
    CHECK(judge_list(file_of(10), {.rows = 11}, std::nullopt) == list_doubt::other_rows);
    CHECK(judge_list(file_of(10), {.hash = sha256("x")}, std::nullopt) == list_doubt::other_hash);
    CHECK(judge_list({100, {}, true, 100, 31}, {.rows = 100}, std::nullopt) == list_doubt::rounded);
    CHECK(judge_list({100, {}, true, 100, 30}, {.rows = 100}, std::nullopt) == list_doubt::none);
}

TEST_CASE("markedly fewer rows, or no end where the active one had one, look like a cut file") {
    const auto active = file_of(1000);
    CHECK(judge_list(file_of(900), {}, active) == list_doubt::none);
    CHECK(judge_list(file_of(899), {}, active) == list_doubt::fewer);
    CHECK(judge_list(file_of(899), {.accept_fewer = true}, active) == list_doubt::none);
    CHECK(judge_list(file_of(899), {.rows = 899}, active) == list_doubt::none);
    CHECK(judge_list(file_of(899), {.hash = file_of(899).hash}, active) == list_doubt::none);
    CHECK(judge_list(file_of(899), {.rows = 1000, .accept_fewer = true}, active) == list_doubt::other_rows);
    CHECK(judge_list(file_of(999, false), {}, active) == list_doubt::cut_end);
    CHECK(judge_list(file_of(999, false), {.rows = 999}, active) == list_doubt::none);
    CHECK(judge_list(file_of(999, false), {}, file_of(1000, false)) == list_doubt::none);
}

TEST_CASE("property: more rows never make a file more doubtful") {
    CHECK(rc::check("monotone", [](std::uint16_t rows, std::uint16_t more, std::uint16_t before) {
        const auto active = file_of(before);
        if (rows > 0 && judge_list(file_of(rows), {}, active) == list_doubt::none) {
            RC_ASSERT(judge_list(file_of(std::uint64_t{rows} + more), {}, active) == list_doubt::none);
        }
    }));
}

TEST_CASE("certain is one near certain candidate; two are for people to look at") {
    const auto near = found(match_level::near_certain), perhaps = found(match_level::review), no = found(match_level::none);
    using findings = std::vector<identity::match_finding>;
    CHECK(classify_links(findings{}) == link_class::none);
    CHECK(classify_links(findings{no}) == link_class::none);
    CHECK(classify_links(findings{perhaps, no}) == link_class::review);
    CHECK(classify_links(findings{perhaps, near}) == link_class::certain);
    CHECK(classify_links(findings{near, near}) == link_class::review);
}

TEST_CASE("every state, doubt and link has a name and words in both languages") {
    for (const auto state : {list_state::staged, list_state::active, list_state::superseded, list_state::refused, list_state::arriving}) {
        CHECK_FALSE(name_of(state).empty());
        CHECK(text_of(state, true) != text_of(state, false));
    }
    for (int i = 1; i <= static_cast<int>(list_doubt::rounded); ++i) {
        const auto doubt = static_cast<list_doubt>(i);
        CHECK_FALSE(name_of(doubt).empty());
        CHECK(text_of(doubt, true) != text_of(doubt, false));
    }
    CHECK(name_of(list_doubt::rounded) == "rounded");
    CHECK(name_of(link_class::certain) == "certain");
}
