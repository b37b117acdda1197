// The lanes of one connection (I11): records go up, mail goes up, changes come down, and none waits for another.
#include <doctest/doctest.h>

#include "core/base/limits.hpp"
#include "core/sync/client_session.hpp"
#include "core/sync/server_session.hpp"

namespace pendata {

namespace {

sealed_batch batch_of(char number) {
    sealed_batch out;
    out.content.replica = replica_id::from(bytes(16, 'r'));
    out.content.number = static_cast<std::uint64_t>(number);
    write w;
    w.record = record_id::from(bytes(16, number));
    w.what.key = {1, 10, {}};
    w.what.save_number = static_cast<std::uint64_t>(number);
    w.what.at.replica = out.content.replica;
    out.content.writes.push_back(w);
    return *decode_batch(encode_batch(out));
}

message::pull pull_at(sequence at) {
    message::pull out;
    message::pulled_part p;
    p.content.record = record_id::from(bytes(16, 'p'));
    p.content.put({{}, at});
    p.content.cells.front().what.key = {1, 10, {}};
    out.parts.push_back(p);
    out.reached.at = at;
    return out;
}

// Everything the machine wants to say now.
template <class Machine>
std::vector<message::any> said(Machine& machine, std::size_t& others) {
    using send = std::conditional_t<std::is_same_v<Machine, client_session>, tablet_action::send, office_action::send>;
    std::vector<message::any> out;
    frame_reader reader;
    while (auto action = machine.next_action()) {
        const auto* sent = std::get_if<send>(&*action);
        if (sent == nullptr) {
            ++others;
            continue;
        }
        reader.feed(sent->frame);
        for (auto m = reader.next(); m.has_value() && *m; m = reader.next()) out.push_back(std::move(**m));
    }
    return out;
}

template <class Message>
std::size_t count(const std::vector<message::any>& all) {
    std::size_t n = 0;
    for (const auto& m : all) n += std::holds_alternative<Message>(m);
    return n;
}

}  // namespace

TEST_CASE("a tablet whose pushes get no receipt takes in and acknowledges what comes down") {
    client_session tablet(false);
    std::size_t asked = 0;
    tablet.start({0, 0, "boot"});
    hello_facts facts;
    facts.hello.has_pending = facts.clock_is_good = true;
    said(tablet, asked);
    tablet.on_facts(facts);
    said(tablet, asked);
    tablet.on_batches(std::vector<sealed_batch>{batch_of('a'), batch_of('b')});
    CHECK(count<message::push>(said(tablet, asked)) == 2);
    tablet.receive(*encode_frame(message::welcome{}), {0, 10, "boot"});
    said(tablet, asked);
    tablet.on_done({});  // the anchor
    tablet.on_done({});  // what the welcome told
    for (sequence at = 1; at <= 50; ++at) {
        tablet.receive(*encode_frame(pull_at(at)), {0, 20, "boot"});
        std::size_t applying = 0;
        said(tablet, applying);
        CHECK(applying == 1);
        tablet.on_done({});
        CHECK(count<message::pull_ack>(said(tablet, asked)) == 1);
    }
    CHECK(tablet.progress().pulls_applied == 50);
    CHECK(tablet.progress().batches_receipted == 0);
    CHECK_FALSE(tablet.ended());
}

TEST_CASE("an office whose writer is stuck goes on sending what has changed") {
    server_session office({}, std::nullopt, 0);
    std::size_t asked = 0;
    message::hello hello;
    hello.device = device_id::from(bytes(16, 'd'));
    hello.has_pending = true;
    office.receive(*encode_frame(hello), 0);
    office.receive(*encode_frame(message::push{batch_of('a')}), 0);
    said(office, asked);
    greeting answer;
    answer.device = hello.device;
    answer.grants = {{"32.11", 1}};
    answer.first = changes_answer{};
    answer.first->pull = pull_at(1);
    office.on_greeting(std::move(answer));
    // The batch is with the writer, who never answers.
    std::size_t pulls = count<message::pull>(said(office, asked));
    for (sequence at = 2; at <= 50; ++at) {
        office.receive(*encode_frame(message::pull_ack{{}, {{}, at - 1, 0}}), 0);
        said(office, asked);
        changes_answer more;
        more.pull = pull_at(at);
        office.on_changes(more);
        pulls += count<message::pull>(said(office, asked));
    }
    CHECK(pulls == 50);
}

}  // namespace pendata
