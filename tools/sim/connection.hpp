// A connection between a tablet and the office: two ends, two lines, and what may befall them. One object is one
// connection; trying again is the agent's business.
#pragma once

#include <memory>

#include "core/sync/agent_policy.hpp"
#include "core/sync/silence_watch.hpp"
#include "tools/sim/checkers/unread.hpp"
#include "tools/sim/line.hpp"
#include "tools/sim/office_end.hpp"
#include "tools/sim/tablet_end.hpp"

namespace pendata::sim {

// How a tablet's network is, on the whole; each connection draws its own fate from it.
struct reception {
    std::int64_t latency_ms = 80;
    std::int64_t bytes_per_s = 60'000;
    unsigned trouble = 100;  // permille of connections that something befalls, of each sort
    bool small_only = false; // large segments vanish on the way
};

class connection final : public office_guest, public std::enable_shared_from_this<connection> {
public:
    struct setup {
        stage& on;
        sim_tablet& tablet;
        office_house& office;
        watch& eyes;
        reception network;
        session_plan plan;
        bool follow = false;
        std::function<void(const ending&)> ended;   // once, unless the app's process died
        std::function<void()> tablet_killed;
        std::function<void()> office_killed;
    };

    static std::shared_ptr<connection> open(setup with);

    void on_local_change() { tablet_->on_local_change(); }
    void on_commit() override { office_->on_commit(); }
    bool is_talking() const override { return !broken_ && !is_over(); }
    void stop(errc why) { tablet_->stop(why); }
    // One process has died, or the network is gone: the other end hears of it, or not.
    void office_is_gone() override;
    void tablet_is_gone();
    void break_off();
    // The tablet has begun another one: what was held back of this one goes on.
    void next_has_begun();
    bool is_over() const { return tablet_->is_over(); }
    bool is_idle() const { return tablet_->is_idle(); }

private:
    explicit connection(setup with) : with_(std::move(with)), silence_(with_.on.time.now_ms()), unread_(with_.on) {}

    void begin();
    void draw_fate(line_quality& up, line_quality& down);
    void make_ends(bytes exporter);
    void tick();
    void reaches_office(bytes_view data);
    void reaches_tablet(bytes_view data);
    void hear_of_break(bool tablet_too);
    void replay();
    void replay_as_stranger();
    bool fell_silent();
    void finish(ending how);

    setup with_;
    std::unique_ptr<line> up_, down_;
    std::unique_ptr<tablet_end> tablet_;
    std::unique_ptr<office_end> office_;
    bytes exporter_;
    std::optional<device_id> resumed_;
    std::optional<bytes> recorded_;  // everything the tablet said, to be said once more
    std::optional<bytes> overheard_;  // the same, to be said by somebody else
    std::uint64_t epoch_ = 0;         // of the office's tickets
    bool half_open_ = false;
    bool broken_ = false;
    bool silent_ = false;
    bool late_ = false;  // bytes take minutes, and none has come after its time yet
    std::size_t heard_ = 0;     // bytes from the office
    silence_watch silence_;
    unread_frames unread_;
};

}  // namespace pendata::sim
