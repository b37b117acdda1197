// Judging moves by the table.
#include "core/dictionary/transition.hpp"

#include <algorithm>

namespace pendata {

namespace {

move_verdict judge(const transition_def& declared, role by, std::uint8_t evidence) {
    if ((declared.roles & bit(by)) == 0)
        return move_verdict::not_this_role;
    return evidence < declared.least_evidence ? move_verdict::needs_evidence
                                              : move_verdict::allowed;
}

const transition_def* declared(const field_def& field, std::int64_t from, std::int64_t to) {
    for (const auto& t : field.transitions) {
        if (t.from == from && t.to == to)
            return &t;
    }
    return nullptr;
}

// The mildest of the declared moves that lead up to the state.
move_verdict judge_any_way(const field_def& field, std::int64_t to, role by,
                           std::uint8_t evidence) {
    bool leads_there = false;
    auto mildest = move_verdict::not_this_role;
    for (const auto& t : field.transitions) {
        const bool up =
            t.from == any_state || rank_of_state(field, t.from) < rank_of_state(field, to);
        if (t.to != to || !up)
            continue;
        leads_there = true;
        const auto verdict = judge(t, by, evidence);
        if (verdict == move_verdict::allowed)
            return verdict;
        if (verdict == move_verdict::needs_evidence)
            mildest = verdict;
    }
    if (leads_there)
        return mildest;
    return (field.writers & bit(by)) != 0 ? move_verdict::allowed : move_verdict::not_this_role;
}

}  // namespace

std::uint32_t rank_of_state(const field_def& field, std::int64_t state) {
    const auto* code = field.code(state);
    return code == nullptr ? 0 : code->rank;
}

static bool is_lowest(const field_def& field, std::int64_t state) {
    return std::none_of(field.codes.begin(), field.codes.end(), [&](const code_def& code) {
        return code.rank < rank_of_state(field, state);
    });
}

move_verdict may_move(const field_def& field, std::optional<std::int64_t> from, std::int64_t to,
                      role by, std::uint8_t evidence) {
    if (from == to)
        return move_verdict::allowed;
    // Where everything begins, nothing has moved yet.
    if (!from && is_lowest(field, to) && (field.writers & bit(by)) != 0)
        return move_verdict::allowed;
    if (from) {
        if (const auto* exact = declared(field, *from, to))
            return judge(*exact, by, evidence);
    }
    if (const auto* general = declared(field, any_state, to))
        return judge(*general, by, evidence);
    const bool down = from && rank_of_state(field, to) <= rank_of_state(field, *from);
    return down ? move_verdict::never : judge_any_way(field, to, by, evidence);
}

}  // namespace pendata
