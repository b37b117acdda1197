// Batches are kept as core/wire encodes them: the bytes that are sent again are those that were sealed.
#include "client-lib/src/store/journal_rows.hpp"

#include <algorithm>
#include <span>

#include "client-lib/src/store/small_values.hpp"
#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/wire/frame.hpp"

namespace pendata::store {

namespace {

// The batch in the first two columns. It has the hash it was kept by, or the file is damaged.
result<sealed_batch> read_batch(const sqlite::cursor& run) {
    PENDATA_TRY(hash, run.id<digest>(0));
    auto batch = decode_batch(run.blob(1));
    if (batch.has_error() || batch->hash != hash) return errc::corrupt;
    return batch;
}

bytes encode_receipts(std::span<const receipt> all) {
    bytes out;
    byte_writer to(out);
    for (const auto& r : all) to.sized(encode_receipt(r));
    return out;
}

// As many as can be read: without its former receipts a batch is still whole.
void read_receipts(sealed_batch& batch, bytes_view encoded) {
    byte_reader in(encoded);
    while (!in.at_end()) {
        auto one = decode_receipt(batch.hash, in.sized(in.left()));
        if (in.failed() || one.has_error()) return;
        batch.receipts.push_back(std::move(*one));
    }
}

bool is_damage(const result<sealed_batch>& batch) { return batch.has_error() && to_errc(batch.error()) == errc::corrupt; }

// When it was sealed, by the greatest of its times.
std::int64_t sealed_ms_of(const sealed_batch& batch) {
    stamp_time latest = 0;
    for (const auto& w : batch.content.writes) latest = std::max(latest, w.what.at.time);
    return to_unix_ms(latest);
}

}  // namespace

result<std::int64_t> journal_rows::add(const sealed_batch& batch) {
    PENDATA_CHECK(file_.execute("INSERT INTO journal(hash, number, content, sealed_ms) VALUES(?, ?, ?, ?)",
                                batch.hash.view(), batch.content.number, encode_batch(batch), sealed_ms_of(batch)));
    return file_.last_row();
}

result<std::vector<sealed_batch>> journal_rows::unreceipted(std::uint64_t after, std::size_t limit) {
    // After a fork two replicas may have batches of one number: those stand together, so that a caller that
    // goes on after the last number misses none.
    PENDATA_TRY(run, file_.query("SELECT hash, content, number, earlier FROM journal WHERE answer IS NULL AND number > ? "
                                 "ORDER BY number, row", after));
    std::vector<sealed_batch> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        const bool same_number = !out.empty() && out.back().content.number == run.number<std::uint64_t>(2);
        if (out.size() >= limit && !same_number) return out;
        auto batch = read_batch(run);
        if (is_damage(batch)) continue;
        PENDATA_CHECK(batch);
        if (!run.is_null(3)) read_receipts(*batch, run.blob(3));
        out.push_back(std::move(*batch));
    }
}

result<std::uint64_t> journal_rows::unreadable() {
    std::uint64_t out = 0;
    PENDATA_TRY(run, file_.use("SELECT hash, content FROM journal WHERE answer IS NULL"));
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        if (is_damage(read_batch(run))) ++out;
    }
}

result<std::optional<journal_batch>> journal_rows::find(const digest& hash) {
    PENDATA_TRY(run, file_.query("SELECT hash, content, answer FROM journal WHERE hash = ?", hash.view()));
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<journal_batch>();
    auto batch = read_batch(run);
    if (is_damage(batch)) return std::optional<journal_batch>();
    PENDATA_CHECK(batch);
    journal_batch out{std::move(*batch), !run.is_null(2), {}};
    if (out.receipted) {
        auto answer = decode_receipt(hash, run.blob(2));
        if (answer.has_error()) return std::optional<journal_batch>();
        out.answer = std::move(*answer);
    }
    return std::optional(std::move(out));
}

result<journal_rows::receipted_row> journal_rows::put_receipt(const receipt& answer) {
    PENDATA_TRY(run, file_.query("SELECT row, answer IS NOT NULL FROM journal WHERE hash = ?", answer.batch.view()));
    PENDATA_TRY(found, run.step());
    if (!found) return errc::not_found;
    const receipted_row out{run.number(0), run.number(1) != 0};
    PENDATA_CHECK(file_.execute("UPDATE journal SET settled_at = ?, answer = ? WHERE row = ?", answer.settled_at.at,
                                encode_receipt(answer), out.row));
    return out;
}

result<void> journal_rows::trim(sequence backed_up, std::int64_t sealed_before_ms) {
    PENDATA_CHECK(file_.execute("DELETE FROM journal WHERE settled_at <= ?", backed_up));
    if (PENDATA_SWITCH(journal_trimmed_unanswered)) return file_.execute("DELETE FROM journal WHERE sealed_ms < ?", sealed_before_ms);
    return file_.execute("DELETE FROM journal WHERE sealed_ms IS NOT NULL AND sealed_ms < ? AND answer IS NOT NULL",
                         sealed_before_ms);
}

result<std::vector<position>> journal_rows::receipt_positions(std::size_t limit) {
    PENDATA_TRY(run, file_.query("SELECT hash, answer FROM journal WHERE answer IS NOT NULL ORDER BY settled_at DESC LIMIT ?", limit));
    std::vector<position> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) break;
        PENDATA_TRY(hash, run.id<digest>(0));
        const auto answer = decode_receipt(hash, run.blob(1));
        if (answer.has_value()) out.push_back(answer->settled_at);
    }
    std::reverse(out.begin(), out.end());
    return out;
}

result<std::optional<journal_rows::receipted_batch>> journal_rows::next_receipted(sequence at, std::int64_t after) {
    PENDATA_TRY(run, file_.query("SELECT hash, content, row, answer, earlier FROM journal "
                                 "WHERE row > ? AND answer IS NOT NULL AND settled_at > ? ORDER BY row", after, at));
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return std::optional<receipted_batch>();
        auto batch = read_batch(run);
        if (is_damage(batch)) continue;
        PENDATA_CHECK(batch);
        receipted_batch out{run.number(2), std::move(*batch)};
        if (!run.is_null(4)) read_receipts(out.batch, run.blob(4));
        auto newest = decode_receipt(out.batch.hash, run.blob(3));
        if (newest.has_value()) out.batch.receipts.push_back(std::move(*newest));
        return std::optional(std::move(out));
    }
}

result<void> journal_rows::wait_again(const receipted_batch& one) {
    std::span<const receipt> kept(one.batch.receipts);
    if (kept.size() > limits::receipts_per_batch) kept = kept.last(limits::receipts_per_batch);
    return file_.execute("UPDATE journal SET answer = NULL, settled_at = NULL, earlier = ? WHERE row = ?",
                         encode_receipts(kept), one.row);
}

}  // namespace pendata::store
