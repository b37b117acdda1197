// I3 and I6: cells and cases recomputed from the set of writes, in an order of their own.
#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/sha256.hpp"
#include "core/cases/write_graph.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/join/join.hpp"
#include "core/model/canonical.hpp"
#include "core/settle/case_record.hpp"
#include "tools/sim/checkers/checkers.hpp"

namespace pendata::sim {

namespace {

// The line of writes that a case is about.
cell_key line_of(const cell_key& key, const field_def& field) {
    cell_key line = key;
    if (field.merge == policy::keep_both) line.element.clear();
    return line;
}

class one_record {
public:
    one_record(stage& on, office_view& view, const office_record& r) : on_(on), view_(view), record_(r) {}

    void check() {
        read();
        check_cells();
        for (const auto& [line, graph] : lines_) check_case(line, graph);
    }

private:
    void read() {
        const auto rows = view_.history_of(record_.id);
        const auto held = view_.custody_of(record_.id);
        PENDATA_ASSERT(rows.has_value() && held.has_value());
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) add(w, false);
        }
        for (const auto& row : *held) add(row.what, true);
        // By a digest: as unlike the order of arrival as any.
        const auto before = [](const graph_write& a, const graph_write& b) {
            return sha256(a.id.view()).view() < sha256(b.id.view()).view();
        };
        for (auto& [line, graph] : lines_) std::sort(graph.begin(), graph.end(), before);
    }

    void add(const write& w, bool link_only) {
        const auto* field = builtin_dictionary().find(w.what.key);
        const auto line = field == nullptr ? w.what.key : line_of(w.what.key, *field);
        lines_[line].push_back({w.id(), w.what, w.seen, link_only});
    }

    void check_cells() {
        std::map<compartment, part> joined_parts;
        for (const auto& [line, graph] : lines_) {
            for (const auto& w : graph) {
                if (w.link_only) continue;
                auto [at, fresh] = joined_parts.try_emplace(w.what.room, part{record_.id, w.what.room, {}});
                join_into(at->second, w.what, 0);
            }
        }
        for (const auto& p : record_.parts) {
            const auto at = joined_parts.find(p.room);
            if (at == joined_parts.end() || part_digest(at->second) != part_digest(p)) {
                on_.told.broken("I6", "S" + std::to_string(p.room) + " of " + to_string(record_.id) + " is not the join of its history");
            }
        }
        if (joined_parts.size() != record_.parts.size()) {
            on_.told.broken("I3", "history of " + to_string(record_.id) + " has parts that the record lacks");
        }
    }

    void check_case(const cell_key& line, const std::vector<graph_write>& graph) {
        const auto* field = builtin_dictionary().find(line);
        if (field == nullptr || !opens_cases(field->merge)) return;
        const auto finding = find_case(field->merge, graph);
        const auto file = view_.find(case_record_id(record_.id, line));
        PENDATA_ASSERT(file.has_value());
        const bool is_open = *file && !(*file)->parts.empty();
        const std::string where = std::string(field->name) + " of " + to_string(record_.id);
        if (finding && !is_open) on_.told.broken("I3", "a case is missing: " + where);
        if (!finding && is_open) on_.told.broken("I6", "a case stands open for nothing: " + where);
        if (!finding) return;
        const auto expected = case_part(record_.id, record_.root.value_or(record_.id), line, *finding, graph);
        if (part_digest(expected) != part_digest((*file)->parts.front())) {
            on_.told.broken("I6", "a case is not what the writes say: " + where);
        }
    }

    stage& on_;
    office_view& view_;
    const office_record& record_;
    std::map<cell_key, std::vector<graph_write>> lines_;
};

}  // namespace

void check_order_free(stage& on, office_house& office) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    visit_records(**view, [&](const office_record& r) {
        if (r.kind == kinds::conflict_case) return;  // derived: looked at with the record it is about
        one_record(on, **view, r).check();
    });
}

}  // namespace pendata::sim
