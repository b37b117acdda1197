// Packing and unpacking mail bags.
#include "client-lib/src/engine/bag_desk.hpp"

#include "client-lib/src/engine/sealing.hpp"
#include "client-lib/src/engine/sync_desk.hpp"
#include "core/base/limits.hpp"
#include "core/wire/bag.hpp"
#include "core/wire/frame.hpp"

namespace pendata {

namespace {

constexpr std::size_t sealed_at_once = 16;

result<void> seal_all(const tablet& t) {
    for (std::size_t sealed = 1; sealed > 0;) {
        PENDATA_CHECK(t.store.transact([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(count, seal_some(tx, t, sealed_at_once));
            sealed = count;
            return {};
        }));
    }
    return {};
}

// At most, in a bag.
std::size_t receipt_bytes(const receipt& r) { return 256 + 16 * r.retimed.size() + 8 * r.held.size(); }

// Adds batches as far as the bag's limits let; false when it is full.
bool fill(mail_bag& bag, std::size_t& size, const std::vector<sealed_batch>& batches) {
    constexpr std::size_t frame_overhead = 16;
    for (const auto& batch : batches) {
        bytes encoded = encode_batch(batch);
        size += encoded.size() + frame_overhead;
        if (size > limits::bag_bytes || bag.batches.size() >= limits::batches_per_bag) return false;
        bag.batches.push_back(std::move(encoded));
    }
    return true;
}

}  // namespace

result<bytes> bag_desk::pack(bag_count& count) {
    PENDATA_CHECK(tablet_.store.read([](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        if (state.officer.is_zero()) return errc::not_enrolled;
        return {};
    }));
    PENDATA_CHECK(seal_all(tablet_));
    mail_bag bag;
    std::size_t size = 64;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(own, tx.unreceipted(0, limits::batches_per_bag));
        const bool has_room = fill(bag, size, own);
        const std::size_t of_mine = bag.batches.size();
        if (has_room) {
            PENDATA_TRY(mail, tx.mail(limits::batches_per_bag));
            fill(bag, size, mail);
        }
        count = {bag.batches.size(), bag.batches.size() - of_mine, 0, 0};
        PENDATA_TRY(returns, tx.returns());
        // The newest come first where not all fit.
        for (auto r = returns.rbegin(); r != returns.rend(); ++r) {
            size += receipt_bytes(*r);
            if (size > limits::bag_bytes) break;
            bag.receipts.push_back(std::move(*r));
        }
        return {};
    }));
    return encode_bag(bag);
}

result<bag_count> bag_desk::carry(bytes_view file) {
    PENDATA_TRY(bag, decode_bag(file));
    bag_count count;
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        count = {bag.batches.size(), 0, 0, 0};
        PENDATA_TRY(kept, tx.mail_kept());
        for (const auto& encoded : bag.batches) {
            const auto batch = decode_batch(encoded);
            if (batch.has_error()) {
                ++count.damaged;
                continue;
            }
            PENDATA_TRY(own, tx.journal(batch->hash));
            if (own) continue;  // goes by itself
            if (kept.batches >= limits::mail_batches || kept.bytes + encoded.size() > limits::mail_bytes) {
                ++count.left;
                continue;
            }
            PENDATA_TRY(is_new, tx.put_mail(*batch));
            if (!is_new) continue;
            ++count.carried;
            ++kept.batches;
            kept.bytes += encoded.size();
        }
        return {};
    }));
    return count;
}

result<bag_count> bag_desk::take_receipts(bytes_view file) {
    PENDATA_TRY(bag, decode_bag(file));
    bag_count count;
    for (const auto& answer : bag.receipts) {
        bool is_news = false;
        PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(own, tx.journal(answer.batch));
            PENDATA_TRY(state, tx.state());
            // What no pull has confirmed yet must stay in sight of the next hello, or a fork between would be missed.
            const bool hides = state.receipted.at > state.pulled.at && state.receipted.segment != answer.settled_at.segment;
            // Where a pull has passed it, the push tells whether it is still in the office's history: a bag cannot.
            const bool is_passed = answer.settled_at.at <= state.pulled.at;
            is_news = own && !own->receipted && !hides && !is_passed;
            return {};
        }));
        if (!is_news) continue;
        const auto done = sync_desk(tablet_).apply(answer);
        if (done.has_error() && to_errc(done.error()) == errc::bad_signature) {
            ++count.damaged;
            continue;
        }
        PENDATA_CHECK(done);
        ++count.batches;
    }
    return count;
}

}  // namespace pendata
