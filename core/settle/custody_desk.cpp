// The desk where people decide what becomes of held writes, and where they are looked at again.
#include <algorithm>
#include <set>

#include "core/settle/settler.hpp"

namespace pendata {

namespace {

digest digest_of(std::span<const write_id> ids, std::string_view what) {
    bytes all(what);
    for (const auto& id : ids) all.append(id.view());
    return sha256(all);
}

}  // namespace

result<desk_outcome> accept_held(office_transaction& to, const office_context& office, std::span<const write_id> ids) {
    PENDATA_TRY(head, to.head());
    settler work(to, office, head.at + 1, std::max(office.now_ms, head.latest_ms));
    desk_outcome out;
    std::vector<incoming> accepted;
    std::set<write_id> asked(ids.begin(), ids.end());
    for (const auto& id : asked) {
        PENDATA_TRY(row, to.custody(id));
        if (!row || row->state != custody_state::held) {
            out.left.push_back(id);
            continue;
        }
        accepted.push_back(again(*row));
        accepted.back().accepted = true;
    }
    PENDATA_CHECK(work.take(accepted));
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    for (const auto& in : accepted) (work.settled(in.id) ? out.done : out.left).push_back(in.id);
    PENDATA_TRY(at, advance(to, head, digest_of(out.done, "accepted"), office.now_ms));
    out.at = at;
    PENDATA_CHECK(read_unread(to, office));
    return out;
}

result<desk_outcome> decline_held(office_transaction& to, const office_context& office, std::span<const write_id> ids,
                                  custody_state as, const std::string& note) {
    PENDATA_TRY(head, to.head());
    settler work(to, office, head.at + 1, std::max(office.now_ms, head.latest_ms));
    desk_outcome out;
    for (const auto& id : std::set<write_id>(ids.begin(), ids.end())) {
        PENDATA_TRY(row, to.custody(id));
        if (!row || row->state != custody_state::held) {
            out.left.push_back(id);
            continue;
        }
        row->state = as;
        row->note = note;
        row->at = head.at + 1;
        PENDATA_CHECK(to.put(*row));
        work.commit().look_again(row->what.record, row->what.what.key);
        work.base_moved(id);
        out.done.push_back(id);
    }
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    PENDATA_TRY(at, advance(to, head, digest_of(out.done, "declined"), office.now_ms));
    out.at = at;
    PENDATA_CHECK(read_unread(to, office));
    return out;
}

result<desk_outcome> examine_held(office_transaction& to, const office_context& office) {
    PENDATA_TRY(head, to.head());
    PENDATA_TRY(rows, to.custody_in(custody_state::held));
    settler work(to, office, head.at + 1, std::max(office.now_ms, head.latest_ms));
    std::vector<incoming> all;
    for (const auto& row : rows) all.push_back(again(row));
    PENDATA_CHECK(work.take(all));
    PENDATA_CHECK(work.settle_waiting());
    PENDATA_CHECK(work.finish());
    desk_outcome out;
    for (const auto& in : all) (work.settled(in.id) ? out.done : out.left).push_back(in.id);
    PENDATA_TRY(at, advance(to, head, digest_of(out.done, "examined"), office.now_ms));
    out.at = at;
    PENDATA_CHECK(read_unread(to, office));
    return out;
}

}  // namespace pendata
