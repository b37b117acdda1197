// The key stores of this library. The key file: 8 bytes "PDKEY" version 3 digits, the seed, the
// public key: whether the pair fits says whether the file is whole. Never change; a new form is a
// new version.
#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "client-lib/src/net/device_key.hpp"
#include "client-lib/src/net/private_file.hpp"

namespace pendata {

namespace {

constexpr bytes_view key_family = "PDKEY";
constexpr bytes_view key_head = "PDKEY001";
constexpr std::size_t key_file_bytes = key_head.size() + sizeof(key_seed) + sizeof(public_key);
constexpr std::size_t ticket_limit = 8 * 1024;

template <class Key>
bytes_view view_of(const Key& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

result<device_key> parse_key(bytes_view content) {
    if (content.empty())
        return errc::corrupt;
    if (content.substr(0, key_family.size()) != key_family)
        return errc::foreign_file;
    if (content.substr(0, key_head.size()) != key_head)
        return errc::newer_format;
    if (content.size() != key_file_bytes)
        return errc::corrupt;
    key_seed seed;
    std::copy_n(content.begin() + key_head.size(), seed.size(), seed.begin());
    device_key key(seed);
    sodium_memzero(seed.data(), seed.size());
    const bool whole = view_of(key.public_key()) == content.substr(key_head.size() + seed.size());
    if (!whole)
        return errc::corrupt;
    return key;
}

class file_key_store final : public key_store {
public:
    explicit file_key_store(std::string database_file)
        : key_file_(database_file + ".key"), ticket_file_(std::move(database_file) + ".ticket") {}

    result<device_key> load() override {
        auto content = device_files::read_private(key_file_, key_file_bytes);
        if (content.has_error()) {
            const errc why = to_errc(content.error());
            if (why == errc::not_found)
                return errc::key_missing;
            return why == errc::too_large ? errc::foreign_file : why;
        }
        auto key = parse_key(*content);
        sodium_memzero(content->data(), content->size());
        return key;
    }

    result<device_key> create() override {
        auto key = device_key::generate();
        bytes content(key_head);
        content.append(view_of(key.seed())).append(view_of(key.public_key()));
        const auto created = device_files::create_private(key_file_, content);
        sodium_memzero(content.data(), content.size());
        if (created.has_error())
            return created.error();
        return key;
    }

    result<void> forget() override {
        PENDATA_CHECK(device_files::remove_private(ticket_file_));
        return device_files::remove_private(key_file_);
    }

    bytes load_ticket() override {
        auto content = device_files::read_private(ticket_file_, ticket_limit);
        return content.has_value() ? std::move(*content) : bytes();
    }

    void save_ticket(bytes_view ticket) override {
        // Not being able to keep it is the same as having lost it.
        static_cast<void>(ticket.empty() ? device_files::remove_private(ticket_file_)
                                         : device_files::replace_private(ticket_file_, ticket));
    }

private:
    std::string key_file_;
    std::string ticket_file_;
};

class memory_key_store final : public key_store {
public:
    result<device_key> load() override {
        if (!kept_)
            return errc::key_missing;
        return device_key(kept_->seed());
    }
    result<device_key> create() override {
        if (kept_)
            return errc::already_exists;
        kept_ = device_key::generate();
        return device_key(kept_->seed());
    }
    result<void> forget() override {
        kept_.reset();
        ticket_.clear();
        return {};
    }
    bytes load_ticket() override { return ticket_; }
    void save_ticket(bytes_view ticket) override { ticket_ = ticket; }

private:
    std::optional<device_key> kept_;
    bytes ticket_;
};

}  // namespace

std::unique_ptr<key_store> make_file_key_store(std::string database_file) {
    return std::make_unique<file_key_store>(std::move(database_file));
}

std::unique_ptr<key_store> make_memory_key_store() {
    return std::make_unique<memory_key_store>();
}

}  // namespace pendata
