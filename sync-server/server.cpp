// Putting the rooms together, in the order in which they need one another.
#include "sync-server/server.hpp"

#include "sync-server/jobs/match_job.hpp"
#include "sync-server/jobs/office_executor.hpp"
#include "sync-server/jobs/rules_job.hpp"
#include "sync-server/net/sync_front.hpp"
#include "sync-server/office/examining.hpp"
#include "sync-server/office/keep_leaf.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/serving_lock.hpp"

namespace pendata {

struct server::rooms {
    rooms(std::unique_ptr<office> opened, const server_options& options)
        : of(std::move(opened)), log(of->settings().level, options.log, options.now_ms) {}

    std::optional<serving_lock> lock;  // no restore while this server runs
    // Destroyed from the last: connections before the threads that answer them, those before the office.
    std::unique_ptr<office> of;
    event_log log;
    std::unique_ptr<sync_front> front;
    std::unique_ptr<match_job> same_persons;
    std::unique_ptr<rules_job> newer_rules;
    std::unique_ptr<office_executor> work;
    network_address address;
};

namespace {

net_limits limits_of(const office_settings& settings) {
    net_limits allowed;
    allowed.connections = settings.connections;
    allowed.connections_per_address = settings.connections_per_address;
    allowed.idle = std::chrono::seconds(settings.idle_timeout_s);
    allowed.stop_grace = std::chrono::seconds(settings.drain_s);
    return allowed;
}

checked<void> look_at_clock(office& of, bool is_right, std::int64_t now_ms) {
    if (is_right) of.clock_is_right(now_ms);
    const auto view = of.view();
    if (view.has_error()) return as_problem(view.error(), "office.db");
    const auto days = of.days_ahead(**view, now_ms);
    if (days.has_error()) return as_problem(days.error(), "office.db");
    if (*days > 0) return clock_problem(*days);
    return {};
}

}  // namespace

server::server(std::unique_ptr<rooms> all) : all_(std::move(all)) {}
server::~server() {
    // The front's thread is this one and has stopped; its connections end before the executor they submit to.
    if (all_->work) all_->work->finish();
    all_->front.reset();
}

checked<std::unique_ptr<server>> server::start(const server_options& options) {
    auto opened = office::open(options.folder);
    if (opened.has_error()) return opened.error();
    auto all = std::make_unique<rooms>(std::move(*opened), options);
    auto& of = *all->of;
    const std::int64_t now_ms = options.now_ms();
    if (const auto wrong = look_at_clock(of, options.clock_is_right, now_ms); wrong.has_error()) return wrong.error();
    auto lock = serving_lock::take(options.folder, serving_lock::kind::shared);
    if (lock.has_error()) return as_problem(lock.error(), options.folder.filename().string());
    all->lock.emplace(std::move(*lock));

    const auto certificate = keep_leaf(of, now_ms);
    if (certificate.has_error()) return as_problem(certificate.error(), "tls");
    all->front = std::make_unique<sync_front>();
    auto& front = *all->front;
    office_executor::setup with;
    with.readers = of.settings().readers;
    with.post = [&front](std::function<void()> what) { front.post(std::move(what)); };
    with.now_ms = options.now_ms;
    with.committed = [&front, rooms = all.get()] {
        front.tell_committed();
        rooms->same_persons->wake(*rooms->work);
    };
    auto search = matching::open(of);
    if (search.has_error()) return as_problem(search.error(), "match.db");
    all->same_persons = std::make_unique<match_job>(std::move(*search), of.own_author(), all->log);
    all->newer_rules = std::make_unique<rules_job>(all->log);
    all->work = std::make_unique<office_executor>(of, all->log, std::move(with));

    all->address = options.listen.value_or(of.settings().listen);
    const sync_front::setup door{of, *all->work, all->log, options.now_ms, options.timer_ms, all->address, limits_of(of.settings())};
    std::unique_ptr<server> made(new server(std::move(all)));
    if (const auto listening = front.open(door, certificate->certificate); listening.has_error()) {
        return as_problem(listening.error(), to_string(made->all_->address));
    }
    made->all_->address.port = front.port();

    // Only now: a start that fails leaves no trace in the history. Nobody is answered before run().
    const auto learned = learn_from_ledger(of, now_ms);
    if (learned.has_error()) return as_problem(learned.error(), "ledger");
    const auto segment = of.start_segment(now_ms);
    if (segment.has_error()) return as_problem(segment.error(), "office.db");
    // A newer dictionary knows fields, and a new day duties, that writes wait for.
    if (const auto looked = look_at_held(of, now_ms); looked.has_error()) return as_problem(looked.error(), "office.db");
    front.post([rooms = made->all_.get()] {
        rooms->newer_rules->start(*rooms->work);
        rooms->same_persons->wake(*rooms->work);
    });
    made->all_->log.write(log_level::info, "started",
                          {{"segment", segment->segment}, {"sequence", segment->at}, {"learned", std::uint64_t{*learned}}});
    return made;
}

const network_address& server::address() const { return all_->address; }
office& server::of() { return *all_->of; }

void server::run() {
    all_->front->run();
    all_->work->finish();
    all_->log.write(log_level::info, "stopped");
}

void server::stop() { all_->front->stop(); }

}  // namespace pendata
