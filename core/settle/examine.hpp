// May this write settle? A pure function of the write, of what its author had seen, and of the author's role:
// it never reads the current value, so that the answer does not depend on arrival (I6). What may not settle is
// held, whole, with a reason; nothing is refused.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "core/dictionary/dictionary.hpp"
#include "core/model/hold_reason.hpp"
#include "core/settle/directory.hpp"

namespace pendata {

struct seen_write {
    write_id id;
    cell what;
    bool held = false;
};

struct examined {
    const write& what;
    std::span<const seen_write> bases;  // the seen writes the office knows
    bool bases_missing = false;         // it does not know all
    const officer* author = nullptr;    // null: unknown
    bool device_revoked = false;
    bool author_owns_device = true;
    bool stamped_by_author = true;      // the stamp's replica is of a device of the author
    std::int32_t today = 0;             // days since 1970-01-01
    std::function<bool(std::string_view code)> knows_region;
};

hold_reason examine(const dictionary& words, const examined& e);

bool may_decide(role by);
std::uint8_t highest_evidence(role by);

}  // namespace pendata
