// Dictionaries of other versions of the app: one that lacks some fields of today, one with a field of tomorrow.
#pragma once

#include "core/dictionary/dictionary.hpp"

namespace pendata::sim {

const dictionary& older_dictionary();
const dictionary& newer_dictionary();
inline constexpr std::string_view field_of_tomorrow = "hobby";

}  // namespace pendata::sim
