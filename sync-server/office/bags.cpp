// Taking a bag in, a handful of batches a transaction.
#include "sync-server/office/bags.hpp"

#include <algorithm>

#include "core/settle/office_answers.hpp"
#include "core/wire/bag.hpp"
#include "core/wire/frame.hpp"

namespace pendata {

namespace {

constexpr std::size_t batches_per_commit = 16;

bool is_refusal(errc why) { return why == errc::device_unknown || why == errc::bad_signature; }

result<void> take_one(office_transaction& to, const office_context& context, const bytes& encoded, bag_taken& out) {
    const auto batch = decode_batch(encoded);
    if (batch.has_error()) {
        ++out.damaged;
        return {};
    }
    PENDATA_TRY(known, to.batch(batch->hash));
    const auto taken = take_batch(to, context, *batch, arrival::carried);
    if (taken.has_error()) {
        if (!is_refusal(to_errc(taken.error()))) return taken.error();
        ++out.refused;
        return {};
    }
    if (!known) {
        ++out.fresh;
        out.held += taken->held.size();
    }
    out.receipts.push_back(*taken);
    return {};
}

}  // namespace

result<bag_taken> take_bag(office& of, bytes_view file, std::int64_t now_ms) {
    PENDATA_TRY(bag, decode_bag(file));
    bag_taken out;
    for (std::size_t from = 0; from < bag.batches.size(); from += batches_per_commit) {
        const auto end = std::min(bag.batches.size(), from + batches_per_commit);
        bag_taken so_far;
        PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
            so_far = out;
            for (std::size_t i = from; i < end; ++i) PENDATA_CHECK(take_one(to, context, bag.batches[i], so_far));
            return {};
        }));
        out = std::move(so_far);
    }
    out.batches = bag.batches.size();
    return out;
}

result<bytes> receipts_bag(const std::vector<receipt>& receipts) {
    mail_bag bag;
    bag.receipts = receipts;
    return encode_bag(bag);
}

}  // namespace pendata
