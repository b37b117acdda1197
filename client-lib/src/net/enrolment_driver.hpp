// One enrolment over one connection: proves the device's key, uses the code, keeps the answer.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "client-lib/src/engine/sync_desk.hpp"
#include "client-lib/src/net/key_ring.hpp"
#include "client-lib/src/net/office_address.hpp"
#include "client-lib/src/net/tls_connection.hpp"
#include "core/sync/enrolment_code.hpp"
#include "core/sync/enrolment_session.hpp"

namespace pendata {

// Threads: all on the io_context's. Lifetime: as session_driver's.
class enrolment_driver : public std::enable_shared_from_this<enrolment_driver> {
public:
    struct setting {
        enrolment_code code;
        office_address office;  // where to go; the code's own address is the one that is kept
        std::string label;
        std::chrono::milliseconds timeout{0};
    };

    enrolment_driver(boost::asio::io_context& io, const tablet& with, key_ring& keys,
                     setting wanted, std::function<void(result<void>)> finished);

    void start();
    void stop(errc why);

private:
    void on_open(result<tls_connection::opened> opened);
    result<bytes> request(bytes_view exporter);
    void read();
    void on_answer(const message::enrolled& answer);
    void finish(result<void> done);

    const tablet& tablet_;
    key_ring& keys_;
    setting wanted_;
    std::function<void(result<void>)> finished_;
    enrolment_session session_;
    tls_connection connection_;
};

}  // namespace pendata
