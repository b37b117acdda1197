// The office's end of a connection: the real server session; its actions take a moment each, writes in their order,
// reads beside them, as the server's executor does them.
#pragma once

#include <functional>

#include "core/sync/server_session.hpp"
#include "tools/sim/scene/office_house.hpp"

namespace pendata::sim {

class office_end {
public:
    struct setup {
        bytes exporter;
        std::optional<device_id> resumed;
        std::weak_ptr<void> still;  // work under way is dropped with the connection
        std::function<void(bytes_view)> send;
        std::function<void()> close;          // everything is said
        std::function<void()> give_ticket;
        std::function<void()> lost;           // the connection breaks between a commit and its acknowledgement
        std::function<void()> killed;         // the office's process dies
        bool stranger = false;                // has no key: nothing of what it says may be done
    };

    office_end(stage& on, office_house& house, setup with);

    void receive(bytes_view data);
    void on_commit();
    void on_timer();
    void die() { dead_ = true; }

private:
    template <class Input>
    void feed(Input input);
    void pump();
    // Runs `work` a moment later, in the order of its lane; not at all once the connection or the office is gone.
    enum class lane { write, read };
    void later(lane of, std::function<void()> work);
    template <class T>
    result<T> read(const std::function<result<T>(office_view&, const office_context&)>& work);

    void act(office_action::send& a) { with_.send(a.frame); }
    void act(office_action::greet& a);
    void act(office_action::enrol& a);
    void act(office_action::settle& a);
    void act(office_action::read_changes& a);
    void act(office_action::read_repair& a);
    void act(office_action::find_fork& a);
    void act(office_action::take_back& a);
    void act(office_action::open_snapshot& a);
    void act(office_action::read_chunk& a);
    void act(office_action::weigh_photo& a);
    void act(office_action::take_photo& a);
    void act(office_action::read_photo& a);
    void act(office_action::issue_ticket&) { with_.give_ticket(); }
    void act(office_action::note_pulled&) {}
    void act(office_action::close& a);

    void take(const sealed_batch& batch, arrival path);
    // Of the office's writer: its disk may be full, locked or bad meanwhile, or its process die within a step; nothing where
    // it died.
    std::optional<result<void>> commit(const office::work& what);

    stage& on_;
    office_house& house_;
    setup with_;
    server_session session_;
    std::int64_t lane_free_ms_[2] = {0, 0};
    bool pumping_ = false;
    bool dead_ = false;
};

}  // namespace pendata::sim
