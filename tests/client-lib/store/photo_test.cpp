// Photos in a tablet's file: there after a reopen, whole or not at all, and never counted among what is unsent.
#include "core/photo/pieces.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

tablet_photo waiting_photo(unsigned n, std::uint64_t size) {
    tablet_photo out;
    out.photo = sha256("photo " + std::to_string(n));
    out.size = size;
    return out;
}

std::vector<tablet_photo> errands_of(device_store& store, std::uint64_t after = 0, std::size_t limit = 100) {
    std::vector<tablet_photo> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.photos(after, limit, true));
        out = found;
        return {};
    });
    return out;
}

}  // namespace

TEST_CASE("a photo and its pieces are there after a reopen") {
    store_in_folder f;
    auto photo = waiting_photo(1, 3 * limits::photo_piece_bytes);
    photo.mark = {4, ~std::uint64_t{0}};
    photo.record = record(5);
    photo.room = 2;
    photo.why = errc::malformed;
    photo.tries = 2;
    photo.passed = 77;
    transact(*f.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(row, tx.put_photo(photo));
        photo.row = row;
        PENDATA_CHECK(tx.put_photo_piece(photo.photo, 2, "zwei"));
        PENDATA_CHECK(tx.put_photo_piece(photo.photo, 0, "alt"));
        return tx.put_photo_piece(photo.photo, 0, "null");
    });
    f.reopen();
    read(*f.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.photo(photo.photo));
        CHECK(found == photo);
        PENDATA_TRY(none, tx.photo(sha256("nobody's")));
        CHECK(!none);
        PENDATA_TRY(pieces, tx.photo_pieces(photo.photo));
        CHECK(pieces.encoded() == "\x05");
        PENDATA_TRY(piece, tx.photo_piece(photo.photo, 0));
        CHECK(piece == bytes("null"));
        PENDATA_TRY(lacking, tx.photo_piece(photo.photo, 1));
        CHECK(!lacking);
        PENDATA_TRY(pending, tx.pending());
        CHECK(pending.writes == 0);
        PENDATA_TRY(all, tx.all());
        CHECK(all.empty());
        return {};
    });
    transact(*f.store, [&](device_transaction& tx) { return tx.drop_photo_pieces(photo.photo); });
    read(*f.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(pieces, tx.photo_pieces(photo.photo));
        CHECK(pieces.is_empty());
        return {};
    });
}

TEST_CASE("what fails leaves no photo behind") {
    store_in_folder f;
    const auto done = f.store->transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(row, tx.put_photo(waiting_photo(1, 5)));
        static_cast<void>(row);
        PENDATA_CHECK(tx.put_photo_piece(waiting_photo(1, 5).photo, 0, "fuenf"));
        return errc::disk_full;
    });
    CHECK(failure_of(done) == errc::disk_full);
    CHECK(errands_of(*f.store).empty());
    CHECK(failure_of(f.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(row, tx.put_photo(waiting_photo(1, 5)));
        static_cast<void>(row);
        return {};
    })) == errc::read_only);
}

TEST_CASE("errands are what waits or is wanted, in order; the summary counts each") {
    store_in_folder f;
    const photo_state states[] = {photo_state::waiting, photo_state::kept, photo_state::wanted, photo_state::fetched,
                                  photo_state::refused, photo_state::absent, photo_state::waiting};
    transact(*f.store, [&](device_transaction& tx) -> result<void> {
        for (unsigned n = 0; n < std::size(states); ++n) {
            auto photo = waiting_photo(n, 10 + n);
            photo.state = states[n];
            photo.passed = n;
            PENDATA_TRY(row, tx.put_photo(photo));
            CHECK(row == n + 1);
        }
        return {};
    });
    const auto errands = errands_of(*f.store);
    REQUIRE(errands.size() == 3);
    CHECK(errands[0].photo == waiting_photo(0, 0).photo);
    CHECK(errands[1].state == photo_state::wanted);
    CHECK(errands[2].photo == waiting_photo(6, 0).photo);
    CHECK(errands_of(*f.store, errands[0].row, 1) == std::vector<tablet_photo>{errands[1]});
    read(*f.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(here, tx.photos_here());
        CHECK(here == photo_summary{2, 26, 6, 1, 1, 5, 64});
        PENDATA_TRY(all, tx.photos(0, 100, false));
        CHECK(all.size() == 7);
        return {};
    });
}

TEST_CASE("all that were kept wait again where the office does not know the newest of them") {
    store_in_folder f;
    transact(*f.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(none, tx.newest_photo_mark());
        CHECK(none == photo_mark{});
        for (unsigned n = 0; n < 4; ++n) {
            auto photo = waiting_photo(n, 10);
            photo.state = n == 3 ? photo_state::fetched : photo_state::kept;
            if (n < 3) photo.mark = {10 - n, n};
            PENDATA_TRY(row, tx.put_photo(photo));
            static_cast<void>(row);
        }
        PENDATA_TRY(newest, tx.newest_photo_mark());
        CHECK(newest == photo_mark{10, 0});
        PENDATA_CHECK(tx.offer_photos_again());
        PENDATA_TRY(left, tx.newest_photo_mark());
        CHECK(left == photo_mark{});
        return {};
    });
    CHECK(errands_of(*f.store).size() == 3);
}

}  // namespace pendata::test
