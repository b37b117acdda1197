// The dictionary with one line more, as a later version of the app would have it, and one rule relaxed: made from the
// very same files by tests/support/CMakeLists.txt, so that a test can run a newer build beside the present one.
#pragma once

#include "core/dictionary/dictionary.hpp"

namespace pendata {

// person.nickname (60), LATEST, indexed and searched; person.occupation may have 150 characters instead of 100.
const dictionary& wider_dictionary();

}  // namespace pendata
