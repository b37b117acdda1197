// Small rows for the office contract: named by numbers, filled so that no two columns hold the same thing.
// Also a seeded generator, and all of a store in words, to compare two of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/storage/office_store.hpp"

namespace pendata::test {

// An identifier or digest ending in that number; the order of ids is the order of numbers.
template <class Id>
Id numbered(std::uint64_t number) {
    Id id;
    id.raw.front() = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        id.raw[id.raw.size() - 1 - i] = static_cast<unsigned char>(number >> (8 * i));
    }
    return id;
}
inline record_id a_record(std::uint64_t number) { return numbered<record_id>(number); }

cell a_cell(std::uint16_t field, std::string_view text, compartment room = 0);
// Its cells are settled at `at`.
part a_part(const record_id& record, compartment room, const std::vector<cell>& cells, sequence at);
// A record of kind 1 with one part of one cell, in these atoms since `at`.
office_record a_settled(std::uint64_t number, const atom_set& atoms, sequence at, std::string_view text = "Siti");
write a_write(std::uint64_t record, std::uint16_t field, std::string_view text, std::uint64_t save_number);
history_row a_history(const record_id& record, sequence at, const std::vector<write>& writes);
custody_row a_custody(const write& what, std::uint64_t device, sequence at);
batch_row a_batch(std::uint64_t replica, std::uint64_t number, std::uint64_t hash);
commit_row a_commit(sequence at);
device_row a_device(std::uint64_t number);
digest a_digest(std::uint64_t number);
fingerprint a_sum(std::uint64_t number);

// A write with something in every member.
write a_full_write(std::uint64_t record, std::uint64_t seed);

// SplitMix64: a failure is replayed from its seed.
class generator {
public:
    explicit generator(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    bool one_in(std::uint64_t many) { return below(many) == 0; }

private:
    std::uint64_t state_;
};

// What is asked about when a whole store is described.
struct named_things {
    std::vector<record_id> records;
    std::vector<std::uint16_t> kinds;
    std::vector<std::string> nodes;
    std::vector<write_id> writes;
    std::vector<device_id> devices;
    std::vector<replica_id> replicas;
    std::vector<digest> digests;  // batches and codes
    std::vector<std::string> notes;
};

// Every call of the view and its answer, one a line.
std::vector<std::string> described(office_view& view, const named_things& things);

}  // namespace pendata::test
