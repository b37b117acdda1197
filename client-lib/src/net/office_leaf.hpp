// The one question a tablet asks of a TLS certificate: did the pinned office sign it, and does it
// reach beyond the last time that office proved? Names, chains and the tablet's clock mean nothing
// here.
#pragma once

#include <openssl/x509.h>

#include "client-lib/src/net/tls_client.hpp"

namespace pendata {

// ok; wrong_office when another key signed it; tls_failed when the office had let it run out.
errc check_office_leaf(const X509* leaf, const tls_client::office_pin& pin);

}  // namespace pendata
