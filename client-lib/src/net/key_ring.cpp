// A lock around a key store, and the key it gave.
#include "client-lib/src/net/key_ring.hpp"

namespace pendata {

// Requires the lock.
result<const device_key*> key_ring::loaded() {
    if (!key_) {
        PENDATA_TRY(key, store_->load());
        key_.emplace(std::move(key));
    }
    return &*key_;
}

result<signature> key_ring::sign(bytes_view message) {
    const std::lock_guard lock(mutex_);
    PENDATA_TRY(key, loaded());
    return key->sign(message);
}

result<void> key_ring::check() {
    const std::lock_guard lock(mutex_);
    PENDATA_CHECK(loaded());
    return {};
}

result<public_key> key_ring::key_for_enrolment() {
    const std::lock_guard lock(mutex_);
    const auto present = loaded();
    if (present.has_value())
        return (*present)->public_key();
    switch (to_errc(present.error())) {
        case errc::key_missing:
        case errc::corrupt:
        case errc::foreign_file:
        case errc::newer_format:
            // Nothing could ever be signed with it; a person has decided to begin anew. A ticket that is left would
            // speak for the old key.
            PENDATA_CHECK(store_->forget());
            break;
        default:
            return present.error();
    }
    PENDATA_TRY(made, store_->create());
    key_.emplace(std::move(made));
    return key_->public_key();
}

bytes key_ring::ticket() {
    const std::lock_guard lock(mutex_);
    return store_->load_ticket();
}

void key_ring::keep_ticket(bytes_view ticket) {
    const std::lock_guard lock(mutex_);
    store_->save_ticket(ticket);
}

}  // namespace pendata
