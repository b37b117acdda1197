// Opening and closing a tablet's file.
#include "tools/sim/scene/sim_tablet.hpp"

#include "core/base/assert.hpp"

namespace pendata::sim {

sim_tablet::sim_tablet(stage& on, int number)
    : clock(on, "tablet-" + std::to_string(number)),
      on_(on),
      number_(number),
      name_("tablet-" + std::to_string(number)),
      file_(on.folder / (name_ + ".db")),
      dice_(on.draw.next(), name_) {
    for (auto& byte : seed_) byte = static_cast<unsigned char>(dice_.below(256));
}

sim_tablet::sim_tablet(stage& on, int number, sim_tablet& copied) : sim_tablet(on, number) {
    officer_name = copied.officer_name;
    duty = copied.duty;
    part = copied.part;
    seed_ = copied.seed_;
    words = copied.words;
    const bool was_open = copied.is_open();
    copied.close();
    copy_file(copied.file_, file_);
    if (was_open) copied.open();
    open();
}

// A closed file stands alone: its write-ahead log has gone into it.
void sim_tablet::copy_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    PENDATA_ASSERT(!is_open());
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

void sim_tablet::keep_copy() {
    close();
    copy_file(file_, file_.string() + ".copy");
    has_copy_ = true;
    open();
}

void sim_tablet::go_back_to_copy() {
    close();
    copy_file(file_.string() + ".copy", file_);
    ticket.reset();
    open();
}

void sim_tablet::open() {
    if (is_open()) return;
    auto opened = sqlite_device_store::open(file_.string(), *words);
    if (opened.has_error()) on_.told.broken("I9", name_ + " does not open again: " + opened.error().message());
    store_ = std::move(*opened);
    engine_.emplace(tablet{*store_, *words, [this] { return clock.read(); },
                           [this](std::span<unsigned char> out) {
                               for (auto& byte : out) byte = static_cast<unsigned char>(dice_.below(256));
                           },
                           [this](bytes_view message) -> result<signature> { return sign(seed_, message); }});
}

void sim_tablet::close() {
    engine_.reset();
    store_.reset();
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
