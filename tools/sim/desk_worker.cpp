// A look at the desk.
#include "tools/sim/desk_worker.hpp"

#include "core/base/assert.hpp"
#include "sync-server/office/desk.hpp"

namespace pendata::sim {

void desk_worker::work() {
    judge_held_writes();
    decide_cases();
    office_.tell_committed();
}

void desk_worker::judge_held_writes() {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto held = (*view)->custody_in(custody_state::held);
    PENDATA_ASSERT(held.has_value());
    for (const auto& row : *held) {
        if (!draw_.chance(200)) continue;
        // No honest app makes these.
        const bool is_forged = row.reason == hold_reason::malformed || row.reason == hold_reason::unknown_author;
        const auto verdict = is_forged ? held_verdict::reject : draw_.chance(600) ? held_verdict::accept : draw_.chance(500) ? held_verdict::give_back : held_verdict::reject;
        const std::vector<write_id> ids{row.id};
        const auto judged = judge_held(office_.of(), ids, verdict, "diperiksa", office_.now_ms());
        PENDATA_ASSERT(judged.has_value());
        if (verdict == held_verdict::accept) accepted_.insert(row.id);
        constexpr const char* words[] = {"accepts", "gives back", "rejects"};
        on_.told.tell("desk", std::string(words[static_cast<int>(verdict)]) + " a write held as " + std::string(name_of(row.reason)) +
                                  (judged->done.empty() ? ", in vain" : ""));
    }
}

void desk_worker::decide_cases() {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto open = open_cases(**view, office_grants(office_.of().regency()));
    PENDATA_ASSERT(open.has_value());
    for (const auto& c : *open) {
        if (!draw_.chance(100)) continue;
        const auto done = decide(office_.of(), c.id, {draw_.below(static_cast<std::uint32_t>(c.candidates.size())), {}}, std::nullopt, office_.now_ms());
        on_.told.tell("desk", done.has_value() ? "decides a case" : "can not decide a case");
    }
}

}  // namespace pendata::sim
