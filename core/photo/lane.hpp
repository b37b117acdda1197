// In what order a tablet's photos go and come on one connection: offers first, then pieces, never more of them
// unanswered than the link answers within limits::photo_answer_goal_ms. The session asks it for the next step only
// while it has nothing else to say, so that records never wait behind photos. Page: docs/protocol.md, "Photos".
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/sha256.hpp"
#include "core/photo/pieces.hpp"

namespace pendata {

// One photo to bring to the office, or to fetch from there.
struct photo_errand {
    std::uint64_t row = 0;   // ascending in the order they are read
    digest photo;
    std::uint64_t size = 0;  // 0: to be fetched, and not known yet
    bool fetches = false;
    record_id record;        // to be fetched: where it is named
    std::uint8_t room = 0;
    piece_set here;          // to be fetched: what has come already

    friend bool operator==(const photo_errand&, const photo_errand&) = default;
};

namespace photo_step {

// Answered by take(): errands of higher rows.
struct read_errands { std::uint64_t after = 0; std::size_t limit = 0; };
struct offer { digest photo; std::uint64_t size = 0; };
// This piece is to be read here, and sent.
struct bring { digest photo; std::uint64_t size = 0; std::uint32_t number = 0; };
struct ask { digest photo; record_id record; std::uint8_t room = 0; std::uint32_t number = 0; };

}  // namespace photo_step

class photo_lane {
public:
    using step = std::variant<photo_step::read_errands, photo_step::offer, photo_step::bring, photo_step::ask>;

    // What the peer said, judged.
    enum class heard {
        unexpected,  // it was not asked
        late,        // this photo is done with: nothing is to be done about it
        goes_on,
        done,        // nothing more is asked of this photo, unless it is among the errands again
    };

    std::optional<step> next(std::int64_t now_ms);

    // Those that are worked on, and those of which answers are to come still, are left for a later look.
    void take(std::vector<photo_errand> errands);
    heard wanted(const digest& photo, std::uint64_t size, const piece_set& missing);
    heard kept(const digest& photo, std::uint32_t number, bool whole, std::int64_t now_ms);
    heard came(const digest& photo, std::uint64_t size, std::uint32_t number, std::size_t length, std::int64_t now_ms);
    heard refused(const digest& photo);
    // A piece could not be read here.
    void give_up(const digest& photo);
    // More may wait than at the last look.
    void look_again();
    // The office has no room: what has begun goes on, and nothing else begins before resume().
    void rest();
    void resume();

    // Of a photo that is being worked on; 0: of none, or not known.
    std::uint64_t size_of(const digest& photo);
    bool is_done() const { return works_.empty() && (all_read_ || rests_) && !reading_; }
    std::size_t in_flight() const { return in_flight_; }

private:
    struct work {
        photo_errand what;
        bool asked = false;  // it was offered, or its first piece asked for
        piece_set left;      // pieces to send, or to ask for
        std::map<std::uint32_t, std::int64_t> out;  // those unanswered, and since when
    };
    using place = std::deque<work>::iterator;

    place find(const digest& photo);
    heard unawaited(const digest& photo);
    // `settled`: of its pieces that are out, those answered just now, or never to be.
    void finish(place at, std::size_t settled = 0);
    bool answered(work& of, std::uint32_t number, std::int64_t now_ms);
    step begin(work& of);
    std::optional<step> next_piece(std::int64_t now_ms);

    std::deque<work> works_;
    std::map<digest, std::size_t> unanswered_;  // pieces of photos that are done with
    std::set<digest> done_meanwhile_;           // while errands were read, which may tell of before
    std::uint64_t last_row_ = 0;
    bool all_read_ = false;
    bool reading_ = false;
    bool look_again_ = false;
    bool rests_ = false;
    std::size_t in_flight_ = 0;
    std::size_t window_ = 2;
};

}  // namespace pendata
