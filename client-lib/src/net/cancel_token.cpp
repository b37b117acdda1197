// A flag, a lock, and who wants to know.
#include "client-lib/src/net/cancel_token.hpp"

namespace pendata {

void cancel_token::request() {
    const std::lock_guard lock(mutex_);
    requested_ = true;
    for (const auto& wake : watchers_)
        wake();
}

bool cancel_token::requested() const {
    const std::lock_guard lock(mutex_);
    return requested_;
}

cancel_token::watch::watch(cancel_token* token, std::function<void()> wake) : token_(token) {
    if (token_ == nullptr)
        return;
    const std::lock_guard lock(token_->mutex_);
    place_ = token_->watchers_.insert(token_->watchers_.end(), std::move(wake));
    if (token_->requested_)
        (*place_)();
}

cancel_token::watch::~watch() {
    if (token_ == nullptr)
        return;
    const std::lock_guard lock(token_->mutex_);
    token_->watchers_.erase(place_);
}

}  // namespace pendata
