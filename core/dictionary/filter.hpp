// Filters of lists: comparisons of indexed fields, joined by and/or, parsed into a small tree that
// a store turns into its own query or that is evaluated here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/dictionary/check.hpp"
#include "core/dictionary/dictionary.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata {

inline constexpr std::size_t filter_depth = 16;    // nesting of parentheses
inline constexpr std::size_t filter_bytes = 4096;  // of an expression

enum class comparison : std::uint8_t {
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    contains
};

struct filter {
    enum class form : std::uint8_t {
        all,      // every one of `parts`; without parts it lets everything through
        any,      // one of `parts`
        compare,  // `field` with `operand`
    };
    form is = form::all;
    std::vector<filter> parts;
    const field_def* field = nullptr;
    comparison by = comparison::equal;
    value operand;  // in stored form; cleared for ''. Of contains: text with its case folded
};

// The grammar:
//
//   expression = conjunction { "or" conjunction }
//   conjunction = term { "and" term }                 "and" binds tighter
//   term = "(" expression ")" | field operator literal
//   operator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"
//   literal = 'text', a quote doubled inside | a word without blanks: 12, -6.9, 1990-01-31, true,
//   P01
//
// "~" finds the text anywhere, whatever its capitals. Literals are brought into the field's stored
// form, so comparing is comparing values. Codes, booleans and references know "=" and "!=" only. ''
// is no value at all: nik = ''. "!=" is the opposite of "=", true also where there is no value;
// every other comparison is then false.
//
// Blank text is the filter that lets everything through.
// Errors: bad_expression with the byte where it stops making sense; unknown_field; the refusal of a
// literal.
checked<filter> parse_filter(const kind_def& kind, std::string_view expression);

bool matches(const filter& by, const value_lookup& find);

}  // namespace pendata
