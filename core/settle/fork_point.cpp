// Finding the fork point, and what a cut leaves.
#include "core/settle/fork_point.hpp"

#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/settle/changes.hpp"
#include "core/settle/lost_history.hpp"

namespace pendata {

result<position> newest_known(office_view& view, std::span<const position> told) {
    position newest;
    for (const auto& p : told) {
        if (p == position{} || p.at <= newest.at) continue;
        PENDATA_TRY(known, is_known(view, p));
        if (known || PENDATA_SWITCH(position_known_by_number)) newest = p;
    }
    return newest;
}

result<position> answer_fork(office_transaction& to, const office_context& office, const device_id& device,
                             const message::fork_ask& told) {
    PENDATA_TRY(point, newest_known(to, told.pulls));
    std::vector<position> all = told.pulls;
    all.insert(all.end(), told.receipts.begin(), told.receipts.end());
    PENDATA_CHECK(note_fork(to, device, point, all, office.now_ms));
    return point;
}

part cut_beyond(part& settled, sequence at) {
    part cut{settled.record, settled.room, {}};
    const auto stays = [at](const settled_cell& c) { return c.changed_at <= at; };
    const auto gone = std::stable_partition(settled.cells.begin(), settled.cells.end(), stays);
    cut.cells.assign(std::make_move_iterator(gone), std::make_move_iterator(settled.cells.end()));
    settled.cells.erase(gone, settled.cells.end());
    return cut;
}

std::vector<position> remembered_up_to(std::span<const position> remembered, const position& at) {
    std::vector<position> kept;
    for (const auto& p : remembered) {
        if (p.at < at.at) kept.push_back(p);
    }
    if (at != position{}) kept.push_back(at);
    return kept;
}

}  // namespace pendata
