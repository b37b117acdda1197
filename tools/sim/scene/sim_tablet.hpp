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
#include "tools/sim/scene/clocks.hpp"

namespace pendata::sim {

class sim_tablet {
public:
    sim_tablet(stage& on, int number);
    // A copy of another's file, with its key and its officer, in a device of its own.
    sim_tablet(stage& on, int number, sim_tablet& copied);

    // The app's process. What it had in memory goes with close().
    void open();
    void close();
    bool is_open() const { return engine_.has_value(); }

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
    bool has_copy() const { return has_copy_; }
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
    void copy_file(const std::filesystem::path& from, const std::filesystem::path& to);

    stage& on_;
    int number_;
    std::string name_;
    std::filesystem::path file_;
    key_seed seed_{};
    dice dice_;
    std::unique_ptr<sqlite_device_store> store_;
    std::optional<tablet> engine_;
    bool has_copy_ = false;
};

}  // namespace pendata::sim
