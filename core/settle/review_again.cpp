// A commit without writes.
#include "core/settle/review_again.hpp"

#include <algorithm>

#include "core/settle/case_record.hpp"
#include "core/settle/settler.hpp"

namespace pendata {

bool is_reviewed_kind(const kind_def& kind) {
    return (kind.scope == scope_rule::place || kind.scope == scope_rule::places) && !is_case_kind(kind.number);
}

result<bool> review_again(office_transaction& to, const office_context& office, std::span<const record_id> subjects) {
    PENDATA_TRY(head, to.head());
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    settler work(to, office, head.at + 1, now_ms);
    for (const auto& id : subjects) work.commit().look_at_subject(id);
    PENDATA_CHECK(work.finish());
    if (!work.commit().has_changes()) return false;
    PENDATA_TRY(at, advance(to, head, sha256("pendata.review.commit.1"), now_ms));
    static_cast<void>(at);
    return true;
}

}  // namespace pendata
