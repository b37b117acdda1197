// I4 at the office's door: what is said goes to somebody who may hear it now, whatever they might when they came.
#include "core/base/assert.hpp"
#include "core/wire/chunk.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

namespace {

// The grants of the device, as the office knows them now.
grant_list granted_to(office_view& view, const office_context& office, const device_row& device) {
    const auto head = view.head();
    PENDATA_ASSERT(head.has_value());
    const auto today = day_of(std::max(office.now_ms, head->latest_ms));
    return device.revoked ? grant_list() : office.who.grants_of(device.officer, today);
}

device_row device_at(office_view& view, const device_id& id) {
    auto device = view.device(id);
    PENDATA_ASSERT(device.has_value() && device->has_value());
    return std::move(**device);
}

void check_part(stage& on, office_view& view, const device_row& to, const grant_list& granted, const part& p, bool ever) {
    const auto record = view.find(p.record);
    PENDATA_ASSERT(record.has_value());
    compartment_mask rooms = granted_rooms(granted, *record ? (*record)->atoms() : atom_set());
    if (ever && *record) {
        for (const auto& place : (*record)->places) rooms |= granted_rooms(granted, place.atoms);
    }
    if (contains(rooms, p.room)) return;
    on.told.broken("I4", "the office gives S" + std::to_string(p.room) + " of " + to_string(p.record) + " to " + to.label + ", who may not hold it");
}

}  // namespace

void check_served(stage& on, office_view& view, const office_context& office, const device_id& to, const message::pull& pull) {
    if (pull.parts.empty()) return;
    const auto device = device_at(view, to);
    const auto granted = granted_to(view, office, device);
    for (const auto& p : pull.parts) check_part(on, view, device, granted, p.content, false);
}

void check_chunk_served(stage& on, office_view& view, const office_context& office, const device_id& to, const message::snapshot_chunk& chunk) {
    const auto parts = decode_chunk(chunk);
    PENDATA_ASSERT(parts.has_value());
    const auto device = device_at(view, to);
    const auto granted = granted_to(view, office, device);
    for (const auto& p : *parts) check_part(on, view, device, granted, p.content, true);
}

}  // namespace pendata::sim
