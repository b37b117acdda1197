// The hand-written tablet.
#include "tests/sync-server/server/sync_client.hpp"

#include <chrono>

#include "core/sync/short_welcome.hpp"
#include "core/wire/chunk.hpp"

namespace pendata::test {

namespace {

constexpr std::chrono::seconds patience{30};

bytes proof_of(const paper_tablet& tablet, const sync_client& on) {
    const auto proof = sign(tablet.seed, proof_message(on.exporter()));
    return {proof.begin(), proof.end()};
}

}  // namespace

bool sync_client::wait(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        if (io_.stopped()) io_.restart();
        io_.run_one_for(std::chrono::milliseconds(2));
    }
    return true;
}

void sync_client::connect(const bytes& ticket, std::int64_t office_ms) {
    line_ = std::make_unique<tls_connection>(io_);
    reader_ = {};
    heard_.clear();
    closed_ = reading_ = false;
    opened_.reset();
    tls_connection::target target;
    target.host = "127.0.0.1";
    target.port = port_;
    target.office_identity = office_;
    target.ticket = ticket;
    target.office_time_floor_ms = office_ms;
    std::optional<result<tls_connection::opened>> outcome;
    line_->async_connect(target, patience, [&](result<tls_connection::opened> opened) { outcome = std::move(opened); });
    REQUIRE(wait([&] { return outcome.has_value(); }));
    REQUIRE(code_of(*outcome) == errc::ok);
    opened_ = std::move(**outcome);
    read();
}

void sync_client::hang_up() { line_.reset(); }

void sync_client::start_reading() {
    reads_ = true;
    if (!reading_) read();
}

void sync_client::read() {
    if (!reads_) return;
    reading_ = true;
    line_->async_read([this](result<bytes> data) {
        reading_ = false;
        if (data.has_error()) {
            closed_ = true;
            return;
        }
        reader_.feed(*data);
        while (true) {
            auto message = reader_.next();
            REQUIRE(code_of(message) == errc::ok);
            if (!*message) break;
            heard_.push_back(std::move(**message));
        }
        read();
    });
}

void sync_client::say(const message::any& content) {
    auto frame = encode_frame(content);
    REQUIRE(code_of(frame) == errc::ok);
    say_bytes(std::move(*frame));
}

void sync_client::say_bytes(bytes data) {
    if (!closed_) line_->async_write(std::move(data), [](result<void>) {});
}

std::optional<message::any> sync_client::hear() {
    REQUIRE(wait([&] { return !heard_.empty() || closed_; }));
    if (heard_.empty()) return std::nullopt;
    auto next = std::move(heard_.front());
    heard_.pop_front();
    return next;
}

receipt sync_client::expect_receipt() {
    while (true) {
        auto next = hear();
        REQUIRE(next.has_value());
        if (const auto* pull = std::get_if<message::pull>(&*next)) {
            say(message::pull_ack{pull->node, pull->reached});
            continue;
        }
        if (std::holds_alternative<message::custody_news>(*next)) continue;
        REQUIRE(std::holds_alternative<message::receipted>(*next));
        return std::get<message::receipted>(*next).of;
    }
}

errc sync_client::heard_closing() {
    errc told = errc::ok;
    while (const auto next = hear()) {
        if (const auto* failure = std::get_if<message::failure>(&*next)) told = failure->code;
    }
    return told;
}

message::hello hello_of(const paper_tablet& tablet, const sync_client& on) {
    message::hello hello;
    hello.dictionary_version = builtin_dictionary().version;
    hello.device = tablet.device;
    if (!on.resumed()) hello.proof = proof_of(tablet, on);
    hello.replica = tablet.chain.replica;
    hello.last_sealed = tablet.chain.number;
    return hello;
}

message::enrol enrol_of(const paper_tablet& tablet, const sync_client& on, const enrolment_code& code) {
    const auto key = public_key_of(tablet.seed);
    return {message::protocol_version, bytes(code.secret_view()), bytes(key.begin(), key.end()), proof_of(tablet, on), "uji"};
}

paper_tablet new_tablet(int number, const officer_id& officer) {
    paper_tablet t;
    t.officer = officer;
    t.seed.fill(static_cast<unsigned char>(number + 100));
    const auto key = public_key_of(t.seed);
    t.device = device_id_of(bytes(key.begin(), key.end()));
    t.chain.replica = paper_replica(t.device);
    return t;
}

std::size_t pulled_all::parts() const {
    std::size_t count = 0;
    for (const auto& p : pulls) count += p.parts.size();
    return count;
}

std::size_t pulled_all::evictions() const {
    std::size_t count = 0;
    for (const auto& p : pulls) count += p.evictions.size();
    return count;
}

pulled_all sync_all(sync_client& line, const paper_tablet& tablet, message::hello known) {
    auto hello = hello_of(tablet, line);
    hello.pulled = known.pulled;
    hello.holds = known.holds;
    hello.grants_hash = known.grants_hash;
    hello.follow = known.follow;
    line.say(hello);
    auto welcome = line.expect<message::welcome>();
    if (welcome.grants) {
        hello.grants_hash = hash_of(*welcome.grants);
        hello.proof.clear();
        line.say(hello);
        welcome = line.expect<message::welcome>();
    }
    REQUIRE_FALSE(welcome.grants.has_value());
    pulled_all out;
    if (welcome.equal) {
        out.at = {0, *spelled_out(welcome, hello).head, hello.holds};
        return out;
    }
    while (true) {
        auto next = line.hear();
        REQUIRE(next.has_value());
        if (auto* pull = std::get_if<message::pull>(&*next)) {
            line.say(message::pull_ack{pull->node, pull->reached});
            out.pulls.push_back(std::move(*pull));
        } else if (auto* head = std::get_if<message::snapshot_head>(&*next)) {
            out.heads.push_back(*head);
        } else if (auto* chunk = std::get_if<message::snapshot_chunk>(&*next)) {
            line.say(message::snapshot_ack{chunk->number});
            auto parts = decode_chunk(*chunk);
            REQUIRE(parts.has_value());
            REQUIRE_FALSE(out.heads.empty());
            message::pull whole;
            whole.parts = std::move(*parts);
            whole.reached = out.heads.back().at;
            out.pulls.push_back(std::move(whole));
        } else if (auto* reached = std::get_if<message::checkpoint_reached>(&*next)) {
            out.at = *reached;
            return out;
        } else {
            REQUIRE(std::holds_alternative<message::custody_news>(*next));
        }
    }
}

}  // namespace pendata::test
