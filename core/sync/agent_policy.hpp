// When a tablet connects, how, and how long it waits (I11). Between sessions it decides everything; inside one it is
// silent. Pure: times are monotonic milliseconds, dice are uniform random numbers, both come in. The Asio agent and
// the simulator run this same class. The rules stand in docs/protocol.md, "Trying again".
#pragma once

#include <cstdint>
#include <variant>

#include "core/storage/contact_log.hpp"

namespace pendata {

// How one session is to be run.
struct session_plan {
    bool small_segments = false;  // the path swallows large packets: limits::small_segment_bytes at a time

    friend bool operator==(const session_plan&, const session_plan&) = default;
};

// What one session came to.
struct session_report {
    errc why = errc::ok;              // ok: converged, and ended in good order
    bool by_office = false;           // the office said so; else this side found it
    std::uint64_t retry_after_ms = 0; // the office's own wish
    bool connected = false;           // somebody took the connection
    bool answered = false;            // the office was heard: the secure connection stood
    bool progress = false;            // a receipt, a carried mail or a pull was applied
    bool fell_silent = false;         // nothing came any more, although something was sent or owed
    std::uint64_t bytes_passed = 0;   // both ways, known to have arrived
};

namespace agent_step {

struct connect { session_plan with; };
struct wait { std::int64_t until_ms; errc why; };  // give `on_timer` then
struct rest {};                                    // nothing to do, or a session runs
struct stop { errc why; };                         // trying again is of no use before somebody acts

}  // namespace agent_step

using agent_action = std::variant<agent_step::connect, agent_step::wait, agent_step::rest, agent_step::stop>;

// What another try may mend.
enum class retry_kind {
    soon,    // the link, the office or the disk may be back: back-off
    rarely,  // somebody at the office has to act (lift a revocation, restore, free a disk): about the cap
    never,   // this tablet has to be enrolled, its key found, or its file mended
};
retry_kind retry_kind_of(errc why, bool by_office);

class agent_policy {
public:
    explicit agent_policy(path_memory remembered = {}) : path_(remembered) {}

    // Inputs. Each gives what is to be done now; a later answer replaces an earlier one.
    agent_action start(std::int64_t now_ms);
    agent_action on_timer(std::int64_t now_ms);
    // A person, or the system, says that the network may be back. The office's own wish to be left alone stays.
    agent_action on_network(std::int64_t now_ms);
    // The app saved something. A failure is not mended by that: who waits goes on waiting.
    agent_action on_local_change(std::int64_t now_ms);
    agent_action on_ended(const session_report& report, std::int64_t now_ms, std::uint64_t dice);
    // Inside a session: both sides hold the same and nothing is pending.
    void on_synced();

    // Failures in a row, none of them with progress.
    unsigned failures() const { return failures_; }
    const path_memory& path() const { return path_; }

private:
    enum class state {
        resting,    // never started, or ended in good order
        connected,  // a session runs
        waiting,    // until `until_ms_`
        stopped,    // for good
    };

    agent_action connect(std::int64_t now_ms);
    agent_action as_it_stands() const;
    void learn_path(const session_report& report, std::int64_t now_ms);

    state state_ = state::resting;
    path_memory path_;
    session_plan plan_;                 // of the session that runs or ran last
    unsigned failures_ = 0;
    unsigned mute_handshakes_ = 0;      // in a row: somebody took the connection and said nothing
    std::int64_t until_ms_ = 0;
    std::int64_t not_before_ms_ = 0;    // the office's wish
    errc why_ = errc::ok;
};

}  // namespace pendata
