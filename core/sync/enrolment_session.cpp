// One answer: enrolled, or why not.
#include "core/sync/enrolment_session.hpp"

namespace pendata {

result<std::optional<message::enrolled>> enrolment_session::receive(bytes_view data) {
    reader_.feed(data);
    PENDATA_TRY(content, reader_.next());
    if (!content) return std::optional<message::enrolled>();
    if (const auto* failure = std::get_if<message::failure>(&*content)) {
        return failure->code == errc::ok ? errc::unexpected_message : failure->code;
    }
    auto* answer = std::get_if<message::enrolled>(&*content);
    if (answer == nullptr) return errc::unexpected_message;
    return std::optional(std::move(*answer));
}

}  // namespace pendata
