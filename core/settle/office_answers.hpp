// What the office answers a tablet, as functions over a view or a transaction: greeting it, enrolling it,
// settling a batch of it, telling it what changed. The server session asks for them; drivers run them.
#pragma once

#include <optional>
#include <vector>

#include "core/settle/changes.hpp"
#include "core/settle/intake.hpp"
#include "core/settle/scope_snapshot.hpp"

namespace pendata {

// What is to be read for a tablet.
struct changes_question {
    device_id device;
    std::string node;      // of a scope being loaded; empty for all grants
    grant_list grants;     // everything granted
    sequence cursor = 0;
    bool want_sum = false; // at the end, for a checkpoint
    bool all_news = false; // of custody from the beginning: verdicts may have been lost with the office's store
    position stands{};     // the newest position served on this connection
    std::vector<device_id> former;  // of the same officer, whose custody it hears of too
};

struct changes_answer {
    message::custody_news news;  // goes out before the pull
    message::pull pull;
    std::optional<message::short_print> sum;  // of all grants, when caught up and wanted
};

struct greeting {
    message::welcome welcome;
    device_id device;
    grant_list grants;
    bool revoked = false;
    bool officer_lost = false;  // the device's officer is not in this office's store: of after the backup it came from
    std::vector<device_id> former;  // of those told, the officer's
    bool proved_now = false;  // by signature, not by resumption: worth a ticket
    std::vector<message::loading_scope> loading;  // as told, from the beginning where the position is not ours
    std::optional<changes_answer> first;  // what to send at once, where pulls are served
    std::vector<snapshot_want> snapshots; // scopes to load before anything is pulled
};

struct snapshot_offer {
    message::custody_news news;  // goes out before the head: a reload moves the cursor past it
    message::snapshot_head head;
};

// Errors: unsupported_version, device_unknown, bad_proof; of the store.
result<greeting> answer_hello(office_view& view, const office_context& office, const message::hello& hello,
                              bytes_view exporter, const std::optional<device_id>& resumed,
                              const message::ledger_head& ledger, sequence backed_up);

// Uses up a code and enrols the device; `note` is called before anything is stored, to write the ledger.
// Errors: code_unknown, code_used, code_expired, bad_proof, officer_unknown, already_enrolled, device_revoked;
// not_allowed, where every duty of the code's officer has ended.
result<message::enrolled> admit_device(office_transaction& to, const office_context& office, const message::enrol& request,
                                       bytes_view exporter, const std::function<result<void>(const device_row&)>& note);

// Checks the signature and takes the batch in. Errors: device_unknown, bad_signature.
result<receipt> take_batch(office_transaction& to, const office_context& office, const sealed_batch& batch, arrival path);

result<changes_answer> next_changes(office_view& view, const load_rules& rules, const changes_question& question);

// The snapshot a session goes on with, prepared where none on the shelf will do; and a chunk of it. The rights are
// looked at as before a pull. Errors: of check_rights(); io_error, where the chunk is not on the shelf any more;
// cancelled, where the snapshot may not go on: the device asks for another.
result<snapshot_offer> offer_snapshot(office_view& view, const office_context& office, snapshot_shelf& shelf,
                                      const changes_question& question, const snapshot_want& want);
result<message::snapshot_chunk> read_chunk(office_view& view, const office_context& office, snapshot_shelf& shelf,
                                           const changes_question& question, const digest& snapshot, std::uint64_t number);

// Before any of these is answered on a connection that has lasted: the rights may have changed since the greeting. Errors:
// device_unknown, device_revoked; cancelled, where the grants are others now, or the office was copied back since, and
// the device has to say hello again.
result<void> check_rights(office_view& view, const office_context& office, const changes_question& question);
// Of these, whether the device may still be told what these grants cover.
result<void> check_grants(office_view& view, const office_context& office, const device_id& device, const grant_list& grants);

// The device has seen a newer ledger than this office has: it was copied back, so uploads are taken and nothing is
// served until that ledger is there or its loss was accepted.
void serve_no_changes(greeting& answer);

// What the device signs to prove its key on one TLS connection.
bytes proof_message(bytes_view exporter);
device_id device_id_of(bytes_view key);
digest secret_hash_of(bytes_view secret);

}  // namespace pendata
