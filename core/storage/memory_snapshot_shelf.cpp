// A list is enough.
#include "core/storage/memory_snapshot_shelf.hpp"

#include <algorithm>

namespace pendata {

std::vector<memory_snapshot_shelf::kept>::iterator memory_snapshot_shelf::at(const digest& hash) {
    return std::ranges::find_if(kept_, [&](const kept& k) { return k.what.head.hash == hash; });
}

result<std::optional<shelved_snapshot>> memory_snapshot_shelf::find(const digest& hash) {
    const auto found = at(hash);
    return found == kept_.end() ? std::optional<shelved_snapshot>() : std::optional(found->what);
}

result<std::optional<shelved_snapshot>> memory_snapshot_shelf::newest(const grant& scope) {
    std::optional<shelved_snapshot> out;
    for (const auto& k : kept_) {
        const auto& head = k.what.head;
        if (head.node != scope.node || head.rooms != scope.rooms) continue;
        if (!out || head.at.at >= out->head.at.at) out = k.what;
    }
    return out;
}

result<void> memory_snapshot_shelf::note(const shelved_snapshot& found) {
    if (const auto present = at(found.head.hash); present != kept_.end()) present->what = found;
    return {};
}

result<void> memory_snapshot_shelf::drop(const digest& hash) {
    std::erase_if(kept_, [&](const kept& k) { return k.what.head.hash == hash; });
    return {};
}

result<message::snapshot_chunk> memory_snapshot_shelf::chunk(const digest& hash, std::uint64_t number) {
    const auto found = at(hash);
    if (found == kept_.end() || number >= found->chunks.size()) return errc::not_found;
    return found->chunks[static_cast<std::size_t>(number)];
}

result<message::snapshot_head> memory_snapshot_shelf::put(const filler& fill) {
    kept fresh;
    PENDATA_TRY(head, fill([&](const message::snapshot_chunk& chunk) -> result<void> {
        fresh.chunks.push_back(chunk);
        return {};
    }));
    PENDATA_CHECK(drop(head.hash));
    fresh.what = {head, head.at, 0, false, false};
    kept_.push_back(std::move(fresh));
    if (kept_.size() > room_) kept_.erase(kept_.begin());
    return head;
}

}  // namespace pendata
