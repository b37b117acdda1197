// What the program says to people: on standard error, in Indonesian unless English was asked for. Results go to
// standard output and are not said here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/dictionary/problem.hpp"

namespace pendata::admin {

// docs/cli.md: never change.
enum class exit_status : int {
    done = 0,
    failed = 1,      // the reason was said
    wrong_use = 2,
    unfinished = 3,  // nothing lost, but not all done: run it again or look
};

class voice {
public:
    explicit voice(bool indonesian) : indonesian_(indonesian) {}

    bool indonesian() const { return indonesian_; }
    std::string_view say(std::string_view id, std::string_view en) const { return indonesian_ ? id : en; }

    // One line for whoever waits.
    void tell(std::string_view text) const;

    // Says why it failed and gives the status to leave with. `about` names what it was about.
    exit_status fail(const problem& why, std::string_view about = {}) const;
    exit_status fail(const boost::system::error_code& why, std::string_view about = {}) const;
    exit_status fail(errc why, std::string_view about = {}) const;
    // The same for what the command line has wrong.
    exit_status wrong_use(std::string_view text) const;

    // How far long work is, written over itself; nothing where nobody looks.
    void progress(std::size_t done, std::size_t of) const;

private:
    bool indonesian_;
};

}  // namespace pendata::admin
