// A tablet written by hand: TLS of the client library, frames of core/wire, and no opinion of its own. It says what
// a test tells it to say and keeps what it hears. One io_context, on the test's thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "client-lib/src/net/tls_connection.hpp"
#include "core/sync/enrolment_code.hpp"
#include "core/wire/frame.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

namespace pendata::test {

class sync_client {
public:
    sync_client(std::uint16_t port, const public_key& office) : port_(port), office_(office) {}

    // Requires that the office is there. A ticket of an earlier connection may be offered; the office's time is what
    // it told before.
    void connect(const bytes& ticket = {}, std::int64_t office_ms = 0);
    void hang_up();
    bool is_closed() const { return closed_; }
    bool resumed() const { return opened_->resumed; }
    bytes ticket() const { return line_->newest_ticket(); }
    const bytes& exporter() const { return opened_->exporter; }

    void say(const message::any& content);
    void say_bytes(bytes data);
    // Whatever comes next; nothing once the office has closed.
    std::optional<message::any> hear();
    // The next message, which must be of this type.
    template <class Message>
    Message expect();
    // The next receipt; pulls that come before it are taken.
    receipt expect_receipt();
    // Waits until the office has closed the connection; the failure it told, or ok.
    errc heard_closing();
    // Runs this side until the condition holds.
    bool wait(const std::function<bool()>& condition);
    // A peer that does not read.
    void stop_reading() { reads_ = false; }
    void start_reading();

private:
    void read();

    std::uint16_t port_;
    public_key office_;
    boost::asio::io_context io_;
    std::unique_ptr<tls_connection> line_;
    std::optional<tls_connection::opened> opened_;
    frame_reader reader_;
    std::deque<message::any> heard_;
    bool reads_ = true;
    bool reading_ = false;
    bool closed_ = false;
};

message::hello hello_of(const paper_tablet& tablet, const sync_client& on);
message::enrol enrol_of(const paper_tablet& tablet, const sync_client& on, const enrolment_code& code);
paper_tablet new_tablet(int number, const officer_id& officer);

// What a session of a tablet ends with: everything it pulled, and where it stands.
struct pulled_all {
    std::vector<message::snapshot_head> heads;  // of snapshots; their chunks are among the pulls, one each
    std::vector<message::pull> pulls;
    message::checkpoint_reached at;
    std::size_t parts() const;
    std::size_t evictions() const;
};

// Hello, and hello again where the grants were news; pulls to the checkpoint. `known` is what to say of oneself.
pulled_all sync_all(sync_client& line, const paper_tablet& tablet, message::hello known = {});

template <class Message>
Message sync_client::expect() {
    auto next = hear();
    REQUIRE(next.has_value());
    if (const auto* failure = std::get_if<message::failure>(&*next)) {
        if constexpr (!std::is_same_v<Message, message::failure>) FAIL("the office failed: ", text_of(failure->code, false));
    }
    REQUIRE(std::holds_alternative<Message>(*next));
    return std::get<Message>(std::move(*next));
}

}  // namespace pendata::test
