// Serials are small, as the civil registry counts from 0001 for each district and birth date: a
// slot for the village and a count in it, so that villages share a district without sharing a
// number.
#include "tools/synthetic/number_maker.hpp"

#include <array>

#include "core/identity/kk.hpp"

namespace pendata::synthetic {
namespace {

constexpr unsigned slots = 64;

// Where newcomers and brides were registered: neighbours in the regency, Bandung, Garut,
// Majalengka, ...
constexpr auto elsewhere = std::to_array<std::string_view>({
    "321115",
    "321111",
    "321118",
    "321122",
    "321114",
    "321106",
    "320405",
    "327313",
    "320528",
    "321009",
    "321205",
    "327701",
    "320426",
    "321711",
    "330115",
    "317504",
    "320629",
    "321311",
});

constexpr auto phone_prefixes = std::to_array<std::string_view>({
    "0853", "0852", "0813", "0821", "0822", "0812", "0823", "0838", "0857", "0831",
    "0858", "0856", "0877", "0878", "0895", "0896", "0815", "0881", "0899", "0859",
});

std::string bare_district(std::string_view village_code) {
    std::string digits;
    for (const char c : village_code.substr(0, 8)) {
        if (c != '.')
            digits += c;
    }
    return digits;
}

unsigned slot_of(std::string_view village_code) {
    unsigned number = 0;
    for (const char c : village_code.substr(9))
        number = number * 10 + static_cast<unsigned>(c - '0');
    return number % 1000 % slots + 1;
}

}  // namespace

number_maker::number_maker(random_source& dice, std::string_view village_code)
    : dice_(dice), own_district_(bare_district(village_code)), slot_(slot_of(village_code)) {}

std::string_view number_maker::district() {
    if (dice_.chance(880))
        return own_district_;
    return dice_.pick_ranked(std::span<const std::string_view>(elsewhere));
}

unsigned number_maker::serial() {
    // The count is the last digit: it varies within a village, as real ones do.
    constexpr std::array<unsigned, 6> rounds = {55, 22, 11, 6, 4, 2};
    return slot_ * 10 + static_cast<unsigned>(dice_.pick_weighted(rounds)) + 1;
}

std::string number_maker::make_nik(identity::civil_day birth, identity::sex of) {
    const std::string_view issued_in = district();
    for (unsigned number = serial();; number = number % 9900 + slots) {
        std::string nik = identity::compose_nik(issued_in, birth, of, number).value();
        if (given_.insert(nik).second)
            return nik;
    }
}

std::string number_maker::make_kk(identity::civil_day issued) {
    for (unsigned number = serial();; number = number % 9900 + slots) {
        std::string kk = identity::compose_kk(own_district_, issued, number).value();
        if (given_.insert(kk).second)
            return kk;
    }
}

std::string number_maker::make_phone() {
    std::string phone(dice_.pick_ranked(std::span<const std::string_view>(phone_prefixes)));
    for (int digits = dice_.between(7, 8); digits > 0; --digits) {
        phone += static_cast<char>('0' + dice_.below(10));
    }
    return phone;
}

}  // namespace pendata::synthetic
