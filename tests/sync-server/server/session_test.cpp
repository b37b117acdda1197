// Sessions over real sockets: greeting, enrolling, pushing, pulling; what is sent twice and what is cut off.
#include <doctest/doctest.h>

#include "tests/sync-server/server/running_server.hpp"
#include "tests/sync-server/server/sync_client.hpp"

using namespace pendata;
using namespace pendata::test;

namespace {

struct served_office : office_folder {
    officer_id ani = add("Ani", role::psm, village_a);
    running_server server{*this};
    sync_client line{server.port(), server.identity()};

    // Enrolled over the wire.
    paper_tablet enrolled(int number, const officer_id& officer) {
        const auto code = read_enrolment_code(make_code(*of, officer, now_ms)->text).value();
        auto tablet = new_tablet(number, officer);
        line.connect();
        line.say(enrol_of(tablet, line, code));
        CHECK(line.expect<message::enrolled>().device == tablet.device);
        return tablet;
    }
};

}  // namespace

TEST_CASE("a code enrols one tablet; it pulls, and greets as equal the next time") {
    served_office f;
    const auto code = read_enrolment_code(make_code(*f.of, f.ani, f.now_ms)->text).value();
    const auto tablet = new_tablet(1, f.ani);
    f.line.connect();
    f.line.say(enrol_of(tablet, f.line, code));
    const auto enrolled = f.line.expect<message::enrolled>();
    CHECK(enrolled.officer_name == "Ani");
    CHECK(enrolled.role == "psm");
    CHECK(enrolled.regency == "32.11");
    CHECK(enrolled.grants == scope_grants(village_a, 1));

    const auto first = sync_all(f.line, tablet);
    CHECK(first.parts() == 8);  // six regions, the officer, the duty
    CHECK(first.at.holds.count == 8);
    const auto ticket = f.line.ticket();

    message::hello known;
    known.pulled = first.at.at;
    known.holds = first.at.holds;
    known.grants_hash = hash_of(enrolled.grants);
    f.line.connect(ticket);
    CHECK(f.line.resumed());
    const auto second = sync_all(f.line, tablet, known);
    CHECK(second.pulls.empty());
    CHECK(second.at.at == first.at.at);

    // The ledger knew it first, and its row tells of the call.
    REQUIRE(f.line.wait([&] { return f.view()->device(tablet.device).value()->pulled == first.at.at; }));
    CHECK(f.of->ledger().head().value().entries >= 3);
    CHECK(f.server.logged("\"event\":\"enrolled\"") == 1);
    for (const char* personal : {"Ani", "127.0.0.1", "uji"}) CHECK(f.server.logged(personal) == 0);
}

TEST_CASE("an office whose clock once stood far ahead stays within reach of who heard it") {
    served_office f;
    f.server.stop();
    const std::int64_t ahead_ms = f.now_ms + std::int64_t{80} * 365 * 24 * 3600 * 1000;
    f.server.now_ms = ahead_ms;
    server_options unseen;
    unseen.folder = f.folder.path() / "kantor";
    unseen.listen = network_address{"127.0.0.1", 0};
    unseen.log = [](const std::string&) {};
    unseen.now_ms = [&] { return ahead_ms; };
    const auto refused = server::start(unseen);  // nobody has looked
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::bad_setting);
    CHECK(refused.error().field == "clock");
    CHECK(*f.of->latest_known_ms() < ahead_ms);
    f.server.clock_is_right = true;
    f.server.start();
    f.server.stop();
    f.server.now_ms = f.now_ms;  // set right again; its history says otherwise
    f.server.start();
    sync_client line(f.server.port(), f.server.identity());
    const auto tablet = new_tablet(1, f.ani);
    line.connect();
    line.say(enrol_of(tablet, line, read_enrolment_code(make_code(*f.of, f.ani, f.now_ms)->text).value()));
    const auto told_ms = line.expect<message::enrolled>().office_ms;
    CHECK(told_ms >= ahead_ms);
    line.connect({}, told_ms);
    sync_all(line, tablet);
}

TEST_CASE("an office whose clock jumps while it runs tells nothing by it, and goes on when it is right again") {
    served_office f;
    auto tablet = f.enrolled(1, f.ani);
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    const auto before_ms = f.of->latest_known_ms().value();
    f.server.now_ms = f.now_ms + std::int64_t{3} * 365 * day_ms;
    f.line.connect();
    f.line.say(hello_of(tablet, f.line));
    CHECK(f.line.heard_closing() == errc::office_storage);
    CHECK(f.of->latest_known_ms().value() == before_ms);
    f.server.now_ms = f.now_ms;
    f.line.connect();
    sync_all(f.line, tablet);
    f.line.say(message::push{batch});
    CHECK(f.line.expect_receipt().held.empty());
}

TEST_CASE("codes: again by the same tablet, by another, expired, wrong") {
    served_office f;
    const auto code = read_enrolment_code(make_code(*f.of, f.ani, f.now_ms)->text).value();
    const auto tablet = new_tablet(1, f.ani);
    const auto try_code = [&](const paper_tablet& who, const enrolment_code& with) {
        f.line.connect();
        f.line.say(enrol_of(who, f.line, with));
        const auto answer = f.line.hear();
        REQUIRE(answer.has_value());
        if (std::holds_alternative<message::enrolled>(*answer)) return errc::ok;
        REQUIRE(std::holds_alternative<message::failure>(*answer));
        return std::get<message::failure>(*answer).code;
    };
    CHECK(try_code(tablet, code) == errc::ok);
    CHECK(try_code(tablet, code) == errc::ok);  // its answer may have been lost
    CHECK(try_code(new_tablet(2, f.ani), code) == errc::code_used);
    auto wrong = code;
    wrong.secret[3] ^= 1;
    CHECK(try_code(new_tablet(2, f.ani), wrong) == errc::code_unknown);
    const auto late = read_enrolment_code(make_code(*f.of, f.ani, f.now_ms)->text).value();
    f.server.now_ms = f.now_ms + 8 * day_ms;
    CHECK(try_code(new_tablet(2, f.ani), late) == errc::code_expired);
    f.server.now_ms = f.now_ms;

    // Of an officer whose duties have ended, and by a device that was revoked.
    const auto spare = read_enrolment_code(make_code(*f.of, f.ani, f.now_ms)->text).value();
    REQUIRE(code_of(revoke_device(*f.of, tablet.device, f.now_ms)) == errc::ok);
    CHECK(try_code(tablet, spare) == errc::device_revoked);
    REQUIRE(code_of(end_officer(*f.of, "Ani", f.now_ms)) == errc::ok);
    CHECK(try_code(new_tablet(2, f.ani), spare) == errc::not_allowed);

    f.line.connect();
    auto forged = enrol_of(tablet, f.line, late);
    forged.proof[5] = static_cast<char>(forged.proof[5] ^ 1);
    f.line.say(forged);
    CHECK(f.line.heard_closing() == errc::bad_proof);
}

TEST_CASE("a batch gets a receipt, and the same receipt ever after") {
    served_office f;
    auto tablet = f.enrolled(1, f.ani);
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    sync_all(f.line, tablet);
    f.line.say(message::push{batch});
    const auto first = f.line.expect_receipt();
    CHECK(first.batch == batch.hash);
    CHECK(first.held.empty());
    CHECK(verify(f.server.identity(), receipt_message(first), first.signed_by));

    f.line.say(message::push{batch});
    CHECK(f.line.expect_receipt() == first);
    f.line.connect();
    auto hello = hello_of(tablet, f.line);
    hello.has_pending = true;
    f.line.say(hello);
    f.line.say(message::push{batch});
    f.line.expect<message::welcome>();
    CHECK(f.line.expect_receipt() == first);
    CHECK(f.view()->history_of(numbered_record(1)).value().size() == 1);
}

TEST_CASE("many batches in flight settle in order, many to a commit of the disk") {
    served_office f;
    auto tablet = f.enrolled(1, f.ani);
    sync_all(f.line, tablet);
    std::vector<sealed_batch> batches;
    for (int n = 0; n < 64; ++n) batches.push_back(f.person(tablet, n, village_a, "Orang"));
    std::size_t sent = 0, got = 0;
    sequence last = 0;
    while (got < batches.size()) {
        while (sent < batches.size() && sent - got < limits::pushes_in_flight) f.line.say(message::push{batches[sent++]});
        const auto answer = f.line.expect_receipt();
        CHECK(answer.batch == batches[got].hash);
        CHECK(answer.settled_at.at > last);
        last = answer.settled_at.at;
        ++got;
    }
    f.line.say(message::checkpoint{7});
    while (true) {
        auto next = f.line.hear();
        REQUIRE(next.has_value());
        if (auto* pull = std::get_if<message::pull>(&*next)) {
            f.line.say(message::pull_ack{{}, pull->reached});
        } else if (auto* reached = std::get_if<message::checkpoint_reached>(&*next)) {
            CHECK(reached->number == 7);
            CHECK(reached->holds.count == 8 + batches.size());
            break;
        }
    }
}

TEST_CASE("cut off before the answer: sent again, one effect") {
    served_office f;
    auto tablet = f.enrolled(1, f.ani);
    sync_all(f.line, tablet);
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    f.line.stop_reading();
    f.line.say(message::push{batch});
    REQUIRE(f.line.wait([&] { return f.view()->batch(batch.hash).value().has_value(); }));
    const auto settled = f.view()->batch(batch.hash).value()->answer;
    f.line.hang_up();

    f.line.start_reading();
    f.line.connect();
    auto hello = hello_of(tablet, f.line);
    hello.has_pending = true;
    f.line.say(hello);
    f.line.expect<message::welcome>();
    f.line.say(message::push{batch});
    CHECK(f.line.expect_receipt() == settled);
    CHECK(f.view()->history_of(numbered_record(1)).value().size() == 1);
}

TEST_CASE("a long pull comes in pieces, each at a commit") {
    served_office f;
    const auto tablet = f.enrolled(1, f.ani);
    const auto before = sync_all(f.line, tablet).at;
    std::vector<region_row> rows;
    for (int n = 1; n <= 999; ++n) rows.push_back({"32.11.02." + std::to_string(2000 + n), "", "Desa"});
    rows.erase(rows.begin());  // 2001 is there already
    REQUIRE(code_of(import_regions(*f.of, rows, "kemendagri", "2025", f.now_ms)) == errc::ok);
    message::hello known;
    known.pulled = before.at;
    known.holds = before.holds;
    f.line.connect();
    const auto all = sync_all(f.line, tablet, known);
    CHECK(all.heads.empty());
    CHECK(all.parts() == rows.size());
    CHECK(all.pulls.size() >= 3);
    for (std::size_t i = 1; i < all.pulls.size(); ++i) CHECK(all.pulls[i].reached.at > all.pulls[i - 1].reached.at);
    CHECK_FALSE(all.pulls.front().caught_up);
    CHECK(all.pulls.back().caught_up);
}

TEST_CASE("a first load of many comes as a snapshot of each grant, shared by the next device, and then the tail") {
    served_office f;
    std::vector<region_row> rows;
    for (int n = 2; n <= 999; ++n) rows.push_back({"32.11.02." + std::to_string(2000 + n), "", "Desa"});
    REQUIRE(code_of(import_regions(*f.of, rows, "kemendagri", "2025", f.now_ms)) == errc::ok);
    const auto first = sync_all(f.line, f.enrolled(1, f.ani));
    REQUIRE(first.heads.size() == 2);
    CHECK(first.heads.front().more);
    CHECK_FALSE(first.heads.back().more);
    CHECK(first.parts() == 8 + rows.size());
    const auto second_tablet = f.enrolled(2, f.ani);
    const auto second = sync_all(f.line, second_tablet);
    REQUIRE(second.heads.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) CHECK(second.heads[i].hash == first.heads[i].hash);
    CHECK(second.at.holds == first.at.holds);
}

TEST_CASE("a revoked device uploads into custody and is served nothing, resumed or not") {
    served_office f;
    auto tablet = f.enrolled(1, f.ani);
    sync_all(f.line, tablet);
    const auto ticket = f.line.ticket();
    const auto batch = f.person(tablet, 1, village_a, "Siti");
    REQUIRE(code_of(revoke_device(*f.of, tablet.device, f.now_ms)) == errc::ok);

    f.line.connect(ticket);
    f.line.say(hello_of(tablet, f.line));
    CHECK(f.line.heard_closing() == errc::device_revoked);

    f.line.connect(ticket);
    auto hello = hello_of(tablet, f.line);
    hello.has_pending = true;
    f.line.say(hello);
    f.line.expect<message::welcome>();
    f.line.say(message::push{batch});
    const auto answer = f.line.expect_receipt();
    REQUIRE(answer.held.size() == 2);
    CHECK(answer.held[0].reason == hold_reason::device_revoked);
    f.line.say(message::checkpoint{1});
    CHECK(f.line.heard_closing() == errc::device_revoked);
}

TEST_CASE("a tablet that has seen a newer ledger is served nothing, and may upload") {
    served_office f;
    auto tablet = f.enrolled(1, f.ani);
    sync_all(f.line, tablet);
    f.line.connect();
    auto hello = hello_of(tablet, f.line);
    hello.ledger = {1000, 42};
    hello.grants_hash = hash_of(scope_grants(village_a, 1));
    hello.has_pending = true;
    f.line.say(hello);
    CHECK_FALSE(f.line.expect<message::welcome>().equal);
    f.line.say(message::push{f.person(tablet, 1, village_a, "Siti")});
    CHECK(f.line.expect_receipt().held.empty());
    f.line.say(message::checkpoint{1});
    CHECK(f.line.heard_closing() == errc::ledger_behind);
}
