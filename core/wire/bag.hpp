// A mail bag: sealed batches of any devices, carried to the office by hand, and receipts carried back. Nobody on
// the way can change one unnoticed: devices signed the batches, the office the receipts. The file's form:
// docs/protocol.md, "Mail bags".
#pragma once

#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/model/batch.hpp"

namespace pendata {

// What every bag begins with. Never change: a new form gets a new number.
inline constexpr std::string_view bag_magic = "PDBAG1\n";

struct mail_bag {
    std::vector<bytes> batches;  // as encode_batch gave them; each is decoded, and judged, by itself
    std::vector<receipt> receipts;

    friend bool operator==(const mail_bag&, const mail_bag&) = default;
};

// Errors: too_large, where the bag breaks a limit of core/base/limits.hpp.
result<bytes> encode_bag(const mail_bag& bag);

// Errors: foreign_file (not a bag), newer_format (a bag of a later form), malformed, limit_exceeded. Batches are not
// opened: a damaged one must not cost the others.
result<mail_bag> decode_bag(bytes_view file);

}  // namespace pendata
