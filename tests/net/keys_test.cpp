// The secrets on disk, of both sides: made once, private, never overwritten, refused when damaged.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "client-lib/src/net/device_key.hpp"
#include "sync-server/auth/recovery_text.hpp"
#include "tests/net/office_fixture.hpp"

namespace pendata::testing {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t one_day_ms = std::int64_t{24} * 3600 * 1000;

bytes content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const bytes& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

unsigned mode_of(const fs::path& file) {
    struct stat about {};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    return about.st_mode & 0777;
}

std::size_t files_in(const fs::path& directory) {
    return static_cast<std::size_t>(std::distance(fs::recursive_directory_iterator(directory),
                                                  fs::recursive_directory_iterator()));
}

// What every key file is tried with; `load` gives the code.
template <class Load>
void refuse_damage(const fs::path& file, Load load) {
    const bytes whole = content_of(file);
    REQUIRE(load() == errc::ok);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        bytes damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        put(file, damaged);
        CHECK(load() != errc::ok);
    }
    for (std::size_t size = 0; size < whole.size(); ++size) {
        put(file, whole.substr(0, size));
        CHECK(load() != errc::ok);
    }
    put(file, "");
    CHECK(load() == errc::corrupt);
    put(file, "a letter to my aunt, somewhat longer than a key file could be, for once");
    CHECK(load() == errc::foreign_file);
    bytes newer = whole;
    newer[7] = '2';
    put(file, newer + "and more");
    CHECK(load() != errc::ok);
    put(file, newer);
    CHECK(load() == errc::newer_format);
    put(file, whole);
    CHECK(load() == errc::ok);
}

}  // namespace

TEST_CASE("an office's identity is made once and found again") {
    const scratch_directory directory;
    CHECK(code(office_identity::load(directory.path())) == errc::not_an_office);
    const auto made = office_identity::create(directory.path());
    REQUIRE(made.has_value());
    const auto file = directory.path() / "identity.key";
    CHECK(mode_of(file) == 0600);
    CHECK(files_in(directory.path()) == 1);
    const bytes before = content_of(file);
    CHECK(code(office_identity::create(directory.path())) == errc::office_exists);
    CHECK(content_of(file) == before);
    CHECK(files_in(directory.path()) == 1);

    const auto loaded = office_identity::load(directory.path());
    REQUIRE(loaded.has_value());
    CHECK(loaded->public_key() == made->public_key());
    CHECK(verify(made->public_key(), "a promise", loaded->sign("a promise")));
    CHECK_FALSE(verify(made->public_key(), "another", loaded->sign("a promise")));
    CHECK(code(office_identity::create(directory.path() / "nowhere")) == errc::not_found);
}

TEST_CASE(
    "an office's identity that is damaged is refused, one that others may read made private") {
    const scratch_directory directory;
    REQUIRE(office_identity::create(directory.path()).has_value());
    const auto file = directory.path() / "identity.key";
    refuse_damage(file, [&] { return code(office_identity::load(directory.path())); });
    REQUIRE(::chmod(file.c_str(), 0644) == 0);
    CHECK(office_identity::load(directory.path()).has_value());
    CHECK(mode_of(file) == 0600);
}

TEST_CASE("the paper copy brings the same office back") {
    const scratch_directory directory;
    const auto made = office_identity::create(directory.path());
    const std::string text = made->recovery_text();
    CHECK(text.size() == 14 * 4 + 13);
    CHECK(code(office_identity::restore(directory.path(), text)) == errc::office_exists);

    const scratch_directory anew;
    const auto restored = office_identity::restore(anew.path(), text);
    REQUIRE(restored.has_value());
    CHECK(restored->public_key() == made->public_key());
    CHECK(office_identity::load(anew.path())->public_key() == made->public_key());
}

TEST_CASE("the paper copy is read as people write it, and no mistake passes") {
    key_seed seed;
    for (std::size_t i = 0; i < seed.size(); ++i)
        seed[i] = static_cast<unsigned char>(i * 7 + 1);
    const std::string text = write_recovery_text(seed);
    CHECK(text == "0440 Y5GX 4GNK 4EA0 8X75 AQ33 D9RQ GZW6 HPA9 Q8N9 P2VV XHEC TFD1 B64P");

    std::string sloppy;
    for (const char c : text) {
        if (c == ' ') {
            sloppy += " - ";
        } else if (c == '0') {
            sloppy += 'o';
        } else if (c == '1') {
            sloppy += 'L';
        } else {
            sloppy += static_cast<char>(std::tolower(c));
        }
    }
    REQUIRE(read_recovery_text(sloppy).has_value());
    CHECK(*read_recovery_text(sloppy) == seed);

    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == ' ')
            continue;
        std::string wrong = text;
        wrong[at] = wrong[at] == 'Z' ? 'Y' : 'Z';
        CHECK(code(read_recovery_text(wrong)) == errc::bad_value);
    }
    for (const auto* wrong : {"", "0440", "U", "0440 Y5GX?"}) {
        CHECK(code(read_recovery_text(wrong)) == errc::bad_value);
    }
    CHECK(code(read_recovery_text(text + "0")) == errc::bad_value);
    CHECK(code(read_recovery_text(std::string_view(text).substr(1))) == errc::bad_value);
}

TEST_CASE("the certificate is kept, renewed in time, and made again when it is no good") {
    const scratch_directory directory;
    const auto identity = office_identity::create(directory.path());
    const auto keep_at = [&](std::int64_t now_ms) {
        auto kept = keep_certificate(directory.path(), *identity, now_ms);
        REQUIRE(kept.has_value());
        return *kept;
    };
    const auto first = keep_at(october_ms);
    CHECK(first.renewed);
    CHECK(first.certificate.not_after_ms == october_ms + 90 * one_day_ms);
    CHECK(first.certificate.leaf_der.size() < 300);
    MESSAGE("leaf certificate: " << first.certificate.leaf_der.size());
    const auto leaf_file = directory.path() / "tls" / "leaf.pem";
    CHECK(mode_of(directory.path() / "tls") == 0700);
    CHECK(mode_of(leaf_file) == 0600);

    const auto same = keep_at(october_ms + 59 * one_day_ms);
    CHECK_FALSE(same.renewed);
    CHECK(same.certificate.leaf_der == first.certificate.leaf_der);
    CHECK(same.certificate.key_der == first.certificate.key_der);
    const auto identity_pem = content_of(directory.path() / "tls" / "identity.pem");

    const auto second = keep_at(october_ms + 61 * one_day_ms);
    CHECK(second.renewed);
    CHECK(second.certificate.not_after_ms == october_ms + 151 * one_day_ms);
    CHECK(second.certificate.key_der != first.certificate.key_der);
    CHECK(content_of(directory.path() / "tls" / "identity.pem") == identity_pem);

    CHECK(keep_at(october_ms).renewed);  // made by a clock that stood months ahead
    put(leaf_file, content_of(leaf_file).substr(0, 500));
    CHECK(keep_at(october_ms).renewed);
    put(leaf_file, "");
    CHECK(keep_at(october_ms).renewed);
    CHECK_FALSE(keep_at(october_ms).renewed);

    const scratch_directory other;
    const auto stranger = office_identity::create(other.path());
    CHECK(keep_certificate(directory.path(), *stranger, october_ms)->renewed);
    CHECK(content_of(directory.path() / "tls" / "identity.pem") != identity_pem);
}

TEST_CASE("a device's key is made once, kept beside the database, and found again") {
    const scratch_directory directory;
    const auto file = (directory.path() / "cicadas.pendata").string();
    const auto store = make_file_key_store(file);
    CHECK(code(store->load()) == errc::key_missing);
    const auto made = store->create();
    REQUIRE(made.has_value());
    CHECK(mode_of(file + ".key") == 0600);
    CHECK(files_in(directory.path()) == 1);
    CHECK(code(store->create()) == errc::already_exists);

    const auto loaded = make_file_key_store(file)->load();
    REQUIRE(loaded.has_value());
    CHECK(loaded->public_key() == made->public_key());
    CHECK(verify(made->public_key(), "I am here", loaded->sign("I am here")));
    refuse_damage(file + ".key", [&] { return code(store->load()); });

    put(file + ".key", "damaged");
    CHECK(code(store->create()) == errc::already_exists);
    CHECK(content_of(file + ".key") == "damaged");
    store->save_ticket("a ticket");
    REQUIRE(store->forget().has_value());
    CHECK(code(store->load()) == errc::key_missing);
    CHECK(store->load_ticket().empty());
    REQUIRE(store->forget().has_value());
    const auto anew = store->create();
    REQUIRE(anew.has_value());
    CHECK(anew->public_key() != made->public_key());
    CHECK(code(make_file_key_store((directory.path() / "nowhere" / "db").string())->create()) ==
          errc::not_found);
}

TEST_CASE("a ticket is kept, replaced and lost without a word") {
    const scratch_directory directory;
    const auto file = (directory.path() / "db").string();
    const auto store = make_file_key_store(file);
    CHECK(store->load_ticket().empty());
    store->save_ticket("first");
    CHECK(mode_of(file + ".ticket") == 0600);
    store->save_ticket("second");
    CHECK(store->load_ticket() == "second");
    CHECK(files_in(directory.path()) == 1);
    store->save_ticket("");
    CHECK(store->load_ticket().empty());
    CHECK(files_in(directory.path()) == 0);
    make_file_key_store((directory.path() / "nowhere" / "db").string())->save_ticket("to nobody");
}

TEST_CASE("a key store in memory behaves as one on disk") {
    const auto store = make_memory_key_store();
    CHECK(code(store->load()) == errc::key_missing);
    const auto made = store->create();
    REQUIRE(made.has_value());
    CHECK(code(store->create()) == errc::already_exists);
    CHECK(store->load()->public_key() == made->public_key());
    store->save_ticket("a ticket");
    CHECK(store->load_ticket() == "a ticket");
    REQUIRE(store->forget().has_value());
    CHECK(code(store->load()) == errc::key_missing);
    CHECK(store->load_ticket().empty());
}

}  // namespace pendata::testing
