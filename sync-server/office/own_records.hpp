// What only the office writes: its own records (programmes of aid, successions of regions), and those fields of anybody's
// record that no tablet may write (`restricted`, the ministry's numbers). Records of the census are made on tablets.
#pragma once

#include <string_view>
#include <vector>

#include "core/dictionary/check.hpp"
#include "core/model/batch.hpp"

namespace pendata {

class office;

struct own_record {
    record_id id;
    std::vector<std::string> changed;  // names of the fields that were written; empty: all of it stood already
    findings warnings;
    position at;                       // of the commit; of the head where nothing was written
};

// `kind`: "programme" or "succession". `json`: one object of fields, as `pendata add` takes it.
// Errors: unknown_kind, not_allowed (a kind that has commands of its own, or is made on tablets), those of parse_record(),
// check_value() and check_record() with the field to blame; those of the store.
checked<own_record> add_as_office(office& of, std::string_view kind, std::string_view json, std::int64_t now_ms);

// Errors besides: not_found, not_allowed (a field that people write).
checked<own_record> edit_as_office(office& of, const record_id& id, std::string_view json, std::int64_t now_ms);

}  // namespace pendata
