// The committed region file: one regency whole, every parent there, codes of the scheme.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <string>

#include "core/model/region.hpp"

TEST_CASE("data/sumedang/regions.csv holds the whole regency") {
    std::ifstream file("data/sumedang/regions.csv");
    std::string line;
    REQUIRE(std::getline(file, line));
    CHECK(line == "code,parent,name");
    std::map<std::string, std::string> parents;
    std::map<std::size_t, int> of_length;
    while (std::getline(file, line)) {
        CAPTURE(line);
        const auto parent = line.find(',');
        const auto name = line.find(',', parent + 1);
        REQUIRE(name != std::string::npos);
        const std::string code = line.substr(0, parent);
        CHECK(pendata::is_region_code(code));
        CHECK(line.size() > name + 1);
        CHECK(parents.emplace(code, line.substr(parent + 1, name - parent - 1)).second);
        ++of_length[code.size()];
    }
    CHECK(of_length == std::map<std::size_t, int>{{2, 1}, {5, 1}, {8, 26}, {13, 277}});
    for (const auto& [code, parent] : parents) {
        CHECK(parent == pendata::parent_of(code));
        CHECK((parent.empty() || parents.contains(parent)));
    }
}
