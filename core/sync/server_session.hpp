// The office's side of one connection as a machine without I/O: frames, replies and time in; actions out. It
// reads like docs/protocol.md, "A sync". The Asio driver, the simulator and the fuzzers run this same class.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <variant>

#include "core/settle/repair.hpp"
#include "core/settle/returned.hpp"
#include "core/wire/frame.hpp"

namespace pendata {

namespace office_action {

struct send { bytes frame; };
// Answer with `on_greeting`. The driver runs answer_hello() over a view.
struct greet { message::hello hello; };
// Answer with `on_enrolled`. The driver runs admit_device() in a transaction.
struct enrol { message::enrol request; };
// Answer with `on_settled`, in the order asked. The driver runs take_batch() in a transaction.
struct settle { sealed_batch batch; arrival path; };
// Answer with `on_changes`. The driver runs next_changes() over a view.
struct read_changes { changes_question question; };
// Answer with `on_repair`. The driver runs answer_repair() over a view.
struct read_repair { changes_question question; std::shared_ptr<const message::repair_ask> ask; repair_point from; };
// Answer with `on_fork_point`. The driver runs find_fork_point() in a transaction.
struct find_fork { device_id device; message::fork_ask told; };
// Answer with `on_taken_back`. The driver runs take_returned() in a transaction; without grants nothing is told.
struct take_back { device_id device; message::give_back given; std::optional<grant_list> serve; };
// Answer with `on_snapshot`. The driver runs offer_snapshot() where it may take its time.
struct open_snapshot { changes_question question; snapshot_want want; };
// Answer with `on_chunk`. The driver runs read_chunk() over a view.
struct read_chunk { changes_question question; digest snapshot; std::uint64_t number; };
// Answer with `on_photo`, each. The driver runs answer_offer() over a view, take_photo_piece() in a transaction, and
// give_photo_piece() over a view.
struct weigh_photo { device_id device; message::photo_offer offer; };
struct take_photo { device_id device; message::photo_piece piece; };
struct read_photo { changes_question question; message::photo_ask ask; };
// The device proved its key on this connection: a ticket spares it that next time.
struct issue_ticket { device_id device; };
// The device acknowledged a pull: kept for the office's list of devices. No answer.
struct note_pulled { device_id device; position reached; };
struct close { errc why; };

}  // namespace office_action

using server_action = std::variant<office_action::send, office_action::greet, office_action::enrol, office_action::settle,
                                   office_action::read_changes, office_action::read_repair, office_action::find_fork,
                                   office_action::take_back, office_action::open_snapshot, office_action::read_chunk, office_action::weigh_photo,
                                   office_action::take_photo, office_action::read_photo,
                                   office_action::issue_ticket, office_action::note_pulled, office_action::close>;

class server_session {
public:
    // `exporter`: 32 bytes of the TLS connection; `resumed`: the device a ticket named, if one did.
    server_session(bytes exporter, std::optional<device_id> resumed, std::int64_t now_ms);

    // Inputs.
    void receive(bytes_view data, std::int64_t now_ms);
    void on_greeting(result<greeting> answer);
    void on_enrolled(result<message::enrolled> answer);
    void on_settled(const digest& batch, arrival path, result<receipt> answer);
    void on_changes(result<changes_answer> answer);
    void on_fork_point(result<position> point);
    void on_taken_back(result<returned_answer> answer);
    void on_snapshot(result<snapshot_offer> offer);
    void on_chunk(result<message::snapshot_chunk> chunk);
    void on_repair(result<repair_answer> answer);
    void on_photo(result<message::any> answer);
    // The office committed something; ignored unless the tablet follows.
    void on_commit();
    void on_timer(std::int64_t now_ms);
    // The office stops: no more input is wanted, what is in flight is answered.
    void stop();

    // Empty when the machine waits for input.
    std::optional<server_action> next_action();

    const bytes& exporter() const { return exporter_; }
    std::optional<device_id> resumed() const { return resumed_; }
    // The device, once it has proved itself.
    std::optional<device_id> device() const { return device_; }
    // An answer is being worked out, or waits for its turn: the tablet owes nothing.
    bool is_at_work() const;

private:
    enum class state {
        awaiting_hello,  // nothing said yet, or enrolled and about to say hello
        answering,       // a greeting or an enrolment is being worked out
        serving,         // pushes in, changes out
        closed,
    };

    void handle(message::any message);
    void handle_hello(message::hello hello);
    void handle_push(sealed_batch batch, arrival path);
    void handle_repair(message::repair_ask ask);
    bool handle_photo(message::any& content);
    void handle_fork(message::fork_ask told);
    void handle_give_back(message::give_back given);
    void welcome_tablet(greeting answer);
    void send_changes(changes_answer answer);
    void send_pull(const message::pull& pull, const position& before);
    void send_news(const message::custody_news& news);
    void read_more();
    void load_more();
    void snapshot_sent();
    void handle_snapshot_ack();
    void reach_checkpoint();
    void send(const message::any& content);
    void fail(errc why);

    bytes exporter_;
    std::optional<device_id> resumed_;
    std::optional<device_id> device_;
    state state_ = state::awaiting_hello;
    frame_reader reader_;
    std::deque<server_action> actions_;
    std::int64_t heard_ms_;         // the tablet's last word, or the office's last moment of work for it
    std::int64_t awaits_hello_ms_;  // since when it owes one

    message::hello hello_;
    changes_question question_;        // grants and cursor as they stand
    position served_;                  // that cursor, or an older one, as a position
    std::vector<message::loading_scope> loading_;
    std::deque<snapshot_want> snapshots_;      // scopes to send whole, before anything is pulled
    std::optional<message::snapshot_head> sending_;  // of the first of them, once it is known
    std::uint64_t next_chunk_ = 0;
    std::size_t chunks_unstaged_ = 0;          // chunks sent and not acknowledged
    std::vector<message::loading_scope> reloaded_;  // a reload's scopes so far, with their positions
    bool serves_pull_ = false;
    bool hello_again_ = false;         // the tablet was told new grants, or of a fork, and will greet anew
    bool forked_ = false;              // it was told that the lineage is unknown, and may ask for the fork point
    bool revoked_ = false;
    errc why_no_pull_ = errc::lineage_broken;
    bool reading_ = false;             // a read is being worked out
    bool caught_up_ = false;           // at the newest commit read so far
    bool committed_since_read_ = false;  // the read under way may not have seen it
    bool stopping_ = false;
    std::size_t settling_ = 0;         // batches being settled
    std::size_t unacknowledged_ = 0;   // pulls sent
    std::optional<std::uint64_t> checkpoint_;
    std::shared_ptr<const message::repair_ask> repair_;  // the question being answered
    repair_point repair_at_;
    bool descending_ = false;          // the tablet compares what it holds: nothing new until it is done
    std::size_t repair_asks_ = 0;
    bool photos_ = false;              // the tablet was told that it may speak of them
    std::size_t photo_requests_ = 0;   // not answered
    std::deque<std::pair<sealed_batch, arrival>> early_;  // pushed before the hello was answered
};

}  // namespace pendata
