// Going back, and giving back.
#include "client-lib/src/engine/fork_desk.hpp"

#include <algorithm>
#include <set>

#include "client-lib/src/engine/settled_layer.hpp"
#include "client-lib/src/engine/snapshot_desk.hpp"
#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/settle/fork_point.hpp"
#include "core/settle/returned_cell.hpp"

namespace pendata {

namespace {

bool is_remembered(const device_state& state, const position& point) {
    const auto& kept = state.remembered;
    return point == position{} || point == state.pulled || std::find(kept.begin(), kept.end(), point) != kept.end();
}

struct cut_of_part {
    std::uint16_t kind = 0;
    part left;
    part cut;
};

// Takes what a commit after `at` changed out of the settled layer; the records.
result<std::set<record_id>> cut_cache(device_transaction& tx, sequence at) {
    std::vector<cut_of_part> cuts;
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t kind, const part& p) -> result<void> {
        if (p.newest() <= at) return {};
        cut_of_part one{kind, p, {}};
        one.cut = cut_beyond(one.left, at);
        cuts.push_back(std::move(one));
        return {};
    }));
    std::set<record_id> touched;
    for (auto& one : cuts) {
        std::erase_if(one.cut.cells, [](const settled_cell& c) { return !may_be_given_back(c.what); });
        if (PENDATA_SWITCH(cut_cells_dropped)) one.cut.cells.clear();
        PENDATA_CHECK(tx.put_cut(one.kind, one.cut));
        PENDATA_CHECK(tx.put_settled(one.kind, one.left));
        touched.insert(one.cut.record);
    }
    return touched;
}

// An eviction of the lost history that still waits is not this office's word.
result<void> drop_lost_evictions(device_transaction& tx, sequence at) {
    PENDATA_TRY(waiting, tx.evictions());
    for (const auto& e : waiting) {
        if (e.at == 0 || e.at > at) PENDATA_CHECK(tx.drop_eviction(e.record));
    }
    return {};
}

// Whether what is sent again is held or accepted is for this office to say: it tells all its verdicts again.
result<void> doubt_verdicts(device_transaction& tx) {
    constexpr std::size_t at_once = 64;
    std::set<write_id> again;
    for (std::uint64_t last = 0;;) {
        PENDATA_TRY(waiting, tx.unreceipted(last, at_once));
        if (waiting.empty()) break;
        last = waiting.back().content.number;
        for (const auto& batch : waiting) {
            for (const auto& w : batch.content.writes) again.insert(w.id());
        }
    }
    PENDATA_TRY(notices, tx.notices());
    for (auto& n : notices) {
        if (n.state != message::verdict::accepted || !again.contains(n.id)) continue;
        n.state = message::verdict::held;
        PENDATA_CHECK(tx.put_notice(n));
    }
    return {};
}

}  // namespace

result<message::fork_ask> fork_desk::positions() {
    message::fork_ask out;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        out.pulls = state.remembered;
        if (out.pulls.empty() && state.pulled != position{}) out.pulls.push_back(state.pulled);
        if (out.pulls.size() > limits::positions_kept) out.pulls.erase(out.pulls.begin());
        PENDATA_TRY(receipts, tx.receipt_positions(limits::positions_kept - 1));
        out.receipts = std::move(receipts);
        if (state.receipted != position{}) out.receipts.push_back(state.receipted);
        return {};
    }));
    return out;
}

result<void> fork_desk::go_back_to(const position& point) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        if (!is_remembered(state, point)) return errc::unexpected_message;
        PENDATA_TRY(touched, cut_cache(tx, point.at));
        PENDATA_CHECK(tx.cut_again(point.at));
        if (!PENDATA_SWITCH(journal_not_offered_again)) {
            PENDATA_TRY(queued, tx.queue_again(point.at));
            touched.insert(queued.begin(), queued.end());
            PENDATA_CHECK(doubt_verdicts(tx));
        }
        PENDATA_CHECK(drop_lost_evictions(tx, point.at));
        PENDATA_CHECK(drop_staging(tx, state, [&](const staged_snapshot& s) { return s.head.at.at > point.at; }));
        state.remembered = remembered_up_to(state.remembered, point);
        state.pulled = point;
        state.receipted = {};
        for (auto& scope : state.loading) {
            if (scope.reached.at > point.at) scope.reached = {};
        }
        state.custody_heard = std::min(state.custody_heard, point.at);
        state.backed_up = std::min(state.backed_up, point.at);
        state.after_fork = true;
        settled_layer layer(tx, tablet_.words, state);
        PENDATA_CHECK(layer.count_again());
        for (const auto& id : touched) PENDATA_CHECK(project_again(tx, tablet_.words, id));
        return tx.put_state(state);
    });
}

result<message::give_back> fork_desk::cut_cells() {
    constexpr std::size_t cells_at_once = 2048;
    message::give_back out;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(waiting, tx.cut_parts(limits::given_back_parts));
        std::size_t cells = 0;
        std::size_t size = 0;
        for (auto& one : waiting) {
            cells += one.content.cells.size();
            for (const auto& c : one.content.cells) size += c.what.content.encoded().size();
            if (!out.wanted.empty() && (cells > cells_at_once || size > limits::frame_bytes / 4)) break;
            out.number = one.number;
            out.wanted.push_back({one.content.record, one.content.room});
            if (!one.content.cells.empty()) out.parts.push_back(std::move(one.content));
        }
        return {};
    }));
    return out;
}

result<void> fork_desk::mark(const message::given_back& answer) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        PENDATA_CHECK(tx.answer_cut(answer.number, answer.at.at));
        // No pull confirms it yet: an office copied back to before it must show in the next hello.
        if (answer.at.at <= std::max(state.receipted.at, state.pulled.at)) return {};
        state.receipted = answer.at;
        return tx.put_state(state);
    });
}

}  // namespace pendata
