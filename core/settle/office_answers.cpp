// Answers to a tablet.
#include "core/settle/office_answers.hpp"

#include <algorithm>
#include <iterator>

#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "core/model/replica.hpp"

namespace pendata {

namespace {

bool proves(const bytes& key, bytes_view message, const bytes& proof) {
    public_key by;
    signature s;
    if (key.size() != by.size() || proof.size() != s.size()) return false;
    std::memcpy(by.data(), key.data(), by.size());
    std::memcpy(s.data(), proof.data(), s.size());
    return verify(by, message, s);
}

bool is_empty(const changes_answer& answer) {
    return answer.pull.parts.empty() && answer.pull.evictions.empty() && answer.news.entries.empty();
}

// A tablet that lost its key hands in what the old key sealed, and is to hear what becomes of it.
result<message::custody_news> all_news(office_view& view, const changes_question& question) {
    const sequence after = question.all_news ? 0 : question.cursor;
    PENDATA_TRY(news, news_for(view, question.device, after));
    for (const auto& device : question.former) {
        PENDATA_TRY(more, news_for(view, device, after));
        std::move(more.entries.begin(), more.entries.end(), std::back_inserter(news.entries));
    }
    return news;
}

result<std::vector<device_id>> own_former(office_view& view, const message::hello& hello, const officer_id& officer) {
    std::vector<device_id> out;
    for (const auto& id : hello.former) {
        PENDATA_TRY(row, view.device(id));
        if (row && row->officer == officer) out.push_back(id);
    }
    return out;
}

}  // namespace

bytes proof_message(bytes_view exporter) {
    bytes message = "pendata.device.proof.1";
    message.append(exporter);
    return message;
}

device_id device_id_of(bytes_view key) { return device_id::from(sha256({"pendata.device.1", key}).view()); }

digest secret_hash_of(bytes_view secret) { return sha256({"pendata.code.1", secret}); }

result<changes_answer> next_changes(office_view& view, const load_rules& rules, const changes_question& question) {
    changes_answer out;
    grant_list grants = question.grants;
    if (!question.node.empty()) std::erase_if(grants, [&](const grant& g) { return g.node != question.node; });
    // From the beginning all there is comes in one, to be seen whole; where that is much, snapshots_for() said so.
    const auto goal = question.cursor == 0 ? limits::parts_per_pull : rules.parts_by_pull;
    PENDATA_TRY(pull, changes_after(view, grants, question.grants, question.cursor, goal));
    out.pull = std::move(pull);
    out.pull.node = question.node;
    if (question.node.empty()) {
        PENDATA_TRY(news, all_news(view, question));
        out.news = std::move(news);
    }
    if (question.want_sum && out.pull.caught_up && question.node.empty()) {
        PENDATA_TRY(sum, granted_sum(view, question.grants));
        out.sum = short_of(sum);
    }
    return out;
}

result<snapshot_offer> offer_snapshot(office_view& view, const office_context& office, snapshot_shelf& shelf,
                                      const changes_question& question, const snapshot_want& want) {
    PENDATA_CHECK(check_rights(view, office, question));
    snapshot_offer out;
    PENDATA_TRY(head, open_snapshot(view, office, shelf, want));
    out.head = std::move(head);
    if (want.reload) {
        PENDATA_TRY(news, all_news(view, question));
        out.news = std::move(news);
    }
    return out;
}

result<message::snapshot_chunk> read_chunk(office_view& view, const office_context& office, snapshot_shelf& shelf,
                                           const changes_question& question, const digest& snapshot, std::uint64_t number) {
    PENDATA_CHECK(check_rights(view, office, question));
    PENDATA_TRY(goes_on, may_go_on(view, office, shelf, snapshot));
    if (!goes_on) return errc::cancelled;
    auto chunk = shelf.chunk(snapshot, number);
    // Dropped meanwhile, for somebody else's sake: the tablet comes again and is offered another.
    if (chunk.has_error() && to_errc(chunk.error()) == errc::not_found) return errc::cancelled;
    return chunk;
}

result<void> check_grants(office_view& view, const office_context& office, const device_id& id, const grant_list& grants) {
    PENDATA_TRY(device, view.device(id));
    if (!device) return errc::device_unknown;
    if (device->revoked) return errc::device_revoked;
    PENDATA_TRY(head, view.head());
    const auto today = day_of(std::max(office.now_ms, head.latest_ms));
    const bool same = office.who.grants_of(device->officer, today) == grants;
    if (!same && !PENDATA_SWITCH(rights_looked_at_once)) return errc::cancelled;
    return {};
}

result<void> check_rights(office_view& view, const office_context& office, const changes_question& question) {
    PENDATA_CHECK(check_grants(view, office, question.device, question.grants));
    PENDATA_TRY(stands, is_known(view, question.stands));
    if (!stands) return errc::cancelled;
    return {};
}

void serve_no_changes(greeting& answer) {
    answer.first.reset();
    answer.snapshots.clear();
    answer.welcome.equal = false;
    answer.welcome.grants.reset();
    answer.welcome.ledger_behind = true;
    answer.welcome.photos = false;
}

result<greeting> answer_hello(office_view& view, const office_context& office, const message::hello& hello,
                              bytes_view exporter, const std::optional<device_id>& resumed,
                              const message::ledger_head& ledger, sequence backed_up) {
    if (hello.version != message::protocol_version) return errc::unsupported_version;
    PENDATA_TRY(device, view.device(hello.device));
    if (!device) return errc::device_unknown;
    greeting out;
    out.device = hello.device;
    out.proved_now = !(hello.proof.empty() && resumed == hello.device);
    if (out.proved_now && !proves(device->public_key, proof_message(exporter), hello.proof)) return errc::bad_proof;
    out.revoked = device->revoked && !PENDATA_SWITCH(revoked_served);

    PENDATA_TRY(head, view.head());
    PENDATA_TRY(chain, view.head_of(hello.replica));
    PENDATA_TRY(pulled_known, is_known(view, hello.pulled));
    PENDATA_TRY(receipted_known, is_known(view, hello.receipted));
    auto& w = out.welcome;
    w.office_ms = std::max(office.now_ms, head.latest_ms);
    w.head = head.where();
    w.lineage_known = pulled_known && receipted_known;
    // A replica that is not the device's own is no place to write in: it takes another.
    w.replica_head = is_replica_of(hello.replica, hello.device) ? chain.number : hello.last_sealed + 1;
    w.ledger = ledger;
    w.backed_up = PENDATA_SWITCH(journal_not_for_backups) ? head.at : backed_up;
    if (!out.revoked) out.grants = office.who.grants_of(device->officer, day_of(w.office_ms));
    // A revoked device hands in first; only then is it told that it may hold nothing.
    const bool hands_in = out.revoked && hello.has_pending;
    w.revoked = out.revoked && !hands_in && w.lineage_known;
    // An officer who came after the backup is among what tablets give back: until then nobody loses their grants.
    out.officer_lost = !out.revoked && office.who.find(device->officer) == nullptr;
    if (!w.lineage_known || out.officer_lost) return out;
    if (!hands_in && hash_of(out.grants) != hello.grants_hash && !PENDATA_SWITCH(grants_untold)) w.grants = out.grants;
    // Evictions and loads need the tablet to know its grants first; it says hello again then.
    if (out.revoked || w.grants) return out;
    w.photos = hello.photos;
    if (hello.newest_photo != photo_mark{}) {
        PENDATA_TRY(marked, view.photo_marked(hello.newest_photo.number));
        w.photos_lost = marked != hello.newest_photo;
    }

    PENDATA_TRY(former, own_former(view, hello, device->officer));
    out.former = former;
    changes_question question{hello.device, {}, out.grants, hello.pulled.at, true, hello.after_fork, hello.pulled, former};
    out.loading = hello.loading;
    for (auto& scope : out.loading) {
        PENDATA_TRY(known, is_known(view, scope.reached));
        if (!known) scope.reached = {};
    }
    PENDATA_TRY(snapshots, snapshots_for(view, office.loads, out.grants, hello, out.loading));
    out.snapshots = std::move(snapshots);
    if (!out.snapshots.empty()) {
        PENDATA_TRY(news, all_news(view, question));
        out.first.emplace();
        out.first->news = std::move(news);
        return out;
    }
    if (!out.loading.empty()) {
        question.node = out.loading.front().node;
        question.cursor = out.loading.front().reached.at;
    }
    PENDATA_TRY(first, next_changes(view, office.loads, question));
    w.equal = !hello.has_pending && hello.loading.empty() && is_empty(first) && first.pull.caught_up &&
              first.sum == hello.holds;
    out.first = std::move(first);
    return out;
}

result<message::enrolled> admit_device(office_transaction& to, const office_context& office, const message::enrol& request,
                                       bytes_view exporter, const std::function<result<void>(const device_row&)>& note) {
    if (request.version != message::protocol_version) return errc::unsupported_version;
    if (!proves(request.public_key, proof_message(exporter), request.proof)) return errc::bad_proof;
    const device_id device = device_id_of(request.public_key);
    PENDATA_TRY(head, to.head());
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    PENDATA_TRY(code, to.code(secret_hash_of(request.secret)));
    if (!code) return errc::code_unknown;
    // The answer to a first try may have been lost: the same device may ask again.
    if (!code->used_by.is_zero() && code->used_by != device) return errc::code_used;
    if (code->used_by.is_zero() && code->expires_ms < now_ms) return errc::code_expired;
    const officer* who = office.who.find(code->officer);
    if (who == nullptr) return errc::officer_unknown;
    const auto today = day_of(now_ms);
    const bool ended = !who->duties.empty() && std::all_of(who->duties.begin(), who->duties.end(),
                                                           [&](const duty& d) { return d.to && *d.to < today; });
    if (ended) return errc::not_allowed;
    PENDATA_TRY(present, to.device(device));
    if (present && present->officer != code->officer) return errc::already_enrolled;
    if (present && present->revoked) return errc::device_revoked;
    if (!present || code->used_by.is_zero()) {
        device_row row;
        row.id = device;
        row.public_key = request.public_key;
        row.officer = code->officer;
        row.label = request.label;
        row.enrolled_ms = now_ms;
        row.last_contact_ms = now_ms;
        // A known device uses a code up as well: it came in by the ledger, or was given a second one.
        PENDATA_CHECK(note(present.value_or(row)));
        if (!present) PENDATA_CHECK(to.put(row));
        code->used_by = device;
        PENDATA_CHECK(to.put(*code));
    }
    message::enrolled out;
    out.office_ms = now_ms;
    out.device = device;
    out.officer = code->officer;
    out.officer_name = who->name;
    out.role = std::string(name_of(who->part));
    out.regency = office.who.regency();
    out.grants = office.who.grants_of(code->officer, today);
    return out;
}

result<receipt> take_batch(office_transaction& to, const office_context& office, const sealed_batch& batch, arrival path) {
    PENDATA_TRY(device, to.device(batch.device));
    if (!device) return errc::device_unknown;
    const bytes proof(reinterpret_cast<const char*>(batch.signed_by.data()), batch.signed_by.size());
    if (!proves(device->public_key, batch_signature_message(batch.hash), proof)) return errc::bad_signature;
    return take_in(to, office, batch, path);
}

}  // namespace pendata
