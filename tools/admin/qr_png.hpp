// An enrolment code as a picture for a tablet's camera.
#pragma once

#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace pendata::admin {

// A PNG, black on white with the quiet zone that readers want. Errors: too_large; no_memory.
result<bytes> qr_png(std::string_view text);

}  // namespace pendata::admin
