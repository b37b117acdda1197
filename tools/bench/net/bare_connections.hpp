// The tablet's TLS without anything said over it: what a sync and a following tablet are measured beside.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace pendata::bench {

struct bare_office {
    std::string address;  // "ADDR:PORT"
    public_key identity{};
};

// Bytes of TCP payload both ways of a handshake resumed by `ticket`. Errors: bad_proof, where the office did not
// resume; those of connecting.
result<std::uint64_t> resumed_handshake_bytes(const bare_office& of, bytes_view ticket);

// Connections that were opened one after another and stay until the object goes.
class bare_connections {
public:
    explicit bare_connections(bare_office of);
    ~bare_connections();
    bare_connections(const bare_connections&) = delete;
    bare_connections& operator=(const bare_connections&) = delete;

    // Errors: those of connecting.
    result<void> open(std::size_t count);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace pendata::bench
