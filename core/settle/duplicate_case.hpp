// A duplicate case: two records that may be one, what speaks for it, and what people answered. Its id is that of the pair,
// so that whoever meets the pair makes the same case.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/identity/clusters.hpp"
#include "core/identity/match_score.hpp"
#include "core/model/cell.hpp"

namespace pendata {

// Never change a number: the dictionary's codes.
enum class duplicate_answer : std::uint8_t { proposed = 1, unsure = 2, same = 3, different = 4 };

std::string_view name_of(duplicate_answer answer);

// Of the pair, in either order.
record_id duplicate_case_id(const record_id& a, const record_id& b);

struct duplicate_sign {
    std::string name;     // as match_reason's
    std::string text_id;
    std::string text_en;
};

struct duplicate_case {
    record_id id, a, b;  // the smaller of both first
    int score = 0;       // permille
    bool near_certain = false;
    std::vector<duplicate_sign> signs;
    duplicate_answer state = duplicate_answer::proposed;
    bool withdrawn = false;  // the records no longer look alike, and nobody had answered
};

// Nothing where the cells are no whole case. `cells`: joined, in any order.
std::optional<duplicate_case> read_duplicate(const record_id& id, std::span<const cell> cells);

// What of these cases joins and parts records.
std::vector<identity::pair_answer> answers_in(std::span<const duplicate_case> cases);

// Records of one cluster that are asked about when one of them is shown.
inline constexpr std::size_t cluster_members = 64;

// The cases of a record, as a store finds them.
using duplicate_lookup = std::function<result<std::vector<duplicate_case>>(const record_id&)>;

// The cases of every record that answers "same" reach from this one, each once; at most cluster_members of them
// are asked about.
result<std::vector<duplicate_case>> cases_around(const record_id& record, const duplicate_lookup& cases_of);

// Whether somebody has to look at it: no answer yet, or a "different" between two records that other answers join.
// `around`: cases_around() one of its records.
bool waits_for_people(const duplicate_case& one, std::span<const duplicate_case> around);

// {"survivor","members":[…],"as_one",["contradicted":[[a,b]…]]}
std::string cluster_to_json(const identity::cluster& of);

// The array of objects that the field `reasons` of a new case is parsed from.
std::string reasons_json(const std::vector<identity::match_reason>& reasons);

// {"case","kind":"duplicate","a","b","score","level","reasons":[…],"text","text_en","state"}
std::string duplicate_to_json(const duplicate_case& of);

}  // namespace pendata
