// Staging and swapping in.
#include "client-lib/src/engine/snapshot_desk.hpp"

#include <algorithm>
#include <map>

#include "client-lib/src/engine/cursor.hpp"
#include "client-lib/src/engine/photo_desk.hpp"
#include "client-lib/src/engine/settled_layer.hpp"
#include "core/settle/reload.hpp"
#include "core/settle/scope_snapshot.hpp"
#include "core/wire/chunk.hpp"

namespace pendata {

namespace {

using part_name = std::pair<record_id, compartment>;

std::vector<staged_snapshot>::iterator staged_of(device_state& state, const std::string& node) {
    return std::ranges::find_if(state.staged, [&](const staged_snapshot& s) { return s.head.node == node; });
}

bool is_granted(const device_state& state, const message::snapshot_head& head) {
    return std::ranges::find(state.grants, grant{head.node, head.rooms}) != state.grants.end();
}

// Every scope granted is staged whole as one of the reload.
bool covers_all(device_state& state) {
    return std::ranges::all_of(state.grants, [&](const grant& g) {
        const auto s = staged_of(state, g.node);
        return s != state.staged.end() && s->head.reload && s->head.rooms == g.rooms && s->next == s->head.chunks;
    });
}

// Puts every part of the snapshot in its place; `put` takes their names.
result<void> put_parts(device_transaction& tx, settled_layer& layer, const staged_snapshot& s, std::vector<part_name>& put) {
    for (std::uint64_t n = 0; n < s.head.chunks; ++n) {
        PENDATA_TRY(chunk, tx.staged(s.head.node, n));
        if (!chunk) return errc::corrupt;
        PENDATA_TRY(parts, decode_chunk(*chunk));
        for (std::size_t from = 0; from < parts.size();) {
            std::size_t to = from;
            const auto record = parts[from].content.record;
            for (; to < parts.size() && parts[to].content.record == record; ++to) put.emplace_back(record, parts[to].content.room);
            PENDATA_CHECK(layer.put(record, std::span(parts).subspan(from, to - from), false));
            from = to;
        }
    }
    return {};
}

// What the old cache has and the snapshots do not, as of the position they reach back to.
result<std::vector<message::eviction>> left_behind(device_transaction& tx, std::vector<part_name> put, sequence at) {
    std::ranges::sort(put);
    std::map<record_id, compartment_mask> rooms;
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
        // What came later than the snapshots is the tail's to settle.
        if (p.newest() > at || std::ranges::binary_search(put, part_name(p.record, p.room))) return {};
        rooms[p.record] |= mask_of(p.room);
        return {};
    }));
    std::vector<message::eviction> out;
    for (const auto& [record, mask] : rooms) out.push_back({record, mask, at});
    return out;
}

}  // namespace

result<void> drop_staging(device_transaction& tx, device_state& state, const std::function<bool(const staged_snapshot&)>& which) {
    for (const auto& s : state.staged) {
        if (which(s)) PENDATA_CHECK(tx.drop_staged(s.head.node));
    }
    std::erase_if(state.staged, which);
    return {};
}

result<void> snapshot_desk::stage(const message::snapshot_head& head) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        if (!is_granted(state, head)) return errc::unexpected_message;
        const auto present = staged_of(state, head.node);
        if (present != state.staged.end() && present->head.hash == head.hash) {
            present->head = head;
            return tx.put_state(state);
        }
        PENDATA_CHECK(drop_staging(tx, state, [&](const staged_snapshot& s) { return s.head.node == head.node; }));
        state.staged.push_back({head, 0});
        return tx.put_state(state);
    });
}

result<void> snapshot_desk::stage(const std::string& node, const message::snapshot_chunk& chunk) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        const auto present = staged_of(state, node);
        if (present == state.staged.end() || chunk.number != present->next) return errc::unexpected_message;
        PENDATA_CHECK(tx.put_staged(node, chunk));
        ++present->next;
        return tx.put_state(state);
    });
}

result<bool> snapshot_desk::is_whole(device_transaction& tx, const staged_snapshot& s) {
    std::vector<digest> chunks;
    for (std::uint64_t n = 0; n < s.head.chunks; ++n) {
        auto read = tx.staged(s.head.node, n);
        if (read.has_error() && to_errc(read.error()) == errc::corrupt) return false;
        PENDATA_TRY(chunk, std::move(read));
        if (!chunk) return false;
        chunks.push_back(chunk_digest(*chunk));
    }
    return snapshot_digest(s.head, chunks) == s.head.hash;
}

result<swap_outcome> snapshot_desk::swap_in(const std::string& node) {
    swap_outcome out;
    bool damaged = false;
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        const auto named = staged_of(state, node);
        if (named == state.staged.end() || named->next != named->head.chunks) return errc::unexpected_message;
        const bool reload = named->head.reload;
        if (reload && !covers_all(state)) return errc::unexpected_message;
        std::vector<staged_snapshot> wanted;
        for (const auto& s : state.staged) {
            if (reload ? s.head.reload : s.head.node == node) wanted.push_back(s);
        }
        const auto is_wanted = [&](const staged_snapshot& s) { return std::ranges::find(wanted, s) != wanted.end(); };
        for (const auto& s : wanted) {
            PENDATA_TRY(whole, is_whole(tx, s));
            damaged = damaged || !whole;
        }
        if (damaged) {
            PENDATA_CHECK(drop_staging(tx, state, is_wanted));
            return tx.put_state(state);
        }
        settled_layer layer(tx, tablet_.words, state);
        std::vector<part_name> put;
        std::vector<message::loading_scope> scopes;
        sequence lowest = wanted.front().head.at.at;
        for (const auto& s : wanted) {
            PENDATA_CHECK(put_parts(tx, layer, s, put));
            scopes.push_back({s.head.node, s.head.at});
            lowest = std::min(lowest, s.head.at.at);
        }
        std::vector<message::eviction> gone;
        if (reload) {
            PENDATA_TRY(rest, left_behind(tx, std::move(put), lowest));
            gone = std::move(rest);
        }
        for (const auto& e : gone) {
            PENDATA_CHECK(layer.evict(e));
            out.evicted.push_back(e.record);
        }
        PENDATA_CHECK(drop_staging(tx, state, is_wanted));
        out.changed.assign(layer.touched().begin(), layer.touched().end());
        if (reload) {
            const position cursor = latest_of(scopes);
            state.loading = behind(std::move(scopes), cursor);
            PENDATA_CHECK(move_cursor(tx, tablet_.words, state, cursor, layer.touched(), lowest));
        } else {
            for (auto& scope : state.loading) {
                if (scope.node == node) scope.reached = scopes.front().reached;
            }
            // It may be of a later commit than the cursor: a fork between them must show in the next hello.
            const auto& at = scopes.front().reached;
            if (at.at > std::max(state.receipted.at, state.pulled.at)) state.receipted = at;
            for (const auto& id : layer.touched()) PENDATA_CHECK(project_again(tx, tablet_.words, id));
        }
        PENDATA_CHECK(forget_left_photos(tx, tablet_.words, layer.left_photos()));
        return tx.put_state(state);
    }));
    if (damaged) return errc::unequal;
    return out;
}

}  // namespace pendata
