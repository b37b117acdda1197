// On paper and in QR codes: never change the alphabet, the order or the checksum.
// data = port u16, office key 32, secret 16, host, first 4 bytes of SHA-256("pendata.enrolment.1" | all before);
// most significant bit first, five bits a character, the last one filled with zeros.
#include "core/sync/enrolment_code.hpp"

#include <algorithm>
#include <cstring>

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/sha256.hpp"

namespace pendata {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view label = "PD1";
constexpr std::size_t check_bytes = 4;
constexpr std::size_t group = 5;
constexpr std::size_t fixed_bytes = 2 + 32 + 16 + check_bytes;
constexpr std::size_t characters_most = ((fixed_bytes + enrolment_code::host_bytes) * 8 + 4) / 5;

bytes check_of(bytes_view data) { return bytes(sha256({"pendata.enrolment.1", data}).view().substr(0, check_bytes)); }

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= enrolment_code::host_bytes &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_filling(char c) { return c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r'; }

// The value of a character as people write it; -1 when it is none.
int value_of(char c) {
    c = upper(c);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    const auto at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Leaves what follows `PD1`; false where the text does not begin so.
bool skip_label(std::string_view& text) {
    for (const char expected : label) {
        while (!text.empty() && is_filling(text.front())) text.remove_prefix(1);
        if (text.empty()) return false;
        const char c = upper(text.front());
        const bool digit_one = expected == '1' && (c == 'I' || c == 'L');
        if (c != expected && !digit_one) return false;
        text.remove_prefix(1);
    }
    return true;
}

}  // namespace

std::string write_enrolment_code(const enrolment_code& code) {
    PENDATA_ASSERT(is_host(code.host) && code.port != 0);
    bytes data;
    byte_writer to(data);
    to.u16(code.port);
    to.raw({reinterpret_cast<const char*>(code.office.data()), code.office.size()});
    to.raw(code.secret_view());
    to.raw(code.host);
    data += check_of(data);

    std::string out(label);
    unsigned waiting = 0;
    int bits = 0;
    std::size_t written = 0;
    const auto put = [&](unsigned five) {
        if (written++ % group == 0) out.push_back('-');
        out.push_back(alphabet[five & 31]);
    };
    for (const char c : data) {
        waiting = waiting << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) put(waiting >> (bits - 5));
    }
    if (bits > 0) put(waiting << (5 - bits));
    return out;
}

result<enrolment_code> read_enrolment_code(std::string_view text) {
    if (!skip_label(text)) return errc::code_malformed;
    bytes data;
    unsigned waiting = 0;
    int bits = 0;
    std::size_t read = 0;
    for (const char c : text) {
        if (is_filling(c)) continue;
        const int value = value_of(c);
        if (value < 0 || ++read > characters_most) return errc::code_malformed;
        waiting = waiting << 5 | static_cast<unsigned>(value);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        data.push_back(static_cast<char>(waiting >> bits & 255));
    }
    // A whole character more, or a filling that is not zero, is not what was written.
    if (bits >= 5 || (waiting & ((1u << bits) - 1)) != 0 || data.size() <= fixed_bytes) return errc::code_malformed;
    const bytes_view content = bytes_view(data).substr(0, data.size() - check_bytes);
    if (bytes_view(data).substr(content.size()) != check_of(content)) return errc::code_malformed;

    enrolment_code out;
    byte_reader in(content);
    out.port = in.u16();
    const bytes_view office = in.raw(out.office.size());
    std::memcpy(out.office.data(), office.data(), office.size());
    const bytes_view secret = in.raw(out.secret.size());
    std::memcpy(out.secret.data(), secret.data(), secret.size());
    out.host = std::string(in.raw(in.left()));
    if (out.port == 0 || !is_host(out.host)) return errc::code_malformed;
    return out;
}

}  // namespace pendata
