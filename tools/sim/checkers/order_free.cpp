// I3 and I6: cells, cases and what history says of each write, recomputed from the set of writes by the reference, which
// knows no order of arrival.
#include <algorithm>
#include <map>

#include "core/base/assert.hpp"
#include "core/cases/explain.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/review_record.hpp"
#include "tools/sim/checkers/checkers.hpp"
#include "tools/sim/checkers/reference.hpp"

namespace pendata::sim {

namespace {

// The line of writes that a case is about.
cell_key line_of(const cell_key& key, const field_def* field) {
    cell_key line = key;
    if (field != nullptr && field->merge == policy::keep_both) line.element.clear();
    return line;
}

class one_record {
public:
    one_record(stage& on, office_view& view, const office_record& r) : on_(on), view_(view), record_(r) { read(); }

    void check() const {
        std::size_t settled = 0;
        for (const auto& [key, writes] : cells_) {
            const auto* best = reference::winner(writes);
            const auto* present = record_.find(key);
            if (best != nullptr) ++settled;
            if (best != nullptr && present == nullptr) on_.told.broken("I3", "a value of history is gone: " + name_of_field(key));
            if (best == nullptr && present != nullptr) on_.told.broken("I6", "a value nobody settled: " + name_of_field(key));
            if (best != nullptr && !(best->what == present->what)) on_.told.broken("I6", "not the greatest of its writes: " + name_of_field(key) + ", " + words_of(present->what) + " before " + words_of(best->what));
        }
        std::size_t present = 0;
        for (const auto& p : record_.parts) present += p.cells.size();
        if (settled != present) {
            on_.told.broken("I3", "history of " + to_string(record_.id) + " has " + std::to_string(settled) + " cells, the record " + std::to_string(present));
        }
        for (const auto& [line, writes] : lines_) check_case(line, writes);
        for (const auto& [key, writes] : cells_) {
            check_earned(key, writes);
            check_told(key, writes);
        }
    }

private:
    // A decision, or a change, wins over everything it saw.
    void check_earned(const cell_key& key, const std::vector<graph_write>& writes) const {
        for (const auto& w : writes) {
            if (w.what.why != intent::decision && w.what.why != intent::change) continue;
            if (w.link_only) continue;
            for (const auto& base : writes) {
                const bool saw = std::find(w.seen.begin(), w.seen.end(), base.id) != w.seen.end();
                if (!saw || base.link_only) continue;
                if (reference::winner({base, w})->id == base.id) on_.told.broken("I3", "a decision or change lost to what it saw: " + name_of_field(key));
            }
        }
    }

    // What history says of each write, in this order of them and in the other.
    void check_told(const cell_key& key, const std::vector<graph_write>& writes) const {
        const auto* field = builtin_dictionary().find(key);
        const auto merge = field == nullptr ? policy::latest : field->merge;
        const auto told = explain(merge, writes);
        const std::vector<graph_write> turned(writes.rbegin(), writes.rend());
        const auto told_turned = explain(merge, turned);
        for (std::size_t i = 0; i < writes.size(); ++i) {
            const auto wanted = reference::rule(merge, writes, writes[i]);
            if (told[i] == wanted && told_turned[writes.size() - 1 - i] == wanted) continue;
            on_.told.broken("I3", "history explains " + name_of_field(key) + " as " + std::string(told[i]) + ", not " + std::string(wanted));
        }
    }

    void read() {
        const auto rows = view_.history_of(record_.id);
        const auto held = view_.custody_of(record_.id);
        PENDATA_ASSERT(rows.has_value() && held.has_value());
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) add(w, false);
        }
        for (const auto& row : *held) add(row.what, true);
    }

    void add(const write& w, bool link_only) {
        const auto* field = builtin_dictionary().find(w.what.key);
        const graph_write node{w.id(), w.what, w.seen, link_only};
        unite(cells_[w.what.key], node);
        if (field != nullptr && opens_cases(field->merge)) unite(lines_[line_of(w.what.key, field)], node);
    }

    // A write counts once, and what its copies had seen is united (design.md, section 2). What the author of a cell that
    // was given back had seen nobody knows until the author's own batch comes; then it is known.
    static void unite(std::vector<graph_write>& writes, const graph_write& node) {
        const auto there = std::find_if(writes.begin(), writes.end(), [&](const graph_write& w) { return w.id == node.id; });
        if (there == writes.end()) return writes.push_back(node);
        const auto is_unknown = [](const graph_write& w) {
            return std::find(w.seen.begin(), w.seen.end(), unknown_base) != w.seen.end();
        };
        const bool known = !is_unknown(*there) || !is_unknown(node);
        there->seen.insert(there->seen.end(), node.seen.begin(), node.seen.end());
        if (known) std::erase(there->seen, unknown_base);
        there->link_only = there->link_only && node.link_only;
    }

    std::string name_of_field(const cell_key& key) const {
        const auto* field = builtin_dictionary().find(key);
        return (field == nullptr ? "field " + std::to_string(key.field) : std::string(field->name)) + " of " + to_string(record_.id);
    }

    static std::string words_of(const cell& c) {
        return "g" + std::to_string(c.at.generation) + " r" + std::to_string(c.at.rank) + " t" + std::to_string(c.at.time) + " " +
               to_string(c.at.replica).substr(0, 8) + "#" + std::to_string(c.save_number) + " e" + std::to_string(c.evidence) + " S" +
               std::to_string(c.room) + " " + to_hex(c.content.encoded()).substr(0, 40);
    }

    void check_case(const cell_key& line, const std::vector<graph_write>& writes) const {
        const auto wanted = reference::expected(builtin_dictionary().find(line)->merge, writes);
        const auto file = view_.find(case_record_id(record_.id, line));
        PENDATA_ASSERT(file.has_value());
        const bool is_open = *file && !(*file)->parts.empty();
        const std::string where = name_of_field(line);
        if (wanted && !is_open) on_.told.broken("I3", "a case is missing: " + where);
        if (!wanted && is_open) on_.told.broken("I6", "a case stands open for nothing: " + where);
        if (!wanted) return;
        std::vector<cell> cells;
        for (const auto& c : (*file)->parts.front().cells) cells.push_back(c.what);
        const auto read = read_case((*file)->id, cells);
        if (!read) on_.told.broken("I6", "a case can not be read: " + where);
        std::set<write_id> candidates;
        for (const auto& c : read->candidates) candidates.insert(id_of(record_.id, c));
        if (candidates != wanted->candidates || read->sort != wanted->sort || read->waiting != wanted->waiting) {
            on_.told.broken("I6", "a case is not what the writes say: " + where);
        }
    }

    stage& on_;
    office_view& view_;
    const office_record& record_;
    std::map<cell_key, std::vector<graph_write>> cells_;
    std::map<cell_key, std::vector<graph_write>> lines_;  // of fields that open cases
};

record_cells cells_of_record(const office_record& r) {
    record_cells out{r.id, r.kind, {}};
    for (const auto& p : r.parts) {
        for (const auto& c : p.cells) out.cells.push_back(c.what);
    }
    return out;
}

// The reviews that stand are those that the rules find in what is settled now, whatever came when.
void check_reviews(stage& on, office_view& view, const office_record& subject) {
    const auto followers = view.followers_of(subject.id);
    PENDATA_ASSERT(followers.has_value());
    std::vector<record_cells> records{cells_of_record(subject)};
    std::map<record_id, part> standing;
    for (const auto& id : *followers) {
        const auto r = view.find(id);
        PENDATA_ASSERT(r.has_value());
        if (!*r || (*r)->parts.empty()) continue;
        if (!is_case_kind((*r)->kind)) records.push_back(cells_of_record(**r));
        if ((*r)->kind == kinds::review_case && stands(**r)) standing.emplace(id, (*r)->parts.front());
    }
    for (const auto& found : review(builtin_dictionary(), records)) {
        const part wanted = review_part(subject.id, found);
        const auto at = standing.find(wanted.record);
        if (at == standing.end()) on.told.broken("I3", "a review is missing of " + to_string(subject.id));
        for (const auto& c : wanted.cells) {
            const auto* there = at->second.find(c.what.key);
            if (there == nullptr || !(there->what == c.what)) on.told.broken("I6", "a review is not what the facts say: " + to_string(subject.id));
        }
        standing.erase(at);
    }
    if (!standing.empty()) on.told.broken("I6", "a review stands open for nothing: " + to_string(subject.id));
}

}  // namespace

void check_order_free(stage& on, office_house& office) {
    auto view = office.of().view();
    PENDATA_ASSERT(view.has_value());
    visit_records(**view, [&](const office_record& r) {
        // Cases are derived: looked at with the records they are about.
        if (is_case_kind(r.kind)) return;
        one_record(on, **view, r).check();
        if (r.roots.empty()) check_reviews(on, **view, r);
    });
}

}  // namespace pendata::sim
