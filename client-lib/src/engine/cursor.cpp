// The cursor and the positions behind it.
#include "client-lib/src/engine/cursor.hpp"

#include "client-lib/src/engine/view.hpp"
#include "core/base/limits.hpp"

namespace pendata {

namespace {

// Remembers old positions: the newest ones and others spaced ever wider, so that a fork point of long ago can
// still be found.
void remember(device_state& state, const position& p) {
    auto& kept = state.remembered;
    if (p == position{} || (!kept.empty() && kept.back() == p)) return;
    kept.push_back(p);
    while (kept.size() > limits::positions_kept) {
        std::size_t least = 1;
        double least_gap = -1;
        for (std::size_t i = 1; i + 4 < kept.size(); ++i) {
            const double gap = static_cast<double>(kept[i + 1].at - kept[i - 1].at) / static_cast<double>(kept.back().at - kept[i].at + 1);
            if (least_gap < 0 || gap < least_gap) {
                least = i;
                least_gap = gap;
            }
        }
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(least));
    }
}

}  // namespace

result<void> move_cursor(device_transaction& tx, const dictionary& words, device_state& state, const position& to,
                         std::set<record_id> touched, std::optional<sequence> settled_to) {
    state.pulled = to;
    remember(state, to);
    PENDATA_TRY(settled_now, tx.drop_settled_pending(settled_to.value_or(to.at)));
    touched.insert(settled_now.begin(), settled_now.end());
    PENDATA_TRY(given_back, tx.end_cut(settled_to.value_or(to.at), state.backed_up));
    touched.insert(given_back.begin(), given_back.end());
    for (const auto& id : touched) PENDATA_CHECK(project_again(tx, words, id));
    return {};
}

}  // namespace pendata
