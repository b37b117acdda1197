// The device's own key: an Ed25519 pair that signs its proof and its batches, and the place where
// it is kept. A key_store is whatever the platform trusts with secrets; beside a database file it
// is two small files, on Android the system's key store behind the same four calls.
#pragma once

#include <memory>
#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace pendata {

// Movable, not copyable; the secret is wiped when it goes. Threads: const members from any.
class device_key {
public:
    static device_key generate();
    explicit device_key(const key_seed& seed);

    device_key(device_key&& other) noexcept;
    device_key& operator=(device_key&& other) noexcept;
    ~device_key();

    const pendata::public_key& public_key() const { return public_; }
    // The caller begins `message` with a label of its purpose.
    signature sign(bytes_view message) const { return pendata::sign(seed_, message); }
    // For a key store that has to write it down.
    const key_seed& seed() const { return seed_; }

private:
    key_seed seed_;
    pendata::public_key public_;
};

// Threads: one at a time. May block on disk.
class key_store {
public:
    virtual ~key_store() = default;

    // Errors: key_missing; corrupt, foreign_file or newer_format when what is there is no key of
    // ours; io_error. A damaged key is never replaced silently.
    virtual result<device_key> load() = 0;
    // Makes a key, durable before this returns. Errors: already_exists (never overwrites),
    // disk_full, io_error.
    virtual result<device_key> create() = 0;
    // Gives key and ticket up, damaged or not, so that `create` can begin anew at the next
    // enrolment.
    virtual result<void> forget() = 0;

    // The newest resumption ticket. Losing it costs one full handshake, so there is no failure but
    // "none".
    virtual bytes load_ticket() = 0;
    virtual void save_ticket(bytes_view ticket) = 0;
};

// FILE.key and FILE.ticket beside the database FILE, readable by their owner only.
std::unique_ptr<key_store> make_file_key_store(std::string database_file);

// A store that lives as long as the object: for tests, the simulator and databases in memory.
std::unique_ptr<key_store> make_memory_key_store();

}  // namespace pendata
