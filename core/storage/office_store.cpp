// Looking things up in an office record.
#include "core/storage/office_store.hpp"

#include <algorithm>
#include <set>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/model/canonical.hpp"

namespace pendata {

position office_head::where() const { return {segment, at, byte_reader(hash.view()).u64()}; }

const part* office_record::find(compartment room) const {
    const auto at = std::find_if(parts.begin(), parts.end(), [&](const part& p) { return p.room == room; });
    return at == parts.end() ? nullptr : &*at;
}

part* office_record::find(compartment room) {
    const auto at = std::find_if(parts.begin(), parts.end(), [&](const part& p) { return p.room == room; });
    return at == parts.end() ? nullptr : &*at;
}

part& office_record::at(compartment room) {
    if (auto* present = find(room)) return *present;
    const auto place = std::find_if(parts.begin(), parts.end(), [&](const part& p) { return p.room > room; });
    return *parts.insert(place, part{id, room, {}});
}

const atom_set& office_record::atoms() const {
    static const atom_set nowhere;
    return places.empty() ? nowhere : places.back().atoms;
}

atom_set office_record::atoms_at(sequence cursor) const {
    atom_set at;
    for (const auto& p : places) {
        if (p.since <= cursor) at = p.atoms;
    }
    return at;
}

const settled_cell* office_record::find(const cell_key& key) const {
    for (const auto& p : parts) {
        if (const auto* c = p.find(key)) return c;
    }
    return nullptr;
}

std::vector<part_mark> marks_of(const office_record& record) { return marks_after(record, {}, {}); }

std::vector<part_mark> marks_after(const office_record& record, std::span<const part_mark> before,
                                   std::span<const part_mark> changed) {
    std::vector<part_mark> out;
    const auto find = [](std::span<const part_mark> in, compartment room) {
        return std::find_if(in.begin(), in.end(), [&](const part_mark& m) { return m.room == room; });
    };
    for (const auto& p : record.parts) {
        if (const auto now = find(changed, p.room); now != changed.end()) {
            out.push_back(*now);
        } else if (const auto then = find(before, p.room); then != before.end()) {
            out.push_back(*then);
        } else {
            out.push_back({p.room, mark_of(part_digest(p))});
        }
    }
    return out;
}

bool well_formed(const office_record& record) {
    const auto bad_part = [&](const part& p) { return p.record != record.id || p.cells.empty(); };
    if (std::any_of(record.parts.begin(), record.parts.end(), bad_part)) return false;
    const auto not_after = [](auto member) {
        return [member](const auto& a, const auto& b) { return !(a.*member < b.*member); };
    };
    const auto unordered_cells = [](const part& p) {
        return std::adjacent_find(p.cells.begin(), p.cells.end(), [](const auto& a, const auto& b) {
                   return !(a.what.key < b.what.key);
               }) != p.cells.end();
    };
    const std::set<record_id> roots(record.roots.begin(), record.roots.end());
    return roots.size() == record.roots.size() && roots.size() <= 2 &&
           std::adjacent_find(record.parts.begin(), record.parts.end(), not_after(&part::room)) == record.parts.end() &&
           std::none_of(record.parts.begin(), record.parts.end(), unordered_cells) &&
           std::adjacent_find(record.places.begin(), record.places.end(), not_after(&membership::since)) ==
               record.places.end() &&
           std::adjacent_find(record.contested.begin(), record.contested.end(),
                              [](const auto& a, const auto& b) { return !(a < b); }) == record.contested.end();
}

photo_mark next_mark(const photo_mark& before, const digest& photo, const device_id& from) {
    bytes past;
    byte_writer(past).u64(before.hash);
    const digest all = sha256({"pendata.photo.1", past, photo.view(), from.view()});
    return {before.number + 1, byte_reader(all.view()).u64()};
}

}  // namespace pendata
