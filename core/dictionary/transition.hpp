// Whether a role may move a STATE field. A pure function of the move, so that the office answers as
// the tablet did, whenever the write arrives.
#pragma once

#include <cstdint>
#include <optional>

#include "core/dictionary/dictionary.hpp"

namespace pendata {

enum class move_verdict : std::uint8_t {
    allowed = 0,
    not_this_role = 1,
    needs_evidence = 2,  // the role may, with better evidence
    never = 3,           // nobody may: a move down, or to an equal, that is not declared
};

// The declared move from `from` to `to` decides; where there is none, the one from any state. Not
// declared at all: a move down or to an equal is nobody's; a move up, or one whose origin is not known, may be
// made by whoever may make any declared move up to that state, and where none leads there by
// whoever may write the field. `from`: the state the write names as its base; nothing for a first
// value. Staying is always allowed.
move_verdict may_move(const field_def& field, std::optional<std::int64_t> from, std::int64_t to,
                      role by, std::uint8_t evidence);

// The rank of a state; 0 for one this version does not know.
std::uint32_t rank_of_state(const field_def& field, std::int64_t state);

}  // namespace pendata
