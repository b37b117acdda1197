// Photos as JSON: the shapes of docs/cli.md.
#pragma once

#include <optional>
#include <string>

#include "client-lib/src/engine/photo_desk.hpp"

namespace pendata {

std::optional<digest> photo_hash(std::string_view hex);
std::string photo_text(const tablet_photo& photo);
std::string added_photo_text(const photo_desk::added& done);
// The member "photos" of a status.
std::string photos_text(const photo_summary& here);

}  // namespace pendata
