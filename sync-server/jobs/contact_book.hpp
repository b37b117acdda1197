// What tablets say of themselves when they call: how much is unsent, how old it is, how far they have pulled. Kept
// in memory and put into the store together with the next writes, so that a call costs no commit of its own. What is
// lost in a crash is told again at the next call.
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "core/storage/office_store.hpp"

namespace pendata {

struct contact_facts {
    std::int64_t at_ms = 0;
    std::optional<std::uint64_t> pending;   // writes unsent
    std::optional<std::uint64_t> oldest_s;  // age of the oldest of them
    std::optional<std::uint8_t> trust;
    struct trouble {
        std::int32_t code = 0;
        std::uint64_t for_s = 0;
        bool by_office = false;
    };
    std::optional<trouble> failed;  // how its syncs had failed
    std::optional<position> pulled;
};

// Threads: any.
class contact_book {
public:
    void note(const device_id& device, const contact_facts& facts);
    bool is_empty() const;

    using page = std::map<device_id, contact_facts>;
    // Takes everything noted; what could not be stored is put back, under whatever was noted since.
    page take();
    void put_back(page facts);

    static result<void> store(office_transaction& to, const page& facts);

private:
    mutable std::mutex guard_;
    page facts_;
};

}  // namespace pendata
