// RapidCheck generators of the model's values, awkward ones first: few records, replicas and keys, so that
// cells meet; times that tie; values that are empty, huge, of types to come. Everything shrinks.
// `rc::check` prints what failed by way of the show functions at the end of arbitrary.cpp.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <vector>

#include "core/model/batch.hpp"
#include "core/model/part.hpp"

namespace pendata {

// Found by RapidCheck.
void showValue(const cell& c, std::ostream& out);
void showValue(const write& w, std::ostream& out);
void showValue(const settled_cell& c, std::ostream& out);
void showValue(const part& p, std::ostream& out);
void showValue(const sealed_batch& b, std::ostream& out);

}  // namespace pendata

namespace pendata::arbitrary {

// One of five, or now and then any 16 bytes. Number n of the five is `known_record(n)`.
record_id known_record(int n);
rc::Gen<record_id> any_record();
rc::Gen<replica_id> any_replica();  // one of four
rc::Gen<officer_id> any_officer();  // one of three

rc::Gen<bytes> any_bytes(std::size_t longest);
rc::Gen<value> any_value();
rc::Gen<cell_key> any_key();        // about a dozen, some of them elements; now and then any
rc::Gen<stamp_time> any_time();     // a few that tie or neighbour; now and then any
rc::Gen<cell> any_cell();           // no two independent of each other's stamp: equal stamps happen
rc::Gen<cell> any_cell(const cell_key& key);
rc::Gen<write> any_write();

// Cells of one record and compartment, in key order; may be empty.
rc::Gen<part> any_part();

// What several tablets did, in an order in which nobody saw what was not there yet: saves of one to many cells,
// each write naming heads of its cell, or anything.
rc::Gen<std::vector<write>> any_history();

// A history sealed: hash as computed, signature arbitrary.
rc::Gen<sealed_batch> any_batch();
rc::Gen<receipt> any_receipt();
rc::Gen<position> any_position();

template <std::size_t Size>
rc::Gen<std::array<unsigned char, Size>> any_raw() {
    return rc::gen::container<std::array<unsigned char, Size>>(rc::gen::arbitrary<unsigned char>());
}

template <class Id>
rc::Gen<Id> any_id() {
    return rc::gen::map(any_raw<sizeof(Id::raw)>(), [](const auto& raw) {
        Id id;
        id.raw = raw;
        return id;
    });
}

}  // namespace pendata::arbitrary
