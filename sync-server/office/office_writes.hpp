// What the office itself says of its records: regions, officers, duties, decisions. The writes are composed by the
// same rules as a tablet's and settle in one commit; save numbers of the office's replica are counted in the same
// transaction, so that no number names two saves.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/dictionary/record_json.hpp"
#include "core/settle/intake.hpp"

namespace pendata {

class office;

// One save: some cells of one record.
struct office_change {
    record_id record;
    std::uint16_t kind = 0;
    // As parse_record() gives them, or made with as_field(). A field_input with an empty element and a cleared
    // content takes every present element of a set away.
    std::vector<field_input> fields;
    intent why = intent::correction;
    std::uint8_t evidence = 2;  // where a field brings none
    std::optional<std::int32_t> effective_date;
    std::optional<officer_id> author;  // the acting officer; none: the office
    // Of a decision: the cells it chooses among. All fields are then of the case's cell.
    std::vector<cell> candidates;
};

struct office_written {
    position at;                  // of the commit; the head's where nothing was to be written
    std::vector<write_id> writes; // in the order of changes and their fields; what says nothing new is left out
    std::size_t records = 0;      // that were written to
};

// Settles all changes in one commit. Requires changes of different records.
// Errors: unknown_kind, unknown_field, missing_field (a new record without a required one), unknown_region (a
// record without a place); those of the transaction.
result<office_written> write_as_office(office_transaction& to, const office_context& office, const officer_id& own_author,
                                       std::span<const office_change> changes);

// The same in a transaction of its own.
result<office_written> write_as_office(office& of, std::span<const office_change> changes, std::int64_t now_ms);

// A field of a kind of the built-in dictionary by number, with a value; of a plain set, one element of it.
field_input as_field(std::uint16_t kind, std::uint16_t field, const value& content);
field_input as_element(std::uint16_t kind, std::uint16_t field, const value& element, bool present = true);

}  // namespace pendata
