// The office's settings: DIR/pendata.toml, written once with every default and a comment beside it, read at each
// start. What is not understood is said with its key and line, never passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata {

struct network_address {
    std::string host;  // a name or a numeric address, IPv6 without brackets
    std::uint16_t port = 0;

    friend bool operator==(const network_address&, const network_address&) = default;
};

// Where a record goes that comes after its period was closed.
enum class late_records : std::uint8_t { next_period = 1, correction = 2 };

enum class log_level : std::uint8_t { error = 1, warning = 2, info = 3, debug = 4 };

struct office_settings {
    network_address listen{"0.0.0.0", 7443};   // [network] listen
    network_address advertise{"127.0.0.1", 7443};  // [network] advertise: put into enrolment codes
    std::size_t connections = 0;               // [limits] connections
    std::size_t connections_per_address = 0;   // [limits] connections_per_address
    std::int64_t idle_timeout_s = 0;           // [limits] idle_timeout_s
    std::int64_t code_valid_days = 0;          // [enrolment] code_valid_days
    std::int64_t backups_kept_days = 30;       // [backup] kept_days: older backups will not be restored any more
    std::size_t readers = 2;                   // [work] readers: threads that read for tablets
    std::int64_t drain_s = 10;                 // [work] drain_s: how long sessions may finish at a stop
    std::int64_t snapshot_mb = 512;            // [snapshots] disk_mb: what prepared snapshots may take
    std::int64_t snapshot_keep_days = 14;      // [snapshots] keep_days: how long a load that was cut off may go on
    late_records late = late_records::next_period;  // [reports] late
    log_level level = log_level::info;         // [log] level

    office_settings();

    friend bool operator==(const office_settings&, const office_settings&) = default;
};

// `host:port`, `[v6]:port`. Errors: bad_value.
result<network_address> parse_address(std::string_view text);
std::string to_string(const network_address& address);

// Errors: bad_setting; the problem's field is the key, its hints name line and reason.
checked<office_settings> parse_settings(std::string_view toml);

// The file of a new office.
std::string settings_text(const office_settings& settings);

}  // namespace pendata
