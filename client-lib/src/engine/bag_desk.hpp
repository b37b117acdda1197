// Mail bags on a tablet: its sealed batches into one, another's batches along to the office, receipts back out.
// Nothing here ends what is pending but the office's signed receipt. Form: docs/protocol.md, "Mail bags".
#pragma once

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

struct bag_count {
    std::uint64_t batches = 0;  // in the bag; of an import, how many were receipted
    std::uint64_t carried = 0;  // of other tablets
    std::uint64_t damaged = 0;  // left in the bag: no batch or receipt could be read there
    std::uint64_t left = 0;     // left in the bag: this tablet carries no more
};

class bag_desk {
public:
    explicit bag_desk(const tablet& t) : tablet_(t) {}

    // Seals what is unsealed, then packs own batches without a receipt, those carried, as many as a bag holds, and the
    // receipts of what this tablet handed in for others.
    // Errors: not_enrolled, key_missing; of the store.
    result<bytes> pack(bag_count& count);

    // Takes along what the bag holds of other tablets, within limits::mail_bytes and mail_batches. A damaged batch does
    // not cost the others. Errors: of decode_bag.
    result<bag_count> carry(bytes_view bag);

    // Receipts for this tablet's batches; one that the office did not sign is damaged. Errors: of decode_bag.
    result<bag_count> take_receipts(bytes_view bag);

private:
    const tablet& tablet_;
};

}  // namespace pendata
