// The certificate of the door, dated by the office's own time, which is never before its last commit. That time is what
// tablets are told and what they hold the certificate to: where the machine's clock once stood far ahead, one dated by
// it would have run out for every tablet, for good.
#pragma once

#include "sync-server/auth/certificate.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

// keep_certificate() of this office. Errors: its own, and those of the store.
result<kept_certificate> keep_leaf(office& of, std::int64_t wall_ms);

}  // namespace pendata
