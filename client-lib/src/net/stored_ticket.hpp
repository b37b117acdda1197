// A resumption ticket as bytes to keep between two syncs. Form: version (1 byte), first 8 bytes of
// the SHA-256 of the rest, then OpenSSL's SSL_SESSION in DER. It never leaves the tablet; one that
// cannot be read costs a full handshake and nothing else, so reading has no error but "none".
#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "core/base/bytes.hpp"

namespace pendata {

struct session_deleter {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using session_ptr = std::unique_ptr<SSL_SESSION, session_deleter>;

// Empty when the session cannot be written down.
bytes pack_ticket(SSL_SESSION* session);

// Null for anything that pack_ticket did not write.
session_ptr unpack_ticket(bytes_view ticket);

}  // namespace pendata
