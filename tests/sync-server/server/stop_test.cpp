// Stopping: what is in flight is answered, nobody new is served, and it does not take for ever.
#include <doctest/doctest.h>

#include <future>

#include "tests/sync-server/server/running_server.hpp"
#include "tests/sync-server/server/sync_client.hpp"

using namespace pendata;
using namespace pendata::test;

TEST_CASE("a batch on its way is committed and answered before the server ends") {
    office_folder f;
    auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    running_server server(f);
    sync_client line(server.port(), server.identity());
    sync_client idle(server.port(), server.identity());
    idle.connect();
    line.connect();
    sync_all(line, tablet);
    const auto batch = f.person(tablet, 1, village_a, "Siti");

    // Another process writes, so that the batch has to wait.
    std::promise<void> begun, go;
    std::thread other([&] {
        const auto done = f.of->transact(f.now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
            PENDATA_CHECK(to.put_note("x", "y"));
            begun.set_value();
            go.get_future().wait();
            return {};
        });
        CHECK(code_of(done) == errc::ok);
    });
    begun.get_future().wait();
    line.say(message::push{batch});
    line.say(message::keepalive{});
    line.expect<message::keepalive>();  // the batch is with the executor
    std::thread stopping([&] { server.stop(); });
    CHECK(idle.heard_closing() == errc::office_busy);
    go.set_value();
    CHECK(line.expect_receipt().batch == batch.hash);
    CHECK(line.heard_closing() == errc::office_busy);
    stopping.join();
    other.join();
    CHECK(f.view()->history_of(numbered_record(1)).value().size() == 1);
    CHECK(server.logged("\"event\":\"stopped\"") == 1);

    // And it starts again, in a new segment.
    const auto before = f.view()->head().value();
    server.start();
    CHECK(f.view()->head().value().segment != before.segment);
    sync_client again(server.port(), server.identity());
    again.connect();
    sync_all(again, tablet);
    again.say(message::push{batch});
    CHECK(again.expect_receipt().settled_at.segment == before.segment);
}

TEST_CASE("an address that is taken, and one that is none") {
    office_folder f;
    running_server server(f);
    const auto head = f.view()->head().value();
    server_options options;
    options.folder = f.folder.path() / "kantor";
    options.listen = network_address{"127.0.0.1", server.port()};
    options.log = [](const std::string&) {};
    options.now_ms = [] { return noon_ms; };
    const auto taken = server::start(options);
    CHECK(code_of(taken) == errc::address_in_use);
    CHECK(taken.error().field == "127.0.0.1:" + std::to_string(server.port()));
    options.listen = network_address{"kantor.example", 0};
    CHECK(code_of(server::start(options)) == errc::bad_setting);
    options.folder = f.folder.path();
    CHECK(code_of(server::start(options)) == errc::not_an_office);
    CHECK(f.view()->head().value() == head);  // a start that fails leaves no trace
}
