// Waiting until so many tablets, each with a thread of its own, have told that they are there.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <set>
#include <string_view>

#include "tools/bench/progress.hpp"

namespace pendata::bench {

class gathering {
public:
    // On any thread, as often as it likes.
    void arrived(std::size_t tablet);
    // From here on each has to come anew.
    void begin_anew();
    // False where nobody came for minutes. `of`: how many there will be, for who looks on.
    bool wait_for(std::size_t count, const progress& tell, std::string_view step, std::size_t of);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::set<std::size_t> here_;
};

}  // namespace pendata::bench
