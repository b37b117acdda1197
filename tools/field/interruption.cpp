// A pipe the signal handler writes to: the only thing a handler may safely do.
#include "tools/field/interruption.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace field {

namespace {

int ends[2] = {-1, -1};
struct sigaction earlier_int;
struct sigaction earlier_term;

constexpr char heard = 's';
constexpr char given_up = 'g';

void on_signal(int) {
    const auto ignored = write(ends[1], &heard, 1);
    static_cast<void>(ignored);
}

}  // namespace

interruption::interruption() {
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, &earlier_int);
    sigaction(SIGTERM, &action, &earlier_term);
}

interruption::~interruption() {
    give_up();
    if (listener_.joinable()) listener_.join();
    sigaction(SIGINT, &earlier_int, nullptr);
    sigaction(SIGTERM, &earlier_term, nullptr);
    close(ends[0]);
    close(ends[1]);
}

void interruption::when_heard(std::function<void()> work) {
    listener_ = std::thread([work = std::move(work)] {
        char what = given_up;
        if (read(ends[0], &what, 1) == 1 && what == heard) work();
    });
}

void interruption::wait(std::optional<std::chrono::milliseconds> limit) {
    pollfd waited{ends[0], POLLIN, 0};
    const int timeout_ms = limit ? static_cast<int>(limit->count()) : -1;
    while (poll(&waited, 1, timeout_ms) < 0 && errno == EINTR) {
    }
}

void interruption::give_up() {
    const auto ignored = write(ends[1], &given_up, 1);
    static_cast<void>(ignored);
}

}  // namespace field
