// Photos and their pieces in the tablet's file.
#include "client-lib/src/engine/photo_desk.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/settle/photos.hpp"

namespace pendata {

namespace {

constexpr std::size_t photos_a_page = 256;

bool is_here(photo_state s) { return s != photo_state::wanted && s != photo_state::absent; }

problem wrong_size(bool none) {
    if (none) return make_problem(errc::bad_value, "photo", "berkas foto kosong", "the photo file is empty");
    return make_problem(errc::too_large, "photo", "foto melebihi 4 MB; perkecil dahulu", "the photo is larger than 4 MB; make it smaller first");
}

}  // namespace

checked<photo_desk::added> photo_desk::add(bytes_view content, const std::function<void(const added&)>& before_durable) {
    if (!is_photo_size(content.size())) return wrong_size(content.empty());
    const digest hash = sha256(content);
    added out;
    PENDATA_DEMAND(change(tablet_, [&](device_transaction& tx) -> checked<void> {
        out = {};
        PENDATA_ASK(state, tx.state());
        if (state.officer.is_zero()) return problem_of(make_error_code(errc::not_enrolled));
        PENDATA_ASK(known, tx.photo(hash));
        if (known && is_here(known->state)) {
            PENDATA_ASK(stands, whole(tx, *known));
            const bool is_brought = known->state == photo_state::waiting || known->state == photo_state::kept;
            if (stands && is_brought) {
                out.photo = *known;
                before_durable(out);
                return {};
            }
        }
        PENDATA_ASK(here, tx.photos_here());
        // Those an office lost that had them would leave no room for new ones.
        const std::uint64_t fresh = here.waiting - here.again, fresh_bytes = here.bytes - here.again_bytes;
        if (fresh >= limits::photos_waiting || fresh_bytes + content.size() > limits::photo_bytes_waiting) {
            return make_problem(errc::limit_exceeded, "photo", "terlalu banyak foto menunggu; sinkronkan dahulu",
                                "too many photos wait; sync first");
        }
        out.is_new = !known;
        out.photo = {};
        out.photo.photo = hash;
        out.photo.size = content.size();
        PENDATA_ASK(row, tx.put_photo(out.photo));
        out.photo.row = row;
        PENDATA_DEMAND(tx.drop_photo_pieces(hash));
        for (std::uint32_t n = 0; n < piece_count(content.size()); ++n) {
            PENDATA_DEMAND(tx.put_photo_piece(hash, n, piece_of(content, n)));
        }
        before_durable(out);
        return {};
    }));
    return out;
}

namespace {

bool is_of_others(photo_state s) { return s == photo_state::wanted || s == photo_state::fetched || s == photo_state::absent; }

bool names(const dictionary& words, const part& p, const digest& photo) {
    const auto named = photos_named(words, p);
    return std::find(named.begin(), named.end(), photo) != named.end();
}

}  // namespace

// Nothing, where a piece is missing or the hash is another.
result<std::optional<bytes>> photo_desk::whole(device_transaction& tx, const tablet_photo& of) {
    bytes out;
    out.reserve(of.size);
    for (std::uint32_t n = 0; n < piece_count(of.size); ++n) {
        PENDATA_TRY(piece, tx.photo_piece(of.photo, n));
        if (!piece) return std::optional<bytes>();
        out += *piece;
    }
    if (sha256(out) != of.photo) return std::optional<bytes>();
    return std::optional(std::move(out));
}

result<std::optional<photo_desk::place>> photo_desk::named_in(device_transaction& tx, const digest& hash) {
    std::optional<place> out;
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
        if (!out && names(tablet_.words, p, hash)) out = place{p.record, p.room};
        return {};
    }));
    return out;
}

result<bytes> photo_desk::get(const digest& hash) {
    bytes out;
    errc why = errc::ok;
    bool ask = false;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        out.clear();
        ask = false;
        PENDATA_TRY(known, tx.photo(hash));
        if (known && is_here(known->state)) {
            PENDATA_TRY(content, whole(tx, *known));
            why = content ? errc::ok : errc::corrupt;
            if (content) out = std::move(*content);
            return {};
        }
        why = errc::photo_awaited;
        ask = !known || known->state != photo_state::wanted;
        return {};
    }));
    if (!ask) {
        if (why != errc::ok) return why;
        return out;
    }
    PENDATA_CHECK(tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(where, named_in(tx, hash));
        if (!where) return errc::not_found;
        PENDATA_TRY(known, tx.photo(hash));
        tablet_photo wish = known.value_or(tablet_photo{});
        wish.photo = hash;
        wish.state = photo_state::wanted;
        wish.why = errc::ok;
        wish.tries = 0;
        wish.record = where->record;
        wish.room = where->room;
        PENDATA_CHECK(tx.put_photo(wish));
        return {};
    }));
    return why;
}

result<void> photo_desk::visit(const std::function<bool(const tablet_photo&)>& visitor) {
    for (std::uint64_t after = 0;;) {
        std::vector<tablet_photo> page;
        PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(found, tx.photos(after, photos_a_page, false));
            page = std::move(found);
            return {};
        }));
        for (const auto& p : page) {
            if (!visitor(p)) return {};
        }
        if (page.size() < photos_a_page) return {};
        after = page.back().row;
    }
}

result<bool> photo_desk::any_wait() {
    bool out = false;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(first, tx.photos(0, 1, true));
        out = !first.empty();
        return {};
    }));
    return out;
}

result<std::vector<photo_errand>> photo_desk::errands(std::uint64_t after, std::size_t limit) {
    std::vector<photo_errand> out;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        out.clear();
        PENDATA_TRY(found, tx.photos(after, limit, true));
        for (const auto& p : found) {
            photo_errand e{p.row, p.photo, p.size, p.state == photo_state::wanted, p.record, p.room, {}};
            if (e.fetches) {
                PENDATA_TRY(here, tx.photo_pieces(p.photo));
                e.here = std::move(here);
            }
            out.push_back(std::move(e));
        }
        return {};
    }));
    return out;
}

result<std::optional<message::photo_piece>> photo_desk::piece(const digest& hash, std::uint64_t size, std::uint32_t number) {
    std::optional<message::photo_piece> out;
    PENDATA_CHECK(tablet_.store.read([&](device_transaction& tx) -> result<void> {
        out.reset();
        PENDATA_TRY(content, tx.photo_piece(hash, number));
        if (content && is_piece(size, number, content->size())) out = message::photo_piece{hash, size, number, std::move(*content)};
        return {};
    }));
    return out;
}

result<void> photo_desk::keep(const message::photo_piece& piece) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(known, tx.photo(piece.photo));
        // Added here meanwhile, or by another process.
        if (!known || known->state != photo_state::wanted) return {};
        PENDATA_CHECK(tx.put_photo_piece(piece.photo, piece.number, piece.content));
        known->size = piece.size;
        known->passed += piece.content.size();
        PENDATA_TRY(here, tx.photo_pieces(piece.photo));
        if (here.count() == piece_count(piece.size)) {
            PENDATA_TRY(content, whole(tx, *known));
            if (content) {
                known->state = photo_state::fetched;
                known->passed = known->size;
            } else {
                PENDATA_CHECK(tx.drop_photo_pieces(piece.photo));
                known->passed = known->size = 0;
                known->why = errc::malformed;
                if (++known->tries >= limits::photo_tries) known->state = photo_state::absent;
            }
        }
        PENDATA_CHECK(tx.put_photo(*known));
        return {};
    });
}

result<void> photo_desk::note_passed(const digest& hash, std::uint64_t passed, const std::optional<photo_mark>& kept) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(known, tx.photo(hash));
        if (!known || known->state != photo_state::waiting) return {};
        known->passed = std::min(passed, known->size);
        if (kept) {
            known->state = photo_state::kept;
            known->passed = known->size;
            known->why = errc::ok;
            known->mark = *kept;
        }
        PENDATA_CHECK(tx.put_photo(*known));
        return {};
    });
}

result<void> photo_desk::note_refused(const digest& hash, errc why) {
    return tablet_.store.transact([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(known, tx.photo(hash));
        if (!known) return {};
        if (known->state == photo_state::wanted) {
            known->state = photo_state::absent;
            known->why = why;
        } else if (known->state == photo_state::waiting && is_passing(why)) {
            known->why = why;
        } else if (known->state == photo_state::waiting) {
            known->why = why;
            known->passed = 0;
            PENDATA_TRY(content, whole(tx, *known));
            if (!content) known->why = errc::corrupt;
            // It came out wrong there and is right here: once more, at the next sync.
            const bool again = known->why == errc::malformed && ++known->tries < limits::photo_tries;
            if (!again) known->state = photo_state::refused;
            // Erased by law there: not kept here either.
            if (why == errc::not_allowed) return tx.drop_photo(hash);
        }
        PENDATA_CHECK(tx.put_photo(*known));
        return {};
    });
}

result<void> forget_unnamed_photos(device_transaction& tx, const dictionary& words) {
    PENDATA_TRY(others, tx.photos_of_others());
    if (others.empty()) return {};
    std::set<digest> named;
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
        for (const auto& photo : photos_named(words, p)) named.insert(photo);
        return {};
    }));
    for (const auto& photo : others) {
        if (!named.contains(photo)) PENDATA_CHECK(tx.drop_photo(photo));
    }
    return {};
}

result<void> forget_left_photos(device_transaction& tx, const dictionary& words, const std::set<digest>& left) {
    std::map<digest, std::optional<tablet_photo>> astray;
    for (const auto& photo : left) {
        PENDATA_TRY(known, tx.photo(photo));
        if (!known || !is_of_others(known->state)) continue;
        PENDATA_TRY(record, tx.find(known->record));
        const bool stands = record && std::any_of(record->settled.begin(), record->settled.end(), [&](const part& p) {
                                return p.room == known->room && names(words, p, photo);
                            });
        if (!stands) astray.emplace(photo, std::move(known));
    }
    if (astray.empty()) return {};
    // Rare: all that is here is looked through for another place that names it.
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
        for (const auto& photo : photos_named(words, p)) {
            const auto at = astray.find(photo);
            if (at == astray.end()) continue;
            at->second->record = p.record;
            at->second->room = p.room;
            PENDATA_TRY(row, tx.put_photo(*at->second));
            static_cast<void>(row);
            astray.erase(at);
        }
        return {};
    }));
    for (const auto& [photo, known] : astray) PENDATA_CHECK(tx.drop_photo(photo));
    return {};
}

}  // namespace pendata
