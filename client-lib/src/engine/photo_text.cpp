// One object a photo.
#include "client-lib/src/engine/photo_text.hpp"

#include <algorithm>

#include "core/dictionary/json_text.hpp"

namespace pendata {

namespace {

std::string_view name_of(photo_state s) {
    switch (s) {
        case photo_state::waiting: return "waiting";
        case photo_state::kept: return "kept";
        case photo_state::wanted: return "wanted";
        case photo_state::fetched: return "fetched";
        case photo_state::refused: return "refused";
        case photo_state::absent: return "absent";
    }
    return "waiting";
}

}  // namespace

std::optional<digest> photo_hash(std::string_view hex) {
    bytes raw;
    if (!from_hex(hex, raw) || raw.size() != sizeof(digest::raw)) return std::nullopt;
    return digest::from(raw);
}

std::string photo_text(const tablet_photo& photo) {
    json_members out{{"photo", json_string(to_hex(photo.photo.view()))},
                     {"state", json_string(name_of(photo.state))},
                     {"size", photo.size > 0 ? std::to_string(photo.size) : "null"},
                     {"passed", std::to_string(photo.passed)}};
    if (photo.why != errc::ok) {
        out.emplace_back("status", std::to_string(static_cast<int>(photo.why)));
        out.emplace_back("reason", json_string(text_of(photo.why, true)));
        out.emplace_back("reason_en", json_string(text_of(photo.why, false)));
    }
    return json_object(std::move(out));
}

std::string added_photo_text(const photo_desk::added& done) {
    return json_object({{"photo", json_string(to_hex(done.photo.photo.view()))},
                        {"size", std::to_string(done.photo.size)},
                        {"state", json_string(name_of(done.photo.state))},
                        {"new", done.is_new ? "true" : "false"}});
}

std::string photos_text(const photo_summary& here) {
    return json_object({{"waiting", std::to_string(here.waiting)},
                        {"waiting_bytes", std::to_string(here.bytes - std::min(here.bytes, here.passed))},
                        {"wanted", std::to_string(here.wanted)},
                        {"refused", std::to_string(here.refused)},
                        {"here", std::to_string(here.held)},
                        {"here_bytes", std::to_string(here.held_bytes)}});
}

}  // namespace pendata
