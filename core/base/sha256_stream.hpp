// SHA-256 of what comes in pieces, for files that are not to be in memory whole.
#pragma once

#include <memory>

#include "core/base/sha256.hpp"

namespace pendata {

class sha256_stream {
public:
    sha256_stream();
    ~sha256_stream();
    sha256_stream(const sha256_stream&) = delete;
    sha256_stream& operator=(const sha256_stream&) = delete;

    void add(bytes_view piece);
    // The digest of all pieces. Requires: asked once, and nothing is added afterwards.
    digest finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace pendata
