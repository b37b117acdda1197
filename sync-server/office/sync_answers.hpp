// What the office does for a session's actions, one function each: the work itself, without executor or socket, so
// that the server's connections and the simulator run the same. The rules stand in core/settle/office_answers.hpp.
#pragma once

#include <optional>

#include "core/settle/fork_point.hpp"
#include "core/sync/server_session.hpp"
#include "sync-server/office/office.hpp"

namespace pendata::sync_answers {

// As answer_hello(), with what the ledger and the notes of this office add.
result<greeting> greet(office& of, office_view& view, const office_context& context, const message::hello& hello,
                       bytes_view exporter, const std::optional<device_id>& resumed);

// As admit_device(); the ledger hears of it first.
result<message::enrolled> enrol(office& of, office_transaction& to, const office_context& context, const message::enrol& request,
                                bytes_view exporter);

// As answer_fork() and take_returned(): what the ledger calls erased does not come back.
result<position> find_fork(office_transaction& to, const office_context& context, const device_id& device,
                           const message::fork_ask& told);
result<returned_answer> take_back(office_transaction& to, const office_context& context, const device_id& from,
                                  const message::give_back& given, const std::optional<grant_list>& serve);

// Prepares a snapshot where none on the shelf will do: not for a thread that others wait for.
result<snapshot_offer> open_snapshot(office& of, office_view& view, const office_context& context, const changes_question& question,
                                     const snapshot_want& want);
result<message::snapshot_chunk> read_chunk(office& of, office_view& view, const office_context& context,
                                           const changes_question& question, const digest& snapshot, std::uint64_t number);

// Both look at the device's rights first: check_rights().
result<changes_answer> read_changes(office_view& view, const office_context& context, const changes_question& question);
result<repair_answer> read_repair(office_view& view, const office_context& context, const office_action::read_repair& asked);

// As answer_offer(), take_photo_piece() and give_photo_piece().
result<message::any> weigh_photo(office_view& view, const office_context& context, const office_action::weigh_photo& asked);
result<message::any> take_photo(office_transaction& to, const office_context& context, const office_action::take_photo& asked);
result<message::any> read_photo(office_view& view, const office_context& context, const office_action::read_photo& asked);

}  // namespace pendata::sync_answers
