// A heap of the atoms by their next id.
#include "sync-server/store/atom_merge.hpp"

#include <algorithm>

namespace pendata {

namespace {

constexpr std::size_t smallest_helping = 8;

}  // namespace

atom_merge::atom_merge(sqlite::database& file, const record_id& after, std::size_t limit, std::size_t atoms)
    : file_(file), after_(after), limit_(limit) {
    // About twice an atom's fair share, so that most are read in one go and little is read in vain.
    helping_ = std::min(limit, std::max(smallest_helping, atoms > 1 ? 2 * limit / atoms : limit));
}

result<void> atom_merge::help(run& r, const record_id& after) {
    r.ids.clear();
    r.at = 0;
    PENDATA_TRY(rows, file_.query("SELECT id FROM under WHERE atom=? AND id>? ORDER BY id LIMIT ?", r.atom,
                                  after.view(), helping_));
    for (;;) {
        PENDATA_TRY(more, rows.step());
        if (!more) break;
        PENDATA_TRY(id, rows.id<record_id>(0));
        r.ids.push_back(id);
    }
    r.last = r.ids.size() < helping_;
    return {};
}

result<void> atom_merge::add(std::int64_t atom) {
    run r;
    r.atom = atom;
    PENDATA_CHECK(help(r, after_));
    if (!r.ids.empty()) push(std::move(r));
    return {};
}

void atom_merge::push(run r) {
    runs_.push_back(std::move(r));
    std::push_heap(runs_.begin(), runs_.end(), later);
}

atom_merge::run atom_merge::pop() {
    std::pop_heap(runs_.begin(), runs_.end(), later);
    run next = std::move(runs_.back());
    runs_.pop_back();
    return next;
}

result<std::vector<record_id>> atom_merge::take() {
    std::vector<record_id> out;
    while (out.size() < limit_ && !runs_.empty()) {
        run next = pop();
        // The whole stretch of this atom that comes before any other's.
        const auto* bound = runs_.empty() ? nullptr : &runs_.front().ids[runs_.front().at];
        for (; next.at < next.ids.size() && out.size() < limit_; ++next.at) {
            const record_id& id = next.ids[next.at];
            if (bound != nullptr && *bound < id) break;
            if (out.empty() || out.back() != id) out.push_back(id);
        }
        if (next.at == next.ids.size() && !next.last) PENDATA_CHECK(help(next, record_id(next.ids.back())));
        if (next.at < next.ids.size()) push(std::move(next));
    }
    return out;
}

}  // namespace pendata
