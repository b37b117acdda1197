// Region codes and what a grant covers.
#include "core/model/region.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/sha256.hpp"
#include "core/model/derived_id.hpp"

namespace pendata {

bool covers(std::string_view node, std::string_view place) {
    if (!place.starts_with(node)) return false;
    return place.size() == node.size() || place[node.size()] == '.';
}

bool is_region_code(std::string_view text) {
    constexpr std::string_view form = "dd.dd.dd.dddd";
    if (text.size() != 2 && text.size() != 5 && text.size() != 8 && text.size() != form.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != '.') return false;
    }
    return true;
}

bool is_village_code(std::string_view text) { return text.size() == 13 && is_region_code(text); }

bool is_subdistrict_code(std::string_view text) { return text.size() == 8 && is_region_code(text); }

std::string_view parent_of(std::string_view node) {
    const auto dot = node.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : node.substr(0, dot);
}

record_id region_record_id(std::string_view code) {
    return derived_record_id(sha256({"pendata.region.1", code}));
}

std::vector<std::string> nodes_granting(const grant_list& grants, compartment room) {
    std::vector<std::string> nodes;
    for (const auto& g : normalised(grants)) {
        if (!contains(g.rooms, room)) continue;
        const bool covered = std::any_of(nodes.begin(), nodes.end(), [&](const std::string& n) { return covers(n, g.node); });
        if (!covered) nodes.push_back(g.node);  // ascending: whoever covers a node comes before it
    }
    return nodes;
}

grant_list normalised(grant_list grants) {
    std::sort(grants.begin(), grants.end());
    grant_list out;
    for (auto& g : grants) {
        if (!out.empty() && out.back().node == g.node) {
            out.back().rooms |= g.rooms;
        } else if (g.rooms != 0) {
            out.push_back(std::move(g));
        }
    }
    return out;
}

std::uint64_t hash_of(const grant_list& grants) {
    bytes all = "pendata.grants.1";
    byte_writer to(all);
    for (const auto& g : grants) {
        to.sized(g.node);
        to.u8(g.rooms);
    }
    return byte_reader(sha256(all).view()).u64();
}

compartment_mask granted_rooms(const grant_list& grants, const atom_set& atoms) {
    compartment_mask rooms = 0;
    for (const auto& g : grants) {
        if (std::any_of(atoms.begin(), atoms.end(), [&](const atom& a) { return covers(g.node, a); })) rooms |= g.rooms;
    }
    return rooms;
}

std::size_t granted_atoms(const grant_list& grants, const atom_set& atoms, compartment room) {
    return static_cast<std::size_t>(std::count_if(atoms.begin(), atoms.end(), [&](const atom& a) {
        return std::any_of(grants.begin(), grants.end(),
                           [&](const grant& g) { return contains(g.rooms, room) && covers(g.node, a); });
    }));
}

}  // namespace pendata
