// I1, convergence: compared as parts in canonical bytes, and as the export that people see. I7: what a tablet can not name
// likewise.
#include "core/base/assert.hpp"
#include "core/model/canonical.hpp"
#include "sync-server/office/reading.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

namespace {

using lines = std::map<std::string, std::string>;

std::string key_of(const part& p) { return to_string(p.record) + "/S" + std::to_string(p.room); }

// All cells, or those alone that a dictionary has no name for.
void add(lines& to, part of, const dictionary* unknown_to) {
    if (unknown_to != nullptr) std::erase_if(of.cells, [&](const settled_cell& c) { return unknown_to->find(c.what.key) != nullptr; });
    if (!of.cells.empty()) to[key_of(of)] = to_hex(part_digest(of).view());
}

lines parts_of_tablet(const sim_tablet& of, const dictionary* unknown_to = nullptr) {
    lines out;
    const auto read = of.engine().store.read([&](device_transaction& tx) {
        return tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
            add(out, p, unknown_to);
            return {};
        });
    });
    PENDATA_ASSERT(read.has_value());
    return out;
}

lines parts_of_office(office_view& view, const grant_list& grants, const dictionary* unknown_to = nullptr) {
    lines out;
    visit_records(view, [&](const office_record& r) {
        const auto rooms = granted_rooms(grants, r.atoms());
        for (const auto& p : r.parts) {
            if (contains(rooms, p.room)) add(out, p, unknown_to);
        }
    });
    return out;
}

// The first difference, in words.
std::string difference(const lines& tablet, const lines& office) {
    for (const auto& [key, hash] : office) {
        const auto at = tablet.find(key);
        if (at == tablet.end()) return "lacks " + key;
        if (at->second != hash) return "differs in " + key;
    }
    for (const auto& [key, hash] : tablet) {
        if (!office.contains(key)) return "still has " + key;
    }
    return {};
}

std::string exported_by_tablet(const sim_tablet& of) {
    std::string out;
    export_options options;
    options.settled = true;
    options.stamps = true;
    const auto done = of.reading().export_all(options, [&](std::string_view line) {
        out.append(line).append("\n");
        return true;
    });
    PENDATA_ASSERT(done.has_value());
    return out;
}

}  // namespace

void check_convergence(stage& on, office_house& office, const sim_tablet& of) {
    const auto grants = of.state().grants;
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto& words = of.engine().words;
    if (&words != &builtin_dictionary()) {
        const auto unnamed = difference(parts_of_tablet(of, &words), parts_of_office(**view, grants, &words));
        if (!unnamed.empty()) on.told.broken("I7", of.name() + ", which can not name it, " + unnamed);
    }
    const auto unequal = difference(parts_of_tablet(of), parts_of_office(**view, grants));
    if (!unequal.empty()) on.told.broken("I1", of.name() + " " + unequal);
    // Fields it can not name are there by number; a whole kind stays out of an export.
    if (of.engine().words.kinds.size() < builtin_dictionary().kinds.size()) return;
    std::string exported;
    const auto done = export_records(**view, of.engine().words, grants, 0, true, [&](const std::string& line) { exported += line + "\n"; });
    PENDATA_ASSERT(done.has_value());
    if (exported != exported_by_tablet(of)) on.told.broken("I1", of.name() + " exports other bytes than the office");
}

}  // namespace pendata::sim
