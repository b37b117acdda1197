// A conflict case as a record: derived cells that say which cell is contested and by which writes. Its bytes are
// a function of the set of writes alone, so every office derives the same.
#pragma once

#include "core/cases/write_graph.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

record_id case_record_id(const record_id& record, const cell_key& key);

// The case's one part, in the compartment of the contested cell.
part case_part(const record_id& record, const record_id& root, const cell_key& key, const case_finding& finding,
               std::span<const graph_write> graph);

// Puts the derived part in place of what the case's record holds; an empty one closes the case. Cells that stay
// keep the sequence that changed them. True when anything changed.
bool replace_case(office_record& file, part derived, sequence at);

// Whether records of the kind are cases that the office derives; a closed one has no place.
bool is_case_kind(std::uint16_t kind);

// The compartments in which the record has, or a closed case or an erased record had, parts.
compartment_mask rooms_ever(const office_record& record);
// Whether it was erased by law: it has neither parts nor a place, and never again.
bool is_erased(const office_record& record);
// Keeps in mind that it had parts in these; the compartment of a derived part, none where it is empty.
void remember_rooms(office_record& file, compartment_mask rooms);
compartment_mask room_bit(const part& derived);

// What a conflict case says, read back from its cells.
struct conflict_case {
    record_id id;
    record_id record;
    record_id root;
    cell_key key;
    case_sort sort = case_sort::conflict;
    bool waiting = false;
    std::vector<cell> candidates;  // greatest stamp first
};

// Nothing where the cells are no whole case.
std::optional<conflict_case> read_case(const record_id& id, std::span<const cell> cells);

// Whoever did never decides it; who decided before may decide again.
bool wrote_a_candidate(const conflict_case& open, const officer_id& who);

}  // namespace pendata
