// A thread, a mailbox, and a lock that decides whether anybody still waits for the letter.
#include "client-lib/src/net/name_lookup.hpp"

#include <netdb.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <cstring>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace pendata {

namespace asio = boost::asio;

struct name_lookup::mailbox {
    using work_guard = asio::executor_work_guard<asio::io_context::executor_type>;

    std::mutex mutex;
    // Set while somebody waits; it keeps the io_context running until the answer is there.
    std::optional<work_guard> waiting;
    handler done;  // touched on the io_context's thread only
};

namespace {

name_lookup::endpoints ask_system(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    name_lookup::endpoints out;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return out;
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (at->ai_addrlen > endpoint.capacity())
            continue;
        endpoint.resize(at->ai_addrlen);
        std::memcpy(endpoint.data(), at->ai_addr, at->ai_addrlen);
        out.push_back(endpoint);
    }
    freeaddrinfo(found);
    return out;
}

}  // namespace

void name_lookup::start(const std::string& host, std::uint16_t port, handler done) {
    cancel();
    const auto box = std::make_shared<mailbox>();
    mailbox_ = box;
    box->done = std::move(done);
    box->waiting.emplace(io_.get_executor());

    // Called with the lock held and somebody waiting, so the io_context is still there.
    const auto deliver = [box](endpoints found) {
        asio::post(box->waiting->get_executor(), [box, found = std::move(found)] {
            if (const handler call = std::exchange(box->done, nullptr))
                call(found);
        });
        box->waiting.reset();
    };

    boost::system::error_code not_numeric;
    const auto address = asio::ip::make_address(host, not_numeric);
    const std::lock_guard lock(box->mutex);
    if (!not_numeric) {
        deliver({{address, port}});
        return;
    }
    try {
        std::thread([box, deliver, host, port] {
            try {
                auto found = ask_system(host, port);
                const std::lock_guard answer(box->mutex);
                if (box->waiting)
                    deliver(std::move(found));
            } catch (const std::bad_alloc&) {
                // No answer: whoever waits has a deadline.
            }
        }).detach();
    } catch (const std::system_error&) {  // no thread to be had: the same as no answer
        deliver({});
    }
}

void name_lookup::cancel() {
    const auto box = std::exchange(mailbox_, nullptr);  // outlives its lock below
    if (!box)
        return;
    box->done = nullptr;
    const std::lock_guard lock(box->mutex);
    box->waiting.reset();
}

}  // namespace pendata
