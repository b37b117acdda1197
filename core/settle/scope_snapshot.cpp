// Reading a scope into chunks, and judging what is on the shelf.
#include "core/settle/scope_snapshot.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/intake.hpp"
#include "core/settle/placing.hpp"
#include "core/wire/chunk.hpp"

namespace pendata {

namespace {

constexpr std::size_t ids_per_read = 1024;
constexpr std::size_t events_per_look = 1024;

// Gathers whole parts and hands them on as chunks, cut between records.
class chunk_maker {
public:
    chunk_maker(const load_rules& rules, const snapshot_shelf::chunk_sink& sink) : rules_(rules), sink_(sink) {}

    result<void> add(const office_record& record, compartment_mask rooms) {
        for (const auto& p : record.parts) {
            if (!contains(rooms, p.room)) continue;
            for (const auto& c : p.cells) value_bytes_ += c.what.content.encoded().size();
            parts_.push_back({p, true});
        }
        const bool full = parts_.size() >= rules_.parts_per_chunk || value_bytes_ >= limits::chunk_value_bytes;
        return full ? flush() : result<void>();
    }

    result<void> flush() {
        value_bytes_ = 0;
        return emit(std::exchange(parts_, {}));
    }

    std::uint64_t parts() const { return total_; }
    const std::vector<digest>& digests() const { return digests_; }

private:
    // What no frame can hold goes in halves; a record is never cut.
    result<void> emit(const std::vector<message::pulled_part>& parts) {
        if (parts.empty()) return {};
        if (digests_.size() >= limits::chunks_per_snapshot) return errc::limit_exceeded;
        auto chunk = encode_chunk(digests_.size(), parts);
        if (chunk.has_value()) {
            total_ += parts.size();
            digests_.push_back(chunk_digest(*chunk));
            return sink_(*chunk);
        }
        auto cut = parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2);
        const auto starts_record = [&] { return cut == parts.begin() || (cut - 1)->content.record != cut->content.record; };
        while (!starts_record()) --cut;
        if (cut == parts.begin()) {
            cut = std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.content.record != parts.front().content.record; });
            if (cut == parts.end()) return chunk.error();
        }
        PENDATA_CHECK(emit({parts.begin(), cut}));
        return emit({cut, parts.end()});
    }

    const load_rules& rules_;
    const snapshot_shelf::chunk_sink& sink_;
    std::vector<message::pulled_part> parts_;
    std::size_t value_bytes_ = 0;
    std::uint64_t total_ = 0;
    std::vector<digest> digests_;
};

using id_visitor = std::function<result<void>(const record_id&)>;

result<void> visit_under(office_view& view, const std::string& node, const id_visitor& visit) {
    for (record_id last;;) {
        PENDATA_TRY(ids, view.records_under(node, last, ids_per_read));
        for (const auto& id : ids) PENDATA_CHECK(visit(id));
        if (ids.size() < ids_per_read) return {};
        last = ids.back();
    }
}

// Whether the law keeps the record, or what it follows, from everybody but the regency.
result<bool> is_closed_by_law(office_view& view, const dictionary& words, const office_record& record) {
    std::vector<record_id> ids{record.id};
    ids.insert(ids.end(), record.roots.begin(), record.roots.end());
    for (const auto& id : ids) {
        PENDATA_TRY(one, view.find(id));
        const auto* kind = one ? words.find(one->kind) : nullptr;
        const value_lookup of_it = [&](std::uint16_t field) {
            const auto* c = one->find({one->kind, field, {}});
            return c == nullptr ? nullptr : &c->what.content;
        };
        if (kind != nullptr && is_restricted(*kind, of_it)) return true;
    }
    return false;
}

enum class look { to_a_limit, to_the_end };

// Looks at what happened since the last look. Who begins needs no tail beyond the limit: it is too long.
result<void> look_at_tail(office_view& view, const office_context& office, look how, shelved_snapshot& s) {
    const grant_list scope{{s.head.node, s.head.rooms}};
    PENDATA_TRY(head, view.head());
    std::size_t seen = 0;
    // What was found in a history that is lost says nothing of this one.
    PENDATA_TRY(stands, is_known(view, s.checked));
    if (!stands || s.checked.at < s.head.at.at) {
        s.checked = s.head.at;
        s.changed = 0;
        s.left = s.barred = false;
    }
    while (s.checked.at < head.at) {
        PENDATA_TRY(events, view.events_after(s.checked.at, events_per_look));
        if (events.empty()) {
            s.checked = head.where();
            break;
        }
        for (const auto& e : events) {
            PENDATA_TRY(record, view.find(e.record));
            if (!record) continue;
            const auto then = granted_rooms(scope, record->atoms_at(s.head.at.at));
            const auto now = granted_rooms(scope, record->atoms());
            if (then == 0 && now == 0) continue;
            ++s.changed;
            const auto lost = static_cast<compartment_mask>(then & rooms_ever(*record) & ~now);
            if (lost != 0) {
                PENDATA_TRY(closed, is_closed_by_law(view, office.words, *record));
                s.barred = s.barred || closed;
            }
            // A case that closed said nothing that its record does not.
            if (is_case_kind(record->kind)) continue;
            if (then != 0 && record->parts.empty()) s.left = s.barred = true;
            if (lost != 0) s.left = true;
        }
        PENDATA_TRY(last, view.commit_at(events.back().at));
        if (!last) return errc::corrupt;
        s.checked = office_head{last->segment, last->at, last->hash, last->ms}.where();
        seen += events.size();
        if (seen > office.loads.tail_events && how == look::to_a_limit) {
            s.left = true;
            return {};
        }
    }
    return {};
}

bool short_tail(const load_rules& rules, const shelved_snapshot& s) {
    return s.changed <= std::max<std::uint64_t>(rules.events_by_pull, s.head.parts / 4);
}

// How many records were touched beyond the cursor, or anything above `most`.
result<std::size_t> touched_beyond(office_view& view, sequence cursor, std::size_t most) {
    std::size_t count = 0;
    while (count <= most) {
        PENDATA_TRY(events, view.events_after(cursor, events_per_look));
        if (events.empty()) break;
        count += events.size();
        cursor = events.back().at;
    }
    return count;
}

// The shelved snapshot with its tail looked at; nothing where its position is not of this history.
result<std::optional<shelved_snapshot>> standing(office_view& view, const office_context& office, snapshot_shelf& shelf, look how,
                                                 std::optional<shelved_snapshot> found) {
    if (!found) return found;
    PENDATA_TRY(known, is_known(view, found->head.at));
    if (!known) {
        PENDATA_CHECK(shelf.drop(found->head.hash));
        return std::optional<shelved_snapshot>();
    }
    const auto before = *found;
    PENDATA_CHECK(look_at_tail(view, office, how, *found));
    if (found->barred) {
        PENDATA_CHECK(shelf.drop(found->head.hash));
        return std::optional<shelved_snapshot>();
    }
    if (!(*found == before)) PENDATA_CHECK(shelf.note(*found));
    return found;
}

}  // namespace

digest chunk_digest(const message::snapshot_chunk& chunk) {
    bytes head;
    byte_writer to(head);
    to.u64(chunk.number);
    to.u32(static_cast<std::uint32_t>(chunk.open.size()));
    return sha256({"pendata.snapshot.chunk.1", head, chunk.open, chunk.closed});
}

digest snapshot_digest(const message::snapshot_head& head, std::span<const digest> chunks) {
    bytes all;
    byte_writer to(all);
    to.sized(head.node);
    to.u8(head.rooms);
    to.raw(head.at.segment.view());
    to.u64(head.at.at);
    to.u64(head.at.hash);
    to.u64(head.parts);
    for (const auto& d : chunks) to.raw(d.view());
    return sha256({"pendata.snapshot.1", all});
}

result<message::snapshot_head> prepare_snapshot(office_view& view, const load_rules& rules, const grant& scope,
                                                const snapshot_shelf::chunk_sink& sink) {
    PENDATA_TRY(at, view.head());
    chunk_maker chunks(rules, sink);
    PENDATA_CHECK(visit_under(view, scope.node, [&](const record_id& id) -> result<void> {
        PENDATA_TRY(record, view.find(id));
        if (!record) return {};
        return chunks.add(*record, granted_rooms({scope}, record->atoms()));
    }));
    PENDATA_CHECK(chunks.flush());
    message::snapshot_head head;
    head.node = scope.node;
    head.rooms = scope.rooms;
    head.at = at.where();
    head.parts = chunks.parts();
    head.chunks = chunks.digests().size();
    head.hash = snapshot_digest(head, chunks.digests());
    return head;
}

result<message::snapshot_head> open_snapshot(office_view& view, const office_context& office, snapshot_shelf& shelf,
                                             const snapshot_want& want) {
    const auto offered = [&](message::snapshot_head head) {
        head.reload = want.reload;
        head.more = want.more;
        return head;
    };
    if (!want.staged.is_zero()) {
        PENDATA_TRY(kept, shelf.find(want.staged));
        PENDATA_TRY(begun, standing(view, office, shelf, look::to_the_end, std::move(kept)));
        // What has left since the load began is evicted by the tail; starting again each time might never end.
        const bool same = begun && begun->head.node == want.scope.node && begun->head.rooms == want.scope.rooms &&
                          begun->head.at.at >= want.least;
        if (same) return offered(begun->head);
    }
    PENDATA_TRY(kept, shelf.newest(want.scope));
    PENDATA_TRY(newest, standing(view, office, shelf, look::to_a_limit, std::move(kept)));
    if (newest && !newest->left && newest->head.at.at >= want.least && short_tail(office.loads, *newest)) return offered(newest->head);
    PENDATA_TRY(fresh, shelf.put([&](const snapshot_shelf::chunk_sink& sink) {
        return prepare_snapshot(view, office.loads, want.scope, sink);
    }));
    return offered(fresh);
}

result<bool> may_go_on(office_view& view, const office_context& office, snapshot_shelf& shelf, const digest& snapshot) {
    PENDATA_TRY(kept, shelf.find(snapshot));
    if (!kept) return true;  // who reads it finds it gone
    PENDATA_TRY(stands, standing(view, office, shelf, look::to_the_end, std::move(kept)));
    return stands.has_value();
}

result<bool> wants_reload(office_view& view, const load_rules& rules, const grant_list& grants, sequence cursor) {
    PENDATA_TRY(head, view.head());
    if (cursor == 0) {
        // What fits one pull is seen whole without a snapshot.
        PENDATA_TRY(touched, touched_beyond(view, 0, rules.events_by_pull));
        return touched > rules.events_by_pull;
    }
    if (head.at <= cursor + rules.tail_commits) return false;
    std::unordered_set<record_id> held;
    for (const auto& g : grants) {
        PENDATA_CHECK(visit_under(view, g.node, [&](const record_id& id) -> result<void> {
            held.insert(id);
            return {};
        }));
    }
    const std::size_t many = std::max(rules.events_by_pull, held.size() / 2);
    std::size_t seen = 0;
    std::unordered_set<record_id> touched;
    for (sequence at = cursor; at < head.at;) {
        PENDATA_TRY(events, view.events_after(at, events_per_look));
        if (events.empty()) return false;
        for (const auto& e : events) {
            if (held.contains(e.record)) touched.insert(e.record);
        }
        at = events.back().at;
        seen += events.size();
        if (touched.size() > many || seen > rules.tail_events) return true;
    }
    return false;
}

result<std::vector<snapshot_want>> snapshots_for(office_view& view, const load_rules& rules, const grant_list& grants,
                                                 const message::hello& hello,
                                                 const std::vector<message::loading_scope>& loading) {
    std::vector<snapshot_want> out;
    const auto add = [&](const grant& scope, bool reload) {
        snapshot_want want{scope, {}, 0, reload, false, reload ? hello.pulled.at : 0};
        for (const auto& s : hello.staged) {
            if (s.node != scope.node) continue;
            want.staged = s.snapshot;
            want.next = s.next;
        }
        if (reload && !out.empty()) out.back().more = true;
        out.push_back(std::move(want));
    };
    PENDATA_TRY(reload, wants_reload(view, rules, grants, hello.pulled.at));
    if (reload) {
        for (const auto& g : grants) add(g, true);
        return out;
    }
    for (const auto& scope : loading) {
        if (scope.reached != position{}) continue;
        const auto granted = std::find_if(grants.begin(), grants.end(), [&](const grant& g) { return g.node == scope.node; });
        if (granted == grants.end()) continue;
        PENDATA_TRY(whole, wants_reload(view, rules, {*granted}, 0));
        if (whole) add(*granted, false);
    }
    return out;
}

}  // namespace pendata
