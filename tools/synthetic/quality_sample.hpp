// Persons of whom it is known which are one: some captured twice with the noise of noise_model.hpp, and beside them
// others who are easily taken for one and are not. Frozen with it: a test holds the digest of a sample.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/synthetic/noise_model.hpp"

namespace pendata::synthetic {

// Why a record is in the sample.
enum class trait : std::uint8_t {
    ordinary,
    captured_again,
    twin,
    namesake,
    junior,
    nik_reissued,
    alike_sibling,
};

std::string_view name_of(trait why);

struct captured {
    person of;
    std::string kk_number;  // of the family it names
    std::size_t identity = 0;
    trait why = trait::ordinary;
};

// `villages` of `persons` each, with second captures and hard negatives; the same for the same arguments, for ever.
std::vector<captured> make_quality_sample(quality_set set, std::size_t villages, std::size_t persons);

}  // namespace pendata::synthetic
