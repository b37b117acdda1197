// Who an office is: one Ed25519 pair, made once, never replaced. Tablets pin its public half at
// enrolment; it signs the TLS certificates, receipts and the ledger. Lost with no paper copy, every
// tablet has to be enrolled anew, hence the recovery text. docs/operations.md tells what to do with
// the paper.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/signing.hpp"

namespace pendata {

// Movable, not copyable; the secret is wiped when it goes. Threads: const members from any.
class office_identity {
public:
    // Makes the key of the office in `directory`, as DIR/identity.key, durable before this returns.
    // Errors: office_exists (never overwrites), disk_full, read_only, io_error.
    static result<office_identity> create(const std::filesystem::path& directory);
    // The same from the paper copy. Errors as create; bad_value when the text is mistyped.
    static result<office_identity> restore(const std::filesystem::path& directory,
                                           std::string_view recovery_text);
    // Errors: not_an_office when there is no key; corrupt, foreign_file or newer_format when what
    // is there is no key of ours; io_error.
    static result<office_identity> load(const std::filesystem::path& directory);

    // From a seed kept elsewhere than in a folder.
    static office_identity of_seed(const key_seed& seed) { return office_identity(seed); }

    office_identity(office_identity&& other) noexcept;
    office_identity& operator=(office_identity&& other) noexcept;
    ~office_identity();

    const pendata::public_key& public_key() const { return public_; }
    // The caller begins `message` with a label of its purpose.
    signature sign(bytes_view message) const { return pendata::sign(seed_, message); }
    // For whoever makes certificates.
    const key_seed& seed() const { return seed_; }

    // The key for paper: 14 groups of four letters and digits, the last of them a checksum. Reading
    // it back forgives case, spaces, dashes, and O, I, L for 0, 1, 1.
    std::string recovery_text() const;

private:
    explicit office_identity(const key_seed& seed);
    static result<office_identity> keep(const std::filesystem::path& directory,
                                        const key_seed& seed);

    key_seed seed_;
    pendata::public_key public_;
};

}  // namespace pendata
