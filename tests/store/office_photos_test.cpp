// Photos and their pieces, on every store: whatever comes twice or in any order, a device has what it brought, and a whole
// photo is there once.
#include <algorithm>

#include "core/photo/pieces.hpp"
#include "tests/store/office_samples.hpp"
#include "tests/store/sqlite_office_under_test.hpp"

namespace pendata::test {

namespace {

constexpr std::size_t piece_bytes = limits::photo_piece_bytes;

device_id bringer(unsigned n) { return device_id::from(sha256("bringer " + std::to_string(n)).view()); }

bytes some_photo(std::size_t size, char seed) {
    bytes out;
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(seed + static_cast<char>(i / 100 + i)));
    return out;
}

void bring(office_transaction& t, const bytes& photo, const device_id& from, std::uint32_t number) {
    must(t.put_photo_piece({sha256(photo), from, photo.size(), false, 7, {}}, number, piece_of(photo, number)));
}

bytes read_whole(office_view& view, const bytes& photo, const device_id& from) {
    bytes out;
    for (std::uint32_t n = 0; n < piece_count(photo.size()); ++n) out += must(view.photo_piece(sha256(photo), from, n)).value();
    return out;
}

}  // namespace

TEST_CASE("pieces are kept as they come, each device's own") {
    on_each_office([](office_under_test& office) {
        const auto photo = some_photo(2 * piece_bytes + 10, 3);
        const auto hash = sha256(photo);
        office.change([&](office_transaction& t) {
            CHECK(!must(t.photo(hash, bringer(1))));
            bring(t, photo, bringer(1), 2);
            bring(t, photo, bringer(1), 0);
            bring(t, photo, bringer(1), 0);  // once more
            bring(t, photo, bringer(2), 1);
            CHECK(must(t.photo_pieces(hash, bringer(1))).count() == 2);
        });
        office.reopen();
        const auto view = office.view();
        CHECK(must(view->photo(hash, bringer(1))) == office_photo{hash, bringer(1), photo.size(), false, 7, {}});
        CHECK(!must(view->whole_photo(hash)));
        CHECK(must(view->photo_pieces(hash, bringer(1))).count() == 2);
        CHECK(must(view->photo_pieces(hash, bringer(2))).encoded() == "\x02");
        CHECK(must(view->photo_piece(hash, bringer(1), 2)) == bytes(piece_of(photo, 2)));
        CHECK(!must(view->photo_piece(hash, bringer(1), 1)));
        CHECK(must(view->photos_from(bringer(1))) == photos_of_device{1, photo.size()});
        CHECK(must(view->photos_from(bringer(3))) == photos_of_device{});
    });
}

TEST_CASE("a whole photo is there once, whoever brings it again") {
    on_each_office([](office_under_test& office) {
        const auto photo = some_photo(piece_bytes + 1, 5);
        const auto hash = sha256(photo);
        std::vector<photo_mark> marks;
        for (const unsigned n : {2u, 1u, 3u}) {
            office.change([&](office_transaction& t) {
                bring(t, photo, bringer(n), 0);
                bring(t, photo, bringer(n), 1);
                marks.push_back(must(t.photo_is_whole(hash, bringer(n))));
            });
        }
        office.reopen();
        const auto view = office.view();
        for (const unsigned n : {1u, 2u, 3u}) {
            CHECK(must(view->photo(hash, bringer(n)))->whole);
            CHECK(read_whole(*view, photo, bringer(n)) == photo);
            CHECK(must(view->photo_pieces(hash, bringer(n))).count() == 2);
        }
        CHECK(must(view->whole_photo(hash)).has_value());
        CHECK(marks[2] == next_mark(next_mark(next_mark({}, hash, bringer(2)), hash, bringer(1)), hash, bringer(3)));
        CHECK(must(view->photo(hash, bringer(3)))->mark == marks[2]);
        for (const auto& m : marks) CHECK(must(view->photo_marked(m.number)) == m);
        CHECK(must(view->photo_marked(4)) == photo_mark{});
        CHECK(must(view->photo_marked(0)) == photo_mark{});
    });
}

TEST_CASE("what came out wrong is dropped with its pieces, and no other's") {
    on_each_office([](office_under_test& office) {
        const auto photo = some_photo(piece_bytes + 1, 5);
        const auto hash = sha256(photo);
        office.change([&](office_transaction& t) {
            bring(t, photo, bringer(1), 0);
            bring(t, photo, bringer(2), 0);
            must(t.drop_photo(hash, bringer(1)));
            CHECK(!must(t.photo(hash, bringer(1))));
            CHECK(must(t.photo_pieces(hash, bringer(1))).is_empty());
        });
        CHECK(must(office.view()->photo_pieces(hash, bringer(2))).count() == 1);
        // And nothing of it is left under the number of the next one.
        office.change([&](office_transaction& t) {
            must(t.drop_photo(hash, bringer(2)));
            bring(t, some_photo(piece_bytes + 1, 9), bringer(2), 1);
        });
        CHECK(must(office.view()->photo_pieces(sha256(some_photo(piece_bytes + 1, 9)), bringer(2))).count() == 1);
    });
}

TEST_CASE("an erased photo is nobody's, and known to be erased") {
    on_each_office([](office_under_test& office) {
        const auto photo = some_photo(piece_bytes + 1, 5), other = some_photo(10, 6);
        const auto hash = sha256(photo);
        office.change([&](office_transaction& t) {
            for (const unsigned n : {1u, 2u}) {
                bring(t, photo, bringer(n), 0);
                bring(t, photo, bringer(n), 1);
                must(t.photo_is_whole(hash, bringer(n)));
            }
            bring(t, other, bringer(1), 0);
            must(t.erase_photo(hash));
            must(t.erase_photo(hash));
        });
        office.reopen();
        const auto view = office.view();
        CHECK(must(view->is_photo_erased(hash)));
        CHECK(!must(view->is_photo_erased(sha256(other))));
        CHECK(!must(view->whole_photo(hash)));
        CHECK(must(view->photos_from(bringer(2))) == photos_of_device{});
        CHECK(!must(view->photo_piece(hash, bringer(1), 0)));
        CHECK(must(view->photo_piece(sha256(other), bringer(1), 0)) == other);
        CHECK(must(view->erased_photos({}, 10)) == std::vector{hash});
        CHECK(must(view->erased_photos(hash, 10)).empty());
    });
}

TEST_CASE("a photo that was damaged at the office is whole again when another device has brought it") {
    on_each_office([](office_under_test& office) {
        const auto photo = some_photo(piece_bytes + 10, 5);
        office.change([&](office_transaction& t) {
            for (const unsigned n : {1u, 2u, 3u}) {
                for (std::uint32_t piece = 0; piece < 2; ++piece) bring(t, photo, bringer(n), piece);
                must(t.photo_is_whole(sha256(photo), bringer(n)));
                if (n == 1) must(t.put_photo_piece({sha256(photo), bringer(1), photo.size(), true, 7, {}}, 1, "damaged"));
            }
        });
        for (const unsigned n : {2u, 3u}) CHECK(read_whole(*office.view(), photo, bringer(n)) == photo);
        // And then it stands for all of them, once.
        office.change([&](office_transaction& t) { must(t.erase_photo(sha256(photo))); });
        CHECK(!must(office.view()->photo_piece(sha256(photo), bringer(2), 0)));
    });
}

TEST_CASE("photos are listed in order, in pages") {
    on_each_office([](office_under_test& office) {
        std::vector<std::pair<digest, device_id>> all;
        office.change([&](office_transaction& t) {
            for (unsigned n = 0; n < 9; ++n) {
                const auto photo = some_photo(10 + n / 2, static_cast<char>(n / 2));
                bring(t, photo, bringer(n), 0);
                all.emplace_back(sha256(photo), bringer(n));
            }
        });
        std::sort(all.begin(), all.end());
        std::vector<std::pair<digest, device_id>> listed;
        office_photo last;
        while (true) {
            const auto page = must(office.view()->photos(last.photo, last.from, 2));
            for (const auto& p : page) listed.emplace_back(p.photo, p.from);
            if (page.size() < 2) break;
            last = page.back();
        }
        CHECK(listed == all);
    });
}

TEST_CASE("a transaction that fails leaves no piece") {
    on_each_office([](office_under_test& office) {
        const auto photo = some_photo(10, 5);
        const auto done = office.store().transact([&](office_transaction& t) -> result<void> {
            bring(t, photo, bringer(1), 0);
            return errc::disk_full;
        });
        CHECK(done.has_error());
        CHECK(!must(office.view()->photo(sha256(photo), bringer(1))));
        CHECK(must(office.view()->photo_pieces(sha256(photo), bringer(1))).is_empty());
    });
}

}  // namespace pendata::test
