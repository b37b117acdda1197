// The generator's dice: xoshiro256** seeded through splitmix64, and draws made of integers only.
// The standard library's distributions differ between implementations, so none is used: one seed
// gives the same bytes everywhere, for ever.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace pendata::synthetic {

// Draw once in an expression: compilers differ in the order in which they evaluate its parts.
class random_source {
public:
    // Streams of one seed with different names are independent: a village does not change when
    // another is generated beside it.
    explicit random_source(std::uint64_t seed, std::string_view stream = {});

    std::uint64_t next();

    // 0 to n-1, each equally likely. Requires n > 0.
    std::uint32_t below(std::uint32_t n);

    // `least` to `most`, both included. Requires least <= most.
    int between(int least, int most);

    // True in `permille` of 1000 cases.
    bool chance(unsigned permille) { return below(1000) < permille; }

    // Each equally likely. Requires a list that is not empty.
    template <class T>
    const T& pick(std::span<const T> list) {
        return list[below(static_cast<std::uint32_t>(list.size()))];
    }

    // For lists sorted by frequency: the first is drawn about five times as often as the last, the
    // way names and trades are spread over people.
    std::string_view pick_ranked(std::span<const std::string_view> list);

    // An index of `weights`, in proportion to them. Requires a sum above zero.
    std::size_t pick_weighted(std::span<const unsigned> weights);

    std::array<unsigned char, 10> ten_bytes();

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace pendata::synthetic
