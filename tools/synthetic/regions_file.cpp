// Reading the few columns needed; names are the last column, so a comma inside one (in quotes) is
// kept.
#include "tools/synthetic/regions_file.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace pendata::synthetic {
namespace {

std::map<std::string, std::string, std::less<>> names_by_code(std::string_view csv) {
    std::map<std::string, std::string, std::less<>> names;
    while (!csv.empty()) {
        const std::string_view line = csv.substr(0, csv.find_first_of("\r\n"));
        csv.remove_prefix(std::min(line.size() + 1, csv.size()));
        const auto parent = line.find(',');
        const auto name = parent == std::string_view::npos ? parent : line.find(',', parent + 1);
        if (name == std::string_view::npos)
            continue;
        std::string_view text = line.substr(name + 1);
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
            text = text.substr(1, text.size() - 2);
        }
        names.emplace(line.substr(0, parent), text);
    }
    return names;
}

}  // namespace

std::vector<place> name_places(std::string_view csv, const std::vector<std::string>& codes) {
    const auto names = names_by_code(csv);
    const auto name_of = [&](std::string_view code) {
        const auto found = names.find(code);
        return found == names.end() ? std::string() : found->second;
    };
    std::vector<place> places;
    for (const std::string& code : codes) {
        const std::string_view text = code;
        place p{code, name_of(text), name_of(text.substr(0, 8)), name_of(text.substr(0, 5))};
        constexpr std::string_view kind = "Kabupaten ";
        if (p.regency.starts_with(kind))
            p.regency.erase(0, kind.size());
        places.push_back(std::move(p));
    }
    return places;
}

}  // namespace pendata::synthetic
