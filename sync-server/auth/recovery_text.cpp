// On paper: never change the alphabet, the order or the checksum. 280 bits = 256 of seed and 24 of
// SHA-256("pendata.recovery.1" | seed), most significant first, five bits a character.
#include "sync-server/auth/recovery_text.hpp"

#include <algorithm>

#include "core/base/sha256.hpp"

namespace pendata {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t seed_bytes = sizeof(key_seed);
constexpr std::size_t check_bytes = 3;
constexpr std::size_t characters = 56;
constexpr std::size_t group = 4;

bytes check_of(bytes_view seed) {
    return bytes(sha256({"pendata.recovery.1", seed}).view().substr(0, check_bytes));
}

// The value of a character as people write it; -1 when it is none.
int value_of(char c) {
    if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    const auto at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string write_recovery_text(const key_seed& key) {
    const bytes seed(key.begin(), key.end());
    const bytes data = seed + check_of(seed);
    std::string out;
    unsigned waiting = 0;
    int bits = 0;
    std::size_t written = 0;
    for (const char c : data) {
        waiting = waiting << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) {
            if (written > 0 && written % group == 0)
                out.push_back(' ');
            out.push_back(alphabet[waiting >> (bits - 5) & 31]);
            ++written;
        }
    }
    return out;
}

result<key_seed> read_recovery_text(std::string_view text) {
    bytes data;
    unsigned waiting = 0;
    int bits = 0;
    std::size_t read = 0;
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r')
            continue;
        const int value = value_of(c);
        if (value < 0 || ++read > characters)
            return errc::bad_value;
        waiting = waiting << 5 | static_cast<unsigned>(value);
        bits += 5;
        if (bits < 8)
            continue;
        bits -= 8;
        data.push_back(static_cast<char>(waiting >> bits & 255));
    }
    if (read != characters)
        return errc::bad_value;
    const bytes_view seed = bytes_view(data).substr(0, seed_bytes);
    if (bytes_view(data).substr(seed_bytes) != check_of(seed))
        return errc::bad_value;
    key_seed key;
    std::copy(seed.begin(), seed.end(), key.begin());
    return key;
}

}  // namespace pendata
