// What stays where it is on this tablet although its syncs come to a good end, counted, and since when (I11). Also the
// notices of batches that the office keeps unread: custody has no row of those that could bring one.
#pragma once

#include <array>

#include "client-lib/src/engine/tablet.hpp"

namespace pendata {

using stays_counts = std::array<std::uint64_t, stays_kinds>;

result<stays_counts> count_what_stays(device_transaction& tx);

// At the end of an attempt: what is there from now on, and what is not any more.
result<void> note_what_stays(device_transaction& tx, device_state& state, const clock_reading& now);

// [{"what","count","since_s","text","text_en"}], of photos with "why" and "why_en" where the last try met something;
// `since_s` is null before the end of an attempt has found it.
result<std::string> what_stays_text(device_transaction& tx, const device_state& state, const clock_reading& now);

// The writes of a batch that are kept unread are shown as held. After a fork also what was told as held and is not.
result<void> note_unread(device_transaction& tx, const device_state& state, const receipt& answer);

}  // namespace pendata
