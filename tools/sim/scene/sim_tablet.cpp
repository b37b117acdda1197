// Opening and closing a tablet's file.
#include "tools/sim/scene/sim_tablet.hpp"

#include <array>

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
      dice_(on.draw.next(), name_) {
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

bool sim_tablet::open() {
    if (is_open()) return true;
    die_in_ = 0;
    process_ = std::make_unique<disk_mount>(disk_);
    device_store_options options;
    options.vfs = process_->vfs();
    auto opened = sqlite_device_store::open(file_, *words, options);
    if (opened.has_error()) on_.told.broken("I9", name_ + " does not open again: " + opened.error().message());
    store_ = std::move(*opened);
    engine_.emplace(tablet{*store_, *words, [this] { return clock.read(); },
                           [this](std::span<unsigned char> out) {
                               for (auto& byte : out) byte = static_cast<unsigned char>(dice_.below(256));
                           },
                           [this](bytes_view message) -> result<signature> { return sign(seed_, message); }});
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
