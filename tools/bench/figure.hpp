// What a workload found: figures, each beside the limit that was measured in the same run, and facts about the
// run itself. One report becomes one JSON object for scripts or a table for people.
// Page: docs/performance.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pendata::bench {

// What a limit was measured on.
enum class limit_kind {
    none,          // nothing raw does the same
    raw_insert,    // SQLite inserting the same typed rows
    raw_table,     // the file of those rows
    raw_text,      // SQLite's own full-text index of the same texts
    raw_codec,     // the same typed rows as compressed columns
    tls_handshake, // a resumed TLS 1.3 handshake that says nothing
    tls_listener,  // connections of the same TLS stack that say nothing
    equal_number,  // what plain equality of NIKs finds in the same sample
    row_list,      // ids and 8 bytes of every row held, in the same frames
    raw_query,     // SQLite doing the same with a raw file
    packed_list,   // the same changes packed by hand: ordinals, fields, values, compressed
    slow_line,     // the least number of bytes, and three round trips, on a 2G line
    loopback,      // one byte to and fro between two threads
    mean_wait,     // the mean of the same waits
};

struct figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<double> limit;
    limit_kind measured_on = limit_kind::none;
};

class report {
public:
    void add(figure found) { figures_.push_back(std::move(found)); }
    const std::vector<figure>& figures() const { return figures_; }
    void note(std::string name, std::string_view text);
    void note(std::string name, double number);

    // {"figure":{"value","unit","limit","ratio","limit_is"},…} with the notes beside the figures.
    std::string to_json() const;
    std::string to_table(bool indonesian) const;

private:
    struct fact {
        std::string name;
        std::string json;
    };
    std::vector<figure> figures_;
    std::vector<fact> facts_;
};

}  // namespace pendata::bench
