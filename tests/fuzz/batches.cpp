// A sealed batch out of a store or a mail bag. Promises: no crash, the hash is that of the content, and a batch
// that was accepted can be kept again and means the same.
#include "core/base/assert.hpp"
#include "core/model/canonical.hpp"
#include "core/wire/frame.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pendata;
    const auto batch = decode_batch(view_of(data, size));
    if (batch.has_error()) return 0;
    PENDATA_ASSERT(batch->hash == batch_digest(batch->content));
    const auto again = decode_batch(encode_batch(*batch));
    PENDATA_ASSERT(again.has_value());
    PENDATA_ASSERT(again->content == batch->content && again->device == batch->device &&
                   again->signed_by == batch->signed_by);
    return 0;
}
