// The history of one record, told from its rows and what is in custody.
#include <algorithm>
#include <map>

#include "core/cases/explain.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/model/stamp_text.hpp"
#include "sync-server/office/desk_json.hpp"
#include "sync-server/office/reading.hpp"

namespace pendata {

namespace {

// One write with how it came.
struct known_write {
    write what;
    device_id from;
    arrival path = arrival::sync;
    std::int64_t received_ms = 0;
    sequence at = 0;
    std::optional<custody_state> custody;  // none: settled
    hold_reason reason = hold_reason::none;
    std::string note;
    std::string_view rule;
    bool current = false;
    std::vector<device_id> returned_by;  // gave it back after a restore
};

std::string_view rule_in_custody(custody_state state) {
    switch (state) {
        case custody_state::held:
            return "held";
        case custody_state::returned:
            return "returned";
        case custody_state::rejected:
            return "rejected";
    }
    return "held";
}

std::string_view name_of(arrival path) {
    switch (path) {
        case arrival::sync:
            return "sync";
        case arrival::carried:
            return "carried";
        case arrival::office:
            return "office";
        case arrival::returned:
            return "returned";
    }
    return "sync";
}

// Copies of a write in one: its author's own word goes before a cell that was given back.
std::vector<known_write> one_of_each(std::vector<known_write> all) {
    std::vector<known_write> out;
    std::map<write_id, std::size_t> place;
    for (auto& w : all) {
        std::erase(w.what.seen, unknown_base);
        if (w.path == arrival::returned) w.returned_by.push_back(w.from);
        const auto [at, first] = place.emplace(w.what.id(), out.size());
        if (first) {
            out.push_back(std::move(w));
            continue;
        }
        auto& kept = out[at->second];
        auto returned_by = std::move(kept.returned_by);
        returned_by.insert(returned_by.end(), w.returned_by.begin(), w.returned_by.end());
        if (kept.path == arrival::returned) kept = std::move(w);
        kept.returned_by = std::move(returned_by);
    }
    return out;
}

result<std::vector<known_write>> writes_of(office_view& view, const record_id& id, compartment_mask rooms) {
    std::vector<known_write> out;
    PENDATA_TRY(rows, view.history_of(id));
    for (auto& row : rows) {
        for (auto& w : row.writes) {
            if (contains(rooms, w.what.room)) out.push_back({std::move(w), row.from, row.path, row.received_ms, row.at, {}, {}, {}, {}, false, {}});
        }
    }
    PENDATA_TRY(held, view.custody_of(id));
    for (auto& row : held) {
        // Of a record that the law took there is no history; this is for its author to hear.
        const bool is_gone = row.reason == hold_reason::erased_by_law && row.state == custody_state::rejected;
        if (is_gone || !contains(rooms, row.what.what.room)) continue;
        out.push_back({std::move(row.what), row.from, row.path, row.received_ms, row.at, row.state, row.reason, std::move(row.note), {}, false, {}});
    }
    return one_of_each(std::move(out));
}

void tell_rules(const dictionary& words, std::vector<known_write>& all, const std::optional<office_record>& record) {
    std::map<cell_key, std::vector<std::size_t>> lines;
    for (std::size_t i = 0; i < all.size(); ++i) lines[all[i].what.what.key].push_back(i);
    for (const auto& [key, line] : lines) {
        std::vector<graph_write> graph;
        for (const auto i : line) graph.push_back({all[i].what.id(), all[i].what.what, all[i].what.seen, all[i].custody.has_value()});
        const auto* field = words.find(key);
        const auto rules = explain(field == nullptr ? policy::latest : field->merge, graph);
        const auto* present = record ? record->find(key) : nullptr;
        for (std::size_t n = 0; n < line.size(); ++n) {
            auto& w = all[line[n]];
            w.rule = w.custody ? rule_in_custody(*w.custody) : rules[n];
            w.current = !w.custody && present != nullptr && present->what == w.what.what;
        }
    }
}

std::string to_json(const dictionary& words, const directory& who, const known_write& w) {
    constexpr std::string_view trust[] = {"ok", "jumped", "unknown"};
    const cell& c = w.what.what;
    std::vector<std::string> seen;
    for (const auto& id : w.what.seen) seen.push_back(json_string(to_string(id)));
    json_members row{{"field", desk_json::field(words, c.key)},
                     {"value", desk_json::content(words, c)},
                     {"author", desk_json::author(who, c.author)},
                     {"device", w.from.is_zero() ? "null" : json_string(to_string(w.from))},
                     {"replica", json_string(to_string(c.at.replica))},
                     {"claimed", desk_json::moment(w.what.claimed_ms)},
                     {"corrected", desk_json::moment(to_unix_ms(c.at.time))},
                     {"received", desk_json::moment(w.received_ms)},
                     {"trust", json_string(trust[std::min<std::size_t>(static_cast<std::size_t>(w.what.trust), 2)])},
                     {"evidence", std::to_string(c.evidence)},
                     {"seen", json_array(seen)},
                     {"stamp", json_string(to_text(c.at))},
                     {"write", json_string(to_string(w.what.id()))},
                     {"path", json_string(name_of(w.path))},
                     {"sequence", std::to_string(w.at)},
                     {"rule", json_string(w.rule)},
                     {"current", w.current ? "true" : "false"}};
    std::vector<std::string> returned_by;
    for (const auto& device : w.returned_by) returned_by.push_back(json_string(to_string(device)));
    if (!returned_by.empty()) row.emplace_back("returned_by", json_array(returned_by));
    if (w.custody) row.emplace_back("reason", json_string(pendata::name_of(w.reason)));
    if (!w.note.empty()) row.emplace_back("note", json_string(w.note));
    return json_object(std::move(row));
}

}  // namespace

result<std::string> history_json(office_view& view, const dictionary& words, const directory& who, const record_id& id,
                                 compartment_mask rooms) {
    PENDATA_TRY(record, view.find(id));
    PENDATA_TRY(all, writes_of(view, id, rooms));
    if (all.empty()) return errc::not_found;
    tell_rules(words, all, record);
    std::stable_sort(all.begin(), all.end(), [](const known_write& a, const known_write& b) { return a.at < b.at; });
    std::vector<std::string> rows;
    for (const auto& w : all) rows.push_back(to_json(words, who, w));
    return json_array(rows);
}

}  // namespace pendata
