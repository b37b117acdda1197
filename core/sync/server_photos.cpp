// The server session's handlers for photos: each message of the tablet is answered by itself, in the order the works
// end. What it may bring and have: core/settle/photos.hpp.
#include "core/base/limits.hpp"
#include "core/sync/server_session.hpp"

namespace pendata {

// False where it is not of photos, or the tablet may not speak of them.
bool server_session::handle_photo(message::any& content) {
    if (!photos_ || !serves_pull_ || hello_again_) return false;
    std::optional<server_action> wanted;
    if (const auto* offer = std::get_if<message::photo_offer>(&content)) {
        wanted = office_action::weigh_photo{*device_, *offer};
    } else if (auto* piece = std::get_if<message::photo_piece>(&content)) {
        wanted = office_action::take_photo{*device_, std::move(*piece)};
    } else if (const auto* ask = std::get_if<message::photo_ask>(&content)) {
        question_.stands = served_;
        wanted = office_action::read_photo{question_, *ask};
    } else {
        return false;
    }
    if (photo_requests_ >= limits::photo_requests) {
        fail(errc::limit_exceeded);
        return true;
    }
    ++photo_requests_;
    actions_.push_back(std::move(*wanted));
    return true;
}

void server_session::on_photo(result<message::any> answer) {
    if (photo_requests_ > 0) --photo_requests_;
    if (state_ == state::closed) return;
    if (answer.has_error()) return fail(to_errc(answer.error()));
    send(*answer);
}

}  // namespace pendata
