// Opening and closing a tablet's file.
#include "tools/sim/scene/sim_tablet.hpp"

#include <array>

#include "client-lib/src/engine/view.hpp"
#include "core/base/assert.hpp"
#include "tools/sim/scene/power_cut.hpp"

namespace pendata::sim {

sim_tablet::sim_tablet(stage& on, int number)
    : clock(on, "tablet-" + std::to_string(number)),
      on_(on),
      number_(number),
      name_("tablet-" + std::to_string(number)),
      file_(name_ + "/pendata.db"),
      disk_(on.draw.next()),
      dice_(on.draw.next(), name_),
      openings_(on.told.report().seed, name_ + " opens") {
    on.told.tablet_made();
    for (auto& byte : seed_) byte = static_cast<unsigned char>(dice_.below(256));
    disk_.on_step = [this](const disk_step&) {
        if (die_in_ == 0 || --die_in_ != 0) return fate::proceed;
        constexpr std::array<fate, 3> ways{fate::die_before, fate::die_within, fate::die_after};
        return ways[dice_.below(3)];
    };
}

sim_tablet::sim_tablet(stage& on, int number, sim_tablet& copied) : sim_tablet(on, number) {
    officer_name = copied.officer_name;
    duty = copied.duty;
    part = copied.part;
    seed_ = copied.seed_;
    words = copied.words;
    const bool was_open = copied.is_open();
    copied.close();
    disk_.put(file_, *copied.disk_.content(copied.file_));
    if (was_open) copied.open();
    open();
}

// A closed file stands alone: its write-ahead log has gone into it.
void sim_tablet::keep_copy() {
    close();
    copy_ = disk_.content(file_);
    copied_ms_ = on_.time.now_ms();
    open();
}

void sim_tablet::go_back_to_copy() {
    close();
    disk_.drop(file_ + "-wal");
    disk_.put(file_, *copy_);
    ticket.reset();
    open();
}

void sim_tablet::die_at_step(std::uint64_t steps_from_now) { die_in_ = steps_from_now; }

void sim_tablet::kill() {
    if (process_) process_->kill();
    close();
}

void sim_tablet::lose_power() {
    crash_and_count(on_, disk_);
    close();
}

void sim_tablet::open() {
    if (is_open()) return;
    while (!has_opened()) {
        on_.faults.happened(fault::killed_in_open);
        on_.told.tell(name_, "dies as it opens its file");
        process_.reset();
    }
}

// As the app does it: tables are made or migrated, and what another version of the app has projected is projected anew.
// False where it died within.
bool sim_tablet::has_opened() {
    die_in_ = on_.faults.strikes(fault::killed_in_open, 60) ? openings_.below(30) + 1 : 0;
    process_ = std::make_unique<disk_mount>(disk_);
    device_store_options options;
    options.vfs = process_->vfs();
    auto opened = sqlite_device_store::open(file_, *words, options);
    if (has_died()) return false;
    if (opened.has_error()) on_.told.broken("I9", name_ + " does not open again: " + opened.error().message());
    tablet made{**opened, *words, [this] { return clock.read(); },
                [this](std::span<unsigned char> out) {
                    for (auto& byte : out) byte = static_cast<unsigned char>(dice_.below(256));
                },
                [this](bytes_view message) -> result<signature> { return sign(seed_, message); }};
    const auto projected = project_stale(made);
    die_in_ = 0;
    if (has_died()) return false;
    PENDATA_ASSERT(projected.has_value());
    store_ = std::move(*opened);
    engine_.emplace(std::move(made));
    return true;
}

void sim_tablet::close() {
    die_in_ = 0;
    engine_.reset();
    store_.reset();
    process_.reset();
}

device_state sim_tablet::state() const {
    device_state out;
    const auto read = engine_->store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        out = std::move(state);
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    return out;
}

pending_summary sim_tablet::pending() const {
    pending_summary out;
    const auto read = engine_->store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(summary, tx.pending());
        out = summary;
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    return out;
}

}  // namespace pendata::sim
