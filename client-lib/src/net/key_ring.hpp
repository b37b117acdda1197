// The device's key and ticket as the engine and the agent use them: loaded when first needed, kept
// in memory, one caller at a time. What lies in the key store stays the only copy that lasts.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "client-lib/src/net/device_key.hpp"

namespace pendata {

// Threads: any.
class key_ring {
public:
    explicit key_ring(std::unique_ptr<key_store> store) : store_(std::move(store)) {}

    // Errors: key_missing, and those of key_store::load.
    result<signature> sign(bytes_view message);
    result<void> check();

    // The key an enrolment proves: the one that is there, or a new one where there is none or what
    // is there is no key of ours. Durable before this returns.
    result<public_key> key_for_enrolment();

    bytes ticket();
    void keep_ticket(bytes_view ticket);

private:
    result<const device_key*> loaded();

    std::mutex mutex_;
    std::unique_ptr<key_store> store_;
    std::optional<device_key> key_;
};

}  // namespace pendata
