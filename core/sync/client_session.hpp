// The tablet's side of one connection as a machine without I/O: frames, replies and time in; actions out. It
// reads like docs/protocol.md, "A sync". The Asio driver, the simulator and the fuzzers run this same class.
// One object is one connection; trying again is another object's job.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <variant>

#include "core/model/clock.hpp"
#include "core/photo/lane.hpp"
#include "core/reconcile/descent.hpp"
#include "core/storage/device_store.hpp"
#include "core/wire/frame.hpp"

namespace pendata {

// What a tablet says of itself in a hello, and whether its clock may be used for sealing already.
struct hello_facts {
    message::hello hello;
    bool clock_is_good = false;
    bool gives_back = false;  // cut cells wait to be given back
};

// Where a repair begins: what is held, counted anew.
struct repair_start {
    grant_list grants;
    held_parts held;
};

namespace tablet_action {

struct send { bytes frame; };
// Answer with `on_facts`. The driver fills in the proof unless the connection was resumed.
struct load_facts {};
// Answer with `on_batches`: seals what is unsealed; gives batches without a receipt in order, but those sent.
struct read_batches { std::vector<digest> sent; std::size_t limit; };
// Answer with `on_mail`: batches of other devices this tablet carries, but those sent.
struct read_mail { std::vector<digest> sent; std::size_t limit; };
// The office has it; its receipt is kept for the way back.
struct mail_carried { message::carried told; };
// The office can not take it: it is kept aside, and sent again only once the reason may have gone.
struct mail_refused { digest batch; errc why; };
// Answer with `on_positions`: what the tablet remembers, for an office that does not know its lineage.
struct read_positions {};
// Answer with `on_cut_cells`: the next handful to give back; nothing in it: no more.
struct read_cut_cells {};
// All below: answer with `on_done`, in order.
struct set_anchor { clock_anchor anchor; };
struct learn { message::welcome welcome; };        // ledger head, backed_up, grants where they changed
struct apply_receipt { receipt answer; };
struct apply_pull { message::pull pull; };
struct apply_news { message::custody_news news; };
struct stage_head { message::snapshot_head head; };     // staging begins, or goes on where it is the one staged
struct stage_chunk { std::string node; message::snapshot_chunk chunk; };
// The snapshot of the node, or all of the reload, is staged whole: it takes its place, with its position.
struct swap_in { std::string node; };
// The office has batches of `of` up to the number `head`: where the tablet still writes under it and has sealed no
// such number, its file was rolled back or has a twin.
struct take_new_replica { replica_id of; std::uint64_t head; };
// The office's history forks from ours at `point`: cut the cache to it, queue again what was settled beyond.
struct go_back_to { position point; };
struct mark_given_back { message::given_back answer; };
// Answer with `on_compared`. Takes `at` as the cursor: everything up to it has come.
struct compare { position at; message::short_print office; };
// Answer with `on_rows`: every settled part but those whose eviction waits, and how each counts.
struct collect_rows {};
// Answer with `on_photos`: photos to bring or to fetch, of rows beyond `after`, in order.
struct read_photos { std::uint64_t after; std::size_t limit; };
// Answer with `on_photo_piece`.
struct read_photo_piece { digest photo; std::uint64_t size; std::uint32_t number; };
// Answer with `on_done`, as the others above: a piece of a photo to fetch; what the office says of one that is brought.
struct keep_photo_piece { message::photo_piece piece; };
struct note_photo_passed { digest photo; std::uint64_t bytes; std::optional<photo_mark> kept; };
struct note_photo_refused { digest photo; errc why; };
// The session has ended. `why` ok: converged at the last checkpoint.
// `by_office`: the office said so; else this side found it.
struct finish { errc why; std::uint64_t retry_after_ms; bool by_office = false; };

}  // namespace tablet_action

using client_action =
    std::variant<tablet_action::send, tablet_action::load_facts, tablet_action::read_batches, tablet_action::read_mail,
                 tablet_action::mail_carried, tablet_action::mail_refused, tablet_action::set_anchor, tablet_action::learn,
                 tablet_action::apply_receipt, tablet_action::apply_pull, tablet_action::apply_news, tablet_action::stage_head,
                 tablet_action::stage_chunk, tablet_action::swap_in, tablet_action::take_new_replica,
                 tablet_action::read_positions, tablet_action::read_cut_cells, tablet_action::go_back_to,
                 tablet_action::mark_given_back, tablet_action::read_photos, tablet_action::read_photo_piece,
                 tablet_action::keep_photo_piece, tablet_action::note_photo_passed, tablet_action::note_photo_refused,
                 tablet_action::compare, tablet_action::collect_rows, tablet_action::finish>;

struct session_progress {
    std::uint64_t batches_sent = 0;
    std::uint64_t batches_receipted = 0;
    std::uint64_t writes_receipted = 0;
    std::uint64_t writes_held = 0;
    std::uint64_t mail_carried = 0;  // batches of other devices the office took
    std::uint64_t pulls_applied = 0;    // pulls and chunks that are stored
    std::uint64_t parts_pulled = 0;     // of snapshots too
    std::uint64_t chunks_expected = 0;  // of snapshots, those staged before included
    std::uint64_t chunks_staged = 0;
    std::uint64_t evicted = 0;
    std::uint64_t repaired = 0;     // parts mended by row-exact repair
    std::uint64_t given_back = 0;   // cells the office lost and took back from here
    bool went_back = false;         // a fork point was found on this connection
    std::uint64_t exchanges = 0;    // times the tablet waited for an answer
    bool converged = false;         // fingerprints were equal at the last checkpoint
    std::uint64_t photos_kept = 0;     // brought, and whole at the office
    std::uint64_t photos_fetched = 0;
    std::uint64_t photos_refused = 0;
    std::uint64_t photo_bytes_up = 0;  // of pieces, sent
    std::uint64_t photo_bytes_down = 0;
    std::uint64_t photo_pieces = 0;    // that the office has said it keeps, or that came from there
};

class client_session {
public:
    // `photos`: they are brought and fetched here, where the office takes them.
    explicit client_session(bool follow, bool photos = false);

    // Inputs.
    void start(const clock_reading& now);
    void receive(bytes_view data, const clock_reading& now);
    void on_facts(result<hello_facts> facts);
    void on_batches(result<std::vector<sealed_batch>> batches);
    void on_mail(result<std::vector<sealed_batch>> batches);
    void on_done(result<void> done);
    void on_compared(result<bool> equal);
    void on_positions(result<message::fork_ask> told);
    void on_cut_cells(result<message::give_back> cells);
    void on_rows(result<repair_start> start);
    void on_photos(result<std::vector<photo_errand>> errands);
    // An empty one: it can not be read here, which ends nothing else.
    void on_photo_piece(const digest& photo, result<std::optional<message::photo_piece>> piece);
    // The app added a photo, or wants one.
    void on_photos_wait();
    // The app saved something: push it on this connection, if it follows, or photos go on it.
    void on_local_change();
    void on_timer(const clock_reading& now);
    // Ends well where nothing but photos is left, as they can go on another time; false: there is more.
    bool leave_photos();
    // The person wants no more of it, or the connection broke.
    void stop(errc why);

    // Empty when the machine waits for input.
    std::optional<client_action> next_action();

    const session_progress& progress() const { return progress_; }
    bool ended() const { return state_ == state::ended; }
    // At a checkpoint that was equal, with nothing to push.
    bool is_idle() const { return state_ == state::following; }
    // Equal, and photos go.
    bool brings_photos() const { return state_ == state::bringing; }
    // The last that was sent is a keepalive: it may arrive for ever without the office doing anything.
    bool only_keeps_alive() const { return kept_alive_; }

private:
    enum class state {
        starting,   // reading the facts
        greeting,   // hello sent
        forking,    // the office does not know our lineage: asked where it forks
        syncing,    // welcome seen: batches up, changes down
        comparing,  // at the checkpoint
        repairing,  // unequal: descending, then what was wanted comes
        bringing,   // equal; photos go, and changes and local writes go before them
        following,  // equal; changes and local writes keep coming
        ended,
    };

    void handle(message::any content);
    void handle_welcome(message::welcome told);
    void handle_fork(const message::fork_point& found);
    void handle_given_back(const message::given_back& answer);
    void ask_fork();
    void handle_receipt(const receipt& answer);
    void handle_pull(message::pull pull);
    void handle_snapshot(message::snapshot_head head);
    void handle_chunk(message::snapshot_chunk chunk);
    void snapshot_complete();
    bool is_loading() const;
    void say_hello();
    void want_batches();
    void want_mail();
    void want_cut_cells();
    bool is_mail_answered(const digest& batch);
    void compare_at(const message::checkpoint_reached& reached);
    void ask_on();
    void handle_told(const message::repair_told& told);
    void be_equal();
    bool handle_photo(const message::any& content);
    void note_passed(const message::photo_kept& kept, std::uint64_t size, bool done);
    void photos_on();
    void photos_done();
    void photos_on_timer();
    void push_more();
    void maybe_checkpoint();
    void send(const message::any& content);
    void drop_what_follows();
    void request(client_action action, std::optional<message::any> ack = {});
    void end(errc why, std::uint64_t retry_after_ms = 0, bool by_office = false);

    bool follow_;
    bool kept_alive_ = false;
    state state_ = state::starting;
    frame_reader reader_;
    std::deque<client_action> actions_;
    session_progress progress_;

    clock_reading now_;
    clock_reading asked_;
    clock_reading last_sent_;
    hello_facts facts_;
    std::deque<sealed_batch> to_push_;
    std::map<digest, std::uint64_t> in_flight_;   // batches sent and not receipted: how many writes
    std::deque<std::optional<message::any>> acks_;  // for each `on_done` awaited: what to say then
    std::optional<message::snapshot_head> loading_;  // the last one told on this connection
    std::uint64_t next_chunk_ = 0;                   // of it
    bool pushing_ = false;             // batches were asked for since the hello
    std::uint64_t checkpoint_ = 0;     // number of the last one asked
    bool reading_ = false;             // batches are being read
    bool all_read_ = false;            // no more batches at the last look
    std::vector<digest> mail_sent_;    // and not answered
    bool mail_asked_ = false;          // since the hello
    bool mail_left_ = false;           // the last look gave as much as it may: there may be more
    std::optional<message::checkpoint_reached> reached_;  // waits for the next look at the mail
    bool checkpoint_asked_ = false;
    bool hello_again_ = false;
    std::vector<receipt> after_going_back_;  // came before the fork point: of the new history
    bool gives_back_ = false;     // cut cells are left to give back
    bool gives_last_ = false;     // but once all else is equal
    std::optional<std::uint64_t> giving_;  // number of the handful that is on its way
    bool local_change_ = false;
    bool all_is_said_ = false;           // by a welcome with `equal`, and nothing was sent since
    std::size_t descents_ = 0;           // since the last checkpoint that was equal
    std::optional<descent> descent_;     // until its last question is asked
    bool told_awaited_ = false;          // a question is on its way
    bool photos_ = false;                // they may be spoken of
    bool photos_wait_ = false;           // some may: they are looked for once all else is equal
    bool office_takes_photos_ = false;
    std::optional<clock_reading> photos_rest_since_;  // the office had no room for one
    clock_reading equal_at_;             // when photos went on, or the office was last asked for what is new meanwhile
    photo_lane lane_;
    std::map<digest, std::uint64_t> passed_;  // bytes of photos being brought that the office keeps, not noted yet
};

}  // namespace pendata
