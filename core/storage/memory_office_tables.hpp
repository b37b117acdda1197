// The tables of the memory office store and their indexes, as one value: copying it is a snapshot. Indexes are
// kept here, beside what they index, so that a change of a row can not forget one.
#pragma once

#include <tuple>
#include <utility>
#include <variant>

#include "core/storage/office_store.hpp"
#include "core/storage/snapshot_map.hpp"

namespace pendata {

template <class Key>
using snapshot_set = snapshot_map<Key, std::monostate>;

struct office_tables {
    office_head head;
    snapshot_map<sequence, commit_row> commits;

    snapshot_map<record_id, office_record> records;
    snapshot_set<std::pair<std::uint16_t, record_id>> by_kind;  // records with parts
    snapshot_set<std::pair<atom, record_id>> by_atom;           // records with parts
    snapshot_set<std::pair<record_id, record_id>> by_root;
    snapshot_map<std::uint16_t, sequence> kind_changed;
    snapshot_set<std::pair<sequence, record_id>> events;
    snapshot_map<std::pair<record_id, std::uint64_t>, history_row> history;  // in order of appending
    std::uint64_t appended = 0;  // history rows, ever

    snapshot_map<write_id, custody_row> custody;
    snapshot_set<std::pair<record_id, write_id>> custody_by_record;
    snapshot_set<std::tuple<custody_state, sequence, write_id>> custody_by_state;
    snapshot_set<std::tuple<device_id, sequence, write_id>> custody_by_device;
    snapshot_set<std::pair<write_id, write_id>> custody_by_base;    // what a write in custody saw
    snapshot_set<std::pair<record_id, write_id>> custody_by_place;  // whose place a held write lacks
    snapshot_map<write_id, accepted_row> accepted;
    snapshot_set<std::tuple<device_id, sequence, write_id>> accepted_by_device;

    snapshot_map<std::uint64_t, unread_batch> unread;  // in order of coming
    std::uint64_t came_unread = 0;                      // ever

    snapshot_map<digest, batch_row> batches;
    snapshot_set<std::tuple<replica_id, std::uint64_t, digest>> batches_by_number;
    snapshot_map<replica_id, replica_head> replicas;

    snapshot_map<std::pair<atom, compartment>, fingerprint> sums;
    snapshot_map<record_id, std::vector<part_mark>> marks;  // of records with parts

    snapshot_map<std::pair<digest, device_id>, office_photo> photos;
    snapshot_map<std::tuple<digest, device_id, std::uint32_t>, bytes> photo_pieces;
    snapshot_map<std::uint64_t, photo_mark> photo_marks;
    photo_mark newest_photo;
    snapshot_set<digest> erased_photos;

    snapshot_map<device_id, device_row> devices;
    snapshot_map<digest, code_row> codes;
    snapshot_map<std::string, bytes> notes;

    void put(const office_record& record, sequence at, std::span<const part_mark> changed);
    void append(const history_row& row);
    void forget(const record_id& record);
    void put(const custody_row& row);
    void accept(const accepted_row& row);
    void put(const batch_row& row);
    void add_to_sum(const atom& place, compartment room, const fingerprint& by);

private:
    void unindex(const office_record& record);
    void index(const office_record& record);
    void touch_kind(std::uint16_t kind, sequence at);
    void end_custody(const write_id& id);
    void forget_acceptance(const write_id& id);
};

}  // namespace pendata
