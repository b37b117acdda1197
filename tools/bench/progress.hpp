// How far long work is, on a terminal: a bar on one line written over itself. Nothing where nobody looks.
#pragma once

#include <cstddef>
#include <string_view>

namespace pendata::bench {

class progress {
public:
    progress();
    ~progress();
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    // `of` 0: how much there will be is not known.
    void at(std::string_view step, std::size_t done, std::size_t of) const;

private:
    bool is_watched_;
};

}  // namespace pendata::bench
