// JSON of single cells.
#include "sync-server/office/desk_json.hpp"

#include <algorithm>

#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/record_json.hpp"

namespace pendata::desk_json {

std::string author(const directory& who, const officer_id& id) {
    const auto* known = who.find(id);
    return json_string(known == nullptr ? to_string(id) : known->name);
}

std::string field(const dictionary& words, const cell_key& key) {
    const auto* known = words.find(key);
    return json_string(known == nullptr ? std::to_string(key.field) : std::string(known->name));
}

std::string content(const dictionary& words, const cell& c) {
    const auto* known = words.find(c.key);
    return known == nullptr ? json_string(to_hex(c.content.encoded())) : value_to_json(*known, c.key.element, c.content);
}

// A clock may claim anything; what no calendar shows is brought to its edge.
std::string moment(std::int64_t unix_ms) {
    return json_string(moment_text(std::clamp(unix_ms, earliest_moment_ms, latest_moment_ms)));
}

}  // namespace pendata::desk_json
