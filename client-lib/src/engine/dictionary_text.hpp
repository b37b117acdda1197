// The census dictionary as JSON, so that an app can build its forms from it: kinds, fields, labels in both
// languages, codes, and what is required of whom. Shape: pendata.h.
#pragma once

#include <string>

#include "core/dictionary/dictionary.hpp"

namespace pendata {

std::string dictionary_text(const dictionary& words);

}  // namespace pendata
