// Where a tablet stands after a reload: the cursor is the latest position of its snapshots, and a scope whose snapshot
// is older catches up on its own first. Office and tablet tell it by the same functions.
#pragma once

#include <algorithm>
#include <vector>

#include "core/wire/message.hpp"

namespace pendata {

// Requires: not empty.
inline position latest_of(const std::vector<message::loading_scope>& scopes) {
    return std::ranges::max_element(scopes, {}, [](const auto& s) { return s.reached.at; })->reached;
}

inline std::vector<message::loading_scope> behind(std::vector<message::loading_scope> scopes, const position& cursor) {
    std::erase_if(scopes, [&](const auto& s) { return s.reached.at >= cursor.at; });
    return scopes;
}

}  // namespace pendata
