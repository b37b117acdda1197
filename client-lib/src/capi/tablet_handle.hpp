// What stands behind a pendata_tablet: the file, the key, the clock and the engine over them.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "client-lib/src/capi/boundary.hpp"
#include "client-lib/src/capi/device_clock.hpp"
#include "client-lib/src/net/cancel_token.hpp"
#include "client-lib/src/net/follower.hpp"
#include "client-lib/src/net/key_ring.hpp"
#include "client-lib/src/store/sqlite_device_store.hpp"

struct pendata_cancel {
    pendata::cancel_token token;
};

struct pendata_follow {
    pendata_tablet* tablet = nullptr;
    std::unique_ptr<pendata::follower> running;
};

struct pendata_tablet {
    pendata_tablet(std::string path, std::unique_ptr<pendata::device_store> opened,
                   std::unique_ptr<pendata::key_store> secrets, pendata::device_clock device);
    ~pendata_tablet();

    // A local save: goes out at once where somebody follows.
    void saved();

    std::string file;
    std::unique_ptr<pendata::device_store> store;
    pendata::key_ring keys;
    pendata::device_clock clock;
    pendata::tablet engine;

    std::atomic<bool> exchanging = false;  // one sync, follow or enrolment at a time
    std::mutex follow_mutex;
    std::unique_ptr<pendata_follow> follow;
};
