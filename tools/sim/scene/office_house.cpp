// Opening and shutting the office.
// Its parts: sync-server/office/office.hpp, office_parts.
#include "tools/sim/scene/office_house.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "core/base/assert.hpp"
#include "core/base/byte_writer.hpp"
#include "core/settle/lost_history.hpp"
#include "sync-server/auth/certificate.hpp"
#include "sync-server/office/backups.hpp"
#include "sync-server/office/examining.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/newer_rules.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/regions.hpp"
#include "tools/sim/disk/disk_ledger.hpp"
#include "tools/sim/scene/power_cut.hpp"

namespace pendata::sim {

namespace {

constexpr char store_file[] = "office/office.db";
constexpr char ledger_file[] = "office/ledger";
constexpr char shelf_file[] = "office/snapshots.db";

}  // namespace

office_house::office_house(stage& on) : on_(on), disk_(on.draw.next()), dice_(on.draw.next(), "office disk"), restarts_(on.told.report().seed, "restarts") {
    draw_bounds();
    for (auto& byte : seed_) byte = static_cast<unsigned char>(dice_.below(256));
    disk_.on_step = [this](const disk_step&) {
        if (die_in_ == 0 || --die_in_ != 0) return fate::proceed;
        constexpr std::array<fate, 3> ways{fate::die_before, fate::die_within, fate::die_after};
        return ways[dice_.below(3)];
    };
}

// Most seeds have small loads, so that a small world is loaded by snapshots of many chunks; the others those of a real
// office.
void office_house::draw_bounds() {
    // A month is too short to see that backups are not kept for ever.
    if (on_.size.days_between == 1 && dice(on_.told.report().seed, "kept").chance(500)) kept_days_ = 4;
    dice draw(on_.told.report().seed, "bounds");
    if (draw.chance(300)) bounds_.held_quota = static_cast<std::size_t>(draw.between(1, 12));
    if (draw.chance(200)) bounds_.case_quota = static_cast<std::size_t>(draw.between(1, 6));
    shelf_ = {std::uint64_t{64} * 1024 * 1024, limits::snapshots_shelved, 14 * day_ms};
    if (draw.chance(250)) return;
    auto& loads = bounds_.loads;
    loads.events_by_pull = static_cast<std::size_t>(draw.between(1, 24));
    loads.tail_commits = static_cast<sequence>(draw.between(2, 60));
    if (draw.chance(300)) loads.tail_events = static_cast<std::size_t>(draw.between(20, 300));
    loads.parts_per_chunk = static_cast<std::size_t>(draw.between(1, 10));
    if (draw.chance(500)) shelf_.count = static_cast<std::size_t>(draw.between(1, 4));
    if (draw.chance(500)) loads.parts_by_pull = static_cast<std::size_t>(draw.between(1, 30));
    if (draw.chance(300)) shelf_.keep_ms = draw.between(1, 48) * hour_ms;
}

// Its process may die at one of the first steps; then it is not there, and whatever failed is no finding.
checked<std::unique_ptr<office>> office_house::assemble(bool create, std::uint64_t dies_in) {
    die_in_ = dies_in;
    const auto wrong = [this](const std::string& what, const auto& error) {
        if (!has_died()) on_.told.broken("I9", what + " does not open again: " + error.message());
        return as_problem(error, what);
    };
    process_ = std::make_unique<disk_mount>(disk_);
    office_file_options options;
    options.create = create;
    options.vfs = process_->vfs();
    auto identity = office_identity::of_seed(seed_);
    identity_ = identity.public_key();
    auto store = sqlite_office_store::open(store_file, options);
    if (store.has_error()) return wrong("the office's store", store.error());
    auto book = create ? ledger::create(ledger_on(*process_, ledger_file), identity_)
                       : ledger::open(ledger_on(*process_, ledger_file), identity_);
    if (book.has_error()) return wrong("the ledger", book.error());
    office_settings settings;
    settings.advertise = {"office.example", 7311};
    auto shelf = sqlite_snapshot_shelf::open(shelf_file, shelf_, now_ms(), process_->vfs());
    if (shelf.has_error()) return wrong("the shelf of snapshots", shelf.error());
    office_parts parts{"office", settings, std::move(identity), std::move(*store), std::move(*book), std::move(*shelf), bounds_};
    return create ? office::found(std::move(parts), "32.11", now_ms()) : office::assemble(std::move(parts));
}

void office_house::found(const std::vector<std::string>& villages) {
    auto made = assemble(true);
    PENDATA_ASSERT(made.has_value());
    opened_ = std::move(*made);
    std::vector<region_row> rows{{"32", "", "Jawa Barat"}, {"32.11", "32", "Sumedang"}};
    for (const auto& village : villages) {
        const std::string above(parent_of(village));
        if (rows.back().code.substr(0, above.size()) != above) rows.push_back({above, "32.11", "Kecamatan " + above});
        rows.push_back({village, above, "Desa " + village});
    }
    keep_certificate();
    PENDATA_ASSERT(import_regions(*opened_, rows, "kemendagri", "2026", now_ms()).has_value());
}

void office_house::keep_certificate() {
    auto view = opened_->view();
    PENDATA_ASSERT(view.has_value());
    const auto latest = (*view)->head();
    PENDATA_ASSERT(latest.has_value());
    auto judged = judge_certificate(leaf_pem_, opened_->identity(), std::max(now_ms(), latest->latest_ms));
    PENDATA_ASSERT(judged.has_value());
    if (judged->pem != leaf_pem_) days_shown_.clear();
    leaf_pem_ = std::move(judged->pem);
    const auto& der = judged->kept.certificate.leaf_der;
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    leaf_.reset(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    PENDATA_ASSERT(leaf_ != nullptr);
    leaf_kept_ms_ = now_ms();
}

void office_house::free_leaf::operator()(x509_st* leaf) const { X509_free(leaf); }

const x509_st* office_house::certificate() {
    if (now_ms() >= leaf_kept_ms_ + day_ms) keep_certificate();
    return leaf_.get();
}

void office_house::lose_certificate() {
    leaf_pem_.clear();
    ++epoch_;
    keep_certificate();
}

void office_house::open(start how) {
    if (is_open()) return;
    while (!has_started(how)) die_in_start();
    ++epoch_;
    keep_certificate();
    if (how == start::unnoticed) return on_.told.tell("office", "opens, as if nothing had happened");
    auto view = opened_->view();
    PENDATA_ASSERT(view.has_value());
    const auto head = (*view)->head();
    PENDATA_ASSERT(head.has_value());
    on_.told.tell("office", "opens, sequence " + std::to_string(head->at));
}

// As the server does it: the ledger is learnt, a segment begins, what is held for an old rule is looked at. False where it died within.
bool office_house::has_started(start how) {
    const bool dies = on_.faults.strikes(fault::office_killed_in_start, 200);
    auto opened = assemble(false, dies ? restarts_.below(25) + 1 : 0);
    if (has_died()) return false;
    if (opened.has_error()) on_.told.broken("I9", "the office does not open again: " + opened.error().hint_en);
    opened_ = std::move(*opened);
    opened_->clock_is_right(now_ms());  // somebody looks after it
    bool done = learn_from_ledger(*opened_, now_ms()).has_value();
    if (done && how == start::with_segment) {
        done = opened_->start_segment(now_ms()).has_value() && look_at_held(*opened_, now_ms()).has_value() &&
               look_by_newer_rules(*opened_, now_ms()).has_value();
    }
    die_in_ = 0;
    PENDATA_ASSERT(done || has_died());
    return !has_died();
}

void office_house::die_in_start() {
    on_.faults.happened(fault::office_killed_in_start);
    on_.told.tell("office", "dies as it starts");
    opened_.reset();
    process_.reset();
}

bool office_house::lives_through(fault f, unsigned permille, const std::function<void()>& work) {
    if (on_.faults.strikes(f, permille)) die_in_ = restarts_.below(10) + 1;
    work();
    die_in_ = 0;
    if (!has_died()) return true;
    on_.faults.happened(f);
    kill();
    on_.time.after(restarts_.between(2, 90) * second_ms, [this] { open(); });
    return false;
}

void office_house::drop_guests() {
    for (const auto& weak : std::exchange(connected_, {})) {
        if (const auto one = weak.lock()) one->office_is_gone();
    }
}

void office_house::close(std::string_view why) {
    if (!is_open()) return;
    on_.told.tell("office", why);
    drop_guests();
    opened_.reset();
    process_.reset();
}

void office_house::kill() {
    if (!is_open()) return;
    process_->kill();
    close("is killed");
}

void office_house::lose_power() {
    if (!is_open()) return;
    crash_and_count(on_, disk_);
    close("loses its power");
}

void office_house::set_clock(std::int64_t offset_ms, fault f) {
    clock_offset_ms_ = offset_ms;
    clock_fault_ = f;
    on_.told.tell("office", "has a clock wrong by " + std::to_string(offset_ms / minute_ms) + " minutes");
}

std::size_t office_house::copy_by_tool() {
    const std::string copy = "office/copy";
    PENDATA_ASSERT(opened_->store().copy_to(copy).has_value());
    disk_image store{{store_file, *disk_.content(copy)}};
    disk_.drop(copy);
    return keep_copy(std::move(store));
}

std::size_t office_house::copy_by_hand() {
    disk_image store;
    for (const auto* beside : {"", "-wal"}) {
        const auto path = std::string(store_file) + beside;
        if (auto content = disk_.content(path)) store[path] = std::move(*content);
    }
    on_.told.tell("office", "is copied by hand");
    return keep_copy(std::move(store));
}

std::size_t office_house::keep_copy(disk_image store) {
    office_copy made;
    made.store = std::move(store);
    made.ledger = *disk_.content(ledger_file);
    const auto written = opened_->ledger().head();
    auto view = opened_->view();
    PENDATA_ASSERT(written.has_value() && view.has_value());
    const auto head = (*view)->head();
    PENDATA_ASSERT(head.has_value());
    made.entries = written->entries;
    made.at = head->at;
    made.ms = on_.time.now_ms();
    made.office_ms = now_ms();
    made.history = times_gone_back();
    made.amid_sessions = std::any_of(connected_.begin(), connected_.end(), [](const auto& weak) {
        const auto one = weak.lock();
        return one && one->is_talking();
    });
    copies_.push_back(std::move(made));
    return copies_.size() - 1;
}

void office_house::note_copy(std::size_t number) {
    auto& copy = copies_[number];
    if (copy.history != times_gone_back()) return;
    const auto done = of().transact(now_ms(), [&](office_transaction& to, const office_context&) -> result<void> {
        return note_backup(to, {copy.at, copy.office_ms}, kept_days_);
    });
    PENDATA_ASSERT(done.has_value());
    copy.noted = true;
    note_told();
    on_.told.tell("office", "is backed up as of " + std::to_string(copy.at));
}

void office_house::note_restore(std::size_t number) {
    const auto& copy = copies_[number];
    const auto done = of().transact(now_ms(), [&](office_transaction& to, const office_context&) -> result<void> {
        PENDATA_TRY(content, to.note(restored_note));
        byte_writer out(content);
        out.varint(copy.at);
        out.zigzag(now_ms());
        PENDATA_CHECK(to.put_note(restored_note, content));
        return note_backup(to, {copy.at, now_ms()}, kept_days_);
    });
    PENDATA_ASSERT(done.has_value());
    note_told();
}

void office_house::note_told() {
    auto view = opened_->view();
    PENDATA_ASSERT(view.has_value());
    const auto told = backed_up_to(**view);
    PENDATA_ASSERT(told.has_value());
    told_ = std::max(told_, *told);
}

// Histories branch where the office went back; each is told by the number of times that it had.
sequence office_house::shared_with(const office_copy& copy) const {
    int here = times_gone_back();
    int there = copy.history;
    sequence shared = copy.at;
    while (here != there) {
        int& later = here > there ? here : there;
        const auto& began = went_back_to_[static_cast<std::size_t>(later - 1)];
        shared = std::min(shared, began.at);
        later = began.history;
    }
    return shared;
}

bool office_house::may_be_restored(std::size_t number) const {
    const auto& copy = copies_[number];
    // Tablets keep what it lacks, also where the office remembers no such backup.
    const bool is_young = on_.time.now_ms() - copy.ms <= (kept_days_ - 1) * day_ms;  // by a clock that may be wrong by hours
    return is_young || shared_with(copy) >= told_;
}

bool office_house::knows_all_devices(std::size_t number) {
    const auto since = opened_->ledger().entries_after(copies_[number].entries);
    PENDATA_ASSERT(since.has_value());
    return std::none_of(since->begin(), since->end(), [](const ledger_entry& e) { return std::holds_alternative<device_enrolled>(e.fact); });
}

void office_house::copy_back(std::size_t number, bool with_ledger) {
    PENDATA_ASSERT(!is_open());
    for (const auto* beside : {"", "-wal", "-shm"}) disk_.drop(std::string(store_file) + beside);
    const auto& copy = copies_[number];
    for (const auto& [path, content] : copy.store) disk_.put(path, content);
    if (with_ledger) disk_.put(ledger_file, copy.ledger);
    told_ = std::min(told_, shared_with(copy));
    went_back_to_.push_back({copy.history, copy.at});
    copy_in_ = 0;
}

void office_house::note_newer_ledger(const message::ledger_head& seen) {
    const auto noted = of().transact(now_ms(), [&](office_transaction& to, const office_context&) -> result<void> {
        return pendata::note_newer_ledger(to, seen);
    });
    PENDATA_ASSERT(noted.has_value());
}

void office_house::tell_committed() {
    constexpr std::int64_t commits_together_ms = 50;
    if (clock_fault_) on_.faults.happened(*std::exchange(clock_fault_, std::nullopt));
    if (copy_in_ > 0 && --copy_in_ == 0) copy_by_hand();
    if (std::exchange(telling_, true)) return;
    on_.time.after(commits_together_ms, [this] {
        telling_ = false;
        std::erase_if(connected_, [](const auto& weak) { return weak.expired(); });
        for (const auto& weak : std::vector(connected_)) {
            if (const auto one = weak.lock()) one->on_commit();
        }
    });
}

}  // namespace pendata::sim
