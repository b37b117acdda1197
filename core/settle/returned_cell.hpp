// May a cell that some device gives back after a restore settle again? Nobody signed for it but the office that lost
// it, so a device may claim for others no more than its own officer might have written. The rest waits in custody for
// one acceptance, or until a device of another officer gives back the same. Page: docs/conflicts.md, "Custody".
#pragma once

#include "core/settle/examine.hpp"

namespace pendata {

// `giver`: the officer of the device; null where the office does not know them.
hold_reason examine_returned(const dictionary& words, const examined& e, const officer* giver);

// Not the office's derivation, which it makes again by itself.
bool may_be_given_back(const cell& c);

}  // namespace pendata
