// The office's TLS certificate: an EC P-256 leaf of 90 days that the identity key signs, so that a
// stolen TLS key is of use for a season and the identity key itself never serves a connection. Only
// the leaf goes over the wire, and it says as little as X.509 allows: every byte of it is paid for
// on a 2G link.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "sync-server/auth/identity.hpp"

namespace pendata {

struct office_certificate {
    static constexpr std::int64_t lifetime_ms = std::int64_t{90} * 24 * 3600 * 1000;
    static constexpr std::int64_t renewal_ms = std::int64_t{30} * 24 * 3600 * 1000;

    bytes leaf_der;
    bytes key_der;
    std::int64_t not_after_ms = 0;
};

struct kept_certificate {
    office_certificate certificate;
    bool renewed = false;  // made by this call
};

// leaf.pem as it stands from now on: that of `pem` while it is good, as keep_certificate() says; else
// a new one. Errors: internal.
struct judged_certificate {
    kept_certificate kept;
    bytes pem;
};
result<judged_certificate> judge_certificate(bytes_view pem, const office_identity& identity, std::int64_t now_ms);

// The certificate in DIR/tls/leaf.pem; a new one in its place when there is none, when it has less
// than 30 days left or more than it can have (the clock stood wrong), or when it is not whole or
// not of this identity. Called at every start and once a day. Also keeps DIR/tls/identity.pem, the
// identity key as a self-signed certificate, which stock tools want in order to check the leaf.
// Errors: disk_full, read_only, io_error, internal.
result<kept_certificate> keep_certificate(const std::filesystem::path& directory,
                                          const office_identity& identity, std::int64_t now_ms);

}  // namespace pendata
