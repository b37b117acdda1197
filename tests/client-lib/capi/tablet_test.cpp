// Opening, clocks, key stores, bags and structs of other versions, through the C ABI.
#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <map>

#include "tests/client-lib/capi/tablet_file.hpp"

namespace pendata::test {

namespace {

pendata_tablet_options tablet_options() {
    pendata_tablet_options out{};
    out.struct_size = sizeof out;
    return out;
}

// An app's key store in memory.
struct secrets {
    std::map<std::int32_t, std::string> kept;
    pendata_status broken = PENDATA_OK;

    pendata_key_store face() {
        return {sizeof(pendata_key_store), this, load, save, remove};
    }
    static pendata_status load(void* context, std::int32_t which, unsigned char* out, size_t capacity, size_t* size) {
        auto& self = *static_cast<secrets*>(context);
        if (self.broken != PENDATA_OK) return self.broken;
        const auto found = self.kept.find(which);
        if (found == self.kept.end()) return PENDATA_NOT_FOUND;
        if (found->second.size() > capacity) return PENDATA_TOO_LARGE;
        std::memcpy(out, found->second.data(), found->second.size());
        *size = found->second.size();
        return PENDATA_OK;
    }
    static pendata_status save(void* context, std::int32_t which, const unsigned char* data, size_t size) {
        static_cast<secrets*>(context)->kept[which].assign(reinterpret_cast<const char*>(data), size);
        return PENDATA_OK;
    }
    static pendata_status remove(void* context, std::int32_t which) {
        static_cast<secrets*>(context)->kept.erase(which);
        return PENDATA_OK;
    }
};

std::int64_t year_2015(void*) { return 1'420'070'400'000'000; }

}  // namespace

TEST_CASE("a file that is not ours is left alone") {
    tablet_folder folder;
    const auto path = folder.file("letter.txt");
    std::ofstream(path) << "Kepada Yth. Kepala Dinas Sosial, dengan hormat kami sampaikan daftar ini.";
    const auto made = client::tablet::open(path);
    CHECK(made.why().status == PENDATA_FOREIGN_FILE);
    std::string first;
    std::getline(std::ifstream(path), first);
    CHECK(first.starts_with("Kepada"));
}

TEST_CASE("opening says what is wrong with the path") {
    tablet_folder folder;
    auto options = tablet_options();
    options.must_exist = 1;
    CHECK(client::tablet::open(folder.file("nothing.db"), &options).why().status == PENDATA_NOT_FOUND);
    CHECK(client::tablet::open(folder.file("no/such/folder.db")).why().status == PENDATA_NOT_FOUND);
    CHECK(client::tablet::open("").why().status == PENDATA_INVALID_ARGUMENT);
    CHECK(client::tablet::open(std::string_view("a\0b", 3)).why().status == PENDATA_INVALID_ARGUMENT);
    CHECK(!client::tablet::open(folder.file(".")).ok());
}

TEST_CASE("the wall clock may be moved or replaced") {
    tablet_folder folder;
    const auto file = enrolled_file(folder, "a.db");
    const auto claimed = [&](const pendata_tablet_options& options) {
        auto t = opened(file, &options);
        const auto id = added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
        const auto history = *t.history(id);
        return history.substr(history.find("\"claimed\":\"") + 11, 4);
    };
    auto replaced = tablet_options();
    replaced.wall_clock = year_2015;
    CHECK(claimed(replaced) == "2015");
    auto moved = tablet_options();
    moved.wall_offset_us = -std::int64_t{40} * 365 * 86'400 * 1'000'000;
    CHECK(claimed(moved) < "2000");
}

TEST_CASE("an app may keep the secrets itself") {
    tablet_folder folder;
    enrolment keyless;
    keyless.with_key = false;
    const auto file = enrolled_file(folder, "a.db", keyless);
    secrets app;
    auto face = app.face();
    auto options = tablet_options();
    options.key_store = &face;
    {
        auto t = opened(file, &options);
        added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
        CHECK(t.bag_export().why().status == PENDATA_KEY_MISSING);
        app.kept[PENDATA_SECRET_KEY] = std::string(32, 's');
        CHECK(t.bag_export().ok());
    }
    CHECK(!std::filesystem::exists(file + ".key"));
    app.kept[PENDATA_SECRET_KEY] = "short";
    CHECK(opened(file, &options).sync().why().status == PENDATA_CORRUPT);
    app.broken = 12'345;  // no number of ours
    CHECK(opened(file, &options).sync().why().status == PENDATA_IO_ERROR);

    face.remove = nullptr;
    CHECK(client::tablet::open(file, &options).why().status == PENDATA_INVALID_ARGUMENT);
}

TEST_CASE("indexing runs behind and says what is left") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    for (int i = 0; i < 3; ++i) added(t, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
    std::uint64_t left = 99;
    REQUIRE(pendata_tablet_index(t.get(), 1, &left, nullptr) == PENDATA_OK);
    CHECK(left >= 2);
    while (left > 0) REQUIRE(pendata_tablet_index(t.get(), 10, &left, nullptr) == PENDATA_OK);
}

TEST_CASE("bags: packed, carried, told from other files") {
    tablet_folder folder;
    auto author = enrolled_tablet(folder, "author.db");
    enrolment second;
    second.number = 2;
    auto carrier = enrolled_tablet(folder, "carrier.db", second);
    added(author, "person", R"({"name":"Siti","village":"32.11.01.2001"})");
    const auto bag = author.bag_export();
    REQUIRE(bag.ok());
    CHECK(bag->second == R"({"batches":1,"carried":0,"damaged":0,"left":0})");
    CHECK(*carrier.bag_carry(bag->first) == R"({"batches":1,"carried":1,"damaged":0,"left":0})");
    CHECK(*author.bag_carry(bag->first) == R"({"batches":1,"carried":0,"damaged":0,"left":0})");
    // What is carried goes into the carrier's own bag, and being carried ends nothing.
    CHECK(carrier.bag_export()->second == R"({"batches":1,"carried":1,"damaged":0,"left":0})");
    CHECK(member(*author.status(), "pending") == "2");
    CHECK(*carrier.bag_import(bag->first) == R"({"batches":0,"carried":0,"damaged":0,"left":0})");

    // Any byte may be altered: the call counts the batch as carried or damaged, or refuses the bag, and no more.
    for (std::size_t at = 0; at < bag->first.size(); ++at) {
        auto altered = bag->first;
        altered[at] = static_cast<char>(altered[at] ^ 0x10);
        const auto counted = carrier.bag_carry(altered);
        if (counted.ok()) CHECK(std::stoi(member(*counted, "carried")) + std::stoi(member(*counted, "damaged")) <= 1);
    }

    CHECK(carrier.bag_carry("Kepada Yth.").why().status == PENDATA_FOREIGN_FILE);
    CHECK(carrier.bag_carry("").why().status == PENDATA_FOREIGN_FILE);
    CHECK(carrier.bag_carry(std::string_view(bag->first).substr(0, bag->first.size() / 2)).why().status == PENDATA_MALFORMED);
}

TEST_CASE("structs of an older caller are read and written as far as they reach") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    struct old_error {
        size_t struct_size;
        pendata_status status;
        int32_t retryable;
        char guard[8];
    } old{offsetof(old_error, guard), 77, 77, "guarded"};
    pendata_buffer out{nullptr, 0};
    const auto status = pendata_record_add(t.get(), client::view("persons"), client::view("{}"), nullptr, &out,
                                           reinterpret_cast<pendata_error*>(&old));
    CHECK(status == PENDATA_UNKNOWN_KIND);
    CHECK(old.status == PENDATA_UNKNOWN_KIND);
    CHECK(old.retryable == 0);
    CHECK(std::string_view(old.guard) == "guarded");

    // Only the size and the evidence: the rest keeps its defaults.
    pendata_save_options options = PENDATA_SAVE_OPTIONS_DEFAULT;
    options.struct_size = offsetof(pendata_save_options, intent);
    options.evidence = 3;
    options.intent = 999;
    CHECK(t.add("person", R"({"name":"Siti","village":"32.11.01.2001"})", &options).ok());
    options.struct_size = 0;
    CHECK(t.add("person", R"({"name":"Siti"})", &options).why().status == PENDATA_INVALID_ARGUMENT);
}

TEST_CASE("texts are cut to fit, never within a character") {
    tablet_folder folder;
    auto t = enrolled_tablet(folder);
    std::string field;
    for (int i = 0; i < 20; ++i) field += "é€";
    const auto refused = t.add("person", "{\"" + field + "\":1}");
    CHECK(refused.why().status == PENDATA_UNKNOWN_FIELD);
    const std::string_view told = refused.why().field;
    CHECK(told.size() < sizeof refused.why().field);
    CHECK(field.starts_with(told));
    CHECK((told.size() % 5 == 0 || told.size() % 5 == 2));
}

TEST_CASE("the dictionary describes itself, for forms") {
    const auto described = client::dictionary();
    REQUIRE(described.ok());
    CHECK(std::stoi(member(*described, "version")) > 0);
    const auto kinds = member(*described, "kinds");
    for (const std::string_view expected : {R"("name":"person")", R"("name":"nik")", R"("label_en":"Assessed on")", R"("name":"P24")",
                                            R"("type":"region")", R"("policy":"evidence")", R"("target":"officer")"}) {
        CHECK_MESSAGE(kinds.find(expected) != std::string::npos, expected);
    }
}

TEST_CASE("times are read with any offset") {
    std::int64_t us = 0;
    CHECK(pendata_time_parse(client::view("1970-01-01T07:00:01.5+07:00"), &us, nullptr) == PENDATA_OK);
    CHECK(us == 1'500'000);
    CHECK(pendata_time_parse(client::view("yesterday"), &us, nullptr) == PENDATA_BAD_VALUE);
}

TEST_CASE("every status has words in both languages") {
    for (const int status : {PENDATA_OK, PENDATA_BAD_NIK, PENDATA_OFFLINE, PENDATA_INTERNAL}) {
        CHECK(std::string_view(pendata_status_text(status, 1)) != std::string_view(pendata_status_text(status, 0)));
    }
    CHECK(pendata_status_text(424'242, 0) != nullptr);
}

}  // namespace pendata::test
