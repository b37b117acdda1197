// The key file: 8 bytes "PDOFF" and version 3 digits, the seed, the public key: whether the pair
// fits says whether the file is whole. Never change; a new form is a new version.
#include "sync-server/auth/identity.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "core/base/assert.hpp"
#include "sync-server/auth/private_file.hpp"
#include "sync-server/auth/recovery_text.hpp"

namespace pendata {

namespace {

constexpr bytes_view key_family = "PDOFF";
constexpr bytes_view key_head = "PDOFF001";
constexpr std::size_t key_file_bytes = key_head.size() + sizeof(key_seed) + sizeof(public_key);

std::filesystem::path key_file(const std::filesystem::path& directory) {
    return directory / "identity.key";
}

template <class Key>
bytes_view view_of(const Key& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

template <class Secret>
void wipe(Secret& secret) {
    sodium_memzero(secret.data(), secret.size());
}

}  // namespace

office_identity::office_identity(const key_seed& seed)
    : seed_(seed), public_(public_key_of(seed)) {}

result<office_identity> office_identity::keep(const std::filesystem::path& directory,
                                              const key_seed& seed) {
    office_identity made(seed);
    bytes content(key_head);
    content.append(view_of(made.seed_)).append(view_of(made.public_));
    const auto created = office_files::create_private(key_file(directory), content);
    wipe(content);
    if (created.has_value())
        return made;
    const errc why = to_errc(created.error());
    return why == errc::already_exists ? errc::office_exists : why;
}

result<office_identity> office_identity::create(const std::filesystem::path& directory) {
    PENDATA_ASSERT(sodium_init() >= 0);
    key_seed seed;
    randombytes_buf(seed.data(), seed.size());
    auto kept = keep(directory, seed);
    wipe(seed);
    return kept;
}

result<office_identity> office_identity::restore(const std::filesystem::path& directory,
                                                 std::string_view recovery_text) {
    PENDATA_TRY(seed, read_recovery_text(recovery_text));
    auto kept = keep(directory, seed);
    wipe(seed);
    return kept;
}

result<office_identity> office_identity::load(const std::filesystem::path& directory) {
    auto content = office_files::read_private(key_file(directory), key_file_bytes);
    if (content.has_error()) {
        const errc why = to_errc(content.error());
        if (why == errc::not_found)
            return errc::not_an_office;
        return why == errc::too_large ? errc::foreign_file : why;
    }
    const bytes_view file = *content;
    if (file.empty())
        return errc::corrupt;
    if (file.substr(0, key_family.size()) != key_family)
        return errc::foreign_file;
    if (file.substr(0, key_head.size()) != key_head)
        return errc::newer_format;
    if (file.size() != key_file_bytes)
        return errc::corrupt;
    key_seed seed;
    std::copy_n(file.begin() + key_head.size(), seed.size(), seed.begin());
    office_identity loaded(seed);
    wipe(seed);
    const bool whole = view_of(loaded.public_) == file.substr(key_head.size() + seed.size());
    wipe(*content);
    if (!whole)
        return errc::corrupt;
    return loaded;
}

office_identity::office_identity(office_identity&& other) noexcept
    : seed_(other.seed_), public_(other.public_) {
    wipe(other.seed_);
}

office_identity& office_identity::operator=(office_identity&& other) noexcept {
    std::swap(seed_, other.seed_);
    std::swap(public_, other.public_);
    return *this;
}

office_identity::~office_identity() {
    wipe(seed_);
}

std::string office_identity::recovery_text() const {
    return write_recovery_text(seed_);
}

}  // namespace pendata
