// Looks an office's name up without ever making anyone wait for it. Asio's resolver joins its
// thread when the io_context goes, so closing the app on a bad network would hang for as long as
// the system's resolver does; here the thread is let go instead and its late answer falls on the
// floor.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pendata {

class name_lookup {
public:
    // Endpoints in the system's order of preference; none when the name is not known now.
    using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
    using handler = std::function<void(endpoints)>;

    explicit name_lookup(boost::asio::io_context& io) : io_(io) {}
    ~name_lookup() { cancel(); }
    name_lookup(const name_lookup&) = delete;
    name_lookup& operator=(const name_lookup&) = delete;

    // One at a time. The handler runs on the io_context, never inside this call; a numeric address
    // needs no lookup and no thread.
    void start(const std::string& host, std::uint16_t port, handler done);
    // The handler is not called any more.
    void cancel();

private:
    struct mailbox;
    boost::asio::io_context& io_;
    std::shared_ptr<mailbox> mailbox_;
};

}  // namespace pendata
