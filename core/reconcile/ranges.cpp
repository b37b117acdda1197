// Keys and marks.
#include "core/reconcile/ranges.hpp"

#include "core/base/byte_reader.hpp"

namespace pendata {

std::uint64_t range_key(const record_id& record) {
    return byte_reader(sha256({"pendata.range.1", record.view()}).view()).u64();
}

std::uint64_t mark_of(const digest& part) { return byte_reader(part.view().substr(part.raw.size() - 8)).u64(); }

std::uint64_t mark_of(const fingerprint& sum) {
    const bytes encoded = sum.encoded();
    return byte_reader(bytes_view(encoded).substr(24)).u64();
}

std::uint64_t shortened(std::uint64_t sum, std::uint8_t width) {
    return width >= full_width ? sum : sum & ((std::uint64_t{1} << (8 * width)) - 1);
}

}  // namespace pendata
