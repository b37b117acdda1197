// Joining the ends, and what befalls them.
#include "tools/sim/connection.hpp"

#include "core/base/limits.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

std::shared_ptr<connection> connection::open(setup with) {
    std::shared_ptr<connection> made(new connection(std::move(with)));
    made->begin();
    return made;
}

void connection::begin() {
    line_quality up;
    up.latency_ms = with_.network.latency_ms;
    up.bytes_per_s = with_.network.bytes_per_s;
    if (with_.plan.small_segments) up.segment = limits::small_segment_bytes;
    line_quality down = up;
    draw_fate(up, down);
    const auto broke = [this] { hear_of_break(true); };
    up_ = std::make_unique<line>(with_.on, up, [this](bytes_view data) { reaches_office(data); }, broke);
    down_ = std::make_unique<line>(with_.on, down, [this](bytes_view data) { reaches_tablet(data); }, broke);
    bytes exporter(32, '\0');
    for (auto& byte : exporter) byte = static_cast<char>(with_.on.draw.below(256));
    make_ends(std::move(exporter));
    with_.office.joined(shared_from_this());
    tick();
    check_certificate(with_.on, with_.office, with_.tablet);
    // Three messages of TCP and TLS go before.
    with_.on.time.after(3 * with_.network.latency_ms, [self = shared_from_this()] { self->tablet_->start(); });
}

void connection::draw_fate(line_quality& up, line_quality& down) {
    auto& faults = with_.on.faults;
    auto& draw = with_.on.draw;
    const unsigned trouble = with_.network.trouble;
    if (faults.strikes(fault::slow_line, trouble)) {
        up.bytes_per_s = down.bytes_per_s = draw.between(200, 5'000);
        up.latency_ms = down.latency_ms = draw.between(700, 9'000);
        up.waits.push_back({fault::slow_line, 700});
        down.waits.push_back({fault::slow_line, 700});
    }
    if (faults.strikes(fault::connection_cut, trouble)) {
        (draw.chance(500) ? up : down).cut_after = draw.below(draw.chance(500) ? 400 : 12'000);
    }
    if (faults.strikes(fault::half_open, trouble / 2)) {
        half_open_ = true;
        up.cut_is = down.cut_is = fault::half_open;
        (draw.chance(500) ? up : down).cut_after = draw.below(4'000);
    }
    if (faults.strikes(fault::partition_one_way, trouble / 4)) (draw.chance(500) ? up : down).swallows = true;
    if (with_.network.small_only && faults.knows(fault::large_swallowed) && !faults.is_healed()) {
        up.passes = down.passes = 700;
    }
    if (faults.strikes(fault::slow_reader, trouble / 4)) {
        down.bytes_per_s = draw.between(20, 120);
        down.waits.push_back({fault::slow_reader, 10 * second_ms});
    }
    if (faults.strikes(fault::late_bytes, trouble / 3)) {
        up.latency_ms = draw.between(3, 12) * minute_ms;
        late_ = true;
    }
    if (faults.strikes(fault::overtaken, trouble / 2)) up.held_after = draw.below(draw.chance(500) ? 600 : 8'000);
    if (faults.strikes(fault::stranger_replays, trouble / 2)) overheard_.emplace();
    if (faults.strikes(fault::replayed_connection, trouble / 2)) recorded_.emplace();
}

void connection::make_ends(bytes exporter) {
    auto& t = with_.tablet;
    exporter_ = exporter;
    const bool resumes = t.ticket == with_.office.ticket_epoch();
    if (resumes) resumed_ = t.state().device;
    epoch_ = with_.office.ticket_epoch();
    tablet_end::setup here{exporter, resumes, with_.follow, {}, {}, {}};
    here.send = [this](bytes_view data) { up_->send(data, weak_from_this()); };
    here.finished = [this](ending how) { finish(std::move(how)); };
    here.killed = [this] { with_.tablet_killed(); };
    tablet_ = std::make_unique<tablet_end>(with_.on, t, with_.eyes, std::move(here));

    office_end::setup there{std::move(exporter), resumed_, weak_from_this(), {}, {}, {}, {}, {}};
    there.send = [this](bytes_view frame) {
        down_->send(frame, weak_from_this());
        unread_.sent(frame, down_->given(), down_->arrived());
    };
    there.close = [this] {
        with_.on.time.after(2 * with_.network.latency_ms + 1'000, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->tablet_->stop(errc::connection_lost);
        });
    };
    there.give_ticket = [this] { with_.tablet.ticket = with_.office.ticket_epoch(); };
    there.lost = [this] { break_off(); };
    there.killed = [this] { with_.office_killed(); };
    office_ = std::make_unique<office_end>(with_.on, with_.office, std::move(there));
}

void connection::reaches_office(bytes_view data) {
    if (broken_) return;
    if (recorded_) recorded_->append(data);
    if (overheard_) overheard_->append(data);
    if (late_ && tablet_->is_over()) {
        with_.on.faults.happened(fault::late_bytes);
        late_ = false;
    }
    office_->receive(data);
}

void connection::reaches_tablet(bytes_view data) {
    heard_ += data.size();
    tablet_->receive(data);
}

void connection::tick() {
    constexpr std::int64_t tick_ms = 10 * second_ms;
    with_.on.time.after(tick_ms, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self || self->is_over()) return;
        // As the driver does: silence for too long is an end.
        if (self->fell_silent()) return self->tablet_->stop(errc::timed_out);
        self->with_.tablet.clock.may_jump_now(1);
        self->tablet_->on_timer();
        self->office_->on_timer();
        self->tick();
    });
}

bool connection::fell_silent() {
    link_sample now;
    now.bytes_up = up_->given();
    now.in_flight = up_->in_flight();
    now.bytes_down = heard_;
    now.following = tablet_->is_idle() || (tablet_->only_keeps_alive() && now.in_flight == 0);
    const auto now_ms = with_.on.time.now_ms();
    const bool dead = silence_.on_sample(now, now_ms) != link_health::alive;
    silent_ = dead || silence_.is_doubtful(now_ms);
    return dead;
}

void connection::finish(ending how) {
    how.connected = true;
    how.fell_silent = silent_;
    how.bytes_passed = heard_ + up_->given() - up_->in_flight();
    // At once, or days after the tablet went on.
    auto& draw = with_.on.draw;
    const auto waits = draw.chance(500) ? second_ms : draw.between(1, 48 * 60) * minute_ms;
    with_.on.time.after(waits, [self = shared_from_this()] {
        self->replay();
        self->replay_as_stranger();
    });
    with_.ended(how);
}

void connection::hear_of_break(bool tablet_too) {
    if (std::exchange(broken_, true)) return;
    office_->die();
    if (!tablet_too || half_open_) return;  // silence tells the tablet, later
    tablet_->stop(errc::connection_lost);
}

void connection::break_off() { hear_of_break(true); }

void connection::office_is_gone() {
    office_->die();
    hear_of_break(true);
}

void connection::tablet_is_gone() {
    tablet_->die();
    with_.on.time.after(with_.network.latency_ms, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->hear_of_break(false);
    });
}

void connection::next_has_begun() {
    if (!up_->let_go(weak_from_this())) return;
    with_.on.faults.happened(fault::overtaken);
    with_.on.told.tell(with_.tablet.name(), "is overtaken by its next connection");
}

// Without the tablet's key nothing that was overheard does anything.
void connection::replay_as_stranger() {
    if (!overheard_ || overheard_->empty() || !with_.office.is_open()) return;
    with_.on.faults.happened(fault::stranger_replays);
    const auto again = std::make_shared<std::unique_ptr<office_end>>();
    office_end::setup there{bytes(32, 's'), std::nullopt, again, [](bytes_view) {}, [] {}, [] {}, [] {}, [] {}};
    there.stranger = true;
    *again = std::make_unique<office_end>(with_.on, with_.office, std::move(there));
    (*again)->receive(*std::exchange(overheard_, std::nullopt));
    with_.on.time.after(minute_ms, [again] { (*again)->die(); });
}

// A middlebox that sends everything once more: TLS would stop it, the office must bear it anyway.
void connection::replay() {
    if (!recorded_ || recorded_->empty() || !with_.office.is_open()) return;
    // A ticket dies with the office's process.
    if (resumed_ && epoch_ != with_.office.ticket_epoch()) resumed_.reset();
    with_.on.faults.happened(fault::replayed_connection);
    const auto again = std::make_shared<std::unique_ptr<office_end>>();
    // The office may die in what it is told once more as well.
    office_end::setup there{exporter_, resumed_, again, [](bytes_view) {}, [] {}, [] {}, [] {}, with_.office_killed};
    *again = std::make_unique<office_end>(with_.on, with_.office, std::move(there));
    (*again)->receive(*std::exchange(recorded_, std::nullopt));
    with_.on.time.after(minute_ms, [again] { (*again)->die(); });
}

}  // namespace pendata::sim
