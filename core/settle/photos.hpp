// Photos at the office: what of one a device brings is lacking, taking a piece, giving one. A device may have a photo only
// where a cell that names it stands in what the device may hold; of any other it hears the same as of one nobody has.
// Page: docs/protocol.md, "Photos".
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/settle/office_answers.hpp"

namespace pendata {

// Each gives a message for the device; what is refused is a photo_refused. Errors: device_unknown, device_revoked,
// which end the session; for give_photo_piece() also the others of check_rights(); of the store.
result<message::any> answer_offer(office_view& view, const office_context& office, const device_id& from, const message::photo_offer& offer);
result<message::any> take_photo_piece(office_transaction& to, const office_context& office, const device_id& from,
                                      const message::photo_piece& piece);
result<message::any> give_photo_piece(office_view& view, const office_context& office, const changes_question& question,
                                      const message::photo_ask& ask);

// A set of photos: each element is the hash of one.
bool holds_photos(const field_def& field);
// The photo that a cell of this key names, or takes off; nothing where the key is of no photo this dictionary knows.
std::optional<digest> photo_of(const dictionary& words, const cell_key& key);
// Those any write to the record named, settled or held, of now or before.
result<std::set<digest>> photos_ever_named(office_view& view, const dictionary& words, const record_id& record);
// The photos that the part's cells name, as far as this dictionary knows.
std::vector<digest> photos_named(const dictionary& words, const part& content);

// A write to somebody erased came too late, and named a photo by this key: that goes too, here already or on its way. One
// that only other devices bring stays: nobody takes away what is not theirs. Of a write that would not have settled
// (`rightful`) it goes only where no other device brought it, too. Part of a commit.
result<void> erase_photo_named_late(office_transaction& to, const office_context& office, const device_id& from, const cell_key& key,
                                    bool rightful);

// Reads the pieces together. Errors: corrupt, where one is missing or the hash is another.
result<bytes> whole_photo(office_view& view, const office_photo& of);

}  // namespace pendata
