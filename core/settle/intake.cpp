// The doors of intake: batches, also those that were kept unread, the office's own writes, segments.
#include "core/settle/intake.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/base/byte_writer.hpp"
#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/join/author.hpp"
#include "core/join/retime.hpp"
#include "core/join/seal.hpp"
#include "core/model/canonical.hpp"
#include "core/model/replica.hpp"
#include "core/settle/chain.hpp"
#include "core/settle/erasing.hpp"
#include "core/settle/known_writes.hpp"
#include "core/settle/lost_history.hpp"
#include "core/settle/quota.hpp"
#include "core/settle/settler.hpp"
#include "core/settle/signed_before.hpp"

namespace pendata {

namespace {

// What an earlier receipt says of each write of the batch.
struct former_word {
    bool spoken = false;
    std::map<std::uint32_t, stamp_time> times;
    std::map<std::uint32_t, hold_reason> held;

    // A write that was kept unread for want of room has neither been looked at nor given its time.
    bool judged(std::uint32_t i) const {
        const auto at = held.find(i);
        return spoken && !(at != held.end() && at->second == hold_reason::quota && !times.contains(i));
    }

    explicit former_word(const std::optional<receipt>& before) : spoken(before.has_value()) {
        if (!before) return;
        for (const auto& w : before->retimed) times.emplace(w.index, w.time);
        for (const auto& w : before->held) held.emplace(w.index, w.reason);
    }
};

// Whether two cells of one id differ in more than the time they settled at.
bool is_another(const cell& known, cell c) {
    c.at.time = known.at.time;
    c.at.rank = known.at.rank;
    c.at.replica = known.at.replica;
    return !(c == known);
}

// The writes of one batch as they are to be settled: those that are news, under a replica of their author's, at times
// that are not beyond the office's now (I8) or that the office once signed; and copies of what came back without its
// author's word.
class unpacking {
public:
    unpacking(office_transaction& to, const dictionary& words, const sealed_batch& batch, const device_row& by, chain_place place,
              const std::optional<receipt>& before, std::int64_t arrived_ms)
        : to_(to), known_(to), words_(words), owners_(to), batch_(batch), by_(by), place_(place), former_(before), arrived_ms_(arrived_ms) {}

    // `source`: of all of them; `was_unread`: the tablet has been told that they are held.
    result<void> run(const write_source& source, bool was_unread, receipt& answer) {
        const auto& writes = batch_.content.writes;
        std::uint32_t save = 0;
        for (std::uint32_t i = 0; i < writes.size(); ++i) {
            save = save_index(writes, i, save);
            write w = writes[i];
            if (w.what.at.replica == batch_.content.replica) last_save_ = std::max(last_save_, w.what.save_number);
            PENDATA_TRY(own, owners_.may_stamp(by_.officer, by_.id, w.what.at.replica));
            if (!own && !PENDATA_SWITCH(foreign_stamp_taken)) w.what.at.replica = foreign_replica(by_.id, w.what.at.replica);
            PENDATA_CHECK(sort(i, save, std::move(w), source, was_unread, answer));
        }
        return {};
    }

    // Copies of settled writes: they tell what the author had seen.
    const std::vector<write>& copies() const { return copies_; }
    // Writes that were returned or rejected while only a cell some device gave back spoke for them.
    const std::vector<write>& judged() const { return judged_; }
    std::vector<incoming> take() { return std::move(fresh_); }
    std::optional<std::uint32_t> index_of(const write_id& id) const {
        const auto at = index_of_.find(id);
        return at == index_of_.end() ? std::nullopt : std::optional(at->second);
    }
    std::uint64_t last_save() const { return last_save_; }
    // Those the office had before.
    const std::vector<write_id>& known_before() const { return known_ids_; }

private:
    result<void> sort(std::uint32_t i, std::uint32_t save, write w, const write_source& source, bool was_unread, receipt& answer) {
        auto id = w.id();
        PENDATA_TRY(found, known_.look(w.record, id));
        if (found.says && is_another(*found.says, w.what)) {
            // Not a copy: another cell under the name of one that is here. Under a name of its own it is examined, and held.
            w.what.at.replica = foreign_replica(by_.id, w.what.at.replica);
            id = w.id();
            PENDATA_TRY(instead, known_.look(w.record, id));
            found = std::move(instead);
        }
        const bool is_there = found.as == known_as::settled || found.as == known_as::in_custody;
        if (is_there && !PENDATA_SWITCH(settled_twice)) {
            if (found.custody) answer.held.push_back({i, *found.custody});
            known_ids_.push_back(id);
            return {};
        }
        if (!index_of_.emplace(id, i).second) return {};
        if (found.as == known_as::returned_judged) {
            if (found.time) set_time(w.what, *found.time);
            answer.held.push_back({i, *found.custody});
            judged_.push_back(std::move(w));
            return {};
        }
        if (found.as == known_as::returned) {
            // It settled as the cell that was given back.
            if (found.time && *found.time != w.what.at.time) {
                set_time(w.what, *found.time);
                answer.retimed.push_back({i, *found.time});
            }
            here_[id] = w.what.at.time;
            known_ids_.push_back(id);
            copies_.push_back(std::move(w));
            return {};
        }
        incoming in{std::move(w), source, was_unread || found.as == known_as::returned_held, false, id, {}, {}};
        if (former_.judged(i)) {
            repeat(i, in, answer);
        } else {
            PENDATA_TRY(replaced, give_time(id, save, found.seen_by, in.what));
            if (replaced) answer.retimed.push_back({i, in.what.what.at.time});
            PENDATA_TRY(asked, beyond_a_cell(in.what));
            in.asked = asked;
        }
        fresh_.push_back(std::move(in));
        return {};
    }

    // What the office once signed stays.
    void repeat(std::uint32_t i, incoming& in, receipt& answer) {
        if (const auto time = former_.times.find(i); time != former_.times.end()) {
            set_time(in.what.what, time->second);
            answer.retimed.push_back({i, time->second});
        }
        here_[in.id] = in.what.what.at.time;
        const auto held = former_.held.find(i);
        in.accepted = held == former_.held.end();
        if (!in.accepted) in.once_held = held->second;
    }

    // No honest tablet writes one cell that often; the graph of its writes has to be walked at each of them.
    result<hold_reason> beyond_a_cell(const write& w) {
        cell_key line = w.what.key;
        const field_def* field = words_.find(line);
        const bool by_element = field == nullptr || field->merge != policy::keep_both;
        if (!by_element) line.element.clear();
        if (cells_of_ == nullptr || cells_of_id_ != w.record) {
            cells_of_ = &here_by_cell_[w.record];
            cells_of_id_ = w.record;
        }
        auto& here = (*cells_of_)[line];
        ++here;
        PENDATA_TRY(settled, known_.settled_by(by_.id, w.record, line));
        return settled + here > limits::writes_per_cell ? hold_reason::quota : hold_reason::none;
    }

    result<bool> give_time(const write_id& own, std::uint32_t save, std::optional<stamp_time> seen_by, write& w) {
        settling_time at{batch_.content.anchor, save, arrived_ms_, place_.ceiling};
        if (seen_by) at.ceiling = std::min(at.ceiling.value_or(*seen_by), *seen_by);
        std::vector<stamp_time> bases;
        for (const auto& id : w.seen) {
            if (const auto here = here_.find(id); here != here_.end()) {
                bases.push_back(here->second);
                continue;
            }
            PENDATA_TRY(base, known_.look(w.record, id));
            if (base.time) bases.push_back(*base.time);
        }
        const auto replaced = PENDATA_SWITCH(future_settles) ? std::optional<stamp_time>() : replaced_time(w, at, bases);
        if (replaced) set_time(w.what, *replaced);
        here_[own] = w.what.at.time;
        return replaced.has_value();
    }

    office_view& to_;
    known_writes known_;
    const dictionary& words_;
    stamp_owners owners_;
    const sealed_batch& batch_;
    const device_row& by_;
    chain_place place_;
    former_word former_;
    std::int64_t arrived_ms_;
    std::vector<incoming> fresh_;
    std::vector<write> copies_;
    std::vector<write> judged_;
    std::unordered_map<write_id, std::uint32_t> index_of_;
    std::unordered_map<write_id, stamp_time> here_;
    std::unordered_map<record_id, std::map<cell_key, std::size_t>> here_by_cell_;
    std::map<cell_key, std::size_t>* cells_of_ = nullptr;  // of the record looked at last
    record_id cells_of_id_;
    std::vector<write_id> known_ids_;
    std::uint64_t last_save_ = 0;
};

}  // namespace

result<position> advance(office_transaction& to, const office_head& head, const digest& content, std::int64_t now_ms) {
    const commit_row row = next_commit(head, content, now_ms);
    PENDATA_CHECK(to.advance(row));
    return office_head{row.segment, row.at, row.hash, row.ms}.where();
}

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

namespace {

constexpr char more_unread[] = "more unread";

// A batch on its way in.
struct arriving {
    const sealed_batch& batch;
    const device_row& by;
    arrival path = arrival::sync;
    std::int64_t received_ms = 0;
    bool was_unread = false;
};

struct taken {
    receipt answer;  // without position and signature yet
    std::uint64_t last_save = 0;
    replica_id replica;
    bool adds = false;  // to what waits: something is held, a case was opened, or a base is missing
    bool made_room = false;  // for what waits
};

// What the office had of a batch that was kept unread: its tablet thinks that it is held, and is to hear.
result<void> tell_again(office_transaction& to, std::span<const write_id> ids, const batch_content& content,
                        const device_id& device, sequence at) {
    for (const auto& id : ids) {
        PENDATA_TRY(row, to.custody(id));
        if (row) {
            row->at = at;
            PENDATA_CHECK(to.put(*row));
            continue;
        }
        const auto of = std::find_if(content.writes.begin(), content.writes.end(), [&](const write& w) { return w.id() == id; });
        if (of != content.writes.end()) PENDATA_CHECK(to.accept({id, of->record, device, at}));
    }
    return {};
}

// The verdict was on a cell that some device gave back. It stands, and its author's tablet, which did not hand in that
// cell, is to hear of it; what the author had seen is known from now on.
result<void> take_over_verdict(office_transaction& to, office_commit& commit, const write& w, const write_source& source) {
    PENDATA_TRY(row, to.custody(w.id()));
    if (!row) return {};
    row->what = w;
    row->batch = source.batch;
    row->from = source.from;
    row->path = source.path;
    row->at = commit.at();
    if (row->reason == hold_reason::erased_by_law) {
        const auto verdict = row->state;
        *row = without_content(std::move(*row), commit.at());
        row->state = verdict;
        return to.put(*row);
    }
    PENDATA_CHECK(to.put(*row));
    commit.look_again(w.record, w.what.key);
    return {};
}

// Settles and holds; the commit is the caller's to end.
result<taken> settle_batch(office_transaction& to, const office_context& office, const office_head& head, const arriving& in) {
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    PENDATA_TRY(place, place_in_chain(to, in.batch));
    taken out;
    out.replica = place.replica;
    out.answer.batch = in.batch.hash;
    out.answer.forked = place.is_forked;
    auto before = signed_before(office, in.batch);
    if (PENDATA_SWITCH(own_receipts_forgotten)) before.reset();
    const write_source source{in.batch.hash, in.batch.device, in.path, in.received_ms};
    unpacking writes(to, office.words, in.batch, in.by, place, before, in.received_ms);
    PENDATA_CHECK(writes.run(source, in.was_unread, out.answer));
    out.last_save = writes.last_save();

    settler work(to, office, head.at + 1, now_ms);
    PENDATA_CHECK(work.take(writes.take()));
    for (const auto& w : writes.copies()) PENDATA_CHECK(work.commit().unite(w, source));
    for (const auto& w : writes.judged()) PENDATA_CHECK(take_over_verdict(to, work.commit(), w, source));
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    if (before) PENDATA_CHECK(note_batch_back(to, in.batch.device, before->settled_at, in.batch.content.writes.size()));
    for (const auto& [id, reason] : work.held()) {
        if (const auto at = writes.index_of(id)) {
            out.answer.held.push_back({*at, reason});
            out.adds = out.adds || reason != hold_reason::erased_by_law;
        }
    }
    std::sort(out.answer.held.begin(), out.answer.held.end(),
              [](const held_write& a, const held_write& b) { return a.index < b.index; });
    out.adds = out.adds || !work.commit().opened().empty() || work.base_was_missing();
    out.made_room = work.made_room();
    PENDATA_CHECK(note_cases(to, in.by.id, work.commit().opened()));
    if (in.was_unread) PENDATA_CHECK(tell_again(to, writes.known_before(), in.batch.content, in.by.id, head.at + 1));
    return out;
}

result<receipt> answer_batch(office_transaction& to, const office_context& office, const office_head& head,
                             const sealed_batch& batch, taken done) {
    PENDATA_TRY(at, advance(to, head, batch.hash, std::max(office.now_ms, head.latest_ms)));
    done.answer.settled_at = at;
    done.answer.signed_by = office.sign(receipt_message(done.answer));
    PENDATA_CHECK(to.put(batch_row{batch.hash, done.replica, batch.content.number, batch.content.previous, batch.device,
                                   done.answer, done.last_save}));
    return done.answer;
}

// Beyond its quota: as it came. Every write is told as held.
result<receipt> keep_unread(office_transaction& to, const office_context& office, const office_head& head, const arriving& in) {
    PENDATA_TRY(place, place_in_chain(to, in.batch));
    taken out;
    out.replica = place.replica;
    out.answer.batch = in.batch.hash;
    out.answer.forked = place.is_forked;
    for (std::uint32_t i = 0; i < in.batch.content.writes.size(); ++i) {
        const cell& c = in.batch.content.writes[i].what;
        if (c.at.replica == in.batch.content.replica) out.last_save = std::max(out.last_save, c.save_number);
        out.answer.held.push_back({i, hold_reason::quota});
    }
    PENDATA_CHECK(to.put(sealed_up(in.batch, in.path, in.received_ms)));
    return answer_batch(to, office, head, in.batch, std::move(out));
}

}  // namespace

result<receipt> take_in(office_transaction& to, const office_context& office, const sealed_batch& batch, arrival path) {
    PENDATA_TRY(known, to.batch(batch.hash));
    if (known && !PENDATA_SWITCH(settled_twice)) return known->answer;
    PENDATA_TRY(device, to.device(batch.device));
    if (!device) return errc::device_unknown;
    PENDATA_TRY(head, to.head());
    const arriving in{batch, *device, path, std::max(office.now_ms, head.latest_ms), false};
    PENDATA_TRY(over, is_over_quota(to, office, device->id));
    std::optional<receipt> answer;
    bool made_room = false;
    const auto settle = [&]() -> result<bool> {
        PENDATA_TRY(done, settle_batch(to, office, head, in));
        const bool adds = done.adds;
        made_room = done.made_room;
        PENDATA_TRY(signed_answer, answer_batch(to, office, head, batch, std::move(done)));
        answer = std::move(signed_answer);
        return !adds;
    };
    if (!over) {
        PENDATA_CHECK(settle());
    } else {
        PENDATA_TRY(stands, to.attempt(settle));
        if (!stands) return keep_unread(to, office, head, in);
    }
    // Most batches make no room for anybody, and do not pay for those who have none.
    PENDATA_TRY(more, to.note(more_unread));
    if (made_room || !more.empty()) PENDATA_CHECK(read_unread(to, office));
    return std::move(*answer);
}

result<std::size_t> read_unread(office_transaction& to, const office_context& office) {
    std::size_t read = 0;
    PENDATA_TRY(waiting, to.unread());
    for (const auto& of : waiting) {
        PENDATA_TRY(device, to.device(of.from));
        if (!device) continue;
        while (read < limits::unread_at_once) {
            PENDATA_TRY(room, has_room(to, office, of.from));
            PENDATA_TRY(next, to.unread_of(of.from, 1));
            if (!room || next.empty()) break;
            const auto batch = unsealed_of(next.front());
            if (batch.has_error()) break;  // a damaged row is verify's to tell, and stops nobody else
            PENDATA_TRY(head, to.head());
            PENDATA_CHECK(to.drop_unread(next.front().hash));
            PENDATA_CHECK(settle_batch(to, office, head, {*batch, *device, next.front().path, next.front().received_ms, true}));
            PENDATA_CHECK(advance(to, head, batch->hash, office.now_ms));
            ++read;
        }
    }
    // What this transaction did not get to is looked for in the next one.
    const bytes_view rest = read == limits::unread_at_once ? "1" : "";
    PENDATA_TRY(before, to.note(more_unread));
    if (before != rest) PENDATA_CHECK(to.put_note(more_unread, bytes(rest)));
    return read;
}

result<bool> may_read_on(office_view& view) {
    PENDATA_TRY(more, view.note(more_unread));
    return !more.empty();
}

result<position> settle_own(office_transaction& to, const office_context& office, std::span<const write> writes) {
    PENDATA_TRY(head, to.head());
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    settler work(to, office, head.at + 1, now_ms);
    bytes content;
    std::vector<incoming> own;
    for (const auto& w : writes) {
        own.push_back({w, {digest{}, device_id{}, arrival::office, now_ms}, false, true, {}, {}, {}});
        append_canonical(content, w);
    }
    PENDATA_CHECK(work.take(std::move(own)));
    PENDATA_CHECK(work.settle_waiting());
    // The office holds nothing of its own: a record it can not place is the caller's mistake. What waited for it may wait on.
    const auto is_held = [&](const write& w) { return work.held().contains(w.id()); };
    if (std::any_of(writes.begin(), writes.end(), is_held)) return errc::unknown_region;
    PENDATA_CHECK(work.finish());
    PENDATA_TRY(at, advance(to, head, sha256(content), now_ms));
    if (work.made_room()) PENDATA_CHECK(read_unread(to, office));
    return at;
}

result<position> start_segment(office_transaction& to, const segment_id& id, std::int64_t now_ms) {
    PENDATA_TRY(head, to.head());
    office_head next = head;
    next.segment = id;
    return advance(to, next, sha256({"segment", id.view()}), now_ms);
}

}  // namespace pendata
