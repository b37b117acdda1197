// Messages into envelopes. What is zero is left out by proto3 itself, or by hand where it is a message.
#include "core/base/limits.hpp"
#include "core/wire/blocks.hpp"
#include "core/wire/envelope.hpp"
#include "core/wire/fields.hpp"
#include "core/wire/plain.hpp"
#include "core/wire/receipts.hpp"
#include "core/wire/repair_messages.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata::wire {

namespace {

namespace pb = pendata::v1;

// One overload of write() for each message; false where it breaks a limit.
class envelope_writer {
public:
    explicit envelope_writer(pb::Envelope& out) : out_(out) {}

    bool operator()(const message::hello& m) {
        pb::Hello& to = *out_.mutable_hello();
        to.set_version(m.version);
        to.set_dictionary_version(m.dictionary_version);
        to.set_device(plain(m.device));
        to.set_proof(m.proof);
        if (m.pulled != position{}) write_position(m.pulled, *to.mutable_pulled());
        if (m.receipted != position{}) {
            write_position(m.receipted, *to.mutable_receipted());
            if (m.receipted.segment == m.pulled.segment) to.mutable_receipted()->clear_segment();
        }
        if (m.holds != message::short_print{}) write(m.holds, *to.mutable_holds());
        to.set_grants_hash(m.grants_hash);
        if (!m.loading.empty() && !write(m.loading, *to.mutable_loading())) return false;
        to.set_replica(plain(m.replica));
        to.set_last_sealed(m.last_sealed);
        to.set_has_pending(m.has_pending);
        to.set_follow(m.follow);
        if (m.ledger != message::ledger_head{}) write(m.ledger, *to.mutable_ledger());
        to.set_told_pending(m.told_pending);
        to.set_told_oldest_s(m.told_oldest_s);
        to.set_told_trust(static_cast<std::uint32_t>(m.told_trust));
        to.set_after_fork(m.after_fork);
        to.set_told_trouble(static_cast<std::int32_t>(m.told_trouble));
        to.set_told_trouble_s(m.told_trouble_s);
        to.set_told_by_office(m.told_by_office);
        if (!m.staged.empty() && !write(m.staged, *to.mutable_staged())) return false;
        for (const auto& device : m.former) to.mutable_former()->append(device.view());
        to.set_photos(m.photos);
        if (m.newest_photo != photo_mark{}) write(m.newest_photo, *to.mutable_photo_mark());
        return short_enough(m.proof) && m.former.size() <= limits::former_devices;
    }

    bool operator()(const message::welcome& m) {
        pb::Welcome& to = *out_.mutable_welcome();
        to.set_version(m.version);
        to.set_office_ms(m.office_ms);
        to.set_equal(m.equal);
        to.set_lineage_unknown(!m.lineage_known);
        if (m.head) write_position(*m.head, *to.mutable_head());
        if (m.grants && !write(*m.grants, *to.mutable_grants())) return false;
        to.set_replica_head(m.replica_head);
        if (m.ledger) write(*m.ledger, *to.mutable_ledger());
        to.set_backed_up(m.backed_up);
        to.set_ledger_behind(m.ledger_behind);
        to.set_revoked(m.revoked);
        to.set_photos(m.photos);
        to.set_photos_lost(m.photos_lost);
        return true;
    }

    bool operator()(const message::enrol& m) {
        pb::Enrol& to = *out_.mutable_enrol();
        to.set_version(m.version);
        to.set_secret(m.secret);
        to.set_public_key(m.public_key);
        to.set_proof(m.proof);
        to.set_label(m.label);
        return short_enough(m.secret) && short_enough(m.public_key) && short_enough(m.proof) && short_enough(m.label);
    }

    bool operator()(const message::enrolled& m) {
        pb::Enrolled& to = *out_.mutable_enrolled();
        to.set_office_ms(m.office_ms);
        to.set_device(plain(m.device));
        to.set_officer(plain(m.officer));
        to.set_officer_name(m.officer_name);
        to.set_role(m.role);
        to.set_regency(m.regency);
        return short_enough(m.officer_name) && short_enough(m.role) && short_enough(m.regency) &&
               (m.grants.empty() || write(m.grants, *to.mutable_grants()));
    }

    bool operator()(const message::push& m) { return write_batch(m.batch, *out_.mutable_push()->mutable_batch()); }
    bool operator()(const message::carry& m) { return write_batch(m.batch, *out_.mutable_carry()->mutable_batch()); }

    bool operator()(const message::carried& m) {
        out_.mutable_carried()->set_batch(plain(m.batch));
        return !m.answer || write_receipt(*m.answer, *out_.mutable_carried()->mutable_receipt());
    }

    bool operator()(const message::not_carried& m) {
        out_.mutable_not_carried()->set_batch(plain(m.batch));
        out_.mutable_not_carried()->set_code(static_cast<std::int32_t>(m.why));
        return true;
    }

    bool operator()(const message::photo_offer& m) {
        out_.mutable_photo_offer()->set_photo(plain(m.photo));
        out_.mutable_photo_offer()->set_size(m.size);
        return true;
    }

    bool operator()(const message::photo_wanted& m) {
        pb::PhotoWanted& to = *out_.mutable_photo_wanted();
        to.set_photo(plain(m.photo));
        to.set_size(m.size);
        to.set_missing(m.missing.encoded());
        if (m.mark != photo_mark{}) write(m.mark, *to.mutable_mark());
        return is_photo_size(m.size) && !m.missing.first(piece_count(m.size));
    }

    bool operator()(const message::photo_piece& m) {
        pb::PhotoPiece& to = *out_.mutable_photo_piece();
        to.set_photo(plain(m.photo));
        to.set_size(m.size);
        to.set_number(m.number);
        to.set_content(m.content);
        return is_piece(m.size, m.number, m.content.size());
    }

    bool operator()(const message::photo_kept& m) {
        out_.mutable_photo_kept()->set_photo(plain(m.photo));
        out_.mutable_photo_kept()->set_number(m.number);
        out_.mutable_photo_kept()->set_whole(m.whole);
        if (m.mark != photo_mark{}) write(m.mark, *out_.mutable_photo_kept()->mutable_mark());
        return true;
    }

    bool operator()(const message::photo_ask& m) {
        pb::PhotoAsk& to = *out_.mutable_photo_ask();
        to.set_photo(plain(m.photo));
        to.set_record(plain(m.record));
        to.set_room(m.room);
        to.set_number(m.number);
        return true;
    }

    bool operator()(const message::photo_refused& m) {
        out_.mutable_photo_refused()->set_photo(plain(m.photo));
        out_.mutable_photo_refused()->set_code(static_cast<std::int32_t>(m.why));
        return true;
    }

    bool operator()(const message::receipted& m) {
        return write_receipt(m.of, *out_.mutable_receipted()->mutable_receipt());
    }

    bool operator()(const message::pull& m) {
        pb::Pull& to = m.mends ? *out_.mutable_mends() : *out_.mutable_pull();
        to.set_node(m.node);
        if (m.reached != position{}) write_position(m.reached, *to.mutable_reached());
        to.set_caught_up(m.caught_up);
        if (!short_enough(m.node) || m.evictions.size() > limits::evictions_per_pull) return false;
        std::vector<record_id> evicted;
        sequence at = 0;
        for (const message::eviction& e : m.evictions) {
            evicted.push_back(e.record);
            to.add_evicted_rooms(e.rooms);
            to.add_evicted_at(difference(e.at, at));
            at = e.at;
        }
        if (!evicted.empty()) write(evicted, *to.mutable_evicted());
        return write_parts(m.parts, to);
    }

    bool operator()(const message::pull_ack& m) {
        pb::PullAck& to = *out_.mutable_pull_ack();
        to.set_node(m.node);
        if (m.reached != position{}) write_position(m.reached, *to.mutable_reached());
        return short_enough(m.node);
    }

    bool operator()(const message::custody_news& m) {
        pb::CustodyNews& to = *out_.mutable_custody_news();
        if (m.entries.size() > limits::news_per_message) return false;
        std::vector<write_id> writes;
        std::vector<record_id> records;
        for (const auto& e : m.entries) {
            if (!short_enough(e.note)) return false;
            writes.push_back(e.write);
            records.push_back(e.record);
            to.add_reasons(static_cast<std::uint32_t>(e.reason));
            to.add_states(static_cast<std::uint32_t>(e.state));
            add_sized(*to.mutable_note_lengths(), *to.mutable_notes(), e.note);
        }
        append_ids(*to.mutable_writes(), writes);
        if (!records.empty()) write(records, *to.mutable_records());
        drop_zeros(*to.mutable_reasons(), *to.mutable_note_lengths());
        to.set_at(m.at);
        return true;
    }

    bool operator()(const message::checkpoint& m) {
        out_.mutable_checkpoint()->set_number(m.number);
        return true;
    }

    bool operator()(const message::checkpoint_reached& m) {
        pb::CheckpointReached& to = *out_.mutable_checkpoint_reached();
        to.set_number(m.number);
        if (m.at != position{}) write_position(m.at, *to.mutable_at());
        if (m.holds != message::short_print{}) write(m.holds, *to.mutable_holds());
        return true;
    }

    bool operator()(const message::repair_ask& m) { return write_repair(m, *out_.mutable_repair_ask()); }
    bool operator()(const message::repair_told& m) { return write_repair(m, *out_.mutable_repair_told()); }

    bool operator()(const message::keepalive&) {
        out_.mutable_keepalive();
        return true;
    }

    bool operator()(const message::failure& m) {
        out_.mutable_failure()->set_code(static_cast<std::int32_t>(m.code));
        out_.mutable_failure()->set_retry_after_ms(m.retry_after_ms);
        return true;
    }

    bool operator()(const message::goodbye&) {
        out_.mutable_goodbye();
        return true;
    }

    bool operator()(const message::fork_ask& m) {
        pb::ForkAsk& to = *out_.mutable_fork_ask();
        return write(m.pulls, *to.mutable_pulls()) && write(m.receipts, *to.mutable_receipts());
    }

    bool operator()(const message::fork_point& m) {
        pb::ForkPoint& to = *out_.mutable_fork_point();
        if (m.at != position{}) write_position(m.at, *to.mutable_at());
        return true;
    }

    bool operator()(const message::give_back& m) {
        pb::GiveBack& to = *out_.mutable_give_back();
        to.set_number(m.number);
        if (m.parts.size() > limits::given_back_parts || m.wanted.size() > limits::given_back_parts) return false;
        std::vector<record_id> wanted;
        for (const auto& row : m.wanted) {
            wanted.push_back(row.record);
            to.add_wanted_rooms(row.room);
        }
        if (!wanted.empty()) write(wanted, *to.mutable_wanted());
        std::vector<message::pulled_part> parts;
        for (const part& p : m.parts) parts.push_back({p, false});
        return write_parts(parts, to);
    }

    bool operator()(const message::given_back& m) {
        pb::GivenBack& to = *out_.mutable_given_back();
        to.set_number(m.number);
        if (m.at != position{}) write_position(m.at, *to.mutable_at());
        to.set_taken(m.taken);
        to.set_held(m.held);
        return true;
    }

    bool operator()(const message::snapshot_head& m) {
        pb::SnapshotHead& to = *out_.mutable_snapshot_head();
        to.set_node(m.node);
        to.set_rooms(m.rooms);
        if (m.at != position{}) write_position(m.at, *to.mutable_at());
        to.set_hash(plain(m.hash));
        to.set_chunks(m.chunks);
        to.set_parts(m.parts);
        to.set_reload(m.reload);
        to.set_more(m.more);
        return short_enough(m.node) && m.chunks <= limits::chunks_per_snapshot;
    }

    bool operator()(const message::snapshot_chunk& m) {
        pb::SnapshotChunk& to = *out_.mutable_snapshot_chunk();
        to.set_number(m.number);
        to.set_open(m.open);
        to.set_closed(m.closed);
        return m.open.size() + m.closed.size() <= limits::frame_bytes;
    }

    bool operator()(const message::snapshot_ack& m) {
        out_.mutable_snapshot_ack()->set_number(m.number);
        return true;
    }

private:
    static bool short_enough(bytes_view text) { return text.size() <= limits::short_text_bytes; }

    static void write(const message::short_print& p, pb::ShortPrint& to) {
        to.set_sum(plain(p.sum));
        to.set_count(p.count);
    }

    static void write(const message::ledger_head& h, pb::LedgerHead& to) {
        to.set_entries(h.entries);
        to.set_hash(h.hash);
    }

    static void write(const photo_mark& m, pb::PhotoMark& to) {
        to.set_number(m.number);
        to.set_hash(m.hash);
    }

    static bool write(const grant_list& grants, pb::Grants& to) {
        if (grants.size() > limits::grants_per_device) return false;
        for (const grant& g : grants) {
            if (!short_enough(g.node)) return false;
            add_sized(*to.mutable_node_lengths(), *to.mutable_nodes(), g.node);
            to.add_rooms(g.rooms);
        }
        return true;
    }

    static bool write(const std::vector<message::loading_scope>& scopes, pb::LoadingScopes& to) {
        if (scopes.size() > limits::grants_per_device) return false;
        std::vector<segment_id> segments;
        for (const message::loading_scope& s : scopes) {
            if (!short_enough(s.node)) return false;
            add_sized(*to.mutable_node_lengths(), *to.mutable_nodes(), s.node);
            segments.push_back(s.reached.segment);
            to.add_at(s.reached.at);
            to.add_hash(s.reached.hash);
        }
        append_ids(*to.mutable_segments(), segments);
        return true;
    }

    static bool write(const std::vector<position>& positions, pb::Positions& to) {
        if (positions.size() > limits::positions_kept) return false;
        std::vector<segment_id> segments;
        for (const position& p : positions) {
            segments.push_back(p.segment);
            to.add_at(p.at);
            to.add_hash(p.hash);
        }
        append_ids(*to.mutable_segments(), segments);
        return true;
    }

    static bool write(const std::vector<message::staged_scope>& scopes, pb::StagedScopes& to) {
        if (scopes.size() > limits::grants_per_device) return false;
        for (const message::staged_scope& s : scopes) {
            if (!short_enough(s.node)) return false;
            add_sized(*to.mutable_node_lengths(), *to.mutable_nodes(), s.node);
            to.mutable_snapshots()->append(s.snapshot.view());
            to.add_next(s.next);
        }
        return true;
    }

    static void write(const std::vector<record_id>& records, pb::Ids& to) {
        append_ids(*to.mutable_times(), *to.mutable_tails(), records);
    }

    pb::Envelope& out_;
};

}  // namespace

bool write_envelope(const message::any& content, pb::Envelope& out) {
    return std::visit(envelope_writer(out), content);
}

}  // namespace pendata::wire
