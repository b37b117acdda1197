// The office's rules for photos: what it asks of a device, what it refuses, and to whom it gives one (I4).
#include "core/settle/photos.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/dictionary/element.hpp"
#include "core/settle/erasing.hpp"
#include "core/settle/returned.hpp"
#include "tests/support/small_office.hpp"

namespace pendata {

using namespace test;

namespace {

constexpr std::size_t piece_bytes = limits::photo_piece_bytes;

bytes picture(std::size_t size, char seed = 1) {
    bytes out;
    for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(seed + static_cast<char>(i * 5 + i / 700)));
    return out;
}

struct village_with_photos {
    small_office office;
    officer_id asih_officer = office.add_officer("Asih", role::psm, {village_a});
    paper_tablet asih = office.add_tablet(asih_officer);
    paper_tablet budi = office.add_tablet(office.add_officer("Budi", role::psm, {village_b}));
    record_id person = numbered_record(1);
    write named_by;

    message::any offer(const paper_tablet& t, const bytes& photo) {
        return *answer_offer(**office.store.view(), office.context(), t.device, {sha256(photo), photo.size()});
    }
    message::photo_wanted offer_of(const paper_tablet& t, const bytes& photo) { return std::get<message::photo_wanted>(offer(t, photo)); }
    result<message::any> try_bring(const device_id& from, const message::photo_piece& piece) {
        const auto context = office.context();
        message::any out;
        const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(answer, take_photo_piece(tx, context, from, piece));
            out = answer;
            return {};
        });
        if (done.has_error()) return done.error();
        return out;
    }
    message::any bring(const paper_tablet& t, const bytes& photo, std::uint32_t number) {
        return *try_bring(t.device, {sha256(photo), photo.size(), number, bytes(piece_of(photo, number))});
    }
    void bring_whole(const paper_tablet& t, const bytes& photo) {
        for (std::uint32_t n = 0; n < piece_count(photo.size()); ++n) bring(t, photo, n);
    }
    // The person, with the photo as one of the face.
    void name(const bytes& photo) {
        auto& t = asih;
        t.save(person, request_for("person", "name", value::text("Siti")), {}, noon_ms);
        t.same_save = true;
        t.save(person, request_for("person", "village", value::text(village_a)), {}, noon_ms);
        named_by = t.save(person, request_for("person", "face_photo", value::octets(sha256(photo).view())), {}, noon_ms);
        t.same_save = false;
        REQUIRE(office.take(t.seal_all(noon_ms)).held.empty());
    }
    compartment room_of_photo(const bytes& photo) {
        const auto record = office.find(person);
        REQUIRE(record.has_value());
        for (const auto& p : record->parts) {
            for (const auto& named : photos_named(*office.words, p)) {
                if (named == sha256(photo)) return p.room;
            }
        }
        FAIL("no part names it");
        return 0;
    }
    result<message::any> ask(const paper_tablet& t, const grant_list& grants, const message::photo_ask& what) {
        changes_question question;
        question.device = t.device;
        question.grants = grants;
        return give_photo_piece(**office.store.view(), office.context(), question, what);
    }
    grant_list granted(const officer_id& who) { return office.who().grants_of(who, day_of(office.now_ms)); }
};

message::photo_kept kept(const message::any& answer) { return std::get<message::photo_kept>(answer); }

errc refused_with(const message::any& answer) {
    const auto* refused = std::get_if<message::photo_refused>(&answer);
    return refused == nullptr ? errc::ok : refused->why;
}

}  // namespace

TEST_CASE("the office asks for what it lacks of a photo, each device's own") {
    village_with_photos v;
    const auto photo = picture(3 * piece_bytes);
    CHECK(std::get<message::photo_wanted>(v.offer(v.asih, photo)).missing.count() == 3);
    CHECK(!kept(v.bring(v.asih, photo, 1)).whole);
    CHECK(std::get<message::photo_wanted>(v.offer(v.asih, photo)).missing.encoded() == "\x05");
    // Another device is not told that anybody brings it.
    CHECK(std::get<message::photo_wanted>(v.offer(v.budi, photo)).missing.count() == 3);
    v.bring(v.asih, photo, 0);
    const auto mark = kept(v.bring(v.asih, photo, 2)).mark;
    CHECK(mark.number == 1);
    CHECK(v.offer_of(v.asih, photo) == message::photo_wanted{sha256(photo), photo.size(), {}, mark});
    CHECK(std::get<message::photo_wanted>(v.offer(v.budi, photo)).missing.count() == 3);
    // A piece that comes late changes nothing.
    CHECK(kept(v.bring(v.asih, photo, 2)) == message::photo_kept{sha256(photo), 2, true, mark});
    v.bring_whole(v.budi, photo);
    CHECK(std::get<message::photo_wanted>(v.offer(v.budi, photo)).missing.is_empty());
    CHECK(*whole_photo(**v.office.store.view(), **(*v.office.store.view())->whole_photo(sha256(photo))) == photo);
}

TEST_CASE("a photo that comes out wrong is thrown away and asked for again") {
    village_with_photos v;
    const auto photo = picture(2 * piece_bytes);
    v.bring(v.asih, photo, 0);
    message::photo_piece forged{sha256(photo), photo.size(), 1, bytes(piece_bytes, 'x')};
    CHECK(refused_with(*v.try_bring(v.asih.device, forged)) == errc::malformed);
    CHECK(!*(*v.office.store.view())->whole_photo(sha256(photo)));
    CHECK(std::get<message::photo_wanted>(v.offer(v.asih, photo)).missing.count() == 2);
    v.bring_whole(v.asih, photo);
    CHECK((*v.office.store.view())->whole_photo(sha256(photo))->has_value());
    // Whoever forges a piece of another's photo spoils their own alone.
    const auto other = picture(2 * piece_bytes, 9);
    v.bring(v.asih, other, 0);
    forged.photo = sha256(other);
    v.try_bring(v.budi.device, forged);
    CHECK(kept(v.bring(v.asih, other, 1)).whole);
}

TEST_CASE("what is too large, of two sizes or too much of one device is refused") {
    village_with_photos v;
    const auto photo = picture(2 * piece_bytes);
    const auto& view = *v.office.store.view();
    CHECK(refused_with(*answer_offer(*view, v.office.context(), v.asih.device, {sha256("x"), limits::photo_bytes + 1})) == errc::too_large);
    CHECK(refused_with(*answer_offer(*view, v.office.context(), v.asih.device, {sha256("x"), 0})) == errc::too_large);
    CHECK(refused_with(*v.try_bring(v.asih.device, {sha256("x"), piece_bytes, 0, "short"})) == errc::malformed);
    CHECK(refused_with(*v.try_bring(v.asih.device, {sha256("x"), piece_bytes, 1, "x"})) == errc::malformed);
    v.bring(v.asih, photo, 0);
    CHECK(refused_with(*answer_offer(**v.office.store.view(), v.office.context(), v.asih.device, {sha256(photo), piece_bytes})) == errc::malformed);
    // As if it had brought as many bytes as it may.
    REQUIRE(v.office.store.transact([&](office_transaction& tx) {
        return tx.put_photo_piece({sha256("all"), v.asih.device, limits::photo_bytes_of_device, false, 0, {}}, 0, "x");
    }).has_value());
    const auto next = picture(10, 4);
    CHECK(refused_with(v.offer(v.asih, next)) == errc::limit_exceeded);
    CHECK(refused_with(v.bring(v.asih, next, 0)) == errc::limit_exceeded);
    CHECK(std::get<message::photo_wanted>(v.offer(v.budi, next)).missing.count() == 1);
    // What it had begun goes on.
    CHECK(kept(v.bring(v.asih, photo, 1)).whole);
}

TEST_CASE("only a device that is enrolled and not revoked brings photos") {
    village_with_photos v;
    const auto photo = picture(10);
    CHECK(answer_offer(**v.office.store.view(), v.office.context(), device_id{}, {sha256(photo), 10}).error() == errc::device_unknown);
    REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(row, tx.device(v.asih.device));
        row->revoked = true;
        return tx.put(*row);
    }).has_value());
    CHECK(answer_offer(**v.office.store.view(), v.office.context(), v.asih.device, {sha256(photo), 10}).error() == errc::device_revoked);
    CHECK(v.try_bring(v.asih.device, {sha256(photo), 10, 0, photo}).error() == errc::device_revoked);
    CHECK(!*(*v.office.store.view())->photo(sha256(photo), v.asih.device));
}

TEST_CASE("a device has a photo where a cell that names it stands in its scope and compartment, and nowhere else") {
    village_with_photos v;
    const auto photo = picture(2 * piece_bytes);
    v.name(photo);
    v.bring_whole(v.budi, photo);  // whoever brings it has no right to it for that
    const auto room = v.room_of_photo(photo);
    const auto of_asih = v.granted(v.asih.officer);
    const message::photo_ask right{sha256(photo), v.person, room, 1};

    auto wide = v.office.add_officer("Citra", role::operator_, {"32.11"}, 15);
    const auto citra = v.office.add_tablet(wide);
    const auto given = v.ask(citra, v.granted(wide), right);
    REQUIRE(given.has_value());
    CHECK(std::get<message::photo_piece>(*given) == message::photo_piece{sha256(photo), photo.size(), 1, bytes(piece_of(photo, 1))});

    // All of these sound the same as a photo that nobody has.
    const auto is_nothing = [](const result<message::any>& answer, const bytes& of) {
        return std::get<message::photo_refused>(*answer) == message::photo_refused{sha256(of), errc::not_found};
    };
    CHECK(is_nothing(v.ask(v.budi, v.granted(v.budi.officer), right), photo));  // another village
    message::photo_ask wrong = right;
    wrong.room = room == 0 ? 1 : 0;  // no part there names it
    CHECK(is_nothing(v.ask(citra, v.granted(wide), wrong), photo));
    wrong = right;
    wrong.record = numbered_record(2);  // no such record
    CHECK(is_nothing(v.ask(citra, v.granted(wide), wrong), photo));
    wrong = right;
    wrong.number = 2;  // no such piece
    CHECK(is_nothing(v.ask(citra, v.granted(wide), wrong), photo));
    const auto other = picture(piece_bytes, 7);
    v.bring_whole(v.asih, other);  // whole, and the record does not name it
    wrong = right;
    wrong.photo = sha256(other);
    CHECK(is_nothing(v.ask(citra, v.granted(wide), wrong), other));

    // A compartment that is not granted: the place alone is not enough.
    auto closed = *v.office.find(v.person);
    closed.id = numbered_record(3);
    for (auto& p : closed.parts) p.record = closed.id;
    closed.parts = {*closed.find(room)};
    closed.parts.front().room = 2;
    for (auto& c : closed.parts.front().cells) c.what.room = 2;
    REQUIRE(v.office.store.transact([&](office_transaction& tx) { return tx.put(closed, 1); }).has_value());
    const message::photo_ask in_closed{sha256(photo), closed.id, 2, 1};
    CHECK(std::holds_alternative<message::photo_piece>(*v.ask(citra, v.granted(wide), in_closed)));
    CHECK(is_nothing(v.ask(v.asih, of_asih, in_closed), photo));
    CHECK(std::holds_alternative<message::photo_piece>(*v.ask(v.asih, of_asih, right)));

    // Grants that are others by now: it has to greet again before it has anything.
    CHECK(v.ask(citra, of_asih, right).error() == errc::cancelled);
}

TEST_CASE("a photo that was taken off the record is nobody's") {
    village_with_photos v;
    const auto photo = picture(10);
    v.name(photo);
    v.bring_whole(v.asih, photo);
    const auto room = v.room_of_photo(photo);
    const auto wide = v.office.add_officer("Citra", role::operator_, {"32.11"}, 15);
    const auto citra = v.office.add_tablet(wide);
    const message::photo_ask right{sha256(photo), v.person, room, 0};
    CHECK(std::holds_alternative<message::photo_piece>(*v.ask(citra, v.granted(wide), right)));
    cell_request off = request_for("person", "face_photo", value::octets(sha256(photo).view()));
    off.content = value();
    v.asih.save(v.person, off, {v.named_by}, noon_ms + 1000);
    REQUIRE(v.office.take(v.asih.seal_all(noon_ms + 1000)).held.empty());
    CHECK(std::holds_alternative<message::photo_refused>(*v.ask(citra, v.granted(wide), right)));
}

TEST_CASE("marks make a row that another office does not have") {
    village_with_photos v;
    const auto one = picture(10, 1), two = picture(10, 2);
    const auto backup = v.office.store;
    const auto first = kept(v.bring(v.asih, one, 0)).mark;
    const auto second = kept(v.bring(v.budi, one, 0)).mark;  // each device's own
    CHECK(second.number == first.number + 1);
    CHECK(*(*v.office.store.view())->photo_marked(second.number) == second);
    // Copied back, and gone on otherwise: the number is there, and it is another.
    v.office.store = backup;
    CHECK(*(*v.office.store.view())->photo_marked(first.number) == photo_mark{});
    const auto other = kept(v.bring(v.asih, two, 0)).mark;
    CHECK(other.number == first.number);
    CHECK(other != first);
}

TEST_CASE("which fields hold photos is read from the dictionary") {
    const auto& words = builtin_dictionary();
    std::vector<std::string> found;
    for (const auto& kind : words.kinds) {
        for (const auto& field : kind.fields) {
            if (holds_photos(field)) found.push_back(std::string(kind.name) + "." + std::string(field.name));
        }
    }
    CHECK(found.size() >= 5);
    CHECK(std::find(found.begin(), found.end(), "person.face_photo") != found.end());
    CHECK(std::find(found.begin(), found.end(), "person.document_photo") != found.end());
}

TEST_CASE("a disk that is nearly full is left to records: photos wait, but for those that have begun") {
    village_with_photos v;
    const auto begun = picture(2 * piece_bytes), next = picture(10, 3);
    v.bring(v.asih, begun, 0);
    v.office.free_bytes = limits::photo_reserve_bytes - 1;
    CHECK(refused_with(v.offer(v.asih, next)) == errc::office_storage);
    CHECK(refused_with(v.bring(v.asih, next, 0)) == errc::office_storage);
    CHECK(is_passing(errc::office_storage));
    CHECK(kept(v.bring(v.asih, begun, 1)).whole);
    v.office.free_bytes = limits::photo_reserve_bytes;
    CHECK(kept(v.bring(v.asih, next, 0)).whole);
}

TEST_CASE("a photo that the ledger knows to be erased is not taken, though the store forgot") {
    village_with_photos v;
    const auto photo = picture(2 * piece_bytes);
    v.bring(v.asih, photo, 0);
    v.office.erased_photos.insert(sha256(photo));
    CHECK(refused_with(v.offer(v.asih, photo)) == errc::not_allowed);
    CHECK(refused_with(v.bring(v.asih, photo, 1)) == errc::not_allowed);
    CHECK(refused_with(v.offer(v.budi, photo)) == errc::not_allowed);
}

namespace {

// The person is erased, and had a photo. Another photo is Budi's.
struct village_after_erasure : village_with_photos {
    bytes here = picture(10, 1), to_come = picture(10, 2), of_another = picture(10, 3), late = picture(10, 4);

    village_after_erasure() {
        name(here);
        bring_whole(asih, here);
        bring_whole(budi, of_another);
        bring_whole(asih, late);
        office.erased.insert(person);
        const auto context = office.context();
        REQUIRE(office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_CHECK(erase_records(tx, context, std::vector{person}));
            return {};
        }).has_value());
        REQUIRE((erased(here) && !erased(late)));
    }
    bool erased(const bytes& photo) { return *(*office.store.view())->is_photo_erased(sha256(photo)); }
    bool has(const bytes& photo) { return (*office.store.view())->whole_photo(sha256(photo))->has_value(); }
    void name_late(paper_tablet& t, const bytes& photo) {
        t.save(person, request_for("person", "face_photo", value::octets(sha256(photo).view())), {}, noon_ms);
    }
};

}  // namespace

TEST_CASE("who has no business with somebody erased takes no photo of others away by naming it late") {
    village_after_erasure v;
    // Copies of others' photos, one of nobody else, and one that has not come.
    const auto own = picture(10, 6), living = picture(10, 7);
    v.bring_whole(v.asih, living);
    for (const auto& photo : {own, living, v.late}) v.bring_whole(v.budi, photo);
    for (const auto& photo : {own, living, v.late, v.to_come}) v.name_late(v.budi, photo);
    CHECK(v.office.take(v.budi.seal_all(noon_ms)).held.size() == 4);
    for (const auto& photo : {living, v.late, v.to_come}) CHECK(!v.erased(photo));
    CHECK((v.has(living) && v.has(v.late)));
    CHECK(v.erased(own));
}

TEST_CASE("a photo that late work on somebody erased names goes too, unless it is another's") {
    village_after_erasure v;
    const auto context = v.office.context();
    SUBCASE("sent by the tablet") {
        for (const auto& photo : {v.late, v.to_come, v.of_another}) v.name_late(v.asih, photo);
        CHECK(v.office.take(v.asih.seal_all(noon_ms)).held.size() == 3);
        CHECK(v.erased(v.to_come));
        CHECK(refused_with(v.offer(v.asih, v.to_come)) == errc::not_allowed);
    }
    SUBCASE("read after it lay there unread") {
        for (unsigned char n = 0; n < 2; ++n) {
            v.budi.save(numbered_record(20 + n), request_for("person", "name", value::text("Luar")), {}, noon_ms);
            v.budi.save(numbered_record(20 + n), request_for("person", "village", value::text(village_a)), {}, noon_ms);
        }
        const auto own = picture(10, 5);
        v.bring_whole(v.budi, own);
        v.office.take(v.budi.seal_all(noon_ms));
        v.office.held_quota = 1;
        v.name_late(v.budi, own);
        v.budi.save(numbered_record(30), request_for("person", "village", value::text(village_a)), {}, noon_ms);
        v.office.take(v.budi.seal_all(noon_ms));
        REQUIRE((*v.office.store.view())->unread()->size() == 1);
        CHECK(!v.erased(own));
        v.office.held_quota = limits::custody_per_device;
        const auto roomy = v.office.context();
        REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(read, read_unread(tx, roomy));
            CHECK(read == 1);
            return {};
        }).has_value());
        CHECK(v.erased(own));
        return;
    }
    SUBCASE("given back by a tablet") {
        message::give_back given;
        part p{v.person, 0, {}};
        for (const auto& photo : {v.late, v.of_another}) {
            auto w = v.named_by;
            w.what.key.element = request_for("person", "face_photo", value::octets(sha256(photo).view())).key.element;
            p.cells.push_back({w.what, 0});
        }
        given.parts.push_back(p);
        REQUIRE(v.office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(answer, take_returned(tx, context, v.asih.device, given, nullptr));
            static_cast<void>(answer);
            return {};
        }).has_value());
    }
    CHECK((v.erased(v.late) && !v.has(v.late)));
    CHECK((!v.erased(v.of_another) && v.has(v.of_another)));
}

}  // namespace pendata
