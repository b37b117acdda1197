// The server session's handlers for snapshots: the scopes to be loaded one after another, each from the first chunk
// the tablet lacks, as many chunks in flight as it may have unstaged.
#include "core/base/limits.hpp"
#include "core/settle/reload.hpp"
#include "core/sync/server_session.hpp"

namespace pendata {

// One step: asks for the next head or chunk, where one is due.
void server_session::load_more() {
    question_.stands = served_;
    if (!sending_) {
        reading_ = true;
        actions_.push_back(office_action::open_snapshot{question_, snapshots_.front()});
        return;
    }
    if (chunks_unstaged_ >= limits::chunks_in_flight) return;
    reading_ = true;
    actions_.push_back(office_action::read_chunk{question_, sending_->hash, next_chunk_});
}

void server_session::on_snapshot(result<snapshot_offer> offer) {
    reading_ = false;
    if (state_ == state::closed) return;
    if (offer.has_error()) return fail(to_errc(offer.error()));
    send_news(offer->news);
    const auto& want = snapshots_.front();
    const bool goes_on = want.staged == offer->head.hash && want.next <= offer->head.chunks;
    next_chunk_ = goes_on ? want.next : 0;
    sending_ = offer->head;
    send(offer->head);
    if (next_chunk_ == sending_->chunks) snapshot_sent();
    read_more();
}

void server_session::on_chunk(result<message::snapshot_chunk> chunk) {
    reading_ = false;
    if (state_ == state::closed) return;
    if (chunk.has_error()) return fail(to_errc(chunk.error()));
    ++next_chunk_;
    ++chunks_unstaged_;
    send(*chunk);
    if (next_chunk_ == sending_->chunks) snapshot_sent();
    read_more();
}

// The tail begins where the snapshot ends. What comes after it on the wire finds it swapped in, so nobody waits.
void server_session::snapshot_sent() {
    const auto head = *std::exchange(sending_, std::nullopt);
    snapshots_.pop_front();
    if (!head.reload) {
        for (auto& scope : loading_) {
            if (scope.node == head.node) scope.reached = head.at;
        }
        return;
    }
    reloaded_.push_back({head.node, head.at});
    if (head.more) return;
    served_ = latest_of(reloaded_);
    question_.cursor = served_.at;
    loading_ = behind(std::exchange(reloaded_, {}), served_);
}

void server_session::handle_snapshot_ack() {
    if (chunks_unstaged_ == 0) return fail(errc::unexpected_message);
    --chunks_unstaged_;
    read_more();
}

}  // namespace pendata
