// The noise that the matcher's quality is measured with is frozen: its files, and what they make. A new
// model is a new version beside this one.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/base/sha256.hpp"
#include "tools/synthetic/json_lines.hpp"
#include "tools/synthetic/quality_sample.hpp"

using namespace pendata;
using namespace pendata::synthetic;

namespace {

std::string text_of(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

std::string digest_of_file(const std::string& name) {
    const std::string text = text_of(name);
    REQUIRE_FALSE(text.empty());
    return to_hex(sha256(text).view());
}

std::string lines_of_sample(quality_set set) {
    std::string lines;
    for (const captured& c : make_quality_sample(set, 3, 300)) {
        lines += std::to_string(c.identity) + " " + std::string(name_of(c.why)) + " " + c.kk_number + " " +
                 to_json(c.of) + "\n";
    }
    return lines;
}

}  // namespace

TEST_CASE("the noise model is as it was frozen") {
    CHECK(digest_of_file("tools/synthetic/noise_model.hpp") ==
          "15849aa4bc1bdee3331ac252fab765dde97897d890daa714ed7bc69528528faa");
    CHECK(digest_of_file("tools/synthetic/noise_model.cpp") ==
          "b5a9792f09dcd869979e4094919def813a681e94baa40e3ba219f073864c1a1d");
    CHECK(digest_of_file("tools/synthetic/quality_sample.cpp") ==
          "75579ea9c85d4de5cf39b1cef866bd449f2e17b0442441cb1b5dc79e12c418f5");
}

TEST_CASE("the samples are as they were frozen") {
    CHECK(to_hex(sha256(lines_of_sample(quality_set::tuning)).view()) ==
          "ac302e4e9f81721d3500ecd8e42ad7d9e94536049af4e6fd0c8eaad312785942");
    CHECK(to_hex(sha256(lines_of_sample(quality_set::test)).view()) ==
          "1a296e983849100336530985bc617fc2eb212231f124016f39a090baaafcd640");
    CHECK(to_hex(sha256(lines_of_sample(quality_set::acceptance)).view()) ==
          "64fba7d2dea8a7ad7e36893f9d2c5e9d4cddf639fa5994c9d9d6090ca1e142b8");
}

TEST_CASE("a sample has true pairs and every kind of double") {
    std::map<trait, std::size_t> seen;
    std::map<std::size_t, std::size_t> captures;
    std::set<record_id> ids;
    for (const captured& c : make_quality_sample(quality_set::test, 4, 1000)) {
        ++seen[c.why];
        ++captures[c.identity];
        ids.insert(c.of.id);
        CHECK((c.of.nik.empty() || identity::take_apart(c.of.nik)));
        CHECK_FALSE(c.of.name.empty());
    }
    CHECK(seen.size() == 7);
    std::size_t twice = 0, records = 0;
    for (const auto& [identity, count] : captures) {
        CHECK(count <= 2);
        twice += count == 2;
        records += count;
    }
    CHECK(ids.size() == records);
    CHECK(twice == seen[trait::captured_again]);
    CHECK(twice > 150);
    CHECK(seen[trait::namesake] > 50);
}

TEST_CASE("a slipped number is a number still, and another") {
    random_source dice(4);
    for (int i = 0; i < 200; ++i) {
        const std::string number = "3211014508720003";
        const std::string slipped = slipped_number(dice, number);
        CHECK(slipped != number);
        CHECK(identity::take_apart(slipped));
    }
}
