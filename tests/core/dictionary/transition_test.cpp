// Who may move a state where.
#include <doctest/doctest.h>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/transition.hpp"

using namespace pendata;

namespace {

const field_def& state(std::string_view kind, std::string_view name) {
    return *builtin_dictionary().find(kind)->find(name);
}

}  // namespace

TEST_CASE("a death needs evidence, and only an operator takes it back") {
    using namespace codes::life_status;
    const auto& life = state("person", "life_status");
    CHECK(may_move(life, alive, deceased, role::psm, 2) == move_verdict::allowed);
    CHECK(may_move(life, alive, deceased, role::psm, 1) == move_verdict::needs_evidence);
    CHECK(may_move(life, std::nullopt, deceased, role::psm, 1) == move_verdict::needs_evidence);
    CHECK(may_move(life, std::nullopt, deceased, role::tksk, 3) == move_verdict::allowed);
    CHECK(may_move(life, deceased, alive, role::tksk, 5) == move_verdict::not_this_role);
    CHECK(may_move(life, deceased, alive, role::operator_, 0) == move_verdict::allowed);
    CHECK(may_move(life, moved, alive, role::psm, 1) == move_verdict::allowed);
    CHECK(may_move(life, std::nullopt, alive, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(life, alive, moved, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(life, alive, alive, role::psm, 0) == move_verdict::allowed);
}

TEST_CASE("a withdrawn record comes back by those above the census taker") {
    using namespace codes::presence;
    for (const auto* kind : {"person", "family", "assignment", "visit"}) {
        const auto& presence = state(kind, "presence");
        CHECK(may_move(presence, std::nullopt, present, role::psm, 0) == move_verdict::allowed);
        CHECK(may_move(presence, present, withdrawn, role::psm, 0) == move_verdict::allowed);
        CHECK(may_move(presence, withdrawn, present, role::psm, 5) == move_verdict::not_this_role);
        CHECK(may_move(presence, withdrawn, present, role::tksk, 0) == move_verdict::allowed);
    }
}

TEST_CASE("an assignment climbs by the hands it must pass through") {
    using namespace codes::assignment_status;
    const auto& status = state("assignment", "status");
    CHECK(may_move(status, std::nullopt, proposed, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(status, proposed, verified, role::psm, 0) == move_verdict::not_this_role);
    CHECK(may_move(status, proposed, verified, role::tksk, 0) == move_verdict::allowed);
    CHECK(may_move(status, verified, validated, role::tksk, 0) == move_verdict::not_this_role);
    CHECK(may_move(status, verified, validated, role::verifier, 0) == move_verdict::allowed);
    CHECK(may_move(status, validated, approved, role::tksk, 0) == move_verdict::allowed);
    // No way around: not from nothing, not by skipping.
    CHECK(may_move(status, std::nullopt, approved, role::psm, 5) == move_verdict::not_this_role);
    CHECK(may_move(status, proposed, approved, role::psm, 5) == move_verdict::not_this_role);
    CHECK(may_move(status, approved, verified, role::admin, 5) == move_verdict::never);
    CHECK(may_move(status, approved, returned, role::tksk, 0) == move_verdict::allowed);
    CHECK(may_move(status, returned, proposed, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(status, closed, approved, role::operator_, 0) == move_verdict::not_this_role);
    CHECK(may_move(status, approved, closed, role::facilitator, 0) == move_verdict::allowed);
    CHECK(may_move(status, approved, closed, role::psm, 0) == move_verdict::not_this_role);
}

TEST_CASE("a house is visited again and again") {
    using namespace codes::visit_state;
    const auto& visit = state("family", "visit_state");
    CHECK(may_move(visit, visited, not_met, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(visit, moved, visited, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(visit, visited, moved, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(visit, visited, not_visited, role::psm, 0) == move_verdict::not_this_role);
    CHECK(may_move(visit, visited, not_visited, role::tksk, 0) == move_verdict::allowed);
}

TEST_CASE("a state of a later version has no rank and is judged by what is declared") {
    const auto& life = state("person", "life_status");
    CHECK(rank_of_state(life, 77) == 0);
    CHECK(may_move(life, 77, codes::life_status::deceased, role::psm, 2) == move_verdict::allowed);
    CHECK(may_move(life, codes::life_status::deceased, 77, role::operator_, 5) ==
          move_verdict::never);
}

TEST_CASE("the lowest state as a first value is everybody's who may write the field") {
    const auto& visit = state("family", "visit_state");
    using namespace codes::visit_state;
    CHECK(may_move(visit, std::nullopt, not_visited, role::psm, 0) == move_verdict::allowed);
    CHECK(may_move(visit, visited, not_visited, role::psm, 0) == move_verdict::not_this_role);
}
