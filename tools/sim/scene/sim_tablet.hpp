// A tablet of a world: the real engine on the real store, its file, its clock and its key. It may be killed and
// opened again at any time.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "client-lib/src/engine/author_desk.hpp"
#include "client-lib/src/engine/reading_desk.hpp"
#include "client-lib/src/engine/sync_desk.hpp"
#include "client-lib/src/store/sqlite_device_store.hpp"
#include "tools/sim/disk/disk_mount.hpp"
#include "tools/sim/scene/clocks.hpp"

namespace pendata::sim {

class sim_tablet {
public:
    sim_tablet(stage& on, int number);
    // A copy of another's file, with its key and its officer, in a device of its own.
    sim_tablet(stage& on, int number, sim_tablet& copied);

    // The app's process, which may die within it and is started again. What it had in memory goes with close().
    void open();
    void close();
    bool is_open() const { return engine_.has_value(); }
    // SIGKILL, at once or at one of the next steps of the disk; or the battery is empty: what was not synced is gone.
    void die_at_step(std::uint64_t steps_from_now);
    void kill();
    void lose_power();
    bool has_died() const { return process_ != nullptr && !process_->alive(); }
    // What the disk does to the engine while it is armed; everybody else finds it well.
    void arm_disk(const disk_faults& faults) { disk_.faults = faults; }
    void calm_disk() { disk_.faults = {}; }
    const virtual_disk& disk() const { return disk_; }

    // Requires: is open.
    const tablet& engine() const { return *engine_; }
    author_desk author() const { return author_desk(*engine_); }
    reading_desk reading() const { return reading_desk(*engine_); }
    sync_desk syncing() const { return sync_desk(*engine_); }
    device_state state() const;
    pending_summary pending() const;

    const std::string& name() const { return name_; }
    int number() const { return number_; }
    public_key key() const { return public_key_of(seed_); }
    // A copy of the file as it stands, and back again. The tablet is shut meanwhile.
    void keep_copy();
    std::int64_t copied_ms() const { return copied_ms_; }
    void go_back_to_copy();

    signature sign_with_key(bytes_view message) const { return sign(seed_, message); }

    device_clock clock;
    // Who carries it.
    std::string officer_name;
    std::string duty;                       // a region
    role part = role::psm;
    const dictionary* words = &builtin_dictionary();  // of this version of the app
    // Of the last connection that proved the key, for resumption.
    std::optional<std::uint64_t> ticket;

private:
    bool has_opened();

    stage& on_;
    int number_;
    std::string name_;
    std::string file_;
    virtual_disk disk_;
    std::unique_ptr<disk_mount> process_;
    std::uint64_t die_in_ = 0;
    key_seed seed_{};
    dice dice_;
    dice openings_;
    std::unique_ptr<sqlite_device_store> store_;
    std::optional<tablet> engine_;
    std::optional<bytes> copy_;
    std::int64_t copied_ms_ = 0;
};

}  // namespace pendata::sim
