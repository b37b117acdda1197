// Records as JSON, both ways (docs/cli.md, "Shapes").
//
// Fields of one value: "village":"32.11.01.2001", or {"value":"32.11.01.2001","evidence":3}; null
// clears. Sets: an array of elements where a record is made, {"add":[…],"remove":[…]} where one is
// edited, with "evidence" beside them where wanted; {"value":[…],"evidence":3} is the array with
// evidence. Keyed sets: the elements are objects, "nik_status":[{"nik":"…","status":"matched"}],
// "consent":[{"purpose":"photo","scope":"dinas","state":"given","date":"2026-10-05"}]; "remove"
// needs the key members only, and where there is one of these, its value alone does:
// "remove":["3211…"].
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/dictionary/problem.hpp"
#include "core/model/cell.hpp"

namespace pendata {

// One cell to be written. For a set field `content` is that of element.hpp, cleared where the
// element is removed; an empty element with a cleared content (from null) stands for every element
// there is.
struct field_input {
    const field_def* field = nullptr;
    bytes element;
    value content;
    std::optional<std::uint8_t> evidence;
};

struct record_input {
    std::optional<record_id> id;      // "id", where an import brings its own
    std::vector<field_input> fields;  // in the order of the text, no cell twice
};

enum class input_use : std::uint8_t { create, edit };

// One JSON object of fields of the kind, values in their stored form, not yet checked (check.hpp).
// "kind" may stand in it and must then be this one. A name that holds another ("A alias B") gives
// an alias too. Errors: bad_json, too_large, unknown_field, bad_value, bad_nik, bad_kk,
// unknown_region, naming the field.
checked<record_input> parse_record(const kind_def& kind, std::string_view json, input_use use);

// The value of one field, in any of the forms above.
checked<std::vector<field_input>> parse_field(const field_def& field, std::string_view json,
                                              input_use use);

struct json_options {
    std::span<const std::uint16_t>
        disputed{};         // fields with an open case: "_disputed", no key where empty
    bool stamps = false;    // adds "_stamps", also of what is cleared
    bool id_first = false;  // "id" and "kind" lead, for people; else everything is sorted
};

// The record object: id, kind, fields; canonical, so equal cells give equal bytes anywhere. Sets
// are sorted arrays; there is no key for what is cleared. What this version does not know stands
// under "_unknown", by numbers and in hexadecimal: {"61":"0141","62/0141":"0202"}. `winners`: the
// record's cells, one a key, in any order.
std::string record_to_json(const dictionary& known, record_id id, std::uint16_t kind,
                           std::span<const cell* const> winners, const json_options& options = {});

// One value as it stands in the record object; of a set the element. Cleared is null; what this
// version can not read is {"_raw":"…"} in hexadecimal.
std::string value_to_json(const field_def& field, bytes_view element, const value& content);

}  // namespace pendata
