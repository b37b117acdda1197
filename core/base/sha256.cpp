// SHA-256 by OpenSSL, which uses the processor's own instructions where it has them.
#include "core/base/sha256.hpp"

#include <openssl/evp.h>

#include <memory>

#include "core/base/assert.hpp"

namespace pendata {

namespace {

struct context {
    // The algorithm is fetched once: EVP_sha256() would look it up again for every digest.
    std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> state{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

}  // namespace

digest sha256(std::initializer_list<bytes_view> pieces) {
    thread_local context hash;
    bool good = EVP_DigestInit_ex2(hash.state.get(), hash.algorithm.get(), nullptr) == 1;
    for (const auto piece : pieces) good = good && EVP_DigestUpdate(hash.state.get(), piece.data(), piece.size()) == 1;
    digest out;
    unsigned size = 0;
    good = good && EVP_DigestFinal_ex(hash.state.get(), out.raw.data(), &size) == 1;
    PENDATA_ASSERT(good && size == out.raw.size());
    return out;
}

}  // namespace pendata
