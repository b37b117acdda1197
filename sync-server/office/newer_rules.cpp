// How far it has come is noted with what it found.
#include "sync-server/office/newer_rules.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/cases/review.hpp"
#include "core/settle/review_again.hpp"
#include "sync-server/office/notes.hpp"

namespace pendata {

namespace {

struct rules_progress {
    std::uint32_t done = 0;   // everything was looked at with these
    std::uint32_t with = 0;   // under way
    std::uint16_t kind = 0;   // so far: records of this kind up to this one, and all of lower kinds
    record_id record;
};

result<rules_progress> read_progress(office_view& view) {
    PENDATA_TRY(content, view.note(office_notes::rules));
    rules_progress out;
    if (content.empty()) return out;
    byte_reader in(content);
    out.done = in.u32();
    if (!in.at_end()) {
        out.with = in.u32();
        out.kind = in.u16();
        out.record = in.id<record_id>();
    }
    if (!in.complete()) return errc::corrupt;
    return out;
}

result<void> write_progress(office_transaction& to, const rules_progress& now) {
    bytes content;
    byte_writer out(content);
    out.u32(now.done);
    if (now.with != now.done) {
        out.u32(now.with);
        out.u16(now.kind);
        out.raw(now.record.view());
    }
    return to.put_note(office_notes::rules, content);
}

std::vector<std::uint16_t> reviewed_kinds(const dictionary& words) {
    std::vector<std::uint16_t> out;
    for (const auto& kind : words.kinds) {
        if (is_reviewed_kind(kind)) out.push_back(kind.number);
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

result<bool> look_by_newer_rules(office_transaction& to, const office_context& office, std::size_t most) {
    PENDATA_TRY(now, read_progress(to));
    if (now.done == review_rules_version) return false;
    if (now.with != review_rules_version) now = {now.done, review_rules_version, 0, {}};
    std::vector<record_id> subjects;
    for (const auto kind : reviewed_kinds(office.words)) {
        if (kind < now.kind || subjects.size() == most) continue;
        if (kind > now.kind) now.record = {};
        now.kind = kind;
        PENDATA_TRY(ids, to.records_of(kind, now.record, most - subjects.size()));
        if (!ids.empty()) now.record = ids.back();
        subjects.insert(subjects.end(), ids.begin(), ids.end());
    }
    const bool more = subjects.size() == most;
    if (!more) now.done = review_rules_version;
    PENDATA_TRY(found, review_again(to, office, subjects));
    static_cast<void>(found);
    PENDATA_CHECK(write_progress(to, now));
    return more;
}

result<void> look_by_newer_rules(office& of, std::int64_t now_ms) {
    constexpr std::size_t subjects_at_once = 200;
    {
        PENDATA_TRY(view, of.view());
        PENDATA_TRY(now, read_progress(*view));
        if (now.done == review_rules_version) return {};
    }
    for (bool more = true; more;) {
        PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(left, look_by_newer_rules(to, context, subjects_at_once));
            more = left;
            return {};
        }));
    }
    return {};
}

}  // namespace pendata
