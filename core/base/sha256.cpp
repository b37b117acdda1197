// SHA-256 by OpenSSL, which uses the processor's own instructions where it has them. Its older calls: they need
// neither memory nor a library that has been started, so that a digest can not fail. The newer ones allocate.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/sha256.hpp"

#include <openssl/sha.h>

namespace pendata {

digest sha256(std::initializer_list<bytes_view> pieces) {
    SHA256_CTX hash;
    SHA256_Init(&hash);
    for (const auto piece : pieces) SHA256_Update(&hash, piece.data(), piece.size());
    digest out;
    static_assert(sizeof out.raw == SHA256_DIGEST_LENGTH);
    SHA256_Final(out.raw.data(), &hash);
    return out;
}

}  // namespace pendata
