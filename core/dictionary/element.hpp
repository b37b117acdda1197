// Elements of set-valued fields: what stands in cell_key::element and what in the cell's value.
//
// A plain set: the element is the encoded value, the cell holds the integer 1.
// A keyed set (field_def::members): the element is its key members, the cell holds the others.
//   element = one (varint size, encoded value) a key member, ascending by number; size 0 for an
//   absent one value   = octets: one (varint number, varint size, encoded value) a present member,
//   ascending by number;
//             the integer 1 where there is none
// A removed element is a cleared cell. Both forms are canonical; never change.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/dictionary/dictionary.hpp"

namespace pendata {

struct set_element {
    bytes key;
    value content;
};

// A member this version does not know.
struct unknown_member {
    std::uint16_t number = 0;
    value content;
};

struct element_members {
    std::vector<value> known;  // one a member of the field, cleared where absent
    std::vector<unknown_member> unknown;
};

// An element of a plain set.
set_element make_element(const value& content);

// An element of a keyed set. Requires one value a member of the field, cleared where absent.
set_element make_element(const field_def& field, std::span<const value> members);

// The value of a plain set's element; nothing where it is malformed.
std::optional<value> plain_element(bytes_view element);

// The members of a keyed set's element; the ones in the value are cleared when it is. Nothing where
// the key or the value is malformed.
std::optional<element_members> keyed_element(const field_def& field, bytes_view element,
                                             const value& content);

}  // namespace pendata
