// The client session's handlers for snapshots: chunks are staged one by one, and only a whole one is swapped in.
#include "core/sync/client_session.hpp"

namespace pendata {

// Chunks are missing, or other scopes of the same reload.
bool client_session::is_loading() const { return loading_ && (next_chunk_ < loading_->chunks || loading_->more); }

void client_session::handle_snapshot(message::snapshot_head head) {
    const bool between = !loading_ || next_chunk_ == loading_->chunks;
    // The scopes of a reload come one after another.
    const bool in_order = !is_loading() || head.reload;
    if (state_ != state::syncing || !between || !in_order || head.node.empty()) return end(errc::unexpected_message);
    next_chunk_ = 0;
    for (const auto& s : facts_.hello.staged) {
        if (s.node == head.node && s.snapshot == head.hash && s.next <= head.chunks) next_chunk_ = s.next;
    }
    progress_.chunks_expected += head.chunks;
    progress_.chunks_staged += next_chunk_;
    loading_ = head;
    request(tablet_action::stage_head{std::move(head)});
    if (next_chunk_ == loading_->chunks) snapshot_complete();
}

void client_session::handle_chunk(message::snapshot_chunk chunk) {
    const bool due = loading_ && next_chunk_ < loading_->chunks && chunk.number == next_chunk_;
    if (!due || state_ != state::syncing) return end(errc::unexpected_message);
    ++next_chunk_;
    ++progress_.chunks_staged;
    message::snapshot_ack ack{chunk.number};
    request(tablet_action::stage_chunk{loading_->node, std::move(chunk)}, ack);
    if (next_chunk_ == loading_->chunks) snapshot_complete();
}

void client_session::snapshot_complete() {
    progress_.parts_pulled += loading_->parts;
    if (!loading_->more) request(tablet_action::swap_in{loading_->node});
}

}  // namespace pendata
