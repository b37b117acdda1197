// A ledger after a crash at any byte, and after damage at any byte: the first is cut off, the second is told.
#include "tests/sync-server/ledger/ledger_samples.hpp"

namespace pendata::test {

namespace {

// A ledger of four entries and, as bytes, where each ends.
struct four_entries {
    ledger_folder folder;
    bytes content;
    std::vector<std::size_t> ends;
    std::vector<ledger_entry> entries;

    four_entries() {
        const auto book = must(ledger::create(folder.path(), office_key()));
        ends.push_back(content_of(folder.path()).size());
        for (std::size_t n = 0; n < 4; ++n) {
            entries.push_back(add(*book, n + 1));
            ends.push_back(content_of(folder.path()).size());
        }
        content = content_of(folder.path());
    }
};

void check_cut(const four_entries& whole, bytes_view torn) {
    const auto path = whole.folder.path("torn");
    set_content(path, torn);
    {
        const auto book = opened(path);
        CHECK(must(book->head()) == whole.entries[2].head());
        CHECK(content_of(path) == whole.content.substr(0, whole.ends[3]));
        // The chain goes on as if the torn entry had never been begun.
        CHECK(add(*book, 4) == whole.entries[3]);
    }
    CHECK(content_of(path) == whole.content);
}

}  // namespace

TEST_CASE("an entry cut off at any byte is as if it had not been begun") {
    const four_entries whole;
    for (std::size_t size = whole.ends[3]; size < whole.ends[4]; ++size) {
        INFO("size: ", size);
        check_cut(whole, bytes_view(whole.content).substr(0, size));
    }
}

TEST_CASE("so is one whose end the disk left as zeros") {
    const four_entries whole;
    for (std::size_t size = whole.ends[3]; size < whole.ends[4]; ++size) {
        INFO("size: ", size);
        bytes torn = whole.content.substr(0, size);
        torn.resize(whole.content.size() + (size % 2 == 0 ? 0 : 100), '\0');
        check_cut(whole, torn);
    }
}

TEST_CASE("so is one of which the disk left any sector unwritten") {
    const ledger_folder folder;
    const auto path = folder.path();
    // Entries of many lengths, so that the last one begins anywhere in a sector.
    for (std::size_t length = 0; length < 512; length += 3) {
        std::filesystem::remove(path);
        std::size_t begins = 0;
        digest kept;
        {
            const auto book = must(ledger::create(path, office_key()));
            kept = must(book->append(duty_ended{{}, std::string(length, 'x')}, 1, office_signer())).hash;
            begins = content_of(path).size();
            must(book->append(duty_ended{{}, std::string(1000, 'y')}, 1, office_signer()));
        }
        const bytes whole = content_of(path);
        for (std::size_t at = begins; at < whole.size(); at = (at / 512 + 1) * 512) {
            INFO("length: ", length, " unwritten from: ", at);
            bytes torn = whole;
            const auto end = std::min<std::size_t>((at / 512 + 1) * 512, whole.size());
            std::fill(torn.begin() + static_cast<std::ptrdiff_t>(at), torn.begin() + static_cast<std::ptrdiff_t>(end), '\0');
            set_content(path, torn);
            if (torn == whole) continue;
            const auto book = opened(path);
            CHECK(must(book->entries_after(0)).back().hash == kept);
            CHECK(content_of(path).size() == begins);
        }
    }
}

TEST_CASE("a reader does not cut what may still be written") {
    const four_entries whole;
    const auto path = whole.folder.path("shared");
    set_content(path, bytes_view(whole.content).substr(0, whole.ends[2]));
    const auto book = opened(path);
    const bytes torn = whole.content.substr(0, whole.ends[3] - 1);
    set_content(path, torn);
    CHECK(must(book->head()) == whole.entries[1].head());
    CHECK(content_of(path) == torn);
    set_content(path, whole.content);
    CHECK(must(book->head()) == whole.entries[3].head());
}

TEST_CASE("any byte changed within is damage, with the entry's number") {
    const four_entries whole;
    const auto path = whole.folder.path("damaged");
    for (std::size_t at = 0; at < whole.content.size(); ++at) {
        INFO("byte: ", at);
        bytes damaged = whole.content;
        damaged[at] ^= 0x10;
        set_content(path, damaged);
        ledger_fault fault{99, {}};
        const auto got = ledger::open(path, office_key(), &fault);
        std::uint64_t entry = 0;
        while (whole.ends[entry] <= at) ++entry;
        if (entry == 0) {
            CHECK(got.has_error());
            CHECK(fault.entry == 0);
            continue;
        }
        REQUIRE(got.has_error());
        CHECK(got.error() == errc::corrupt);
        CHECK(fault.entry == entry);
        CHECK_FALSE(fault.what.empty());
        CHECK(content_of(path) == damaged);  // looked at, not touched
    }
}

TEST_CASE("entries moved, left out or repeated are damage") {
    const four_entries whole;
    const auto piece = [&](std::size_t n) {
        return whole.content.substr(n == 0 ? 0 : whole.ends[n - 1],
                                    whole.ends[n] - (n == 0 ? 0 : whole.ends[n - 1]));
    };
    const auto path = whole.folder.path("shuffled");
    for (const auto& [content, entry] : std::vector<std::pair<bytes, std::uint64_t>>{
             {piece(0) + piece(2), 1},
             {piece(0) + piece(1) + piece(3), 2},
             {piece(0) + piece(1) + piece(1), 2},
             {piece(0) + piece(1) + piece(2) + piece(4) + piece(3), 3}}) {
        set_content(path, content);
        ledger_fault fault;
        CHECK(ledger::open(path, office_key(), &fault).error() == errc::corrupt);
        CHECK(fault.entry == entry);
    }
}

TEST_CASE("a ledger that goes back under a running office is told") {
    const four_entries whole;
    const auto book = opened(whole.folder.path());
    set_content(whole.folder.path(), bytes_view(whole.content).substr(0, whole.ends[3]));
    CHECK(book->head().error() == errc::corrupt);
    CHECK(book->append(device_revoked{}, 1, office_signer()).error() == errc::corrupt);
    set_content(whole.folder.path(), whole.content);
    CHECK(must(book->head()) == whole.entries[3].head());
}

}  // namespace pendata::test
