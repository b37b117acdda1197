// Making, writing, reading and judging the two certificates. leaf.pem holds certificate and key
// together, so that no crash can leave one without the other.
#include "sync-server/auth/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

#include "sync-server/auth/private_file.hpp"

namespace pendata {

namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::size_t pem_limit = 16 * 1024;
constexpr char issuer_name[] = "Pendata";
constexpr char leaf_name[] = "office";

template <auto Free>
struct deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using key_ptr = std::unique_ptr<EVP_PKEY, deleter<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, deleter<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, deleter<BIO_free_all>>;

struct leaf {
    certificate_ptr certificate;
    key_ptr key;
};

key_ptr signing_key_of(const office_identity& identity) {
    return key_ptr(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, identity.seed().data(),
                                                identity.seed().size()));
}

bool name(X509_NAME* whose, const char* common_name) {
    return X509_NAME_add_entry_by_NID(whose, NID_commonName, MBSTRING_ASC,
                                      reinterpret_cast<const unsigned char*>(common_name), -1, -1,
                                      0) == 1;
}

bool number(X509* certificate) {
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
        return false;
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

bool date(ASN1_TIME* where, std::int64_t unix_ms) {
    return ASN1_TIME_set(where, static_cast<std::time_t>(unix_ms / 1000)) != nullptr;
}

// What both certificates have in common. Version 3 even without extensions: some stacks take no
// other.
certificate_ptr begin_certificate(EVP_PKEY* subject_key, const char* subject) {
    certificate_ptr made(X509_new());
    X509* c = made.get();
    if (c == nullptr || X509_set_version(c, X509_VERSION_3) != 1 || !number(c) ||
        !name(X509_get_issuer_name(c), issuer_name) || !name(X509_get_subject_name(c), subject) ||
        X509_set_pubkey(c, subject_key) != 1) {
        return nullptr;
    }
    return made;
}

certificate_ptr make_leaf_certificate(EVP_PKEY* leaf_key, EVP_PKEY* identity_key,
                                      std::int64_t now_ms) {
    auto made = begin_certificate(leaf_key, leaf_name);
    // A day back, for stock tools on machines whose clock is a little behind.
    if (!made || !date(X509_getm_notBefore(made.get()), now_ms - day_ms) ||
        !date(X509_getm_notAfter(made.get()), now_ms + office_certificate::lifetime_ms) ||
        X509_sign(made.get(), identity_key, nullptr) == 0) {
        return nullptr;
    }
    return made;
}

certificate_ptr make_identity_certificate(EVP_PKEY* identity_key, std::int64_t now_ms) {
    auto made = begin_certificate(identity_key, issuer_name);
    X509* c = made.get();
    if (c == nullptr || !date(X509_getm_notBefore(c), now_ms - day_ms) ||
        ASN1_TIME_set_string_X509(X509_getm_notAfter(c), "99991231235959Z") != 1) {
        return nullptr;
    }
    const std::unique_ptr<X509_EXTENSION, deleter<X509_EXTENSION_free>> authority(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE,pathlen:0"));
    if (!authority || X509_add_ext(c, authority.get(), -1) != 1 ||
        X509_sign(c, identity_key, nullptr) == 0) {
        return nullptr;
    }
    return made;
}

bytes content_of(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return size > 0 ? bytes(data, static_cast<std::size_t>(size)) : bytes();
}

template <class Write>
bytes to_pem(Write write) {
    const bio_ptr memory(BIO_new(BIO_s_secmem()));
    return memory && write(memory.get()) ? content_of(memory.get()) : bytes();
}

template <class Object, class Encode>
bytes to_der(Object* object, Encode encode) {
    unsigned char* data = nullptr;
    const int size = encode(object, &data);
    if (size <= 0)
        return {};
    bytes out(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    return out;
}

leaf parse_leaf(bytes_view pem) {
    const bio_ptr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (!memory)
        return {};
    leaf out;
    out.certificate.reset(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
    out.key.reset(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    return out;
}

std::int64_t not_after_ms(const X509* certificate) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1)
        return 0;
    return static_cast<std::int64_t>(::timegm(&parts)) * 1000;
}

bool still_good(const leaf& kept, EVP_PKEY* identity_key, std::int64_t now_ms) {
    if (!kept.certificate || !kept.key)
        return false;
    if (X509_check_private_key(kept.certificate.get(), kept.key.get()) != 1)
        return false;
    if (X509_verify(kept.certificate.get(), identity_key) != 1)
        return false;
    const std::int64_t left_ms = not_after_ms(kept.certificate.get()) - now_ms;
    return left_ms >= office_certificate::renewal_ms && left_ms <= office_certificate::lifetime_ms;
}

leaf make_leaf(EVP_PKEY* identity_key, std::int64_t now_ms) {
    leaf made;
    made.key.reset(EVP_EC_gen("P-256"));
    if (made.key)
        made.certificate = make_leaf_certificate(made.key.get(), identity_key, now_ms);
    return made;
}

bytes pem_of(const leaf& made) {
    return to_pem([&](BIO* out) {
        return PEM_write_bio_X509(out, made.certificate.get()) == 1 &&
               PEM_write_bio_PrivateKey(out, made.key.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1;
    });
}

result<void> keep_identity_certificate(const std::filesystem::path& file, EVP_PKEY* identity_key,
                                       std::int64_t now_ms) {
    if (const auto kept = office_files::read_private(file, pem_limit); kept.has_value()) {
        const auto parsed = parse_leaf(*kept);
        if (parsed.certificate && X509_verify(parsed.certificate.get(), identity_key) == 1)
            return {};
    }
    const auto made = make_identity_certificate(identity_key, now_ms);
    if (!made)
        return errc::internal;
    const bytes pem = to_pem([&](BIO* out) { return PEM_write_bio_X509(out, made.get()) == 1; });
    if (pem.empty())
        return errc::internal;
    return office_files::replace_private(file, pem);
}

}  // namespace

result<judged_certificate> judge_certificate(bytes_view pem, const office_identity& identity, std::int64_t now_ms) {
    const key_ptr identity_key = signing_key_of(identity);
    if (!identity_key)
        return errc::internal;
    judged_certificate out;
    out.pem = bytes(pem);
    auto current = parse_leaf(pem);
    if (!still_good(current, identity_key.get(), now_ms)) {
        current = make_leaf(identity_key.get(), now_ms);
        if (!current.certificate)
            return errc::internal;
        out.pem = pem_of(current);
        out.kept.renewed = true;
    }
    ERR_clear_error();
    auto& certificate = out.kept.certificate;
    certificate.leaf_der = to_der(current.certificate.get(), i2d_X509);
    certificate.key_der = to_der(current.key.get(), i2d_PrivateKey);
    certificate.not_after_ms = not_after_ms(current.certificate.get());
    if (out.pem.empty() || certificate.leaf_der.empty() || certificate.key_der.empty())
        return errc::internal;
    return out;
}

result<kept_certificate> keep_certificate(const std::filesystem::path& directory,
                                          const office_identity& identity, std::int64_t now_ms) {
    const auto folder = directory / "tls";
    PENDATA_CHECK(office_files::make_private_directory(folder));
    const key_ptr identity_key = signing_key_of(identity);
    if (!identity_key)
        return errc::internal;
    PENDATA_CHECK(keep_identity_certificate(folder / "identity.pem", identity_key.get(), now_ms));

    const auto file = folder / "leaf.pem";
    const auto pem = office_files::read_private(file, pem_limit);
    PENDATA_TRY(judged, judge_certificate(pem.has_value() ? bytes_view(*pem) : bytes_view(), identity, now_ms));
    if (judged.kept.renewed)
        PENDATA_CHECK(office_files::replace_private(file, judged.pem));
    return std::move(judged.kept);
}

}  // namespace pendata
