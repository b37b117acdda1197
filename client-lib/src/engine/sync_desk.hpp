// Where a session's words meet the store: facts for the hello, sealing, receipts, pulls, evictions, verdicts.
// Each call is one transaction, so a tablet killed anywhere reopens between two of them (I9). Cursors,
// fingerprints and evictions touch the settled layer only; nothing but a receipt ends what is pending.
#pragma once

#include <vector>

#include "client-lib/src/engine/view.hpp"
#include "core/sync/client_session.hpp"

namespace pendata {

class sync_desk {
public:
    explicit sync_desk(const tablet& t) : tablet_(t) {}

    // All but the proof, which needs the connection.
    result<hello_facts> facts();

    // Seals what is unsealed as far as the limit asks; batches without a receipt in order, but those sent.
    result<std::vector<sealed_batch>> batches(const std::vector<digest>& sent, std::size_t limit);

    // Errors: bad_signature, where the office's identity did not sign it.
    result<void> apply(const receipt& answer);
    result<void> apply(const message::pull& pull);
    result<void> apply(const message::custody_news& news);
    result<void> learn(const message::welcome& welcome);
    result<void> set_anchor(const clock_anchor& anchor);
    // The file is behind its own head, or has a twin: what is saved from now on is another history (I12).
    result<void> take_new_replica(const replica_id& of, std::uint64_t head);

    // Takes `at` as cursor and tells whether the settled parts are what the office says.
    result<bool> compare(const position& at, const message::short_print& office);
    // Counts the settled parts anew, so that a sum that went astray is mended as well.
    result<repair_start> rows();

    result<void> enrolled(const message::enrolled& answer, const std::string& host, std::uint16_t port,
                          bytes_view office_identity);

    // Batches of other tablets carried along, but those sent.
    result<std::vector<sealed_batch>> mail(const std::vector<digest>& sent, std::size_t limit);
    result<void> mail_carried(const message::carried& told);
    result<void> mail_refused(const digest& hash, errc why);

private:
    void begin_chain(device_state& state);
    result<void> heed(device_transaction& tx, device_state& state, const receipt& answer);
    result<void> correct_last_time(device_transaction& tx, device_state& state, const journal_batch& sent,
                                   const receipt& answer);
    result<void> apply_earlier_verdicts(device_transaction& tx, const device_state& state, const digest& batch);
    result<void> end_holds(device_transaction& tx);
    result<void> apply_grants(device_transaction& tx, device_state& state, const grant_list& grants);

    const tablet& tablet_;
};

}  // namespace pendata
