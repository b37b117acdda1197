// What is noticed while a world runs.
#include "tools/sim/checkers/watch.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "tools/sim/checkers/checkers.hpp"
#include "tools/sim/scene/ending.hpp"

namespace pendata::sim {

// I12: an honest tablet is never told that it has a twin, whatever was lost on the way.
void watch::receipt_came(const sim_tablet& by, const receipt& answer) {
    if (answer.forked && !may_be_behind(by) && !may_fork_.contains(by.number())) {
        on_.told.broken("I12", by.name() + " is told of a fork, and its file was never copied");
    }
}

void watch::new_replica_taken(const sim_tablet& by) {
    on_.told.tell(by.name(), "takes a new replica");
    if (!may_be_behind(by) && !may_fork_.contains(by.number())) on_.told.broken("I12", by.name() + " takes a new replica, and its file was never copied");
}

// Nothing of what a tablet knows of its place in a history goes back within that history.
void watch::cursor_may_have_moved(const sim_tablet& of, bool reloaded) {
    const auto now = of.state();
    auto& before = cursors_[of.number()];
    const auto look = [&](std::string_view what, sequence was, sequence is) {
        if (is >= was || may_be_behind(of)) return;
        on_.told.broken("cursor", of.name() + ": " + std::string(what) + " went back from " + std::to_string(was) + " to " + std::to_string(is));
    };
    look("the cursor", before.pulled, now.pulled.at);
    look("the newest receipt", before.receipted, now.receipted.at);
    look("what is heard of custody", before.custody_heard, now.custody_heard);
    look("what backups have", before.backed_up, now.backed_up);
    const bool goes_on = !reloaded && before.grants == now.grants;
    std::map<std::string, sequence> loading;
    for (const auto& scope : now.loading) {
        const auto was = before.loading.find(scope.node);
        if (goes_on && was != before.loading.end()) look("the loading of " + scope.node, was->second, scope.reached.at);
        loading[scope.node] = scope.reached.at;
    }
    before = {now.pulled.at, now.receipted.at, now.custody_heard, now.backed_up, now.grants, std::move(loading)};
}

// I10: an unequal fingerprint has a cause, and the simulator knows every cause there is.
void watch::compared(const sim_tablet& of, const position& at, bool equal) {
    if (equal) equal_since_[of.number()] = times_back_;
    if (equal || may_be_behind(of) || may_repair_.contains(of.number())) return;
    check_convergence(on_, office_, of);  // says where
    on_.told.broken("I10", of.name() + " holds something else than the office at " + std::to_string(at.at));
}

void watch::staged(const sim_tablet& of) { check_staging_unseen(on_, of, before_load_); }

void watch::swapped_in(const sim_tablet& of, const std::string& node) {
    const auto& staged = before_load_.staged;
    const auto named = std::ranges::find_if(staged, [&](const staged_snapshot& s) { return s.head.node == node; });
    PENDATA_ASSERT(named != staged.end());
    for (const auto& s : staged) {
        if (s.head.node != node && !(named->head.reload && s.head.reload)) continue;
        count_load(s.head);
        if (begun_.contains({of.number(), s.head.hash})) on_.told.loaded(load::resumed);
        on_.told.tell(of.name(), "is loaded with " + s.head.node + " as of " + std::to_string(s.head.at.at) + ", " +
                                     std::to_string(s.head.parts) + " parts in " + std::to_string(s.head.chunks) + " chunks");
        // A damaged part may claim to be newer than the snapshot: the comparison finds it, not the load.
        const bool is_sound = !may_be_behind(of) && !may_repair_.contains(of.number());
        if (office_.is_open() && is_sound) check_visible_whole(on_, office_, of, s.head);
    }
    std::erase_if(begun_, [&](const auto& b) { return b.first == of.number(); });
}

void watch::count_load(const message::snapshot_head& head) {
    on_.told.loaded(!head.reload ? load::granted : before_load_.pulled == position{} ? load::first : load::returned);
    if (!office_.is_open()) return;
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto now = (*view)->head();
    PENDATA_ASSERT(now.has_value());
    if (now->at > head.at.at) on_.told.loaded(load::overtaken);
}

void watch::repair_wanted(const sim_tablet& by) { on_.told.tell(by.name(), "asks for a repair"); }

void watch::reopened(const sim_tablet& of) {
    // Grants may have come and gone in the step within which the process died.
    if (const auto known = cursors_.find(of.number()); known != cursors_.end()) known->second.loading.clear();
    if (!is_damaged(of)) check_file_whole(on_, of);
}

void watch::session_ended(const sim_tablet& of, const ending& how) {
    constexpr std::uint64_t one_in = 8;
    if (of.is_open() && !of.has_died()) {
        promises_.note_grants(of, on_.time.now_ms());
        for (const auto& s : of.state().staged) begun_.insert({of.number(), s.head.hash});
    }
    if (how.why != errc::ok || !office_.is_open() || !of.is_open()) return;
    if (on_.draw.below(one_in) != 0) return;
    check_no_leak(on_, office_, of, is_damaged(of));
    check_reasons(on_, office_);
    if (!is_damaged(of)) check_file_whole(on_, of);
}

}  // namespace pendata::sim
