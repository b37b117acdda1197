// Every failure the engine can name. A failure is a value of this enumeration inside a result; a bug is
// PENDATA_ASSERT. The numbers are the status numbers of the C ABI and of the wire: never change or reuse one.
#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

namespace pendata {

enum class errc : int {
    ok = 0,
    // Wrong use by the caller: 1-99.
    invalid_argument = 1,
    bad_json = 2,
    unknown_kind = 3,
    unknown_field = 4,
    bad_value = 5,
    not_found = 6,
    not_allowed = 7,
    unknown_region = 8,
    bad_nik = 9,
    bad_kk = 10,
    too_large = 11,
    already_exists = 12,
    not_enrolled = 13,
    bad_expression = 14,
    nothing_to_do = 15,
    missing_field = 16,
    already_enrolled = 17,
    photo_awaited = 18,
    // The peer broke the protocol: 100-199.
    malformed = 100,
    frame_too_large = 101,
    unexpected_message = 102,
    unsupported_version = 103,
    bad_signature = 104,
    bad_chain = 105,
    limit_exceeded = 106,
    // Storage: 200-299.
    disk_full = 200,
    read_only = 201,
    busy = 202,
    corrupt = 203,
    newer_format = 204,
    foreign_file = 205,
    io_error = 206,
    no_memory = 207,
    key_missing = 208,
    // Network: 300-399.
    offline = 300,
    timed_out = 301,
    wrong_office = 302,
    connection_lost = 303,
    cancelled = 304,
    tls_failed = 305,
    address_in_use = 306,
    office_busy = 307,
    office_storage = 308,
    // Enrolment and rights: 400-499.
    code_malformed = 400,
    code_unknown = 401,
    code_used = 402,
    code_expired = 403,
    device_unknown = 404,
    device_revoked = 405,
    bad_proof = 406,
    officer_unknown = 407,
    // Office: 500-599.
    bad_setting = 500,
    not_an_office = 501,
    office_exists = 502,
    lineage_broken = 503,
    unequal = 504,
    ledger_behind = 530,
    office_serving = 531,
    // A library failed in a way of its own.
    internal = 900,
};

// What a caller may do about a failure.
enum class persistence { transient, permanent, fatal };

// Transient: the same call may succeed later. Permanent: it will not. Fatal: this store or process must stop.
persistence persistence_of(errc code);

// The failure in words for people, without personal data. `indonesian` false gives English.
std::string_view text_of(errc code, bool indonesian);

const boost::system::error_category& error_category();

inline boost::system::error_code make_error_code(errc code) {
    return {static_cast<int>(code), error_category()};
}

// The engine's code of a failure; `internal` for a code of another category.
errc to_errc(const boost::system::error_code& code);

}  // namespace pendata

template <>
struct boost::system::is_error_code_enum<pendata::errc> : std::true_type {};
