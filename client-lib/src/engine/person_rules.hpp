// Rules of a person that need other records: the NIK beside those of the family (warnings only, for numbers are copied by
// mistake far more often than on purpose), the face that is not photographed, and whether a district that a number names
// can ever have issued one.
#pragma once

#include <span>

#include "client-lib/src/engine/view.hpp"
#include "core/dictionary/check.hpp"
#include "core/dictionary/record_json.hpp"

namespace pendata {

// Of a person as it would stand; nothing for records of other kinds.
checked<findings> person_findings(device_transaction& tx, const record_view& person);

// Whether a face may be added: of a subject of a category in S3, as far as this tablet knows, none is kept. Errors:
// not_allowed.
checked<void> check_face(device_transaction& tx, const record_id& person, std::span<const field_input> inputs);

// Within the regency the list of regions tells; elsewhere only whether there ever was such a province.
result<bool> district_is_known(device_transaction& tx, std::string_view district, std::string_view regency);

}  // namespace pendata
