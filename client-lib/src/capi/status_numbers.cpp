// The numbers of pendata.h are those of core/base/error.hpp: one row a status, checked by the compiler.
#include "core/base/error.hpp"
#include "pendata/pendata.h"

namespace {

using pendata::errc;

constexpr bool same(int status, errc code) { return status == static_cast<int>(code); }

static_assert(same(PENDATA_OK, errc::ok));
static_assert(same(PENDATA_INVALID_ARGUMENT, errc::invalid_argument));
static_assert(same(PENDATA_BAD_JSON, errc::bad_json));
static_assert(same(PENDATA_UNKNOWN_KIND, errc::unknown_kind));
static_assert(same(PENDATA_UNKNOWN_FIELD, errc::unknown_field));
static_assert(same(PENDATA_BAD_VALUE, errc::bad_value));
static_assert(same(PENDATA_NOT_FOUND, errc::not_found));
static_assert(same(PENDATA_NOT_ALLOWED, errc::not_allowed));
static_assert(same(PENDATA_UNKNOWN_REGION, errc::unknown_region));
static_assert(same(PENDATA_BAD_NIK, errc::bad_nik));
static_assert(same(PENDATA_BAD_KK, errc::bad_kk));
static_assert(same(PENDATA_TOO_LARGE, errc::too_large));
static_assert(same(PENDATA_ALREADY_EXISTS, errc::already_exists));
static_assert(same(PENDATA_NOT_ENROLLED, errc::not_enrolled));
static_assert(same(PENDATA_BAD_EXPRESSION, errc::bad_expression));
static_assert(same(PENDATA_NOTHING_TO_DO, errc::nothing_to_do));
static_assert(same(PENDATA_MISSING_FIELD, errc::missing_field));
static_assert(same(PENDATA_ALREADY_ENROLLED, errc::already_enrolled));
static_assert(same(PENDATA_PHOTO_AWAITED, errc::photo_awaited));
static_assert(same(PENDATA_MALFORMED, errc::malformed));
static_assert(same(PENDATA_FRAME_TOO_LARGE, errc::frame_too_large));
static_assert(same(PENDATA_UNEXPECTED_MESSAGE, errc::unexpected_message));
static_assert(same(PENDATA_UNSUPPORTED_VERSION, errc::unsupported_version));
static_assert(same(PENDATA_BAD_SIGNATURE, errc::bad_signature));
static_assert(same(PENDATA_BAD_CHAIN, errc::bad_chain));
static_assert(same(PENDATA_LIMIT_EXCEEDED, errc::limit_exceeded));
static_assert(same(PENDATA_DISK_FULL, errc::disk_full));
static_assert(same(PENDATA_READ_ONLY, errc::read_only));
static_assert(same(PENDATA_BUSY, errc::busy));
static_assert(same(PENDATA_CORRUPT, errc::corrupt));
static_assert(same(PENDATA_NEWER_FORMAT, errc::newer_format));
static_assert(same(PENDATA_FOREIGN_FILE, errc::foreign_file));
static_assert(same(PENDATA_IO_ERROR, errc::io_error));
static_assert(same(PENDATA_NO_MEMORY, errc::no_memory));
static_assert(same(PENDATA_KEY_MISSING, errc::key_missing));
static_assert(same(PENDATA_OFFLINE, errc::offline));
static_assert(same(PENDATA_TIMED_OUT, errc::timed_out));
static_assert(same(PENDATA_WRONG_OFFICE, errc::wrong_office));
static_assert(same(PENDATA_CONNECTION_LOST, errc::connection_lost));
static_assert(same(PENDATA_CANCELLED, errc::cancelled));
static_assert(same(PENDATA_TLS_FAILED, errc::tls_failed));
static_assert(same(PENDATA_ADDRESS_IN_USE, errc::address_in_use));
static_assert(same(PENDATA_OFFICE_BUSY, errc::office_busy));
static_assert(same(PENDATA_OFFICE_STORAGE, errc::office_storage));
static_assert(same(PENDATA_CODE_MALFORMED, errc::code_malformed));
static_assert(same(PENDATA_CODE_UNKNOWN, errc::code_unknown));
static_assert(same(PENDATA_CODE_USED, errc::code_used));
static_assert(same(PENDATA_CODE_EXPIRED, errc::code_expired));
static_assert(same(PENDATA_DEVICE_UNKNOWN, errc::device_unknown));
static_assert(same(PENDATA_DEVICE_REVOKED, errc::device_revoked));
static_assert(same(PENDATA_BAD_PROOF, errc::bad_proof));
static_assert(same(PENDATA_OFFICER_UNKNOWN, errc::officer_unknown));
static_assert(same(PENDATA_BAD_SETTING, errc::bad_setting));
static_assert(same(PENDATA_NOT_AN_OFFICE, errc::not_an_office));
static_assert(same(PENDATA_OFFICE_EXISTS, errc::office_exists));
static_assert(same(PENDATA_LINEAGE_BROKEN, errc::lineage_broken));
static_assert(same(PENDATA_UNEQUAL, errc::unequal));
static_assert(same(PENDATA_LEDGER_BEHIND, errc::ledger_behind));
static_assert(same(PENDATA_OFFICE_SERVING, errc::office_serving));
static_assert(same(PENDATA_INTERNAL, errc::internal));

}  // namespace
