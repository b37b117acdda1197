// Changing the settled layer inside a transaction: parts replaced or evicted, the fingerprint kept up with them.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "client-lib/src/engine/view.hpp"

namespace pendata {

class settled_layer {
public:
    settled_layer(device_transaction& tx, const dictionary& words, device_state& state) : tx_(tx), words_(words), state_(state) {}

    // Puts the pulled parts of one record in place. A cell or part never replaces one of a higher sequence; one that
    // mends does: it was read after everything that came here, so what stands above it is wrong.
    result<void> put(const record_id& record, std::span<const message::pulled_part> parts, bool mends);
    // Drops parts now, or once the pending on the record has been sent.
    result<void> evict(const message::eviction& e);
    // The same where the office tells that it left these grants: what was given back of it before goes as well.
    result<void> leave(const message::eviction& e);
    // By law: everything of it, and nothing waits.
    result<void> erase(const record_id& record);
    // Drops what waited and may go now.
    result<void> evict_waiting();
    // Takes the fingerprint anew from every part: after the grants changed.
    result<void> count_again();

    // Records whose projection has to follow.
    const std::set<record_id>& touched() const { return touched_; }
    // Photos that a part of one record has ceased to name.
    const std::set<digest>& left_photos() const { return left_photos_; }

private:
    bool any_two_ended();
    result<std::set<record_id>> counted_with(const record_id& id, std::uint16_t kind, int depth);
    result<fingerprint> weight(const device_record& record, const std::set<record_id>& counted);
    void note_roots(const device_record& record);
    void note_left_photos(std::span<const part> before, std::span<const part> after);
    // `kind`: what a record is that was not here.
    result<void> change(const record_id& id, std::uint16_t kind, const std::function<result<void>(device_record&)>& edit);
    result<void> drop(const message::eviction& e);

    device_transaction& tx_;
    const dictionary& words_;
    device_state& state_;
    std::set<record_id> touched_;
    std::set<digest> left_photos_;
    std::map<record_id, std::set<record_id>> following_;  // by root, of what was touched
    std::optional<bool> any_two_ended_;
};

}  // namespace pendata
