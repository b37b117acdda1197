// The doors of intake: batches, the custody desk, the office's own writes, segments.
#include "core/settle/intake.hpp"

#include <algorithm>
#include <set>

#include "core/base/byte_writer.hpp"
#include "core/base/fault_switch.hpp"
#include "core/join/author.hpp"
#include "core/join/retime.hpp"
#include "core/model/canonical.hpp"
#include "core/settle/known_writes.hpp"
#include "core/settle/lost_history.hpp"
#include "core/settle/settler.hpp"
#include "core/settle/signed_before.hpp"

namespace pendata {

namespace {

digest digest_of(std::span<const write_id> ids, std::string_view what) {
    bytes all(what);
    for (const auto& id : ids) all.append(id.view());
    return sha256(all);
}

result<position> advance(office_transaction& to, const office_head& head, const digest& content, std::int64_t now_ms) {
    const commit_row row = next_commit(head, content, now_ms);
    PENDATA_CHECK(to.advance(row));
    return office_head{row.segment, row.at, row.hash, row.ms}.where();
}

// The batch's number is taken by another content, or its predecessor is not the one we know.
result<bool> is_fork(office_transaction& to, const sealed_batch& batch) {
    if (PENDATA_SWITCH(chain_unchecked)) return false;
    const auto& content = batch.content;
    PENDATA_TRY(same_number, to.batches_numbered(content.replica, content.number));
    if (!same_number.empty()) return true;
    if (content.number <= 1) return !content.previous.is_zero();
    PENDATA_TRY(before, to.batches_numbered(content.replica, content.number - 1));
    return !before.empty() && std::find(before.begin(), before.end(), content.previous) == before.end();
}

// Times as they settle: the tablet's, but never beyond the office's now (I8).
class settled_times {
public:
    settled_times(office_transaction& to, stamp_time anchor, std::int64_t now_ms) : to_(to), anchor_(anchor), now_ms_(now_ms) {}

    result<bool> apply(const write_id& own, write& w) {
        std::vector<stamp_time> bases;
        if (w.what.at.time > end_of_ms(now_ms_)) {
            for (const auto& id : w.seen) {
                PENDATA_TRY(time, time_of(w.record, id));
                if (time) bases.push_back(*time);
            }
        }
        const auto replaced = replaced_time(w, anchor_, bases, now_ms_);
        if (replaced) set_time(w.what, *replaced);
        here_[own] = w.what.at.time;
        return replaced.has_value();
    }

    // As it was settled once.
    void keep(const write_id& own, const write& w) { here_[own] = w.what.at.time; }

    result<std::optional<stamp_time>> time_of(const record_id& record, const write_id& id) {
        if (const auto at = here_.find(id); at != here_.end()) return std::optional(at->second);
        PENDATA_TRY(held, to_.custody(id));
        if (held) return std::optional(held->what.what.at.time);
        PENDATA_TRY(rows, to_.history_of(record));
        for (const auto& row : rows) {
            for (const auto& past : row.writes) {
                if (past.id() == id) return std::optional(past.what.at.time);
            }
        }
        return std::optional<stamp_time>();
    }

private:
    office_transaction& to_;
    stamp_time anchor_;
    std::int64_t now_ms_;
    std::map<write_id, stamp_time> here_;
};

// What an earlier receipt says of each write of the batch.
struct former_word {
    std::map<std::uint32_t, stamp_time> times;
    std::map<std::uint32_t, hold_reason> held;

    explicit former_word(const std::optional<receipt>& before) {
        if (!before) return;
        for (const auto& w : before->retimed) times.emplace(w.index, w.time);
        for (const auto& w : before->held) held.emplace(w.index, w.reason);
    }
};

// Splits a batch into what is new, and copies of what came back without its author's word.
result<void> sort_out(office_transaction& to, const sealed_batch& batch, const std::optional<receipt>& before, arrival path,
                      std::int64_t now_ms, batch_row& row, std::vector<incoming>& fresh, std::vector<write>& copies,
                      std::map<write_id, std::uint32_t>& index_of) {
    known_writes already(to);
    settled_times times(to, batch.content.anchor, now_ms);
    const former_word former(before);
    for (std::uint32_t i = 0; i < batch.content.writes.size(); ++i) {
        write w = batch.content.writes[i];
        if (w.what.at.replica == batch.content.replica) row.last_save = std::max(row.last_save, w.what.save_number);
        const auto id = w.id();
        PENDATA_TRY(known, already.find(w.record, id));
        if (known == known_as::settled || known == known_as::in_custody || !index_of.emplace(id, i).second) continue;
        if (known == known_as::returned) {
            // It settled as the cell that was given back; its author's batch tells what it had seen.
            PENDATA_TRY(time, times.time_of(w.record, id));
            if (time && *time != w.what.at.time) {
                set_time(w.what, *time);
                row.answer.retimed.push_back({i, *time});
            }
            copies.push_back(std::move(w));
            continue;
        }
        incoming in{std::move(w), {batch.hash, batch.device, path, now_ms}, known == known_as::returned_held, false, id};
        if (before) {
            if (const auto time = former.times.find(i); time != former.times.end()) {
                set_time(in.what.what, time->second);
                row.answer.retimed.push_back({i, time->second});
            }
            times.keep(id, in.what);
            const auto held = former.held.find(i);
            in.accepted = held == former.held.end();
            if (held != former.held.end()) in.once_held = held->second;
        } else {
            PENDATA_TRY(replaced, times.apply(id, in.what));
            if (replaced) row.answer.retimed.push_back({i, in.what.what.at.time});
        }
        fresh.push_back(std::move(in));
    }
    return {};
}

}  // namespace

commit_row next_commit(const office_head& head, const digest& content, std::int64_t now_ms) {
    commit_row row;
    row.at = head.at + 1;
    row.segment = head.segment;
    row.ms = std::max(now_ms, head.latest_ms);
    bytes facts;
    byte_writer to(facts);
    to.u64(row.at);
    to.raw(row.segment.view());
    to.u64(static_cast<std::uint64_t>(row.ms));
    row.hash = sha256({"pendata.commit.1", head.hash.view(), facts, content.view()});
    return row;
}

result<receipt> take_in(office_transaction& to, const office_context& office, const sealed_batch& batch, arrival path) {
    PENDATA_TRY(known, to.batch(batch.hash));
    if (known) return known->answer;
    PENDATA_TRY(device, to.device(batch.device));
    if (!device) return errc::device_unknown;
    PENDATA_TRY(head, to.head());
    PENDATA_TRY(forked, is_fork(to, batch));
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);

    batch_row row{batch.hash, batch.content.replica, batch.content.number, batch.content.previous, batch.device, {}, 0};
    row.answer.batch = batch.hash;
    row.answer.forked = forked;
    auto before = signed_before(office, batch);
    if (PENDATA_SWITCH(own_receipts_forgotten)) before.reset();
    std::vector<incoming> fresh;
    std::vector<write> copies;
    std::map<write_id, std::uint32_t> index_of;
    PENDATA_CHECK(sort_out(to, batch, before, path, now_ms, row, fresh, copies, index_of));

    settler work(to, office, head.at + 1);
    PENDATA_CHECK(work.take(std::move(fresh)));
    for (const auto& w : copies) PENDATA_CHECK(work.commit().unite(w, {batch.hash, batch.device, path, now_ms}));
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    for (const auto& [id, reason] : work.held()) {
        if (const auto at = index_of.find(id); at != index_of.end()) row.answer.held.push_back({at->second, reason});
    }
    std::sort(row.answer.held.begin(), row.answer.held.end(),
              [](const held_write& a, const held_write& b) { return a.index < b.index; });
    PENDATA_TRY(at, advance(to, head, batch.hash, now_ms));
    row.answer.settled_at = at;
    row.answer.signed_by = office.sign(receipt_message(row.answer));
    PENDATA_CHECK(to.put(row));
    if (before) PENDATA_CHECK(note_batch_back(to, batch.device, before->settled_at, batch.content.writes.size()));
    return row.answer;
}

result<desk_outcome> accept_held(office_transaction& to, const office_context& office, std::span<const write_id> ids) {
    PENDATA_TRY(head, to.head());
    settler work(to, office, head.at + 1);
    desk_outcome out;
    std::vector<incoming> accepted;
    std::set<write_id> asked(ids.begin(), ids.end());
    for (const auto& id : asked) {
        PENDATA_TRY(row, to.custody(id));
        if (!row || row->state != custody_state::held) {
            out.left.push_back(id);
            continue;
        }
        accepted.push_back({row->what, {row->batch, row->from, row->path, row->received_ms}, true, true, id});
    }
    PENDATA_CHECK(work.take(accepted));
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    for (const auto& in : accepted) (work.settled(in.what.id()) ? out.done : out.left).push_back(in.what.id());
    PENDATA_TRY(at, advance(to, head, digest_of(out.done, "accepted"), office.now_ms));
    out.at = at;
    return out;
}

result<desk_outcome> decline_held(office_transaction& to, const office_context& office, std::span<const write_id> ids,
                                  custody_state as, const std::string& note) {
    PENDATA_TRY(head, to.head());
    settler work(to, office, head.at + 1);
    desk_outcome out;
    for (const auto& id : std::set<write_id>(ids.begin(), ids.end())) {
        PENDATA_TRY(row, to.custody(id));
        if (!row || row->state != custody_state::held) {
            out.left.push_back(id);
            continue;
        }
        row->state = as;
        row->note = note;
        row->at = head.at + 1;
        PENDATA_CHECK(to.put(*row));
        work.commit().look_again(row->what.record, row->what.what.key);
        work.base_moved(id);
        out.done.push_back(id);
    }
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    PENDATA_TRY(at, advance(to, head, digest_of(out.done, "declined"), office.now_ms));
    out.at = at;
    return out;
}

result<desk_outcome> examine_held(office_transaction& to, const office_context& office) {
    PENDATA_TRY(head, to.head());
    PENDATA_TRY(rows, to.custody_in(custody_state::held));
    settler work(to, office, head.at + 1);
    std::vector<incoming> again;
    for (const auto& row : rows) again.push_back({row.what, {row.batch, row.from, row.path, row.received_ms}, true, false, row.id});
    PENDATA_CHECK(work.take(again));
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    desk_outcome out;
    for (const auto& in : again) (work.settled(in.what.id()) ? out.done : out.left).push_back(in.what.id());
    PENDATA_TRY(at, advance(to, head, digest_of(out.done, "examined"), office.now_ms));
    out.at = at;
    return out;
}

result<position> settle_own(office_transaction& to, const office_context& office, std::span<const write> writes) {
    PENDATA_TRY(head, to.head());
    settler work(to, office, head.at + 1);
    bytes content;
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    std::vector<incoming> own;
    for (const auto& w : writes) {
        own.push_back({w, {digest{}, device_id{}, arrival::office, now_ms}, false, true, {}});
        append_canonical(content, w);
    }
    PENDATA_CHECK(work.take(std::move(own)));
    PENDATA_CHECK(work.settle_waiting());
    // The office holds nothing of its own: a record it can not place is the caller's mistake.
    if (!work.held().empty()) return errc::unknown_region;
    PENDATA_CHECK(work.finish());
    return advance(to, head, sha256(content), now_ms);
}

result<position> start_segment(office_transaction& to, const segment_id& id, std::int64_t now_ms) {
    PENDATA_TRY(head, to.head());
    office_head next = head;
    next.segment = id;
    return advance(to, next, sha256({"segment", id.view()}), now_ms);
}

}  // namespace pendata
