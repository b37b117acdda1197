// Which version of a source's list counts, and how sure it is whom a row means. Plain rules without a store.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/sha256.hpp"
#include "core/identity/match_score.hpp"

namespace pendata {

// Never change or reuse a number: they are in files.
enum class list_state : std::uint8_t {
    staged = 0,      // stored whole and passed, not looked through yet
    active = 1,      // what its source says now; one of each source
    superseded = 2,  // was active
    refused = 3,     // did not pass; the active one stays
    arriving = 4,    // rows are still being stored: by an import that runs, or was cut off
};

// Never change or reuse a number: they are in files.
enum class list_doubt : std::uint8_t {
    none = 0,
    other_rows = 1,  // than were declared
    other_hash = 2,  // than was declared
    fewer = 3,       // markedly, than the active version has
    cut_end = 4,     // no end of the last line, where the active version had one and nothing was declared
    empty = 5,       // no rows
    rounded = 6,     // its NIKs went through a spreadsheet
};

// What is sure of whom a row means. Never change or reuse a number: they are in files.
enum class link_class : std::uint8_t { none = 0, review = 1, certain = 2 };

std::string_view name_of(list_state state);
std::string_view name_of(list_doubt doubt);
std::string_view name_of(link_class sure);
std::string_view text_of(list_state state, bool indonesian);
std::string_view text_of(list_doubt doubt, bool indonesian);
std::string_view text_of(link_class sure, bool indonesian);

// What is known of a file when it has been read to its end.
struct list_facts {
    std::uint64_t rows = 0;
    digest hash;
    bool is_ended = true;  // a line break behind the last row
    std::uint64_t full_niks = 0, niks_ending_in_zero = 0;
};

struct list_demands {
    std::optional<std::uint64_t> rows = {};
    std::optional<digest> hash = {};
    bool accept_fewer = false;
};

// Whether the file may take the place of `active`, or is the first of its source. A declared count or hash that holds
// proves that nothing was cut.
list_doubt judge_list(const list_facts& file, const list_demands& demands, const std::optional<list_facts>& active);

// Below this share of the active version's rows a file is taken for a cut one.
inline constexpr std::uint64_t fewest_permille = 900;

// By the findings of the candidates: certain only where exactly one is near certain.
link_class classify_links(std::span<const identity::match_finding> candidates);

}  // namespace pendata
