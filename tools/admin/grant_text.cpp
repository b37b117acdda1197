// Texts of compartments.
#include "tools/admin/grant_text.hpp"

#include "core/dictionary/json_text.hpp"

namespace pendata::admin {

namespace {

std::vector<std::string> names_of(compartment_mask rooms) {
    std::vector<std::string> out;
    for (compartment room = 0; room < compartment_count; ++room) {
        if (contains(rooms, room)) out.push_back("S" + std::to_string(room));
    }
    return out;
}

}  // namespace

std::optional<compartment_mask> parse_rooms(std::string_view text) {
    compartment_mask out = 0;
    for (const auto& piece : pieces_of(text)) {
        const bool named = piece.size() == 2 && (piece[0] == 'S' || piece[0] == 's') && piece[1] >= '0' &&
                           piece[1] < static_cast<char>('0' + compartment_count);
        if (!named) return std::nullopt;
        out = static_cast<compartment_mask>(out | 1u << (piece[1] - '0'));
    }
    return out == 0 ? std::nullopt : std::optional(out);
}

std::string rooms_text(compartment_mask rooms) {
    std::string out;
    for (const auto& name : names_of(rooms)) out.append(out.empty() ? "" : ",").append(name);
    return out;
}

std::string rooms_json(compartment_mask rooms) {
    std::vector<std::string> out;
    for (const auto& name : names_of(rooms)) out.push_back(json_string(name));
    return json_array(out);
}

std::string grants_json(const grant_list& grants) {
    std::vector<std::string> out;
    for (const auto& g : grants) {
        out.push_back(json_object({{"scope", json_string(g.node)}, {"compartments", rooms_json(g.rooms)}}));
    }
    return json_array(out);
}

std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> out;
    for (bool more = true; more;) {
        auto piece = text.substr(0, text.find(','));
        more = piece.size() < text.size();
        text.remove_prefix(more ? piece.size() + 1 : text.size());
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        while (piece.ends_with(' ')) piece.remove_suffix(1);
        out.emplace_back(piece);
    }
    return out;
}

}  // namespace pendata::admin
