// From key_store's calls to the app's functions.
#include "client-lib/src/capi/callback_key_store.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace pendata {

namespace {

constexpr std::size_t ticket_limit = 8 * 1024;

// What the app's function said, as one of our failures.
result<void> outcome(pendata_status status) {
    if (status == PENDATA_OK) return {};
    const auto known = static_cast<errc>(status);
    return text_of(known, false) == text_of(errc::internal, false) ? errc::io_error : known;
}

class callback_key_store final : public key_store {
public:
    explicit callback_key_store(const pendata_key_store& given) : app_(given) {}

    result<device_key> load() override {
        key_seed seed{};
        std::size_t size = 0;
        const auto loaded = outcome(app_.load(app_.context, PENDATA_SECRET_KEY, seed.data(), seed.size(), &size));
        if (loaded.has_error()) {
            const errc why = to_errc(loaded.error());
            if (why == errc::not_found) return errc::key_missing;
            return why == errc::too_large ? errc::foreign_file : why;
        }
        if (size != seed.size()) return errc::corrupt;
        device_key key(seed);
        sodium_memzero(seed.data(), seed.size());
        return key;
    }

    result<device_key> create() override {
        key_seed present{};
        std::size_t size = 0;
        if (app_.load(app_.context, PENDATA_SECRET_KEY, present.data(), present.size(), &size) != PENDATA_NOT_FOUND) {
            return errc::already_exists;
        }
        auto key = device_key::generate();
        PENDATA_CHECK(outcome(app_.save(app_.context, PENDATA_SECRET_KEY, key.seed().data(), key.seed().size())));
        return key;
    }

    result<void> forget() override {
        PENDATA_CHECK(outcome(app_.remove(app_.context, PENDATA_SECRET_TICKET)));
        return outcome(app_.remove(app_.context, PENDATA_SECRET_KEY));
    }

    bytes load_ticket() override {
        bytes ticket(ticket_limit, '\0');
        std::size_t size = 0;
        auto* to = reinterpret_cast<unsigned char*>(ticket.data());
        const auto status = app_.load(app_.context, PENDATA_SECRET_TICKET, to, ticket.size(), &size);
        ticket.resize(status == PENDATA_OK ? std::min(size, ticket.size()) : 0);
        return ticket;
    }

    void save_ticket(bytes_view ticket) override {
        if (ticket.empty()) {
            static_cast<void>(app_.remove(app_.context, PENDATA_SECRET_TICKET));
            return;
        }
        const auto* from = reinterpret_cast<const unsigned char*>(ticket.data());
        static_cast<void>(app_.save(app_.context, PENDATA_SECRET_TICKET, from, ticket.size()));
    }

private:
    pendata_key_store app_;
};

}  // namespace

std::unique_ptr<key_store> make_callback_key_store(const pendata_key_store& given) {
    return std::make_unique<callback_key_store>(given);
}

}  // namespace pendata
