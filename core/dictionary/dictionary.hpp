// The engine's table of the census: kinds, fields, policies, compartments, checks, states. It is generated at
// build time from the options in proto/pendata/v1/dictionary.proto; the engine reads it only through these
// structs, and the join never does: what a write needs of it, its author put into the write.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/model/cell.hpp"

namespace pendata {

// Never change the numbers of any enumeration here: rows of the table travel between peers.
enum class policy : std::uint8_t { latest = 0, evidence = 1, set = 2, state = 3, keep_both = 4, once = 5, office = 6 };

// What a field holds and how it looks in JSON.
enum class field_type : std::uint8_t {
    text = 0,       // JSON string
    integer = 1,    // JSON integer
    boolean = 2,    // JSON true/false; stored as integer 0/1
    date = 3,       // "YYYY-MM-DD"; stored as days since 1970-01-01
    code = 4,       // a name of `codes`; stored as its number
    reference = 5,  // a record's id
    region = 6,     // a Kemendagri code, "32.11.01.2001"; stored as text
    nik = 7,        // stored as 16 digits
    kk = 8,         // stored as 16 digits
    phone = 9,      // stored as digits, a leading + kept
    degrees = 10,   // JSON number with up to 7 decimals; stored as degrees x 10^7
    moment = 11,    // RFC 3339 UTC with milliseconds; stored as ms since the epoch
    octets = 12,    // opaque, lower-case hex in JSON
};

// Bits of a role mask.
enum class role : std::uint8_t { psm = 0, tksk = 1, facilitator = 2, operator_ = 3, verifier = 4, admin = 5 };
using role_mask = std::uint8_t;
constexpr role_mask bit(role r) { return static_cast<role_mask>(1u << static_cast<unsigned>(r)); }
inline constexpr role_mask every_role = 0x3f;

// One name of a code field; for STATE fields also its rank. An integer field with codes names its numbers.
struct code_def {
    std::int32_t number;
    std::string_view name;
    std::string_view label_id;
    std::string_view label_en;
    std::uint32_t rank;
};

inline constexpr std::int32_t any_state = -1;

// A declared move of a STATE field. A move to a lower rank, or to an equal one, that is not declared is nobody's.
struct transition_def {
    std::int32_t from;  // or any_state
    std::int32_t to;
    role_mask roles;
    std::uint8_t least_evidence;
};

struct field_def {
    std::uint16_t number;
    std::string_view name;
    field_type type;
    policy merge;
    compartment room;
    std::string_view label_id;
    std::string_view label_en;
    role_mask writers;           // who may write it; the office writes everything
    bool required;               // a new record needs it
    bool offers_change;          // the field marked +- in the dictionary
    bool indexed;                // a projection column, usable in --where
    bool key_indexed;            // and with an index of its own
    bool searched;               // part of the full-text search
    // Bounds of integers and degrees as stored; characters of text and regions; bytes of octets; of dates, years
    // around today (-120, 0: at most 120 years ago, not in the future). 0, 0: only the type's own.
    std::int64_t least, most;
    std::uint16_t target_kind;   // of references; 0 = any
    std::span<const code_def> codes;
    std::span<const transition_def> transitions;
    bool set_valued;             // one cell an element (key.element), whatever the policy
    bool key;                    // of a member: part of the element's key
    bool lines;                  // text that keeps its line breaks
    bool must_exist;             // of regions: an unknown code is an error, otherwise a warning
    std::int64_t warn_above;     // of integers: a warning beyond it; 0 = none
    std::uint16_t aliases;       // the set field where "A alias B" puts B, and a temporary number goes; 0 = none
    // Of a set whose elements have members (a keyed set): core/dictionary/element.hpp.
    const field_def* first_member;
    std::uint16_t member_count;

    std::span<const field_def> members() const { return {first_member, member_count}; }
    const code_def* code(std::int64_t code_number) const;
    const code_def* code(std::string_view code_name) const;
};

// How a record's scope atoms are found.
enum class scope_rule : std::uint8_t {
    place = 0,      // the region code in field `scope_field`
    follows = 1,    // those of the record that reference field `scope_field` names (its root subject); where there
                    // is a `second_field`, also the region code in it
    places = 2,     // every element of the set field `scope_field`
    reference = 3,  // every device holds it
    own_code = 4,   // the record is a region: its own code in `scope_field`, and reference within the regency
    office = 5,     // the regency itself: no tablet below it
    common = 6,     // the place that holds both records that `scope_field` and `second_field` refer to
};

// Where the compartment of a record's cells comes from. Where it is not the fields' own, `field_def::room` is
// the most closed one. See room_of() in core/dictionary/category.hpp.
enum class room_rule : std::uint8_t {
    of_field = 0,     // each field's own
    of_category = 1,  // that of the category in field `category_field`, for every cell of the record
    of_inputs = 2,    // the highest of what it was derived from
};

struct kind_def {
    std::uint16_t number;
    std::string_view name;
    std::string_view label_id;
    std::string_view label_en;
    scope_rule scope;
    std::uint16_t scope_field;  // field number, 0 where the rule has none
    role_mask writers;          // who may make one
    std::span<const field_def> fields;  // ascending by number
    room_rule rooms;
    std::uint16_t category_field;  // 0 where the compartment is not a category's
    std::uint16_t second_field;    // of the scope rule; 0 where it has none

    const field_def* find(std::string_view field_name) const;
    const field_def* find(std::uint16_t field_number) const;
    // Whether other records say where one of this kind belongs.
    bool placed_by_others() const { return scope == scope_rule::follows || scope == scope_rule::common; }
};

struct dictionary {
    std::uint32_t version;
    std::span<const kind_def> kinds;  // ascending by number

    const kind_def* find(std::string_view kind_name) const;
    const kind_def* find(std::uint16_t kind_number) const;
    // The field of a cell; nothing when this version does not know it.
    const field_def* find(const cell_key& key) const;
};

// The table this build was made with.
const dictionary& builtin_dictionary();

std::string_view name_of(role r);
const role* role_named(std::string_view name);
std::string_view name_of(policy p);

}  // namespace pendata
