// Writing JSON pieces.
#include "core/dictionary/json_text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace pendata {

std::string json_string(std::string_view text) {
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

std::string json_object(json_members members) {
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out = "{";
    for (const auto& [name, content] : members) {
        if (out.size() > 1)
            out.push_back(',');
        out.append(json_string(name)).append(":").append(content);
    }
    out.push_back('}');
    return out;
}

std::string json_array(const std::vector<std::string>& values) {
    std::string out = "[";
    for (const auto& v : values) {
        if (out.size() > 1)
            out.push_back(',');
        out.append(v);
    }
    out.push_back(']');
    return out;
}

}  // namespace pendata
