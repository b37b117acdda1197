// Which two digits ever stood for a province in the Kemendagri scheme. Lists of districts change by the hundred each
// year; a number from a province that never was is wrong in every vintage.
#pragma once

#include <string_view>

namespace pendata::identity {

// `32`: two digits, as they begin a NIK or a region code.
bool province_ever_was(std::string_view code);

}  // namespace pendata::identity
