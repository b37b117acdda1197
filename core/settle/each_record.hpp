// Reading records of one kind one after the other, and their cells without what the office notes beside them.
#pragma once

#include <type_traits>
#include <vector>

#include "core/cases/reviewed.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

// Of every compartment.
inline std::vector<cell> cells_of(const office_record& r) {
    std::vector<cell> out;
    for (const auto& p : r.parts) {
        for (const auto& c : p.cells) out.push_back(c.what);
    }
    return out;
}

inline record_cells as_cells(const office_record& r) { return {r.id, r.kind, cells_of(r)}; }

// Calls visit(record), which gives nothing or a result<void>, for each that the office has of the kind, ascending.
template <class Visit>
result<void> each_record(office_view& view, std::uint16_t kind, Visit visit) {
    constexpr std::size_t page = 4096;
    record_id last;
    while (true) {
        PENDATA_TRY(ids, view.records_of(kind, last, page));
        for (const auto& id : ids) {
            PENDATA_TRY(found, view.find(id));
            if (!found) continue;
            if constexpr (std::is_void_v<std::invoke_result_t<Visit&, office_record&>>) {
                visit(*found);
            } else {
                PENDATA_CHECK(visit(*found));
            }
        }
        if (ids.size() < page) return {};
        last = ids.back();
    }
}

}  // namespace pendata
