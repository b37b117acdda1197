// What is where on this tablet, and why what waits does not move: the answer of `pendata status`.
#pragma once

#include <string>

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

// What the file can not tell of itself.
struct surroundings {
    bool has_key = false;
    bool disk_is_full = false;
};

class status_desk {
public:
    explicit status_desk(const tablet& t) : tablet_(t) {}

    // A JSON object; its members stand in docs/cli.md.
    checked<std::string> status(const surroundings& around);

private:
    const tablet& tablet_;
};

}  // namespace pendata
