// Taking in what comes back.
#include "core/settle/returned.hpp"

#include <algorithm>
#include <set>

#include "core/cases/write_graph.hpp"
#include "core/join/author.hpp"
#include "core/join/retime.hpp"
#include "core/model/canonical.hpp"
#include "core/settle/known_writes.hpp"
#include "core/settle/lost_history.hpp"
#include "core/settle/quota.hpp"
#include "core/settle/returned_cell.hpp"
#include "core/settle/settler.hpp"

namespace pendata {

namespace {

// The cell as a write whose base nobody knows. The office settled its time once; a forged one beyond now is replaced.
write write_of(const record_id& record, const cell& c, std::int64_t now_ms) {
    write w{record, c, {unknown_base}, to_unix_ms(c.at.time), clock_trust::unknown};
    if (const auto replaced = replaced_time(w, {to_stamp_time(now_ms), 0, now_ms, std::nullopt}, {})) set_time(w.what, *replaced);
    return w;
}

digest digest_of(const device_id& from, std::span<const incoming> fresh) {
    bytes all("returned");
    all.append(from.view());
    for (const auto& in : fresh) append_canonical(all, in.what);
    return sha256(all);
}

// A device of another officer gives back the very cell that waits in custody: two witnesses. What they say counts where
// something was lost, which two tablets alone can not make the office believe.
result<bool> agrees(office_transaction& to, const custody_row& waiting, const device_id& from, const cell& given) {
    if (waiting.path != arrival::returned || waiting.from == from || !(waiting.what.what == given)) return false;
    PENDATA_TRY(first, to.device(waiting.from));
    PENDATA_TRY(second, to.device(from));
    return first && second && !first->revoked && !second->revoked && first->officer != second->officer;
}

// Whether the tablet may see what the office has of that part. Ids of writes can be guessed, so what it gives back of others
// is answered alike, whether it is here already or not: as taken, held by nobody, with a commit.
result<bool> sees(office_view& view, const grant_list* grants, const part& p) {
    if (grants == nullptr) return false;
    PENDATA_TRY(record, view.find(p.record));
    return !record || contains(granted_rooms(*grants, record->atoms()), p.room);
}

// How much of it waits in custody; what the law took counts as neither taken nor held. The answer counts only what this
// tablet may see.
std::size_t count_held(const settler& work, const std::set<write_id>& named, const std::set<write_id>& unseen,
                       std::size_t& taken, message::given_back& answer) {
    std::size_t held = 0;
    for (const auto& [id, reason] : work.held()) {
        if (!named.contains(id)) continue;
        const bool may_see = !unseen.contains(id);
        if (reason == hold_reason::erased_by_law) {
            --taken;
            if (may_see) --answer.taken;
        } else {
            ++held;
            if (may_see) ++answer.held;
        }
    }
    return held;
}

}  // namespace

result<message::pull> whole_parts(office_view& view, const grant_list& grants,
                                  std::span<const message::give_back::row> wanted) {
    message::pull out;
    for (const auto& row : wanted) {
        PENDATA_TRY(record, view.find(row.record));
        const part* there = record ? record->find(row.room) : nullptr;
        if (there != nullptr && contains(granted_rooms(grants, record->atoms()), row.room)) {
            out.parts.push_back({*there, true});
        } else {
            out.evictions.push_back({row.record, mask_of(row.room), 0});  // not for leaving: it may wait in custody
        }
    }
    // One record's parts stand together.
    std::stable_sort(out.parts.begin(), out.parts.end(), [](const auto& a, const auto& b) { return a.content.record < b.content.record; });
    return out;
}

result<returned_answer> take_returned(office_transaction& to, const office_context& office, const device_id& from,
                                      const message::give_back& given, const grant_list* serve) {
    PENDATA_TRY(head, to.head());
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    const write_source source{digest{}, from, arrival::returned, now_ms};
    known_writes already(to);
    PENDATA_TRY(loss_is_known, is_loss_known(to));
    if (!loss_is_known) {
        // Nobody honest has anything to give back then; it shall not fill custody without end.
        PENDATA_TRY(room, has_room(to, office, from));
        if (!room) return errc::limit_exceeded;
    }
    std::vector<incoming> fresh;
    std::set<write_id> named;
    std::set<write_id> unseen;  // by this tablet: it may not learn whether they are here
    for (const auto& p : given.parts) {
        PENDATA_TRY(may_see, sees(to, serve, p));
        for (const auto& c : p.cells) {
            if (!may_be_given_back(c.what)) continue;
            incoming in{write_of(p.record, c.what, now_ms), source};
            in.id = in.what.id();
            if (!named.insert(in.id).second) continue;
            if (!may_see) unseen.insert(in.id);
            PENDATA_TRY(known, already.find(p.record, in.id));
            if (known == known_as::returned_held) {
                if (!loss_is_known) continue;
                PENDATA_TRY(waiting, to.custody(in.id));
                PENDATA_TRY(both, agrees(to, *waiting, from, in.what.what));
                if (!both) continue;
                // As it came first: whoever brought it then waits to hear of it.
                in = again(*waiting);
                in.asked = hold_reason::none;
                in.accepted = true;
            } else if (known != known_as::unknown) {
                continue;
            }
            fresh.push_back(std::move(in));
        }
    }
    returned_answer out;
    out.answer.number = given.number;
    out.answer.at = head.where();
    if (!fresh.empty() || !unseen.empty()) {
        std::size_t taken = fresh.size();
        out.answer.taken = unseen.size();
        for (const auto& in : fresh) out.answer.taken += unseen.contains(in.id) ? 0 : 1;
        const digest content = digest_of(from, fresh);
        settler work(to, office, head.at + 1, now_ms);
        PENDATA_CHECK(work.take(std::move(fresh)));
        PENDATA_CHECK(work.settle_waiting());
        PENDATA_CHECK(work.finish());
        const std::size_t held = count_held(work, named, unseen, taken, out.answer);
        const commit_row row = next_commit(head, content, now_ms);
        PENDATA_CHECK(to.advance(row));
        out.answer.at = office_head{row.segment, row.at, row.hash, row.ms}.where();
        if (taken > 0) PENDATA_CHECK(note_cells_back(to, from, taken, held));
        if (work.made_room()) PENDATA_CHECK(read_unread(to, office));
    }
    if (serve != nullptr) {
        PENDATA_TRY(whole, whole_parts(to, *serve, given.wanted));
        out.whole = std::move(whole);
    }
    return out;
}

}  // namespace pendata
