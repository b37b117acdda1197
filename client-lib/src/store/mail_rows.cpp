// Batches are kept as core/wire encodes them, as in the journal.
#include "client-lib/src/store/mail_rows.hpp"

#include "client-lib/src/store/small_values.hpp"
#include "core/base/limits.hpp"
#include "core/wire/frame.hpp"

namespace pendata::store {

result<bool> mail_rows::put(const sealed_batch& batch) {
    {
        PENDATA_TRY(run, file_.query("SELECT 1 FROM mail WHERE hash = ?", batch.hash.view()));
        PENDATA_TRY(known, run.step());
        if (known) return false;
    }
    PENDATA_CHECK(file_.execute("INSERT INTO mail(hash, content) VALUES(?, ?)", batch.hash.view(), encode_batch(batch)));
    return true;
}

result<std::vector<sealed_batch>> mail_rows::list(std::size_t limit, std::vector<std::int64_t>& damaged) {
    PENDATA_TRY(run, file_.use("SELECT hash, content, row FROM mail WHERE aside = 0 ORDER BY row"));
    std::vector<sealed_batch> out;
    while (out.size() < limit) {
        PENDATA_TRY(more, run.step());
        if (!more) break;
        const auto hash = run.id<digest>(0);
        auto batch = decode_batch(run.blob(1));
        if (hash.has_error() || batch.has_error() || batch->hash != *hash) {
            damaged.push_back(run.number(2));
            continue;
        }
        out.push_back(std::move(*batch));
    }
    return out;
}

result<void> mail_rows::set_damaged_aside(const std::vector<std::int64_t>& rows) {
    for (const std::int64_t row : rows) {
        PENDATA_CHECK(file_.execute("UPDATE mail SET aside = ? WHERE row = ?", static_cast<int>(errc::corrupt), row));
    }
    return {};
}

result<void> mail_rows::drop(const digest& hash) { return file_.execute("DELETE FROM mail WHERE hash = ?", hash.view()); }

result<void> mail_rows::set_aside(const digest& hash, errc why) {
    return file_.execute("UPDATE mail SET aside = ? WHERE hash = ?", static_cast<int>(why), hash.view());
}

result<void> mail_rows::try_again(errc why) {
    return file_.execute("UPDATE mail SET aside = 0 WHERE aside = ?", static_cast<int>(why));
}

result<mail_summary> mail_rows::summary() {
    PENDATA_TRY(run, file_.use("SELECT count(*), total(length(content)), total(aside <> 0) FROM mail"));
    PENDATA_TRY(found, run.step());
    static_cast<void>(found);
    return mail_summary{run.number<std::uint64_t>(0), static_cast<std::uint64_t>(run.real(1)),
                        static_cast<std::uint64_t>(run.real(2))};
}

result<void> mail_rows::put_return(const receipt& answer) {
    PENDATA_CHECK(file_.execute("INSERT INTO mail_return(hash, answer) VALUES(?, ?) ON CONFLICT DO UPDATE SET "
                                "answer = excluded.answer",
                                answer.batch.view(), encode_receipt(answer)));
    return file_.execute("DELETE FROM mail_return WHERE row <= (SELECT max(row) FROM mail_return) - ?",
                         limits::receipts_per_bag);
}

result<std::vector<receipt>> mail_rows::returns() {
    PENDATA_TRY(run, file_.use("SELECT hash, answer FROM mail_return ORDER BY row"));
    std::vector<receipt> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(hash, run.id<digest>(0));
        PENDATA_TRY(answer, decode_receipt(hash, run.blob(1)));
        out.push_back(std::move(answer));
    }
}

}  // namespace pendata::store
