// The checksum matters: a session with one flipped bit in its secret would be offered, accepted by
// name and then refused by the office, where a fallback is no longer possible.
#include "client-lib/src/net/stored_ticket.hpp"

#include <openssl/err.h>

#include "core/base/sha256.hpp"

namespace pendata {

namespace {

constexpr char ticket_version = 1;
constexpr std::size_t check_bytes = 8;

}  // namespace

bytes pack_ticket(SSL_SESSION* session) {
    const int size = i2d_SSL_SESSION(session, nullptr);
    if (size <= 0)
        return {};
    bytes der(static_cast<std::size_t>(size), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    if (i2d_SSL_SESSION(session, &at) != size)
        return {};
    bytes out(1, ticket_version);
    out.append(sha256(der).view().substr(0, check_bytes));
    return out.append(der);
}

session_ptr unpack_ticket(bytes_view ticket) {
    if (ticket.size() <= 1 + check_bytes || ticket[0] != ticket_version)
        return nullptr;
    const bytes_view der = ticket.substr(1 + check_bytes);
    if (sha256(der).view().substr(0, check_bytes) != ticket.substr(1, check_bytes))
        return nullptr;
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    session_ptr session(d2i_SSL_SESSION(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return session;
}

}  // namespace pendata
