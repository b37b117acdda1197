// A BIO of six functions: send, receive, and what OpenSSL asks of any BIO.
#include "client-lib/src/net/socket_bio.hpp"

#include <sys/socket.h>

#include <memory>
#include <new>

namespace pendata {

namespace {

struct socket_state {
    int socket;
    socket_traffic& traffic;
};

socket_state& state_of(BIO* bio) {
    return *static_cast<socket_state*>(BIO_get_data(bio));
}

int write_socket(BIO* bio, const char* data, int size) {
    auto& state = state_of(bio);
    BIO_clear_retry_flags(bio);
    const auto sent = ::send(state.socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent > 0)
        state.traffic.up += static_cast<std::uint64_t>(sent);
    if (sent < 0 && BIO_sock_should_retry(-1))
        BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int read_socket(BIO* bio, char* data, int size) {
    auto& state = state_of(bio);
    BIO_clear_retry_flags(bio);
    const auto got = ::recv(state.socket, data, static_cast<std::size_t>(size), 0);
    if (got > 0)
        state.traffic.down += static_cast<std::uint64_t>(got);
    if (got < 0 && BIO_sock_should_retry(-1))
        BIO_set_retry_read(bio);
    if (got == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(got);
}

long control_socket(BIO* bio, int command, long, void*) {
    switch (command) {
        case BIO_CTRL_FLUSH:
            return 1;
        case BIO_CTRL_EOF:
            return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
        default:
            return 0;
    }
}

int destroy_socket(BIO* bio) {
    delete static_cast<socket_state*>(BIO_get_data(bio));
    BIO_set_data(bio, nullptr);
    return 1;
}

struct method_deleter {
    void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

// Errors: std::bad_alloc, and then the next call tries again.
BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, method_deleter> made = [] {
        std::unique_ptr<BIO_METHOD, method_deleter> fresh(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pendata socket"));
        if (!fresh)
            throw std::bad_alloc();
        BIO_meth_set_write(fresh.get(), write_socket);
        BIO_meth_set_read(fresh.get(), read_socket);
        BIO_meth_set_ctrl(fresh.get(), control_socket);
        BIO_meth_set_destroy(fresh.get(), destroy_socket);
        return fresh;
    }();
    return made.get();
}

}  // namespace

BIO* make_socket_bio(int socket, socket_traffic& traffic) {
    auto state = std::make_unique<socket_state>(socket_state{socket, traffic});
    BIO* bio = BIO_new(method());
    if (bio == nullptr)
        return nullptr;
    BIO_set_data(bio, state.release());
    BIO_set_init(bio, 1);
    return bio;
}

}  // namespace pendata
