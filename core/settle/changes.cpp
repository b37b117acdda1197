// Reading changes out of the office's events.
#include "core/settle/changes.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/base/byte_reader.hpp"
#include "core/base/fault_switch.hpp"
#include "core/settle/case_record.hpp"

namespace pendata {

namespace {

constexpr std::size_t events_per_read = 1024;

bool membership_moved(const office_record& r, sequence cursor) {
    return !r.places.empty() && r.places.back().since > cursor;
}

// Compartments a tablet may hold that stands at the cursor: those of the place then and of every place since. What it
// holds may be of later commits than its cursor: a pull that was cut brings parts as they are, and a scope that is
// loaded by itself runs ahead. From the beginning nothing is held.
compartment_mask rooms_since(const office_record& r, const grant_list& grants, sequence cursor) {
    if (cursor == 0) return 0;
    compartment_mask out = granted_rooms(grants, r.atoms_at(cursor));
    for (const auto& p : r.places) {
        if (p.since > cursor) out |= granted_rooms(grants, p.atoms);
    }
    return out;
}

// Adds what the record means to somebody with these grants who stands at the cursor.
void add_changes(message::pull& out, const office_record& r, const grant_list& grants, const grant_list& all,
                 sequence cursor) {
    const compartment_mask now = granted_rooms(grants, r.atoms());
    const compartment_mask then = granted_rooms(grants, r.atoms_at(cursor));
    const bool moved = membership_moved(r, cursor);
    for (const auto& p : r.parts) {
        if (!contains(now, p.room) && !PENDATA_SWITCH(grants_ignored)) continue;
        message::pulled_part pulled{{p.record, p.room, {}}, (moved || !contains(then, p.room)) && !PENDATA_SWITCH(moved_in_part)};
        for (const auto& c : p.cells) {
            if (pulled.whole || c.changed_at > cursor) pulled.content.cells.push_back(c);
        }
        if (!pulled.content.cells.empty()) out.parts.push_back(std::move(pulled));
    }
    // Nobody hears of a compartment the record never had parts in (I4).
    const auto gone = static_cast<compartment_mask>(rooms_since(r, grants, cursor) & rooms_ever(r) & ~granted_rooms(all, r.atoms()));
    if (gone == 0 || PENDATA_SWITCH(eviction_forgotten)) return;
    const auto rooms = static_cast<compartment_mask>(is_erased(r) ? gone | gone_by_law : gone);
    out.evictions.push_back({r.id, rooms, r.places.back().since});
}

}  // namespace

result<message::pull> changes_after(office_view& view, const grant_list& grants, const grant_list& all, sequence cursor,
                                    std::size_t goal) {
    PENDATA_TRY(head, view.head());
    message::pull out;
    std::unordered_set<record_id> taken;
    sequence at = cursor;
    while (at < head.at && out.parts.size() + out.evictions.size() < goal) {
        // A short page is no end: the next commit may not have fitted into it.
        PENDATA_TRY(events, view.events_after(PENDATA_SWITCH(cursor_skips_one) ? at + 1 : at, events_per_read));
        if (events.empty()) {
            at = head.at;
            break;
        }
        for (std::size_t i = 0; i < events.size(); ++i) {
            // Cut only between commits: what a commit touched comes together.
            const bool commit_starts = i == 0 || events[i].at != events[i - 1].at;
            if ((commit_starts || PENDATA_SWITCH(commit_cut_in_two)) && out.parts.size() + out.evictions.size() >= goal) break;
            at = events[i].at;
            if (!taken.insert(events[i].record).second) continue;
            PENDATA_TRY(record, view.find(events[i].record));
            if (record) add_changes(out, *record, grants, all, cursor);
        }
    }
    out.caught_up = at == head.at;
    if (out.caught_up) {
        out.reached = head.where();
        return out;
    }
    PENDATA_TRY(commit, view.commit_at(at));
    if (!commit) return errc::corrupt;
    out.reached = office_head{commit->segment, commit->at, commit->hash, commit->ms}.where();
    return out;
}

result<fingerprint> granted_sum(office_view& view, const grant_list& grants) {
    fingerprint sum;
    for (compartment room = 0; room < compartment_count; ++room) {
        for (const auto& node : nodes_granting(grants, room)) {
            PENDATA_TRY(under, view.sum_under(node, room));
            sum.add(under);
        }
    }
    return sum;
}

result<bool> is_known(office_view& view, const position& p) {
    if (p == position{}) return true;
    PENDATA_TRY(commit, view.commit_at(p.at));
    return commit && commit->segment == p.segment && byte_reader(commit->hash.view()).u64() == p.hash;
}

result<message::custody_news> news_for(office_view& view, const device_id& device, sequence after) {
    message::custody_news news;
    PENDATA_TRY(head, view.head());
    news.at = head.at;
    if (PENDATA_SWITCH(verdict_untold)) return news;
    PENDATA_TRY(rows, view.custody_from(device, after));
    for (const auto& row : rows) {
        const auto state = row.state == custody_state::held       ? message::verdict::held
                           : row.state == custody_state::returned ? message::verdict::returned
                                                                  : message::verdict::rejected;
        news.entries.push_back({row.id, row.what.record, row.reason, state, row.note});
    }
    PENDATA_TRY(accepted, view.accepted_from(device, after));
    for (const auto& row : accepted) {
        news.entries.push_back({row.id, row.record, hold_reason::none, message::verdict::accepted, {}});
    }
    return news;
}

message::short_print short_of(const fingerprint& f) { return {f.short_form(), f.count()}; }

}  // namespace pendata
