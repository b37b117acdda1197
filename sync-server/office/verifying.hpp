// The office checked against itself: every fingerprint computed anew from the parts and compared with the sums
// that are kept, the chain of commits walked, receipts and ledger held against it. Reads only; repairs nothing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sync-server/office/office.hpp"

namespace pendata {

// One thing that does not agree, named by ids and places, never by content.
struct verify_fault {
    std::string id;  // Indonesian
    std::string en;
};

struct verification {
    std::uint64_t records = 0;
    std::uint64_t parts = 0;
    std::uint64_t sums = 0;            // compared
    std::uint64_t commits = 0;
    std::uint64_t receipts = 0;        // of batches with writes in history or custody
    std::uint64_t ledger_entries = 0;
    std::uint64_t photos = 0;          // whole, and read against their hashes
    std::uint64_t photos_coming = 0;   // of which pieces are there
    std::uint64_t photos_missing = 0;  // named by settled cells and not whole here
    std::vector<std::string> missing_photos;  // the first faults_told of those
    std::uint64_t lists = 0, list_rows = 0;   // versions of lists of others, and their rows, each against its digest
    std::uint64_t closings = 0;               // what was kept of closed periods, each against its snapshot and batch
    std::vector<verify_fault> faults;  // the first faults_told of each sort of check

    static constexpr std::size_t faults_told = 20;
};

// As of one snapshot, while others work on. `progress` hears of records done. Errors: those of reading; what was
// read and is wrong is a fault.
result<verification> verify_office(office& of, const std::function<void(std::size_t done, std::size_t of)>& progress = {});

// {"ok","records","parts","sums","commits","receipts","ledger_entries","photos","photos_coming","photos_missing",
// "missing_photos":[…],"lists","list_rows","closings","faults":[…]}.
std::string to_json(const verification& found);

// Whether the store knows of a segment or a device that the ledger does not: the ledger is an older copy.
result<bool> is_ledger_behind(office& of);

}  // namespace pendata
