// Action by action.
#include "sync-server/net/sync_connection.hpp"

#include <algorithm>

#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/sync_answers.hpp"

namespace pendata {

namespace {

// What a peer has not taken yet before its own words wait: more than a few pull batches never pile up.
constexpr std::size_t unsent_bytes = 1024 * 1024;

std::optional<device_id> device_of_ticket(const tls_peer& peer) {
    if (!peer.resumed || peer.ticket_data.size() != sizeof(device_id::raw)) return std::nullopt;
    return device_id::from(peer.ticket_data);
}

}  // namespace

sync_connection::sync_connection(std::shared_ptr<tls_session> session, office_services services, connection_roll& roll)
    : session_(std::move(session)), services_(std::move(services)), roll_(roll) {}

void sync_connection::opened(const tls_peer& peer) {
    machine_.emplace(peer.exporter, device_of_ticket(peer), services_.timer_ms());
    roll_.joined(*this);
}

void sync_connection::closed(errc why) {
    if (!machine_) return;
    services_.log.write(log_level::debug, "closed", {{"device", machine_->device().value_or(device_id{})}, {"why", why}});
    machine_.reset();
    undone_.reset();
    session_.reset();
    roll_.left(*this);
}

// Every input of the machine goes through here: after it, whatever it wants is done.
template <class Input>
void sync_connection::feed(Input input) {
    if (!machine_) return;
    input(*machine_);
    pump();
}

void sync_connection::received(bytes_view data) {
    feed([&](server_session& m) { m.receive(data, services_.timer_ms()); });
}
void sync_connection::on_commit() {
    feed([](server_session& m) { m.on_commit(); });
}
void sync_connection::on_timer() {
    if (machine_ && machine_->is_at_work()) session_->postpone_idle();
    feed([&](server_session& m) { m.on_timer(services_.timer_ms()); });
}
void sync_connection::stopping() {
    feed([](server_session& m) { m.stop(); });
}

void sync_connection::drained() {
    choked_ = false;
    let_read();
}

void sync_connection::let_read() {
    if (session_ && !waiting_ && !choked_) session_->resume_reading();
}

void sync_connection::pump() {
    if (pumping_ || waiting_) return;
    pumping_ = true;
    while (machine_) {
        if (!undone_) undone_ = machine_->next_action();
        if (!undone_) break;
        if (!std::visit([this](auto& action) { return act(action); }, *undone_)) break;
        undone_.reset();
    }
    pumping_ = false;
}

bool sync_connection::wait_for(lane of) {
    waiting_ = true;
    session_->pause_reading();
    services_.work.when_room(of, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self || !self->machine_) return;
        self->waiting_ = false;
        self->let_read();
        self->pump();
    });
    return false;
}

bool sync_connection::act(office_action::send& action) {
    session_->send(std::move(action.frame));
    if (session_ && session_->queued_bytes() > unsent_bytes) {
        choked_ = true;
        session_->pause_reading();
    }
    return true;
}

bool sync_connection::act(office_action::close& action) {
    if (action.why != errc::ok) {
        services_.log.write(log_level::info, "refused", {{"device", machine_->device().value_or(device_id{})}, {"why", action.why}});
    }
    session_->close();
    return true;
}

bool sync_connection::act(office_action::issue_ticket& action) {
    session_->issue_ticket(bytes(action.device.view()));
    return true;
}

bool sync_connection::act(office_action::note_pulled& action) {
    contact_facts facts;
    facts.at_ms = services_.now_ms();
    facts.pulled = action.reached;
    services_.work.contacts().note(action.device, facts);
    return true;
}

bool sync_connection::act(office_action::greet& action) {
    if (!services_.work.has_room(lane::read)) return wait_for(lane::read);
    const auto hello = std::make_shared<const message::hello>(std::move(action.hello));
    const auto work = [&of = services_.of, hello, exporter = machine_->exporter(), resumed = machine_->resumed()](
                          office_view& view, const office_context& context) {
        return sync_answers::greet(of, view, context, *hello, exporter, resumed);
    };
    services_.work.read<greeting>(work, [weak = weak_from_this(), hello](result<greeting> answer) {
        const auto self = weak.lock();
        if (!self) return;
        if (answer.has_value()) self->note_hello(*hello);
        if (answer.has_value() && answer->welcome.ledger_behind) self->note_newer_ledger(hello->ledger);
        self->feed([&](server_session& m) { m.on_greeting(std::move(answer)); });
    });
    return true;
}

bool sync_connection::act(office_action::enrol& action) {
    if (!services_.work.has_room(lane::write)) return wait_for(lane::write);
    const auto request = std::make_shared<const message::enrol>(std::move(action.request));
    const auto work = [&of = services_.of, request, exporter = machine_->exporter()](
                          office_transaction& to, const office_context& context) {
        return sync_answers::enrol(of, to, context, *request, exporter);
    };
    services_.work.write<message::enrolled>(work, [weak = weak_from_this()](result<message::enrolled> answer) {
        const auto self = weak.lock();
        if (!self) return;
        if (answer.has_value()) self->services_.log.write(log_level::info, "enrolled", {{"device", answer->device}});
        self->feed([&](server_session& m) { m.on_enrolled(std::move(answer)); });
    }, request->public_key.size() + request->label.size());
    return true;
}

bool sync_connection::act(office_action::settle& action) {
    if (!services_.work.has_room(lane::write)) return wait_for(lane::write);
    const auto batch = std::make_shared<const sealed_batch>(std::move(action.batch));
    const auto path = action.path;
    const auto work = [batch, path](office_transaction& to, const office_context& context) {
        return take_batch(to, context, *batch, path);
    };
    constexpr std::size_t bytes_a_write = 512;  // about what one takes in memory
    const auto writes = batch->content.writes.size();
    services_.work.write<receipt>(work, [weak = weak_from_this(), hash = batch->hash, path, writes](result<receipt> answer) {
        const auto self = weak.lock();
        if (!self) return;
        if (answer.has_value()) self->note_receipt(*answer, writes, path == arrival::sync);
        self->feed([&](server_session& m) { m.on_settled(hash, path, std::move(answer)); });
    }, writes * bytes_a_write);
    return true;
}

bool sync_connection::act(office_action::read_changes& action) {
    if (!services_.work.has_room(lane::read)) return wait_for(lane::read);
    const auto work = [question = std::move(action.question)](office_view& view, const office_context& context) {
        return sync_answers::read_changes(view, context, question);
    };
    services_.work.read<changes_answer>(work, [weak = weak_from_this()](result<changes_answer> answer) {
        if (const auto self = weak.lock()) self->feed([&](server_session& m) { m.on_changes(std::move(answer)); });
    });
    return true;
}

bool sync_connection::act(office_action::find_fork& action) {
    if (!services_.work.has_room(lane::write)) return wait_for(lane::write);
    const auto asked = std::make_shared<const office_action::find_fork>(std::move(action));
    const auto work = [asked](office_transaction& to, const office_context& context) {
        return sync_answers::find_fork(to, context, asked->device, asked->told);
    };
    services_.work.write<position>(work, [weak = weak_from_this(), device = asked->device](result<position> point) {
        const auto self = weak.lock();
        if (!self) return;
        if (point.has_value()) self->services_.log.write(log_level::warning, "fork", {{"device", device}, {"sequence", point->at}});
        self->feed([&](server_session& m) { m.on_fork_point(std::move(point)); });
    }, sizeof(office_action::find_fork));
    return true;
}

bool sync_connection::act(office_action::take_back& action) {
    if (!services_.work.has_room(lane::write)) return wait_for(lane::write);
    const auto asked = std::make_shared<const office_action::take_back>(std::move(action));
    const auto work = [&of = services_.of, asked](office_transaction& to, const office_context& context) {
        return sync_answers::take_back(to, context, asked->device, asked->given, asked->serve);
    };
    constexpr std::size_t bytes_a_cell = 512;  // about what one takes in memory
    std::size_t cells = 0;
    for (const auto& p : asked->given.parts) cells += p.cells.size();
    services_.work.write<returned_answer>(work, [weak = weak_from_this(), device = asked->device](result<returned_answer> answer) {
        const auto self = weak.lock();
        if (!self) return;
        if (answer.has_value()) {
            self->services_.log.write(log_level::info, "given_back",
                                      {{"device", device}, {"taken", answer->answer.taken}, {"held", answer->answer.held}});
        }
        self->feed([&](server_session& m) { m.on_taken_back(std::move(answer)); });
    }, cells * bytes_a_cell);
    return true;
}

bool sync_connection::act(office_action::read_repair& action) {
    if (!services_.work.has_room(lane::read)) return wait_for(lane::read);
    const auto asked = std::make_shared<const office_action::read_repair>(std::move(action));
    const auto work = [asked](office_view& view, const office_context& context) {
        return sync_answers::read_repair(view, context, *asked);
    };
    const auto& ask = *asked->ask;
    services_.log.write(log_level::warning, "repair",
                        {{"device", asked->question.device},
                         {"places", std::uint64_t{ask.sums.size()}},
                         {"wanted", std::uint64_t{ask.wanted.size()}},
                         {"doubted", std::uint64_t{ask.doubted.size()}}});
    services_.work.read<repair_answer>(work, [weak = weak_from_this()](result<repair_answer> answer) {
        if (const auto self = weak.lock()) self->feed([&](server_session& m) { m.on_repair(std::move(answer)); });
    });
    return true;
}

void sync_connection::note_newer_ledger(const message::ledger_head& seen) {
    services_.log.write(log_level::error, "ledger_behind", {{"sequence", seen.entries}});
    if (!services_.work.has_room(lane::write)) return;  // the next device says so too
    const auto work = [seen](office_transaction& to, const office_context&) -> result<message::ledger_head> {
        PENDATA_CHECK(pendata::note_newer_ledger(to, seen));
        return seen;
    };
    services_.work.write<message::ledger_head>(work, [](const result<message::ledger_head>&) {}, sizeof(seen));
}

bool sync_connection::act(office_action::open_snapshot& action) {
    if (!services_.work.has_room(lane::prepare)) return wait_for(lane::prepare);
    const auto asked = std::make_shared<const office_action::open_snapshot>(std::move(action));
    const auto work = [&of = services_.of, asked](office_view& view, const office_context& context) {
        return sync_answers::open_snapshot(of, view, context, asked->question, asked->want);
    };
    services_.work.prepare<snapshot_offer>(work, [weak = weak_from_this()](result<snapshot_offer> offer) {
        const auto self = weak.lock();
        if (!self) return;
        if (offer.has_value()) self->note_offer(offer->head);
        self->feed([&](server_session& m) { m.on_snapshot(std::move(offer)); });
    });
    return true;
}

bool sync_connection::act(office_action::read_chunk& action) {
    if (!services_.work.has_room(lane::read)) return wait_for(lane::read);
    const auto asked = std::make_shared<const office_action::read_chunk>(std::move(action));
    const auto work = [&of = services_.of, asked](office_view& view, const office_context& context) {
        return sync_answers::read_chunk(of, view, context, asked->question, asked->snapshot, asked->number);
    };
    services_.work.read<message::snapshot_chunk>(work, [weak = weak_from_this()](result<message::snapshot_chunk> chunk) {
        if (const auto self = weak.lock()) self->feed([&](server_session& m) { m.on_chunk(std::move(chunk)); });
    });
    return true;
}

std::function<void(result<message::any>)> sync_connection::photo_answered() {
    return [weak = weak_from_this()](result<message::any> answer) {
        if (const auto self = weak.lock()) self->feed([&](server_session& m) { m.on_photo(std::move(answer)); });
    };
}

bool sync_connection::act(office_action::weigh_photo& action) {
    if (!services_.work.has_room(lane::read)) return wait_for(lane::read);
    const auto work = [asked = action](office_view& view, const office_context& context) {
        return sync_answers::weigh_photo(view, context, asked);
    };
    services_.work.read<message::any>(work, photo_answered());
    return true;
}

bool sync_connection::act(office_action::take_photo& action) {
    if (!services_.work.has_room(lane::write)) return wait_for(lane::write);
    const auto asked = std::make_shared<const office_action::take_photo>(std::move(action));
    const auto work = [asked](office_transaction& to, const office_context& context) {
        return sync_answers::take_photo(to, context, *asked);
    };
    services_.work.write<message::any>(work, photo_answered(), asked->piece.content.size());
    return true;
}

bool sync_connection::act(office_action::read_photo& action) {
    if (!services_.work.has_room(lane::read)) return wait_for(lane::read);
    const auto asked = std::make_shared<const office_action::read_photo>(std::move(action));
    const auto work = [asked](office_view& view, const office_context& context) {
        return sync_answers::read_photo(view, context, *asked);
    };
    services_.work.read<message::any>(work, photo_answered());
    return true;
}

void sync_connection::note_offer(const message::snapshot_head& head) {
    services_.log.write(log_level::info, "snapshot",
                        {{"device", machine_ && machine_->device() ? *machine_->device() : device_id{}},
                         {"sequence", head.at.at},
                         {"chunks", head.chunks},
                         {"parts", head.parts},
                         {"reload", head.reload}});
}

void sync_connection::note_hello(const message::hello& hello) {
    told_pending_ = hello.told_pending;
    contact_facts facts;
    facts.at_ms = services_.now_ms();
    facts.pending = hello.told_pending;
    facts.oldest_s = hello.told_oldest_s;
    facts.trust = static_cast<std::uint8_t>(hello.told_trust);
    facts.failed = {static_cast<std::int32_t>(hello.told_trouble), hello.told_trouble_s, hello.told_by_office};
    facts.pulled = hello.pulled;
    services_.work.contacts().note(hello.device, facts);
    services_.log.write(log_level::debug, "greeted", {{"device", hello.device}, {"pending", hello.told_pending}});
}

// What has a receipt is not unsent any more.
void sync_connection::note_receipt(const receipt& answer, std::size_t writes, bool own) {
    services_.log.write(log_level::debug, "settled",
                        {{"sequence", answer.settled_at.at},
                         {"writes", std::uint64_t{writes}},
                         {"held", std::uint64_t{answer.held.size()}},
                         {"forked", answer.forked}});
    if (!own || !machine_ || !machine_->device() || told_pending_ == 0) return;
    told_pending_ -= std::min<std::uint64_t>(told_pending_, writes);
    contact_facts facts;
    facts.at_ms = services_.now_ms();
    facts.pending = told_pending_;
    if (told_pending_ == 0) {
        facts.oldest_s = 0;
        facts.failed = contact_facts::trouble{};
    }
    services_.work.contacts().note(*machine_->device(), facts);
}

}  // namespace pendata
