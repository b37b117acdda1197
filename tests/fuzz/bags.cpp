// A mail bag file of unknown origin. Promises: no crash, and a bag that was accepted can be packed again and is
// the same.
#include "core/base/assert.hpp"
#include "core/wire/bag.hpp"
#include "core/wire/frame.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pendata;
    const auto bag = decode_bag(view_of(data, size));
    if (bag.has_error()) return 0;
    for (const bytes& batch : bag->batches) (void)decode_batch(batch);
    const auto file = encode_bag(*bag);
    PENDATA_ASSERT(file.has_value());
    const auto again = decode_bag(*file);
    PENDATA_ASSERT(again.has_value() && *again == *bag);
    return 0;
}
