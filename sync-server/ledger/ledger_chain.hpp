// A ledger's bytes read into entries, every link and signature checked. Tells a torn end, which a crash while
// appending leaves, from damage.
#pragma once

#include <string_view>
#include <vector>

#include "sync-server/ledger/ledger_entry.hpp"

namespace pendata {

// Where a ledger is damaged: the entry's number (0: its beginning), and how, for developers.
struct ledger_fault {
    std::uint64_t entry = 0;
    std::string_view what;
};

enum class ledger_standing {
    known,    // a head this ledger has or had
    lost,     // of a ledger whose loss was accepted
    unknown,  // of a newer one: this office was copied back
};

class ledger_chain {
public:
    explicit ledger_chain(const public_key& office) : office_(office) {}

    // What a ledger without entries consists of.
    bytes beginning() const;
    // Bytes of one entry as it stands in the file.
    static bytes framed(const ledger_entry& entry);

    // Reads on where it stopped; `data` begins there. Stops before a torn end, which is no failure.
    // Errors: foreign_file, newer_format, wrong_office, corrupt (and where).
    result<void> read(bytes_view data, ledger_fault& fault);

    // How many bytes were read: whole entries.
    std::uint64_t size() const { return size_; }
    // The last of them: no other ledger has them there.
    bytes tail() const;
    const std::vector<ledger_entry>& entries() const { return entries_; }
    std::uint64_t last_number() const { return entries_.empty() ? 0 : entries_.back().number; }
    digest last_hash() const;
    message::ledger_head head() const { return entries_.empty() ? message::ledger_head{} : entries_.back().head(); }
    // What another head says of this ledger.
    ledger_standing standing_of(const message::ledger_head& theirs) const;

private:
    result<std::size_t> read_beginning(bytes_view data, ledger_fault& fault) const;
    result<std::size_t> read_entry(bytes_view data, ledger_fault& fault);

    public_key office_;
    std::uint64_t size_ = 0;
    std::vector<ledger_entry> entries_;
};

}  // namespace pendata
