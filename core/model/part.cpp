// Keeping a part's cells in key order.
#include "core/model/part.hpp"

#include <algorithm>

namespace pendata {

namespace {

template <class Cells>
auto place_of(Cells& cells, const cell_key& key) {
    return std::lower_bound(cells.begin(), cells.end(), key,
                            [](const settled_cell& c, const cell_key& k) { return c.what.key < k; });
}

}  // namespace

const settled_cell* part::find(const cell_key& key) const {
    const auto at = place_of(cells, key);
    return at != cells.end() && at->what.key == key ? &*at : nullptr;
}

settled_cell* part::find(const cell_key& key) {
    const auto at = place_of(cells, key);
    return at != cells.end() && at->what.key == key ? &*at : nullptr;
}

void part::put(settled_cell c) {
    const auto at = place_of(cells, c.what.key);
    if (at != cells.end() && at->what.key == c.what.key) {
        *at = std::move(c);
    } else {
        cells.insert(at, std::move(c));
    }
}

sequence part::newest() const {
    sequence newest = 0;
    for (const auto& c : cells) newest = std::max(newest, c.changed_at);
    return newest;
}

}  // namespace pendata
