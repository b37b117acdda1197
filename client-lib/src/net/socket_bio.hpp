// OpenSSL's way to our socket. The stock socket BIO writes without MSG_NOSIGNAL, and a library
// inside somebody's app may neither die of SIGPIPE nor change the app's signal handling; this one
// also counts what passes, so that the bytes a sync costs are those of the TCP payload, handshake
// included.
#pragma once

#include <openssl/bio.h>

#include <cstdint>

namespace pendata {

struct socket_traffic {
    std::uint64_t up = 0;
    std::uint64_t down = 0;
};

// A BIO over a connected non-blocking socket, which it does not own. `traffic` outlives the BIO.
// Returns null when memory is short.
BIO* make_socket_bio(int socket, socket_traffic& traffic);

}  // namespace pendata
