// xoshiro256** 1.0 and splitmix64 by Vigna and Blackman, both in the public domain.
#include "tools/synthetic/random_source.hpp"

#include <bit>

namespace pendata::synthetic {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// FNV-1a: only to tell streams apart.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

}  // namespace

random_source::random_source(std::uint64_t seed, std::string_view stream) {
    std::uint64_t mixed = seed;
    mixed = splitmix64(mixed) ^ hash_of(stream);
    for (std::uint64_t& word : state_)
        word = splitmix64(mixed);
}

std::uint64_t random_source::next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::uint32_t random_source::below(std::uint32_t n) {
    // Values of the last, incomplete round are drawn again, so that none is likelier.
    const std::uint32_t incomplete = (0u - n) % n;
    for (;;) {
        const auto drawn = static_cast<std::uint32_t>(next() >> 32);
        if (drawn >= incomplete)
            return drawn % n;
    }
}

int random_source::between(int least, int most) {
    return least + static_cast<int>(below(static_cast<std::uint32_t>(most - least) + 1));
}

std::string_view random_source::pick_ranked(std::span<const std::string_view> list) {
    const auto size = static_cast<std::uint32_t>(list.size());
    const std::uint32_t knee = size / 4 + 1;
    for (;;) {
        const std::uint32_t rank = below(size);
        if (below(rank + knee) < knee)
            return list[rank];
    }
}

std::size_t random_source::pick_weighted(std::span<const unsigned> weights) {
    unsigned total = 0;
    for (const unsigned weight : weights)
        total += weight;
    unsigned drawn = below(total);
    std::size_t index = 0;
    while (drawn >= weights[index])
        drawn -= weights[index++];
    return index;
}

std::array<unsigned char, 10> random_source::ten_bytes() {
    std::array<unsigned char, 10> bytes{};
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i % 8 == 0)
            word = next();
        bytes[i] = static_cast<unsigned char>(word >> (i % 8 * 8));
    }
    return bytes;
}

}  // namespace pendata::synthetic
