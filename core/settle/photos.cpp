// The office's rules for photos.
#include "core/settle/photos.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/dictionary/element.hpp"

namespace pendata {

namespace {

result<void> may_bring(office_view& view, const device_id& from) {
    PENDATA_TRY(device, view.device(from));
    if (!device) return errc::device_unknown;
    if (device->revoked) return errc::device_revoked;
    return {};
}

// A photo the device begins to bring, measured against what it has brought.
result<bool> has_room(office_view& view, const device_id& from, std::uint64_t size) {
    PENDATA_TRY(brought, view.photos_from(from));
    return brought.photos < limits::photos_of_device && brought.bytes + size <= limits::photo_bytes_of_device;
}

result<bool> is_erased_photo(office_view& view, const office_context& office, const digest& photo) {
    if (office.is_photo_erased && office.is_photo_erased(photo)) return true;
    return view.is_photo_erased(photo);
}

bool disk_has_room(const office_context& office) { return office.free_bytes >= limits::photo_reserve_bytes; }

result<bytes> joined(office_view& view, const digest& photo, const device_id& from, std::uint64_t size) {
    bytes out;
    out.reserve(size);
    for (std::uint32_t number = 0; number < piece_count(size); ++number) {
        PENDATA_TRY(piece, view.photo_piece(photo, from, number));
        if (!piece) return errc::corrupt;
        out += *piece;
    }
    return out;
}

}  // namespace

bool holds_photos(const field_def& field) {
    constexpr std::int64_t hash_bytes = sizeof(digest::raw);
    return field.type == field_type::octets && field.merge == policy::set && field.least == hash_bytes && field.most == hash_bytes;
}

std::optional<digest> photo_of(const dictionary& words, const cell_key& key) {
    if (key.element.empty()) return std::nullopt;
    const auto* field = words.find(key);
    if (field == nullptr || !holds_photos(*field)) return std::nullopt;
    const auto named = plain_element(key.element);
    if (!named || named->type() != value_type::octets || named->as_octets().size() != sizeof(digest::raw)) return std::nullopt;
    return digest::from(named->as_octets());
}

std::vector<digest> photos_named(const dictionary& words, const part& content) {
    std::vector<digest> out;
    for (const auto& c : content.cells) {
        if (c.what.content.is_cleared()) continue;
        if (const auto named = photo_of(words, c.what.key)) out.push_back(*named);
    }
    return out;
}

result<std::set<digest>> photos_ever_named(office_view& view, const dictionary& words, const record_id& record) {
    std::set<digest> out;
    const auto add = [&](const cell_key& key) {
        if (const auto named = photo_of(words, key)) out.insert(*named);
    };
    PENDATA_TRY(found, view.find(record));
    if (found) {
        for (const auto& p : found->parts) {
            for (const auto& c : p.cells) add(c.what.key);
        }
    }
    PENDATA_TRY(history, view.history_of(record));
    for (const auto& row : history) {
        for (const auto& w : row.writes) add(w.what.key);
    }
    PENDATA_TRY(custody, view.custody_of(record));
    for (const auto& row : custody) add(row.what.what.key);
    return out;
}

result<void> erase_photo_named_late(office_transaction& to, const office_context& office, const device_id& from, const cell_key& key, bool rightful) {
    const auto photo = photo_of(office.words, key);
    if (!photo) return {};
    PENDATA_TRY(own, to.photo(*photo, from));
    PENDATA_TRY(brought, to.photos(*photo, device_id{}, 2));
    const bool by_others = std::any_of(brought.begin(), brought.end(), [&](const office_photo& p) { return p.photo == *photo && p.from != from; });
    const bool stays = rightful ? !own && by_others : !own || by_others;
    return stays ? result<void>() : to.erase_photo(*photo);
}

result<bytes> whole_photo(office_view& view, const office_photo& of) {
    PENDATA_TRY(content, joined(view, of.photo, of.from, of.size));
    if (content.size() != of.size || sha256(content) != of.photo) return errc::corrupt;
    return content;
}

result<message::any> answer_offer(office_view& view, const office_context& office, const device_id& from,
                                  const message::photo_offer& offer) {
    PENDATA_CHECK(may_bring(view, from));
    if (!is_photo_size(offer.size)) return message::any(message::photo_refused{offer.photo, errc::too_large});
    PENDATA_TRY(erased, is_erased_photo(view, office, offer.photo));
    if (erased) return message::any(message::photo_refused{offer.photo, errc::not_allowed});
    PENDATA_TRY(known, view.photo(offer.photo, from));
    if (!known) {
        if (!disk_has_room(office)) return message::any(message::photo_refused{offer.photo, errc::office_storage});
        PENDATA_TRY(room, has_room(view, from, offer.size));
        if (!room) return message::any(message::photo_refused{offer.photo, errc::limit_exceeded});
        return message::any(message::photo_wanted{offer.photo, offer.size, piece_set::all_of(offer.size), {}});
    }
    if (known->size != offer.size) return message::any(message::photo_refused{offer.photo, errc::malformed});
    if (known->whole) return message::any(message::photo_wanted{offer.photo, offer.size, {}, known->mark});
    PENDATA_TRY(there, view.photo_pieces(offer.photo, from));
    return message::any(message::photo_wanted{offer.photo, offer.size, piece_set::all_of(offer.size).without(there), {}});
}

result<message::any> take_photo_piece(office_transaction& to, const office_context& office, const device_id& from,
                                      const message::photo_piece& piece) {
    PENDATA_CHECK(may_bring(to, from));
    const auto refuse = [&](errc why) { return message::any(message::photo_refused{piece.photo, why}); };
    if (!is_piece(piece.size, piece.number, piece.content.size())) return refuse(errc::malformed);
    PENDATA_TRY(erased, is_erased_photo(to, office, piece.photo));
    if (erased) return refuse(errc::not_allowed);
    PENDATA_TRY(known, to.photo(piece.photo, from));
    if (known && known->whole) return message::any(message::photo_kept{piece.photo, piece.number, true, known->mark});
    if (!known) {
        if (!disk_has_room(office)) return refuse(errc::office_storage);
        PENDATA_TRY(room, has_room(to, from, piece.size));
        if (!room) return refuse(errc::limit_exceeded);
        known = office_photo{piece.photo, from, piece.size, false, office.now_ms, {}};
    }
    if (known->size != piece.size) return refuse(errc::malformed);
    PENDATA_CHECK(to.put_photo_piece(*known, piece.number, piece.content));
    PENDATA_TRY(there, to.photo_pieces(piece.photo, from));
    if (there.count() < piece_count(piece.size)) return message::any(message::photo_kept{piece.photo, piece.number, false, {}});
    PENDATA_TRY(content, joined(to, piece.photo, from, piece.size));
    if (sha256(content) != piece.photo) {
        // Which piece is wrong can not be told: all of them come again.
        PENDATA_CHECK(to.drop_photo(piece.photo, from));
        return refuse(errc::malformed);
    }
    PENDATA_TRY(mark, to.photo_is_whole(piece.photo, from));
    return message::any(message::photo_kept{piece.photo, piece.number, true, mark});
}

result<message::any> give_photo_piece(office_view& view, const office_context& office, const changes_question& question,
                                      const message::photo_ask& ask) {
    PENDATA_CHECK(check_rights(view, office, question));
    const auto nothing = message::any(message::photo_refused{ask.photo, errc::not_found});
    PENDATA_TRY(record, view.find(ask.record));
    if (!record || !contains(granted_rooms(question.grants, record->atoms()), ask.room)) return nothing;
    const part* named_in = record->find(ask.room);
    if (named_in == nullptr) return nothing;
    const auto named = photos_named(office.words, *named_in);
    if (std::find(named.begin(), named.end(), ask.photo) == named.end()) return nothing;
    PENDATA_TRY(photo, view.whole_photo(ask.photo));
    if (!photo || ask.number >= piece_count(photo->size)) return nothing;
    PENDATA_TRY(piece, view.photo_piece(photo->photo, photo->from, ask.number));
    if (!piece || !is_piece(photo->size, ask.number, piece->size())) return nothing;
    return message::any(message::photo_piece{ask.photo, photo->size, ask.number, std::move(*piece)});
}

}  // namespace pendata
