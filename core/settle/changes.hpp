// What a tablet pulls: everything inside its grants that changed beyond its cursor, in the order of the first
// event beyond it and cut only between commits, parts whole where their membership changed, evictions where a
// record is in no grant any more.
#pragma once

#include "core/model/region.hpp"
#include "core/storage/office_store.hpp"
#include "core/wire/message.hpp"

namespace pendata {

// The next pull batch after `cursor`; empty with `caught_up` where nothing is beyond it.
// `goal`: the batch is closed at the first commit that brings it there. `grants` are those at the cursor, all or
// the one being loaded; nothing is evicted that `all` still covers.
result<message::pull> changes_after(office_view& view, const grant_list& grants, const grant_list& all, sequence cursor,
                                    std::size_t goal);

// What a tablet with these grants should hold now.
result<fingerprint> granted_sum(office_view& view, const grant_list& grants);

// Whether the position is in this office's history.
result<bool> is_known(office_view& view, const position& p);

// The verdicts on a device's writes after a commit.
result<message::custody_news> news_for(office_view& view, const device_id& device, sequence after);

message::short_print short_of(const fingerprint& f);

}  // namespace pendata
