// The loop: next action, visit, do, feed back. One action a turn, so that a stop or a timer is
// heard between two.
#include "client-lib/src/net/session_driver.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <new>

#include "client-lib/src/engine/fork_desk.hpp"
#include "core/base/limits.hpp"
#include "core/settle/office_answers.hpp"

namespace pendata {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds tick_ms{2'000};
constexpr milliseconds connect_timeout_ms{30'000};
constexpr milliseconds last_write_ms{5'000};  // for what was written before the end

std::int64_t steady_ms() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<milliseconds>(now).count();
}

}  // namespace

session_report report_of(const session_outcome& outcome) {
    const auto& p = outcome.progress;
    session_report out;
    out.why = outcome.why;
    out.by_office = outcome.by_office;
    out.retry_after_ms = outcome.retry_after_ms;
    out.connected = outcome.answered || outcome.bytes_up > 0;
    out.answered = outcome.answered;
    out.progress = p.batches_receipted + p.mail_carried + p.pulls_applied + p.given_back + p.photo_pieces > 0;
    out.fell_silent = outcome.fell_silent;
    out.bytes_passed = outcome.bytes_passed;
    return out;
}

session_driver::session_driver(asio::io_context& io, const tablet& with, key_ring& keys,
                               setting wanted, session_listener listener)
    : io_(io),
      tablet_(with),
      keys_(keys),
      wanted_(std::move(wanted)),
      listener_(std::move(listener)),
      desk_(with),
      loads_(with),
      photos_(with),
      session_(wanted_.follow, true),
      connection_(io),
      timer_(io),
      silence_(steady_ms()) {}

// A handler for timers and posts that does nothing once the driver is gone.
template <class Work>
auto session_driver::while_here(Work work) {
    return [here = weak_from_this(), work](auto... results) {
        if (const auto self = here.lock())
            work(results...);
    };
}

void session_driver::start() {
    const auto now = clock_type::now();
    const bool limited = wanted_.timeout.count() > 0;
    deadline_ = limited ? now + wanted_.timeout : clock_type::time_point::max();
    const auto patience =
        limited ? std::min(wanted_.timeout, connect_timeout_ms) : connect_timeout_ms;
    connection_.async_connect(
        wanted_.office, patience,
        [this](result<tls_connection::opened> opened) { on_open(std::move(opened)); });
    tick();
}

void session_driver::stop(errc why) {
    if (ending_)
        return;
    session_.stop(why);
    pump();
}

void session_driver::on_local_change() {
    if (!open_ || ending_)
        return;
    session_.on_local_change();
    pump();
}

void session_driver::on_open(result<tls_connection::opened> opened) {
    if (ending_)
        return;
    if (opened.has_error()) {
        outcome_.fell_silent = opened.error() == errc::timed_out;
        return stop(to_errc(opened.error()));
    }
    opened_ = std::move(*opened);
    open_ = true;
    session_.start(tablet_.read_clock());
    pump();
}

void session_driver::read() {
    if (reading_ || ending_ || !open_)
        return;
    reading_ = true;
    connection_.async_read([this](result<bytes> got) {
        reading_ = false;
        if (ending_)
            return;
        if (got.has_error())
            return stop(to_errc(got.error()));
        or_no_memory([&] { session_.receive(*got, tablet_.read_clock()); });
        pump();
    });
}

// The step that failed left the file as it was; what was to be stored after it would leave a hole and is dropped.
template <class Work>
void session_driver::or_no_memory(Work work) {
    try {
        work();
    } catch (const std::bad_alloc&) {
        session_.on_done(errc::no_memory);
    }
}

void session_driver::pump() {
    if (std::exchange(stepping_, true))
        return;
    asio::post(io_, while_here([this] { step(); }));
}

void session_driver::step() {
    stepping_ = false;
    if (ending_)
        return;
    auto action = session_.next_action();
    if (action) {
        or_no_memory([&] { std::visit(*this, *action); });
        if (listener_.progress)
            listener_.progress(so_far());
        return pump();
    }
    const bool idle = session_.is_idle();
    if (idle && !idle_told_ && listener_.synced)
        listener_.synced(so_far());
    idle_told_ = idle;
    // Nothing is read while there is work: the office waits rather than our memory grows.
    read();
}

void session_driver::tick() {
    const auto now = clock_type::now();
    timer_.expires_at(std::min(now + tick_ms, std::max(now, deadline_)));
    timer_.async_wait(while_here([this](const boost::system::error_code& cancelled) {
        if (!cancelled)
            on_tick();
    }));
}

void session_driver::on_tick() {
    if (ending_)
        return;
    const auto now = clock_type::now();
    if (fell_silent()) {
        stop(errc::timed_out);
    } else if (now >= deadline_) {
        // Of photos the time tells nothing: they go on at the next sync.
        if (!session_.leave_photos())
            session_.stop(errc::timed_out);
        pump();
    } else if (open_) {
        session_.on_timer(tablet_.read_clock());
        watch_other_processes();
        pump();
    }
    tick();
}

bool session_driver::fell_silent() {
    if (!open_)
        return false;  // connecting has a deadline of its own
    const auto waiting = connection_.waiting();
    link_sample sample;
    sample.bytes_up = connection_.bytes_up() - waiting.unsent;
    sample.in_flight = waiting.in_flight;
    sample.bytes_down = connection_.bytes_down();
    sample.following = session_.is_idle() || (session_.only_keeps_alive() && sample.in_flight == 0);
    sample.busy = stepping_;
    const bool dead = silence_.on_sample(sample, steady_ms()) != link_health::alive;
    outcome_.fell_silent = dead || silence_.is_doubtful(steady_ms());
    return dead;
}

// Another process may have saved to the same file: nobody tells us, so we look.
void session_driver::watch_other_processes() {
    if (!session_.is_idle() && !session_.brings_photos())
        return;
    std::uint64_t waiting = 0;
    const auto looked = tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(pending, tx.pending());
        waiting = pending.writes;
        return {};
    });
    if (looked.has_value() && waiting > 0)
        return session_.on_local_change();
    if (!session_.is_idle())
        return;
    const auto photos = photos_.any_wait();
    if (photos.has_value() && *photos)
        session_.on_photos_wait();
}

session_outcome session_driver::so_far() const {
    session_outcome out = outcome_;
    out.progress = session_.progress();
    out.bytes_up = connection_.bytes_up();
    out.bytes_down = connection_.bytes_down();
    out.answered = open_;
    return out;
}

void session_driver::operator()(tablet_action::send& action) {
    ++writing_;
    connection_.async_write(std::move(action.frame), [this](result<void> done) {
        --writing_;
        if (ending_)
            return finish_when_written();
        if (done.has_error())
            stop(to_errc(done.error()));
    });
}

void session_driver::operator()(tablet_action::load_facts&) {
    auto facts = desk_.facts();
    if (facts.has_value() && !opened_.resumed) {
        const auto proof = tablet_.sign(proof_message(opened_.exporter));
        if (proof.has_error())
            return session_.on_facts(proof.error());
        facts->hello.proof.assign(reinterpret_cast<const char*>(proof->data()), proof->size());
    }
    session_.on_facts(std::move(facts));
}

void session_driver::operator()(tablet_action::read_batches& action) {
    session_.on_batches(desk_.batches(action.sent, action.limit));
}

void session_driver::operator()(tablet_action::read_mail& action) {
    session_.on_mail(desk_.mail(action.sent, action.limit));
}

void session_driver::operator()(tablet_action::mail_carried& action) {
    const auto noted = desk_.mail_carried(action.told);
    if (noted.has_error())
        session_.stop(to_errc(noted.error()));
}

void session_driver::operator()(tablet_action::mail_refused& action) {
    const auto noted = desk_.mail_refused(action.batch, action.why);
    if (noted.has_error())
        session_.stop(to_errc(noted.error()));
}

void session_driver::operator()(tablet_action::set_anchor& action) {
    session_.on_done(desk_.set_anchor(action.anchor));
}

void session_driver::operator()(tablet_action::learn& action) {
    const bool grants_change = action.welcome.grants.has_value();
    const std::size_t before = grants_change ? records_held() : 0;
    const auto done = desk_.learn(action.welcome);
    const std::size_t after = grants_change ? records_held() : 0;
    if (after < before)
        outcome_.let_go += before - after;
    session_.on_done(done);
}

std::size_t session_driver::records_held() const {
    std::size_t held = 0;
    const auto counted = tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(all, tx.all());
        held = all.size();
        return {};
    });
    return counted.has_value() ? held : 0;
}

void session_driver::operator()(tablet_action::apply_receipt& action) {
    session_.on_done(desk_.apply(action.answer));
}

void session_driver::operator()(tablet_action::apply_pull& action) {
    const auto done = desk_.apply(action.pull);
    idle_told_ = false;
    if (done.has_value() && listener_.settled) {
        std::vector<record_id> changed;
        std::vector<record_id> evicted;
        for (const auto& p : action.pull.parts) {
            if (changed.empty() || changed.back() != p.content.record)
                changed.push_back(p.content.record);
        }
        for (const auto& e : action.pull.evictions)
            evicted.push_back(e.record);
        if (!changed.empty() || !evicted.empty())
            listener_.settled(changed, evicted);
    }
    session_.on_done(done);
}

void session_driver::operator()(tablet_action::apply_news& action) {
    const auto done = desk_.apply(action.news);
    if (done.has_value()) {
        for (const auto& entry : action.news.entries) {
            if (entry.state == message::verdict::returned ||
                entry.state == message::verdict::rejected)
                ++outcome_.refused;
        }
    }
    session_.on_done(done);
}

void session_driver::operator()(tablet_action::stage_head& action) {
    session_.on_done(loads_.stage(action.head));
}

void session_driver::operator()(tablet_action::stage_chunk& action) {
    session_.on_done(loads_.stage(action.node, action.chunk));
}

void session_driver::operator()(tablet_action::swap_in& action) {
    const auto done = loads_.swap_in(action.node);
    idle_told_ = false;
    if (done.has_error())
        return session_.on_done(done.error());
    outcome_.let_go += done->evicted.size();
    if (listener_.settled && !done->changed.empty())
        listener_.settled(done->changed, done->evicted);
    session_.on_done({});
}

void session_driver::operator()(tablet_action::take_new_replica& action) {
    session_.on_done(desk_.take_new_replica(action.of, action.head));
}

void session_driver::operator()(tablet_action::read_positions&) {
    session_.on_positions(fork_desk(tablet_).positions());
}

void session_driver::operator()(tablet_action::read_cut_cells&) {
    session_.on_cut_cells(fork_desk(tablet_).cut_cells());
}

void session_driver::operator()(tablet_action::go_back_to& action) {
    session_.on_done(fork_desk(tablet_).go_back_to(action.point));
}

void session_driver::operator()(tablet_action::mark_given_back& action) {
    session_.on_done(fork_desk(tablet_).mark(action.answer));
}

void session_driver::operator()(tablet_action::read_photos& action) {
    session_.on_photos(photos_.errands(action.after, action.limit));
}

void session_driver::operator()(tablet_action::read_photo_piece& action) {
    session_.on_photo_piece(action.photo, photos_.piece(action.photo, action.size, action.number));
}

void session_driver::operator()(tablet_action::keep_photo_piece& action) {
    session_.on_done(photos_.keep(action.piece));
}

void session_driver::operator()(tablet_action::note_photo_passed& action) {
    session_.on_done(photos_.note_passed(action.photo, action.bytes, action.kept));
}

void session_driver::operator()(tablet_action::note_photo_refused& action) {
    session_.on_done(photos_.note_refused(action.photo, action.why));
}

void session_driver::operator()(tablet_action::compare& action) {
    session_.on_compared(desk_.compare(action.at, action.office));
}

void session_driver::operator()(tablet_action::collect_rows&) {
    session_.on_rows(desk_.rows());
}

void session_driver::operator()(tablet_action::finish& action) {
    outcome_.why = action.why;
    outcome_.retry_after_ms = action.retry_after_ms;
    outcome_.by_office = action.by_office;
    const auto given = connection_.bytes_up() + connection_.bytes_down();
    const auto waiting = connection_.waiting();
    outcome_.bytes_passed = given - std::min(given, waiting.unsent + waiting.in_flight);
    ending_ = true;
    if (action.why != errc::ok) {
        asio::post(io_, while_here([this] { finish(); }));
        return;
    }
    timer_.expires_after(last_write_ms);
    timer_.async_wait(while_here([this](const boost::system::error_code& cancelled) {
        if (!cancelled)
            finish();
    }));
    finish_when_written();
}

void session_driver::finish_when_written() {
    if (ending_ && writing_ == 0)
        asio::post(io_, while_here([this] { finish(); }));
}

void session_driver::finish() {
    if (std::exchange(finished_, true))
        return;
    timer_.cancel();
    connection_.close();
    auto out = so_far();
    // A ticket the office does not take for this device any more must not be offered again.
    const bool useless = out.why == errc::bad_proof && opened_.resumed;
    const bytes newest = useless ? bytes() : connection_.newest_ticket();
    if (open_ && newest != wanted_.office.ticket)
        keys_.keep_ticket(newest);
    if (listener_.finished)
        listener_.finished(out);
}

}  // namespace pendata
