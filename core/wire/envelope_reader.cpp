// Envelopes into messages. Every length and range is checked here, so that whoever gets a message need not.
#include <utility>

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

// What is wrong with a message, noted on the way and asked once.
class verdict_on_message {
public:
    void well_formed(bool holds) { malformed_ = malformed_ || !holds; }
    void within(std::size_t size, std::size_t limit) { too_much_ = too_much_ || size > limit; }
    void short_text(bytes_view text) { within(text.size(), limits::short_text_bytes); }

    template <class Message>
    result<message::any> of(Message&& m) const {
        if (too_much_) return errc::limit_exceeded;
        if (malformed_) return errc::malformed;
        return message::any(std::forward<Message>(m));
    }
    bool good() const { return !malformed_ && !too_much_; }

    template <class T>
    T narrow(std::uint64_t number) {
        well_formed(std::in_range<T>(number));
        return static_cast<T>(number);
    }

private:
    bool malformed_ = false;
    bool too_much_ = false;
};

void read(const pb::Position& in, position& out, verdict_on_message& v) { v.well_formed(read_position(in, out)); }

void read(const pb::ShortPrint& in, message::short_print& out, verdict_on_message& v) {
    v.well_formed(read_plain(in.sum(), out.sum));
    out.count = in.count();
}

message::ledger_head read(const pb::LedgerHead& in) { return {in.entries(), in.hash()}; }

photo_mark read(const pb::PhotoMark& in) { return {in.number(), in.hash()}; }

// Texts side by side, as many as there are lengths.
std::vector<std::string> read_texts(const google::protobuf::RepeatedField<std::uint32_t>& lengths, bytes_view blob,
                                    verdict_on_message& v) {
    std::vector<std::string> out;
    reading state;
    blob_cursor texts(blob, state);
    for (const std::uint32_t length : lengths) {
        const bytes_view text = texts.next(length);
        v.short_text(text);
        if (state.failed || !v.good()) break;
        out.emplace_back(text);
    }
    v.well_formed(!state.failed && texts.finished());
    return out;
}

grant_list read(const pb::Grants& in, verdict_on_message& v) {
    v.within(static_cast<std::size_t>(in.rooms_size()), limits::grants_per_device);
    v.well_formed(in.rooms_size() == in.node_lengths_size());
    if (!v.good()) return {};
    grant_list out;
    for (std::string& node : read_texts(in.node_lengths(), in.nodes(), v)) {
        out.push_back({std::move(node), v.narrow<compartment_mask>(in.rooms(static_cast<int>(out.size())))});
    }
    return out;
}

std::vector<message::loading_scope> read(const pb::LoadingScopes& in, verdict_on_message& v) {
    v.within(static_cast<std::size_t>(in.node_lengths_size()), limits::grants_per_device);
    v.well_formed(in.node_lengths_size() == in.at_size() && in.at_size() == in.hash_size());
    if (!v.good()) return {};
    std::vector<segment_id> segments;
    v.well_formed(read_ids(in.segments(), segments) && std::cmp_equal(segments.size(), in.at_size()));
    if (!v.good()) return {};
    std::vector<message::loading_scope> out;
    for (std::string& node : read_texts(in.node_lengths(), in.nodes(), v)) {
        const auto i = static_cast<int>(out.size());
        out.push_back({std::move(node), {segments[out.size()], in.at(i), in.hash(i)}});
    }
    return out;
}

std::vector<message::staged_scope> read(const pb::StagedScopes& in, verdict_on_message& v) {
    v.within(static_cast<std::size_t>(in.node_lengths_size()), limits::grants_per_device);
    v.well_formed(in.node_lengths_size() == in.next_size() &&
                  in.snapshots().size() == static_cast<std::size_t>(in.next_size()) * sizeof(digest::raw));
    if (!v.good()) return {};
    std::vector<message::staged_scope> out;
    bytes_view snapshots = in.snapshots();
    for (std::string& node : read_texts(in.node_lengths(), in.nodes(), v)) {
        out.push_back({std::move(node), digest::from(snapshots), in.next(static_cast<int>(out.size()))});
        snapshots.remove_prefix(sizeof(digest::raw));
    }
    return out;
}

std::vector<record_id> read(const pb::Ids& in, std::size_t limit, verdict_on_message& v) {
    v.within(static_cast<std::size_t>(in.times_size()), limit);
    std::vector<record_id> out;
    if (v.good()) v.well_formed(read_ids(in.times(), in.tails(), out));
    return out;
}

result<message::any> read(const pb::Hello& in) {
    verdict_on_message v;
    message::hello m;
    m.version = in.version();
    m.dictionary_version = in.dictionary_version();
    v.well_formed(read_plain(in.device(), m.device) && read_plain(in.replica(), m.replica));
    v.short_text(in.proof());
    m.proof = in.proof();
    read(in.pulled(), m.pulled, v);
    read(in.receipted(), m.receipted, v);
    if (in.has_receipted() && in.receipted().segment().empty()) m.receipted.segment = m.pulled.segment;
    read(in.holds(), m.holds, v);
    m.grants_hash = in.grants_hash();
    m.loading = read(in.loading(), v);
    m.last_sealed = in.last_sealed();
    m.photos = in.photos();
    m.newest_photo = read(in.photo_mark());
    m.has_pending = in.has_pending();
    m.follow = in.follow();
    m.ledger = read(in.ledger());
    m.told_pending = in.told_pending();
    m.told_oldest_s = in.told_oldest_s();
    m.told_trust = static_cast<clock_trust>(v.narrow<std::uint8_t>(in.told_trust()));
    m.after_fork = in.after_fork();
    m.told_trouble = static_cast<errc>(in.told_trouble());
    m.told_trouble_s = in.told_trouble_s();
    m.told_by_office = in.told_by_office();
    m.staged = read(in.staged(), v);
    v.well_formed(read_ids(in.former(), m.former));
    v.within(m.former.size(), limits::former_devices);
    return v.of(std::move(m));
}

result<message::any> read(const pb::Welcome& in) {
    verdict_on_message v;
    message::welcome m;
    m.version = in.version();
    m.office_ms = in.office_ms();
    m.equal = in.equal();
    m.lineage_known = !in.lineage_unknown();
    if (in.has_head()) read(in.head(), m.head.emplace(), v);
    if (in.has_grants()) m.grants = read(in.grants(), v);
    m.replica_head = in.replica_head();
    if (in.has_ledger()) m.ledger = read(in.ledger());
    m.backed_up = in.backed_up();
    m.ledger_behind = in.ledger_behind();
    m.revoked = in.revoked();
    m.photos = in.photos();
    m.photos_lost = in.photos_lost();
    return v.of(std::move(m));
}

result<message::any> read(const pb::Enrol& in) {
    verdict_on_message v;
    for (const bytes_view text : {in.secret(), in.public_key(), in.proof(), in.label()}) v.short_text(text);
    return v.of(message::enrol{in.version(), in.secret(), in.public_key(), in.proof(), in.label()});
}

result<message::any> read(const pb::Enrolled& in) {
    verdict_on_message v;
    message::enrolled m;
    m.office_ms = in.office_ms();
    v.well_formed(read_plain(in.device(), m.device) && read_plain(in.officer(), m.officer));
    for (const bytes_view text : {in.officer_name(), in.role(), in.regency()}) v.short_text(text);
    m.officer_name = in.officer_name();
    m.role = in.role();
    m.regency = in.regency();
    m.grants = read(in.grants(), v);
    return v.of(std::move(m));
}

result<message::any> read(const pb::Push& in) {
    PENDATA_TRY(batch, read_batch(in.batch()));
    return message::any(message::push{std::move(batch)});
}

result<message::any> read(const pb::Carry& in) {
    PENDATA_TRY(batch, read_batch(in.batch()));
    return message::any(message::carry{std::move(batch)});
}

result<message::any> read(const pb::Carried& in) {
    verdict_on_message v;
    message::carried m;
    v.well_formed(read_plain(in.batch(), m.batch));
    if (in.has_receipt()) {
        PENDATA_TRY(answer, read_receipt(in.receipt()));
        m.answer = std::move(answer);
    }
    return v.of(m);
}

result<message::any> read(const pb::NotCarried& in) {
    verdict_on_message v;
    message::not_carried m;
    v.well_formed(read_plain(in.batch(), m.batch));
    m.why = static_cast<errc>(in.code());
    return v.of(m);
}

result<message::any> read(const pb::Receipted& in) {
    PENDATA_TRY(receipt, read_receipt(in.receipt()));
    return message::any(message::receipted{std::move(receipt)});
}

result<message::any> read(const pb::Pull& in) {
    verdict_on_message v;
    message::pull m;
    v.short_text(in.node());
    m.node = in.node();
    read(in.reached(), m.reached, v);
    m.caught_up = in.caught_up();
    const std::vector<record_id> evicted = read(in.evicted(), limits::evictions_per_pull, v);
    v.well_formed(std::cmp_equal(in.evicted_rooms_size(), evicted.size()) &&
                  in.evicted_at_size() == in.evicted_rooms_size());
    if (!v.good()) return v.of(std::move(m));
    sequence at = 0;
    for (const record_id& record : evicted) {
        const auto i = static_cast<int>(m.evictions.size());
        at = moved(at, in.evicted_at(i));
        m.evictions.push_back({record, v.narrow<compartment_mask>(in.evicted_rooms(i)), at});
    }
    PENDATA_TRY(parts, read_parts(in));
    m.parts = std::move(parts);
    return v.of(std::move(m));
}

result<message::any> read_mends(const pb::Pull& in) {
    PENDATA_TRY(pulled, read(in));
    std::get<message::pull>(pulled).mends = true;
    return pulled;
}

result<message::any> read(const pb::PullAck& in) {
    verdict_on_message v;
    message::pull_ack m;
    v.short_text(in.node());
    m.node = in.node();
    read(in.reached(), m.reached, v);
    return v.of(std::move(m));
}

result<message::any> read(const pb::CustodyNews& in) {
    verdict_on_message v;
    message::custody_news m;
    m.at = in.at();
    const std::vector<record_id> records = read(in.records(), limits::news_per_message, v);
    std::vector<write_id> writes;
    v.within(in.writes().size(), limits::news_per_message * id_bytes);
    if (!v.good()) return v.of(std::move(m));
    v.well_formed(read_ids(in.writes(), writes) && writes.size() == records.size());
    reading state;
    column_cursor reasons(in.reasons(), state), states(in.states(), state), lengths(in.note_lengths(), state);
    blob_cursor notes(in.notes(), state);
    for (std::size_t i = 0; i < writes.size() && v.good() && !state.failed; ++i) {
        const bytes_view note = notes.next(lengths.next());
        v.short_text(note);
        const auto state_of = static_cast<message::verdict>(v.narrow<std::uint8_t>(states.next()));
        v.well_formed(state_of >= message::verdict::held && state_of <= message::verdict::rejected);
        m.entries.push_back({writes[i], records[i], static_cast<hold_reason>(v.narrow<std::uint8_t>(reasons.next())), state_of, bytes(note)});
    }
    v.well_formed(!state.failed && reasons.finished() && states.finished() && lengths.finished() && notes.finished());
    return v.of(std::move(m));
}

result<message::any> read(const pb::Checkpoint& in) { return message::any(message::checkpoint{in.number()}); }

result<message::any> read(const pb::CheckpointReached& in) {
    verdict_on_message v;
    message::checkpoint_reached m;
    m.number = in.number();
    read(in.at(), m.at, v);
    read(in.holds(), m.holds, v);
    return v.of(std::move(m));
}

result<message::any> read(const pb::RepairAsk& in) {
    PENDATA_TRY(ask, read_repair(in));
    return message::any(std::move(ask));
}

result<message::any> read(const pb::RepairTold& in) {
    PENDATA_TRY(told, read_repair(in));
    return message::any(std::move(told));
}

std::vector<position> read(const pb::Positions& in, verdict_on_message& v) {
    v.within(static_cast<std::size_t>(in.at_size()), limits::positions_kept);
    v.well_formed(in.at_size() == in.hash_size());
    if (!v.good()) return {};
    std::vector<segment_id> segments;
    v.well_formed(read_ids(in.segments(), segments) && std::cmp_equal(segments.size(), in.at_size()));
    std::vector<position> out;
    for (std::size_t i = 0; v.good() && i < segments.size(); ++i) {
        out.push_back({segments[i], in.at(static_cast<int>(i)), in.hash(static_cast<int>(i))});
    }
    return out;
}

result<message::any> read(const pb::ForkAsk& in) {
    verdict_on_message v;
    message::fork_ask m;
    m.pulls = read(in.pulls(), v);
    m.receipts = read(in.receipts(), v);
    return v.of(std::move(m));
}

result<message::any> read(const pb::ForkPoint& in) {
    verdict_on_message v;
    message::fork_point m;
    read(in.at(), m.at, v);
    return v.of(m);
}

result<message::any> read(const pb::GiveBack& in) {
    verdict_on_message v;
    message::give_back m;
    m.number = in.number();
    const std::vector<record_id> wanted = read(in.wanted(), limits::given_back_parts, v);
    v.well_formed(std::cmp_equal(in.wanted_rooms_size(), wanted.size()));
    if (!v.good()) return v.of(std::move(m));
    for (const record_id& record : wanted) {
        m.wanted.push_back({record, v.narrow<compartment>(in.wanted_rooms(static_cast<int>(m.wanted.size())))});
    }
    PENDATA_TRY(parts, read_parts(in));
    v.within(parts.size(), limits::given_back_parts);
    std::size_t cells = 0;
    for (auto& p : parts) {
        v.well_formed(!p.whole);
        cells += p.content.cells.size();
        m.parts.push_back(std::move(p.content));
    }
    v.within(cells, limits::given_back_cells);
    return v.of(std::move(m));
}

result<message::any> read(const pb::GivenBack& in) {
    verdict_on_message v;
    message::given_back m;
    m.number = in.number();
    read(in.at(), m.at, v);
    m.taken = in.taken();
    m.held = in.held();
    return v.of(m);
}

result<message::any> read(const pb::SnapshotHead& in) {
    verdict_on_message v;
    message::snapshot_head m;
    v.short_text(in.node());
    m.node = in.node();
    m.rooms = v.narrow<compartment_mask>(in.rooms());
    read(in.at(), m.at, v);
    v.well_formed(read_plain(in.hash(), m.hash));
    v.within(in.chunks(), limits::chunks_per_snapshot);
    m.chunks = in.chunks();
    m.parts = in.parts();
    m.reload = in.reload();
    m.more = in.more();
    return v.of(std::move(m));
}

// What is in the blocks is looked at before it is staged, not here: it would be decoded twice.
result<message::any> read(const pb::SnapshotChunk& in) {
    return message::any(message::snapshot_chunk{in.number(), in.open(), in.closed()});
}

result<message::any> read(const pb::SnapshotAck& in) { return message::any(message::snapshot_ack{in.number()}); }

// An offer of a size that no photo has is well-formed: it is refused, and ends nothing else.
result<message::any> read(const pb::PhotoOffer& in) {
    verdict_on_message v;
    message::photo_offer m;
    v.well_formed(read_plain(in.photo(), m.photo));
    m.size = in.size();
    return v.of(m);
}

result<message::any> read(const pb::PhotoWanted& in) {
    verdict_on_message v;
    message::photo_wanted m;
    v.well_formed(read_plain(in.photo(), m.photo));
    m.size = in.size();
    auto missing = is_photo_size(m.size) ? piece_set::decode(in.missing(), m.size) : std::nullopt;
    v.well_formed(missing.has_value());
    if (missing) m.missing = std::move(*missing);
    m.mark = read(in.mark());
    return v.of(std::move(m));
}

result<message::any> read(const pb::PhotoPiece& in) {
    verdict_on_message v;
    message::photo_piece m;
    v.well_formed(read_plain(in.photo(), m.photo));
    m.size = in.size();
    m.number = in.number();
    m.content = in.content();
    v.well_formed(is_piece(m.size, m.number, m.content.size()));
    return v.of(std::move(m));
}

result<message::any> read(const pb::PhotoKept& in) {
    verdict_on_message v;
    message::photo_kept m;
    v.well_formed(read_plain(in.photo(), m.photo));
    m.number = in.number();
    m.whole = in.whole();
    m.mark = read(in.mark());
    return v.of(m);
}

result<message::any> read(const pb::PhotoAsk& in) {
    verdict_on_message v;
    message::photo_ask m;
    v.well_formed(read_plain(in.photo(), m.photo) && read_plain(in.record(), m.record));
    m.room = v.narrow<compartment>(in.room());
    m.number = in.number();
    return v.of(m);
}

result<message::any> read(const pb::PhotoRefused& in) {
    verdict_on_message v;
    message::photo_refused m;
    v.well_formed(read_plain(in.photo(), m.photo));
    m.why = static_cast<errc>(in.code());
    return v.of(m);
}

result<message::any> read(const pb::Failure& in) {
    return message::any(message::failure{static_cast<errc>(in.code()), in.retry_after_ms()});
}

}  // namespace

result<message::any> read_envelope(const pb::Envelope& in) {
    switch (in.content_case()) {
        case pb::Envelope::kHello: return read(in.hello());
        case pb::Envelope::kWelcome: return read(in.welcome());
        case pb::Envelope::kEnrol: return read(in.enrol());
        case pb::Envelope::kEnrolled: return read(in.enrolled());
        case pb::Envelope::kPush: return read(in.push());
        case pb::Envelope::kCarry: return read(in.carry());
        case pb::Envelope::kCarried: return read(in.carried());
        case pb::Envelope::kReceipted: return read(in.receipted());
        case pb::Envelope::kPull: return read(in.pull());
        case pb::Envelope::kPullAck: return read(in.pull_ack());
        case pb::Envelope::kCustodyNews: return read(in.custody_news());
        case pb::Envelope::kCheckpoint: return read(in.checkpoint());
        case pb::Envelope::kCheckpointReached: return read(in.checkpoint_reached());
        case pb::Envelope::kRepairAsk: return read(in.repair_ask());
        case pb::Envelope::kRepairTold: return read(in.repair_told());
        case pb::Envelope::kMends: return read_mends(in.mends());
        case pb::Envelope::kKeepalive: return message::any(message::keepalive{});
        case pb::Envelope::kFailure: return read(in.failure());
        case pb::Envelope::kGoodbye: return message::any(message::goodbye{});
        case pb::Envelope::kForkAsk: return read(in.fork_ask());
        case pb::Envelope::kForkPoint: return read(in.fork_point());
        case pb::Envelope::kGiveBack: return read(in.give_back());
        case pb::Envelope::kGivenBack: return read(in.given_back());
        case pb::Envelope::kSnapshotHead: return read(in.snapshot_head());
        case pb::Envelope::kSnapshotChunk: return read(in.snapshot_chunk());
        case pb::Envelope::kSnapshotAck: return read(in.snapshot_ack());
        case pb::Envelope::kNotCarried: return read(in.not_carried());
        case pb::Envelope::kPhotoOffer: return read(in.photo_offer());
        case pb::Envelope::kPhotoWanted: return read(in.photo_wanted());
        case pb::Envelope::kPhotoPiece: return read(in.photo_piece());
        case pb::Envelope::kPhotoKept: return read(in.photo_kept());
        case pb::Envelope::kPhotoAsk: return read(in.photo_ask());
        case pb::Envelope::kPhotoRefused: return read(in.photo_refused());
        case pb::Envelope::CONTENT_NOT_SET: break;
    }
    return errc::unsupported_version;
}

}  // namespace pendata::wire
