// Whoever carries a tablet: what they save in a day, with the doubts, repeats and mistakes of real work.
#pragma once

#include <functional>
#include <vector>

#include "tools/sim/scene/oracle.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

// Each first village has a PSM who is there for this RW alone.
inline constexpr unsigned part_with_psm = 2;

struct habits {
    int saves_a_day = 4;      // at most
    bool works_sundays = false;
    unsigned far_away = 20;   // permille of new records that are of another village
};

class census_taker {
public:
    census_taker(stage& on, sim_tablet& with, oracle& promises, std::vector<std::string> villages, const habits& how);

    // One save of some sort; nothing where the app says no. Requires an open tablet.
    void work();
    // Works until something waits to be sent, or there is nothing to be done here.
    void leave_unsent();
    const habits& ways() const { return habits_; }
    // What was saved after that time, once more and in its order: the officer finds it missing.
    void work_again(std::int64_t since_ms);
    // Called when the app's process dies in a save.
    void on_death(std::function<void()> what) { died_ = std::move(what); }
    // There is another village now.
    void learn_village(const std::string& code) { villages_.push_back(code); }
    // With an app of tomorrow: what the office of today can only hold. Nothing with another app.
    void write_of_tomorrow();
    // A new record in a village that only this officer has heard of.
    void add_in_village(const std::string& code);

private:
    void add_person();
    void add_family();
    void add_visit();
    void add_assignment();
    void edit_somebody();
    void move_somebody();
    void change_a_state();
    void take_back();
    void decide_a_case();
    void import_some();
    bool knows_tomorrow() const;
    std::optional<record_id> somebody(std::uint16_t kind);
    std::string a_village();
    std::string a_place();
    void recall(std::function<void()> again);
    void add(std::string_view kind, const std::string& json, std::uint8_t evidence = 2);
    void edit(const record_id& id, const std::string& json, const save_options& options, deed as = deed::corrected);
    template <class Save>
    void save(std::string_view what, deed as, Save does);

    stage& on_;
    sim_tablet& tablet_;
    oracle& promises_;
    std::vector<std::string> villages_;  // of the whole world
    habits habits_;
    dice draw_;
    struct past_save {
        std::int64_t at_ms;
        std::function<void()> again;
    };
    static constexpr std::size_t saves_recalled = 12;
    std::vector<past_save> past_;  // oldest first, of the last days
    int made_ = 0;
    std::function<void()> died_;
};

}  // namespace pendata::sim
