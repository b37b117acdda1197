// The tablet's photos: adding them, reading them back, and what a session does with them. A record names a photo by its
// hash and does not wait for it; a photo does not wait to be named.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "client-lib/src/engine/tablet.hpp"
#include "core/photo/lane.hpp"

namespace pendata {

class photo_desk {
public:
    explicit photo_desk(const tablet& t) : tablet_(t) {}

    struct added {
        tablet_photo photo;
        bool is_new = false;
    };
    // Keeps the photo, to be brought to the office. One that this tablet brings already stays as it is; one that was refused
    // is offered again, and one that was fetched is from now on its own. `before_durable` is called last: nothing can fail once it is kept.
    checked<added> add(bytes_view content, const std::function<void(const added&)>& before_durable);

    // The photo. Errors: photo_awaited, where a record here names it and the next sync asks the office for it;
    // not_found, where none does; corrupt, where what is here is damaged.
    result<bytes> get(const digest& hash);

    // Ascending by row, in pages.
    result<void> visit(const std::function<bool(const tablet_photo&)>& visitor);

    // For sessions.
    result<bool> any_wait();
    result<std::vector<photo_errand>> errands(std::uint64_t after, std::size_t limit);
    result<std::optional<message::photo_piece>> piece(const digest& hash, std::uint64_t size, std::uint32_t number);
    // A piece that was asked for; the last one proves the photo by its hash, or all of it is asked for again.
    result<void> keep(const message::photo_piece& piece);
    result<void> note_passed(const digest& hash, std::uint64_t passed, const std::optional<photo_mark>& kept);
    result<void> note_refused(const digest& hash, errc why);

private:
    struct place {
        record_id record;
        compartment room = 0;
    };
    result<std::optional<place>> named_in(device_transaction& tx, const digest& hash);
    result<std::optional<bytes>> whole(device_transaction& tx, const tablet_photo& of);

    const tablet& tablet_;
};

// What was fetched, or asked for, and is named by nothing this tablet holds any more goes with what named it (I4). Its
// own photos stay.
result<void> forget_unnamed_photos(device_transaction& tx, const dictionary& words);
// The same of photos that some record has just ceased to name.
result<void> forget_left_photos(device_transaction& tx, const dictionary& words, const std::set<digest>& left);

}  // namespace pendata
