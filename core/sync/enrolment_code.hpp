// The one-time code a person types or scans to enrol a tablet: where the office is, which key it proves itself
// with, and a secret that is good once. Text of letters and digits, so that it fits a QR code's small alphabet
// and survives being read out. Grammar: docs/protocol.md, "Enrolment".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace pendata {

struct enrolment_code {
    static constexpr std::size_t host_bytes = 253;  // the longest name there is

    std::string host;  // a name or a numeric address, IPv6 without brackets
    std::uint16_t port = 0;
    public_key office{};
    std::array<unsigned char, 16> secret{};

    bytes_view secret_view() const { return {reinterpret_cast<const char*>(secret.data()), secret.size()}; }
    friend bool operator==(const enrolment_code&, const enrolment_code&) = default;
};

// `PD1-` and groups of five characters. Requires a host of 1 to `host_bytes` printable ASCII characters, a port.
std::string write_enrolment_code(const enrolment_code& code);

// Forgives case, blanks, dashes, and O, I, L for 0, 1, 1. Errors: code_malformed for anything
// write_enrolment_code could not have written.
result<enrolment_code> read_enrolment_code(std::string_view text);

}  // namespace pendata
