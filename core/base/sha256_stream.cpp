// OpenSSL's older calls, as in sha256.cpp: they can not fail.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/sha256_stream.hpp"

#include <openssl/sha.h>

namespace pendata {

struct sha256_stream::state {
    SHA256_CTX hash;
};

sha256_stream::sha256_stream() : state_(std::make_unique<state>()) { SHA256_Init(&state_->hash); }
sha256_stream::~sha256_stream() = default;

void sha256_stream::add(bytes_view piece) { SHA256_Update(&state_->hash, piece.data(), piece.size()); }

digest sha256_stream::finish() {
    digest out;
    SHA256_Final(out.raw.data(), &state_->hash);
    return out;
}

}  // namespace pendata
