// What was asked on the command line, already read: names of roles, dates, ids and compartments are values
// here, so that no command meets a text it can not use.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/id.hpp"
#include "core/base/sha256.hpp"
#include "core/dictionary/dictionary.hpp"
#include "core/lists/list_columns.hpp"

namespace pendata::admin {

struct arguments {
    std::filesystem::path data;
    bool json = false;
    bool clock_is_right = false;  // somebody has looked at it

    // init
    std::string regency = "32.11";
    std::string advertise = "127.0.0.1:7443";
    bool print_recovery = false;
    std::string recovery_file;  // "-": standard input; empty: a new identity

    // A file to read or write, of whichever command has one.
    std::string file;
    std::string receipts_file;  // bag import

    // restore: a copy of the ledger to take in first; ledger accept-loss
    std::string ledger_file;
    std::string reason;  // also the legal basis of an erasure

    // regions
    std::string scheme;
    std::string vintage;
    std::string under;

    // officer, device
    std::string name;
    std::string names;  // one, or several with commas between
    role part = role::psm;
    std::vector<std::string> regions;
    std::optional<compartment_mask> rooms;
    std::optional<std::int32_t> from, to;  // days since 1970-01-01
    std::string qr_file;
    device_id device;

    // export, history, cases, held
    std::vector<std::string> scopes;
    std::uint16_t kind = 0;  // 0: all
    bool stamps = false;
    record_id record;  // also of a case
    std::vector<write_id> writes;
    bool all = false;
    std::string note;
    std::optional<std::size_t> pick;
    std::string value;         // JSON; also of a whole record
    std::string name_of_kind;  // add
    std::string case_kind;  // empty: all
    std::optional<std::int32_t> day;
    bool in_favour = false, against = false, dry_run = false;
    std::string field, stamp;  // restore-value

    // lists of others
    std::string source, programme, period;
    std::vector<told_column> columns;
    std::optional<std::uint64_t> rows;
    std::optional<digest> hash;
    bool accept_fewer = false, nobody = false;
    std::string linked;  // empty: all
    std::uint32_t version = 0, row = 0;  // 0: the active one
    std::size_t limit = 1000;

    // batches and reports
    std::string village;  // of `batch show` also a batch's id
    std::string minutes, report, format = "json";
    std::uint32_t correction = 0;

    bool same = false, different = false, unsure = false, undo = false;
};

}  // namespace pendata::admin
