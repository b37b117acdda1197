// The works behind a session.
#include "sync-server/office/sync_answers.hpp"

#include "core/settle/photos.hpp"
#include "sync-server/office/ledger_facts.hpp"

namespace pendata::sync_answers {

result<greeting> greet(office& of, office_view& view, const office_context& context, const message::hello& hello,
                       bytes_view exporter, const std::optional<device_id>& resumed) {
    PENDATA_TRY(head, of.ledger().head());
    PENDATA_TRY(standing, of.ledger().standing_of(hello.ledger));
    PENDATA_TRY(backed_up, backed_up_to(view));
    PENDATA_TRY(answer, answer_hello(view, context, hello, exporter, resumed, head, backed_up));
    if (standing == ledger_standing::unknown) serve_no_changes(answer);
    return answer;
}

result<message::enrolled> enrol(office& of, office_transaction& to, const office_context& context, const message::enrol& request,
                                bytes_view exporter) {
    return admit_device(to, context, request, exporter, [&](const device_row& row) {
        return note_enrolment(of, row, secret_hash_of(request.secret), context.now_ms);
    });
}

result<position> find_fork(office_transaction& to, const office_context& context, const device_id& device,
                           const message::fork_ask& told) {
    return answer_fork(to, context, device, told);
}

result<returned_answer> take_back(office_transaction& to, const office_context& context, const device_id& from,
                                  const message::give_back& given, const std::optional<grant_list>& serve) {
    // The rights may have changed since the greeting: what comes is taken, and told is only what may be.
    const grant_list* told = serve ? &*serve : nullptr;
    if (told != nullptr) {
        const auto may = check_grants(to, context, from, *told);
        const errc why = may.has_error() ? to_errc(may.error()) : errc::ok;
        if (why == errc::device_revoked || why == errc::cancelled || why == errc::device_unknown) {
            told = nullptr;
        } else {
            PENDATA_CHECK(may);
        }
    }
    return take_returned(to, context, from, given, told);
}

result<snapshot_offer> open_snapshot(office& of, office_view& view, const office_context& context, const changes_question& question,
                                     const snapshot_want& want) {
    PENDATA_TRY(shelf, of.snapshots(context.now_ms));
    return offer_snapshot(view, context, *shelf, question, want);
}

result<message::snapshot_chunk> read_chunk(office& of, office_view& view, const office_context& context,
                                           const changes_question& question, const digest& snapshot, std::uint64_t number) {
    PENDATA_TRY(shelf, of.snapshots(context.now_ms));
    return pendata::read_chunk(view, context, *shelf, question, snapshot, number);
}

result<changes_answer> read_changes(office_view& view, const office_context& context, const changes_question& question) {
    PENDATA_CHECK(check_rights(view, context, question));
    return next_changes(view, context.loads, question);
}

result<repair_answer> read_repair(office_view& view, const office_context& context, const office_action::read_repair& asked) {
    PENDATA_CHECK(check_rights(view, context, asked.question));
    return answer_repair(view, asked.question, *asked.ask, asked.from);
}

result<message::any> weigh_photo(office_view& view, const office_context& context, const office_action::weigh_photo& asked) {
    return answer_offer(view, context, asked.device, asked.offer);
}

result<message::any> take_photo(office_transaction& to, const office_context& context, const office_action::take_photo& asked) {
    return take_photo_piece(to, context, asked.device, asked.piece);
}

result<message::any> read_photo(office_view& view, const office_context& context, const office_action::read_photo& asked) {
    return give_photo_piece(view, context, asked.question, asked.ask);
}

}  // namespace pendata::sync_answers
