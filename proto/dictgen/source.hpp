// The dictionary as dictgen reads it from descriptors: plain rows, names resolved, everything the
// rules and the writers need and nothing of protobuf.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dictgen {

struct category_row {
    bool person = false, family = false, group = false;
    std::uint32_t compartment = 0;
    std::uint32_t least_age = 0, most_age = 0, doubtful_months = 0, least_members = 0;
    bool hard_stop = false, warn_only = false, needs_disabilities = false, women_only = false;
    bool history = false;
    std::string guidance_id, guidance_en;
    std::vector<std::string> older;
};

struct mapping_row {
    std::string to, tag;
    std::uint32_t least_age = 0, most_age = 0;
    bool review = false;
};

struct code_row {
    std::string where;  // for messages: "file: enum value"
    std::int32_t number = 0;
    std::string name, label_id, label_en;
    std::uint32_t rank = 0;
    bool has_category = false;
    category_row category;
    std::vector<mapping_row> maps;
};

struct enum_row {
    std::string where, name;  // name in snake_case
    std::vector<code_row> codes;
};

struct move_row {
    std::string from, to;
    std::uint32_t roles = 0;  // mask; 0: whoever may write the field
    std::uint32_t least_evidence = 0;
};

struct field_row {
    std::string where, name;
    std::uint32_t number = 0;
    std::string type;    // as in field_type
    std::string policy;  // as in policy; empty where none was given
    std::uint32_t compartment = 0;
    std::string label_id, label_en;
    std::uint32_t writers = 0;  // mask
    bool named_writers = false;
    bool required = false, change = false, index = false, key_index = false, search = false;
    bool set_valued = false, lines = false, key = false, must_exist = false;
    bool has_option = false, explicit_presence = false;
    std::int64_t least = 0, most = 0, warn_above = 0;
    std::string target, aliases;
    std::string enum_name;  // of a code
    std::vector<move_row> moves;
    std::vector<field_row> members;  // of a keyed set's element
};

struct kind_row {
    std::string where, name;
    std::uint32_t number = 0;
    std::string label_id, label_en;
    std::string scope, scope_field, second_field, rooms;
    std::uint32_t writers = 0;
    std::vector<field_row> fields;  // ascending by number
};

struct source {
    std::uint32_t version = 0;
    std::vector<enum_row> enums;
    std::vector<kind_row> kinds;  // ascending by number

    const enum_row* find_enum(const std::string& name) const;
    // The category of that name, in whichever list.
    const code_row* find_category(const std::string& name) const;
    const kind_row* find_kind(const std::string& name) const;
};

using messages = std::vector<std::string>;

// Reads a serialized FileDescriptorSet made with its imports. What can not be read is told in
// `errors`.
source read_descriptors(const std::string& descriptor_set, messages& errors);

// What is wrong with the dictionary, one sentence each; empty when nothing is.
messages check_rules(const source& from);

// The table as C++: defines builtin_dictionary() and categories().
std::string table_text(const source& from);

// Constants for code that must name a kind, field or code: core/dictionary/field_numbers.hpp.
std::string numbers_text(const source& from);

}  // namespace dictgen
