// The matching index on its own: pairs are found once, judged again when a record changes, gone with it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "sync-server/store/match_index.hpp"

using namespace pendata;

namespace {

class index_folder {
public:
    index_folder() {
        path_ = std::filesystem::temp_directory_path() / ("match-index-" + std::to_string(::getpid()));
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~index_folder() { std::filesystem::remove_all(path_); }
    std::string file() const { return (path_ / "match.db").string(); }

private:
    std::filesystem::path path_;
};

record_id id(int number) {
    record_id out;
    out.raw[0] = 1;
    out.raw[15] = static_cast<unsigned char>(number);
    return out;
}

identity::match_subject siti(std::string_view nik = "3211014508720003") {
    identity::person_facts facts;
    facts.name = "Siti Aminah";
    facts.nik = nik;
    facts.birth_date = identity::to_civil_day(1972, 8, 5);
    facts.mother_name = "Rukmini";
    facts.village = "32.11.01.2001";
    facts.family = "1234567890123456";
    return identity::subject_of(facts);
}

identity::match_subject stranger() {
    identity::person_facts facts;
    facts.name = "Udin Saepudin";
    facts.birth_date = identity::to_civil_day(1951, 2, 3);
    facts.village = "32.11.07.2001";
    return identity::subject_of(facts);
}

std::unique_ptr<match_index> opened(const index_folder& in) {
    auto index = match_index::open(in.file());
    REQUIRE(index.has_value());
    return std::move(*index);
}

void put(match_index& into, const record_id& record, const identity::match_subject& subject) {
    REQUIRE(into.transact([&] { return into.put(record, subject); }).has_value());
}

std::vector<judged_pair> taken(match_index& from) {
    auto queued = from.queued(100);
    REQUIRE(queued.has_value());
    std::vector<judged_pair> out;
    for (auto& one : *queued) out.push_back(one.pair);
    if (!queued->empty()) REQUIRE(from.transact([&] { return from.done(queued->back().number); }).has_value());
    return out;
}

}  // namespace

TEST_CASE("a pair is queued once, with the smaller id first, and again only when it is judged otherwise") {
    index_folder in;
    auto index = opened(in);
    put(*index, id(2), siti());
    put(*index, id(9), stranger());
    CHECK(taken(*index).empty());
    put(*index, id(1), siti());
    auto pairs = taken(*index);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].a == id(1));
    CHECK(pairs[0].b == id(2));
    CHECK(pairs[0].found.level == identity::match_level::near_certain);
    CHECK(pairs[0].found.has(identity::match_reason::same_nik));
    put(*index, id(1), siti());
    CHECK(taken(*index).empty());
    put(*index, id(1), siti(""));
    pairs = taken(*index);
    REQUIRE(pairs.size() == 1);
    CHECK_FALSE(pairs[0].found.has(identity::match_reason::same_nik));
}

TEST_CASE("a person who changed into somebody else, or went, is no pair any more") {
    index_folder in;
    auto index = opened(in);
    put(*index, id(1), siti());
    put(*index, id(2), siti());
    taken(*index);
    put(*index, id(2), stranger());
    auto pairs = taken(*index);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].found.level == identity::match_level::none);
    put(*index, id(2), siti());
    taken(*index);
    REQUIRE(index->transact([&] { return index->remove(id(1)); }).has_value());
    pairs = taken(*index);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].found.level == identity::match_level::none);
    put(*index, id(3), siti());
    pairs = taken(*index);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].a == id(2));
    CHECK(pairs[0].b == id(3));
}

TEST_CASE("it remembers where it is, whom a family has, and what waits, through reopening") {
    index_folder in;
    position at{segment_id::from(bytes(16, 's')), 7, 11};
    {
        auto index = opened(in);
        CHECK((*index->where() == position{}));
        put(*index, id(1), siti());
        put(*index, id(2), siti());
        REQUIRE(index->transact([&] { return index->move_to(at, id(2)); }).has_value());
    }
    auto index = opened(in);
    CHECK((*index->where() == at));
    CHECK((*index->scanned_to() == id(2)));
    CHECK(index->members_of(record_id::from("1234567890123456"))->size() == 2);
    CHECK(index->what_is_in_it()->queued == 1);
    CHECK(taken(*index).size() == 1);
    // What fails leaves nothing behind.
    CHECK(index->transact([&]() -> result<void> {
        PENDATA_CHECK(index->put(id(5), siti()));
        return errc::cancelled;
    }).has_error());
    CHECK(index->what_is_in_it()->persons == 2);
}

TEST_CASE("a damaged file is made anew") {
    index_folder in;
    put(*opened(in), id(1), siti());
    std::ofstream(in.file(), std::ios::binary | std::ios::trunc) << "this is no database of ours, and long enough to be read as one";
    auto index = opened(in);
    CHECK((*index->where() == position{}));
    CHECK(index->what_is_in_it()->persons == 0);
}
