// A look at the desk.
#include "tools/sim/desk_worker.hpp"

#include "core/base/assert.hpp"
#include "sync-server/office/desk.hpp"

namespace pendata::sim {

void desk_worker::work() {
    judge_held_writes();
    if (!office_.is_open()) return;
    decide_cases();
    if (office_.is_open()) office_.tell_committed();
}

// The office may die within each verdict and decision; nobody knows then whether it stands.
void desk_worker::judge_held_writes() {
    for (const auto& row : held_writes()) {
        if (!draw_.chance(200)) continue;
        // No honest app makes these.
        const bool is_forged = row.reason == hold_reason::malformed || row.reason == hold_reason::unknown_author;
        const auto verdict = is_forged ? held_verdict::reject : draw_.chance(600) ? held_verdict::accept : draw_.chance(500) ? held_verdict::give_back : held_verdict::reject;
        const std::vector<write_id> ids{row.id};
        if (verdict == held_verdict::accept) accepted_.insert(row.id);
        bool in_vain = false;
        const bool lives = office_.lives_through(fault::office_killed_at_desk, 15, [&] {
            const auto judged = judge_held(office_.of(), ids, verdict, "diperiksa", office_.now_ms());
            PENDATA_ASSERT(judged.has_value() || office_.has_died());
            in_vain = judged.has_value() && judged->done.empty();
        });
        constexpr const char* words[] = {"accepts", "gives back", "rejects"};
        on_.told.tell("desk", std::string(words[static_cast<int>(verdict)]) + " a write held as " + std::string(name_of(row.reason)) +
                                  (in_vain ? ", in vain" : ""));
        if (!lives) return;
    }
}

std::vector<custody_row> desk_worker::held_writes() {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    auto held = (*view)->custody_in(custody_state::held);
    PENDATA_ASSERT(held.has_value());
    return std::move(*held);
}

std::vector<conflict_case> desk_worker::cases() {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    auto open = open_cases(**view, office_grants(office_.of().regency()));
    PENDATA_ASSERT(open.has_value());
    return std::move(*open);
}

void desk_worker::decide_cases() {
    for (const auto& c : cases()) {
        if (!draw_.chance(100)) continue;
        const choice by{draw_.below(static_cast<std::uint32_t>(c.candidates.size())), {}};
        bool decided = false;
        const bool lives = office_.lives_through(fault::office_killed_at_desk, 15, [&] {
            decided = decide(office_.of(), c.id, by, std::nullopt, office_.now_ms()).has_value();
        });
        on_.told.tell("desk", decided ? "decides a case" : "can not decide a case");
        if (!lives) return;
    }
}

}  // namespace pendata::sim
