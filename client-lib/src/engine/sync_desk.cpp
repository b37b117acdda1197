// Applying what a session brings.
#include "client-lib/src/engine/sync_desk.hpp"

#include <algorithm>
#include <set>

#include "client-lib/src/engine/contact_desk.hpp"
#include "client-lib/src/engine/cursor.hpp"
#include "client-lib/src/engine/held_rows.hpp"
#include "client-lib/src/engine/last_holds.hpp"
#include "client-lib/src/engine/photo_desk.hpp"
#include "client-lib/src/engine/sealing.hpp"
#include "client-lib/src/engine/settled_layer.hpp"
#include "client-lib/src/engine/snapshot_desk.hpp"
#include "client-lib/src/engine/what_stays.hpp"
#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "core/model/replica.hpp"
#include "core/settle/changes.hpp"

namespace pendata {

namespace {

bool office_signed(const device_state& state, const receipt& answer) {
    public_key office;
    if (state.office_identity.size() != office.size()) return false;
    std::memcpy(office.data(), state.office_identity.data(), office.size());
    return verify(office, receipt_message(answer), answer.signed_by);
}

bool is_first_of_day(const device_state& state, const clock_reading& now) {
    return day_of(correct(now, state.anchor).ms) != day_of(state.last_sync_ms);
}

void note_equal(device_state& state, const clock_reading& now, bool all_sent) {
    if (state.anchor) state.last_sync_ms = correct(now, state.anchor).ms;
    auto& log = state.contact;
    log.heard = log.tried = now;
    log.outcome = errc::ok;
    log.by_office = false;
    log.failures = 0;
    log.failing_since.reset();
    log.retry_in_ms = 0;
    if (all_sent) log.all_sent = now;
}

}  // namespace

result<hello_facts> sync_desk::facts() {
    hello_facts out;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        if (state.officer.is_zero()) return errc::not_enrolled;
        PENDATA_TRY(pending, tx.pending());
        PENDATA_TRY(mail, tx.mail_kept());
        const auto now = tablet_.read_clock();
        const auto corrected = correct(now, state.anchor);
        auto& h = out.hello;
        h.dictionary_version = tablet_.words.version;
        h.device = state.device;
        h.pulled = state.pulled;
        // What the cursor has passed it speaks for: they are of one history, or the last hello would have shown it.
        if (state.receipted.at > state.pulled.at) h.receipted = state.receipted;
        h.holds = short_of(state.holds);
        h.grants_hash = hash_of(state.grants);
        h.loading = state.loading;
        h.replica = state.chain.replica;
        h.last_sealed = state.chain.number;
        PENDATA_TRY(cut, tx.cut_parts(1));
        out.gives_back = !cut.empty();
        // After a fork a batch may wait again whose writes have all ended.
        PENDATA_TRY(unreceipted, tx.unreceipted(0, 1));
        h.has_pending = pending.writes > 0 || !unreceipted.empty() || mail.batches > mail.aside || out.gives_back;
        h.after_fork = state.after_fork;
        h.ledger = state.ledger;
        h.told_pending = pending.writes;
        h.told_oldest_s = static_cast<std::uint64_t>(oldest_unsent_ms(pending, state, now) / 1000);
        h.told_trust = corrected.trust;
        h.told_trouble = state.contact.outcome;
        h.told_by_office = state.contact.by_office;
        if (const auto& since = state.contact.failing_since) {
            h.told_trouble_s = static_cast<std::uint64_t>(elapsed_ms(*since, now, state.anchor) / 1000);
        }
        for (const auto& s : state.staged) h.staged.push_back({s.head.node, s.head.hash, s.next});
        h.former = state.former;
        PENDATA_TRY(photo, tx.newest_photo_mark());
        h.newest_photo = photo;
        out.clock_is_good = corrected.trust == clock_trust::ok;
        return {};
    }));
    return out;
}

result<std::vector<sealed_batch>> sync_desk::batches(const std::vector<digest>& sent, std::size_t limit) {
    std::vector<sealed_batch> out;
    bool sealed = false;
    const auto read = [&](device_transaction& tx) -> result<void> {
        out.clear();
        PENDATA_TRY(waiting, tx.unreceipted(0, limit + sent.size()));
        for (auto& batch : waiting) {
            if (PENDATA_SWITCH(retry_sealed_anew) && sent.empty() && !sealed) {
                ++batch.content.anchor;
                batch.hash = batch_digest(batch.content);
                PENDATA_TRY(signed_anew, tablet_.sign(batch_signature_message(batch.hash)));
                batch.signed_by = signed_anew;
            }
            const bool was_sent = std::find(sent.begin(), sent.end(), batch.hash) != sent.end();
            if (!was_sent && out.size() < limit) out.push_back(std::move(batch));
        }
        return {};
    };
    PENDATA_CHECK(tablet_.store.read(read));
    if (out.size() >= limit) return out;
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(count, seal_some(tx, tablet_, limit - out.size()));
        sealed = count > 0;
        return {};
    }));
    if (sealed) PENDATA_CHECK(tablet_.store.read(read));
    return out;
}

result<void> sync_desk::apply(const receipt& answer) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        if (!office_signed(state, answer)) return errc::bad_signature;
        PENDATA_CHECK(tx.put_receipt(answer));
        if (answer.forked || !answer.retimed.empty()) PENDATA_CHECK(heed(tx, state, answer));
        if (PENDATA_SWITCH(journal_dropped)) PENDATA_CHECK(tx.trim_journal(answer.settled_at.at, INT64_MIN));
        PENDATA_CHECK(note_unread(tx, state, answer));
        if (!answer.held.empty() && !PENDATA_SWITCH(late_receipt_holds)) PENDATA_CHECK(apply_earlier_verdicts(tx, state, answer.batch));
        // Never back: an old receipt told again would take a later one, which no pull confirms, out of the next hello.
        const bool later = answer.settled_at.at > state.receipted.at;
        if (later && !PENDATA_SWITCH(receipt_leaves_no_mark)) state.receipted = answer.settled_at;
        return tx.put_state(state);
    });
}

// What the office says of the chain and of the clock.
result<void> sync_desk::heed(device_transaction& tx, device_state& state, const receipt& answer) {
    PENDATA_TRY(sent, tx.journal(answer.batch));
    if (!sent) {
        // It can not be read any more. Whose it was can not be told; to begin anew does no harm.
        if (answer.forked) begin_chain(state);
        return {};
    }
    // What was sealed goes out as it is; what is saved from now on is another history (I12). The receipt may be an
    // old one that comes again, of a chain that has ended.
    const bool of_this_chain = sent->batch.content.replica == state.chain.replica;
    if (answer.forked && of_this_chain && !PENDATA_SWITCH(fork_unheeded)) begin_chain(state);
    return correct_last_time(tx, state, *sent, answer);
}

// A clock that was far ahead would push every later save beyond it. Once the office has replaced all such times, saves
// follow the corrected clock again.
result<void> sync_desk::correct_last_time(device_transaction& tx, device_state& state, const journal_batch& sent,
                                          const receipt& answer) {
    if (answer.retimed.empty() || sent.batch.content.writes.empty()) return {};
    PENDATA_TRY(waiting, tx.unreceipted(0, 1));
    if (!waiting.empty()) return {};
    std::vector<stamp_time> settled;
    for (const auto& w : sent.batch.content.writes) settled.push_back(w.what.at.time);
    for (const auto& w : answer.retimed) {
        if (w.index < settled.size()) settled[w.index] = w.time;
    }
    state.chain.last_time = *std::max_element(settled.begin(), settled.end());
    return {};
}

// A receipt that was lost comes after the verdict on what it holds.
result<void> sync_desk::apply_earlier_verdicts(device_transaction& tx, const device_state& state, const digest& batch) {
    PENDATA_TRY(sent, tx.journal(batch));
    if (!sent) return {};
    std::set<write_id> of_batch;
    for (const auto& w : sent->batch.content.writes) of_batch.insert(w.id());
    PENDATA_TRY(notices, tx.notices());
    for (const auto& n : notices) {
        if (n.state == message::verdict::held || !of_batch.contains(n.id)) continue;
        const bool settled = n.state == message::verdict::accepted;
        PENDATA_CHECK(tx.end_hold(n.id, settled ? pending_state::receipted : pending_state::ended, state.custody_heard));
        PENDATA_CHECK(project_again(tx, tablet_.words, n.record));
    }
    return {};
}

result<void> sync_desk::apply(const message::pull& pull) {
    if (PENDATA_SWITCH(cursor_before_data) && pull.node.empty()) {
        PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(state, tx.state());
            state.pulled = pull.reached;
            return tx.put_state(state);
        }));
    }
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        settled_layer layer(tx, tablet_.words, state);
        for (std::size_t from = 0; from < pull.parts.size();) {
            std::size_t to = from + 1;
            while (to < pull.parts.size() && pull.parts[to].content.record == pull.parts[from].content.record) ++to;
            PENDATA_CHECK(layer.put(pull.parts[from].content.record, std::span(pull.parts).subspan(from, to - from), pull.mends));
            from = to;
        }
        // What mends, or answers a give-back, tells only that it is not here to have: its place may be unknown.
        for (const auto& e : pull.evictions) PENDATA_CHECK(pull.mends || e.at == 0 ? layer.evict(e) : layer.leave(e));
        if (pull.mends) {
            for (const auto& id : layer.touched()) PENDATA_CHECK(project_again(tx, tablet_.words, id));
        } else if (pull.node.empty() && pull.reached.at >= state.pulled.at) {
            // The office goes on from the cursor: what was staged of a reload is of no use.
            if (pull.reached.at > state.pulled.at) {
                PENDATA_CHECK(drop_staging(tx, state, [](const staged_snapshot& s) { return s.head.reload; }));
            }
            PENDATA_CHECK(move_cursor(tx, tablet_.words, state, pull.reached, layer.touched()));
        } else {
            // A scope being loaded keeps its own position until it has caught up.
            for (auto& scope : state.loading) {
                if (scope.node == pull.node) scope.reached = pull.reached;
            }
            // What it brings may be of later commits than the cursor: a fork between them must show in the next hello.
            if (!pull.node.empty() && pull.reached.at > std::max(state.receipted.at, state.pulled.at)) state.receipted = pull.reached;
            if (pull.caught_up) std::erase_if(state.loading, [&](const auto& scope) { return scope.node == pull.node; });
            for (const auto& id : layer.touched()) PENDATA_CHECK(project_again(tx, tablet_.words, id));
        }
        PENDATA_CHECK(forget_left_photos(tx, tablet_.words, layer.left_photos()));
        return tx.put_state(state);
    });
}

result<void> sync_desk::apply(const message::custody_news& news) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        std::set<record_id> erased;
        for (const auto& entry : news.entries) {
            // Returned for it, that write alone goes: it named somebody erased, and was not to be believed or not the last word.
            const bool takes_all = entry.reason == hold_reason::erased_by_law && entry.state == message::verdict::rejected;
            if (takes_all) erased.insert(entry.record);
        }
        settled_layer layer(tx, tablet_.words, state);
        for (const auto& id : erased) {
            PENDATA_CHECK(layer.erase(id));
            PENDATA_CHECK(project_again(tx, tablet_.words, id));
        }
        for (const auto& entry : news.entries) {
            held_notice notice{entry.write, entry.record, {}, entry.reason, entry.state, entry.note};
            PENDATA_TRY(record, tx.find(entry.record));
            if (record) {
                for (const auto& p : record->pending) {
                    if (p.what.id() == entry.write) notice.key = p.what.what.key;
                }
            }
            PENDATA_CHECK(tx.put_notice(notice));
            if (entry.state == message::verdict::held) {
                // A verdict that was lost with the office's history: held again, and shown again.
                if (state.after_fork) PENDATA_CHECK(tx.end_hold(entry.write, pending_state::held, 0));
                continue;
            }
            const bool settled = entry.state == message::verdict::accepted;
            if (PENDATA_SWITCH(verdict_unheard)) continue;
            PENDATA_CHECK(tx.end_hold(entry.write, settled ? pending_state::receipted : pending_state::ended, news.at));
            PENDATA_CHECK(project_again(tx, tablet_.words, entry.record));
        }
        state.custody_heard = std::max(state.custody_heard, news.at);
        return tx.put_state(state);
    });
}

result<void> sync_desk::learn(const message::welcome& welcome) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        state.contact.heard = tablet_.read_clock();
        // Who was unknown may have become known.
        const auto ledger = welcome.ledger.value_or(state.ledger);
        if (ledger.entries > state.ledger.entries) PENDATA_CHECK(tx.try_mail_again(errc::device_unknown));
        // An office that was copied back without its ledger has gone on in another one, which may be as long by now.
        if (!welcome.ledger_behind && ledger.entries >= state.ledger.entries) state.ledger = ledger;
        if (welcome.lineage_known) {
            constexpr std::int64_t day_ms = 24 * 3600 * 1000;
            state.backed_up = std::max(state.backed_up, welcome.backed_up);
            PENDATA_CHECK(tx.trim_journal(state.backed_up, welcome.office_ms - limits::journal_days * day_ms));
        }
        if (welcome.photos_lost) PENDATA_CHECK(tx.offer_photos_again());
        if (welcome.grants && welcome.lineage_known) PENDATA_CHECK(apply_grants(tx, state, *welcome.grants));
        if (welcome.revoked && welcome.lineage_known) PENDATA_CHECK(end_holds(tx));
        return tx.put_state(state);
    });
}

namespace {

// Some of what nobody here can place, and that goes, may belong where the grants have stayed: these are loaded again.
void load_what_stayed(device_state& state) {
    for (const auto& g : state.grants) {
        const bool loads = std::any_of(state.loading.begin(), state.loading.end(), [&](const auto& l) { return l.node == g.node; });
        if (!loads) state.loading.push_back({g.node, {}});
    }
}

}  // namespace

result<void> sync_desk::apply_grants(device_transaction& tx, device_state& state, const grant_list& grants) {
    const grant_list before = std::exchange(state.grants, normalised(grants));
    // What joined is loaded whole, from the beginning of history; what left is dropped after its pending is in.
    for (const auto& g : state.grants) {
        const auto loading_of = [&](const std::string& node) {
            return std::find_if(state.loading.begin(), state.loading.end(), [&](const auto& l) { return l.node == node; });
        };
        const bool held = std::any_of(before.begin(), before.end(), [&](const grant& o) {
            const bool half_loaded = loading_of(o.node) != state.loading.end() && o.node != g.node;
            const bool wider = (g.rooms & ~o.rooms) != 0 && !PENDATA_SWITCH(wider_rooms_unloaded);
            return covers(o.node, g.node) && !wider && !half_loaded;
        });
        if (held || state.pulled == position{}) continue;
        if (const auto present = loading_of(g.node); present != state.loading.end()) {
            present->reached = {};
        } else {
            if (!PENDATA_SWITCH(grant_unloaded)) state.loading.push_back({g.node, {}});
        }
    }
    std::erase_if(state.loading, [&](const auto& scope) {
        return std::none_of(state.grants.begin(), state.grants.end(), [&](const grant& g) { return g.node == scope.node; });
    });
    PENDATA_CHECK(drop_staging(tx, state, [&](const staged_snapshot& s) {
        return std::find(state.grants.begin(), state.grants.end(), grant{s.head.node, s.head.rooms}) == state.grants.end();
    }));
    // Of a kind that a newer app made, say: nobody here knows where it belongs, so it goes only where anything may have.
    const auto may_leave = [&](compartment room) {
        return std::any_of(before.begin(), before.end(), [&](const grant& o) {
            return contains(o.rooms, room) && std::none_of(state.grants.begin(), state.grants.end(), [&](const grant& g) {
                       return contains(g.rooms, room) && covers(g.node, o.node);
                   });
        });
    };
    std::vector<message::eviction> gone;
    bool any_unplaced = false;
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
        PENDATA_TRY(record, tx.find(p.record));
        if (!record) return {};
        PENDATA_TRY(atoms, settled_atoms(tx, tablet_.words, *record, state.regency));
        if (atoms.empty() && !may_leave(p.room)) return {};
        if (!contains(granted_rooms(state.grants, atoms), p.room)) {
            if (PENDATA_SWITCH(ended_grant_kept)) return {};
            gone.push_back({p.record, mask_of(p.room), 0});
            any_unplaced = any_unplaced || atoms.empty();
        }
        return {};
    }));
    PENDATA_CHECK(tx.forget_put_away([&](std::uint16_t kind, const part& p) -> result<bool> {
        // Where the record is, or was when it was cut. What nobody can place stays until a backup has it.
        PENDATA_TRY(there, tx.find(p.record));
        device_record record = there && !there->settled.empty() ? std::move(*there) : device_record{p.record, kind, {}, {}, {}};
        record.settled.push_back(p);
        PENDATA_TRY(atoms, settled_atoms(tx, tablet_.words, record, state.regency));
        return !atoms.empty() && !contains(granted_rooms(state.grants, atoms), p.room);
    }));
    if (any_unplaced) load_what_stayed(state);
    settled_layer layer(tx, tablet_.words, state);
    for (const auto& e : gone) PENDATA_CHECK(layer.evict(e));
    std::set<record_id> touched = layer.touched();
    if (state.grants.empty()) {
        PENDATA_TRY(taken_in, drop_what_was_taken_in(tx));
        touched.insert(taken_in.begin(), taken_in.end());
    }
    for (const auto& id : touched) PENDATA_CHECK(project_again(tx, tablet_.words, id));
    PENDATA_CHECK(forget_unnamed_photos(tx, tablet_.words));
    return layer.count_again();
}

result<void> sync_desk::set_anchor(const clock_anchor& anchor) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        state.anchor = anchor;
        return tx.put_state(state);
    });
}

result<void> sync_desk::take_new_replica(const replica_id& of, std::uint64_t head) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        // Another process may have sealed those batches meanwhile, or taken a new replica already.
        if (state.chain.replica != of || state.chain.number >= head) return {};
        begin_chain(state);
        return tx.put_state(state);
    });
}

// Times and proofs of time go on: they belong to the file.
void sync_desk::begin_chain(device_state& state) {
    std::array<unsigned char, 8> random{};
    tablet_.fill_random(random);
    state.chain.replica = make_replica(state.device, random);
    state.chain.number = 0;
    state.chain.hash = {};
}

result<bool> sync_desk::compare(const position& at, const message::short_print& office) {
    bool equal = false;
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        // Another process has pulled meanwhile: what is here now is not what the office spoke of.
        if (at.at < state.pulled.at) return errc::busy;
        settled_layer layer(tx, tablet_.words, state);
        PENDATA_CHECK(layer.evict_waiting());
        PENDATA_CHECK(move_cursor(tx, tablet_.words, state, at, layer.touched()));
        PENDATA_CHECK(forget_unnamed_photos(tx, tablet_.words));
        // The kept sum does not show what damage did to the parts: they are counted again when a day has passed.
        if (is_first_of_day(state, tablet_.read_clock())) PENDATA_CHECK(layer.count_again());
        // What waits for its pending to be sent is not the office's any more, and hides nothing else.
        PENDATA_TRY(waiting, sum_of_waiting(tx, tablet_.words, state));
        fingerprint holds = state.holds;
        holds.remove(waiting);
        equal = short_of(holds) == office;
        state.after_fork = false;
        if (equal) {
            PENDATA_CHECK(drop_staging(tx, state, [](const staged_snapshot&) { return true; }));
            PENDATA_TRY(pending, tx.pending());
            note_equal(state, tablet_.read_clock(), pending.writes == 0);
        }
        PENDATA_CHECK(note_what_stays(tx, state, tablet_.read_clock()));
        return tx.put_state(state);
    }));
    return equal;
}

result<repair_start> sync_desk::rows() {
    repair_start out;
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        PENDATA_TRY(counted, read_held(tx, tablet_.words, state));
        out = {state.grants, std::move(counted.held)};
        if (counted.sum == state.holds) return {};
        state.holds = counted.sum;
        return tx.put_state(state);
    }));
    return out;
}

result<void> sync_desk::enrolled(const message::enrolled& answer, const std::string& host, std::uint16_t port,
                                 bytes_view office_identity) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        const bool another_officer = !state.officer.is_zero() && state.officer != answer.officer;
        const bool another_office = !state.office_identity.empty() && state.office_identity != office_identity;
        if (another_officer || another_office) return errc::already_enrolled;
        if (!state.device.is_zero() && state.device != answer.device) state.former.push_back(state.device);
        if (state.former.size() > limits::former_devices) state.former.erase(state.former.begin());
        state.device = answer.device;
        state.officer = answer.officer;
        state.officer_name = answer.officer_name;
        state.role = answer.role;
        state.regency = answer.regency;
        state.office_host = host;
        state.office_port = port;
        state.office_identity = bytes(office_identity);
        begin_chain(state);
        const auto now = tablet_.read_clock();
        state.anchor = clock_anchor{answer.office_ms, now};
        PENDATA_CHECK(apply_grants(tx, state, answer.grants));
        return tx.put_state(state);
    });
}

result<std::vector<sealed_batch>> sync_desk::mail(const std::vector<digest>& sent, std::size_t limit) {
    std::vector<sealed_batch> out;
    bool is_any = false;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(kept, tx.mail_kept());
        is_any = kept.batches > kept.aside;
        return {};
    }));
    if (!is_any) return out;
    // Not for reading alone: what is damaged is set aside.
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        out.clear();
        PENDATA_TRY(found, tx.mail(limit + sent.size()));
        for (auto& batch : found) {
            const bool was_sent = std::find(sent.begin(), sent.end(), batch.hash) != sent.end();
            if (!was_sent && out.size() < limit) out.push_back(std::move(batch));
        }
        return {};
    }));
    return out;
}

result<void> sync_desk::mail_carried(const message::carried& told) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        PENDATA_CHECK(tx.drop_mail(told.batch));
        const bool is_answer = told.answer && told.answer->batch == told.batch && office_signed(state, *told.answer);
        return is_answer ? tx.put_return(*told.answer) : result<void>();
    });
}

result<void> sync_desk::mail_refused(const digest& hash, errc why) {
    return tablet_.store.transact([&](device_transaction& tx) { return tx.set_mail_aside(hash, why); });
}

}  // namespace pendata
