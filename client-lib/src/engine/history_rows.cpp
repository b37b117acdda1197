// History, cases and scope sums on the tablet.
#include "client-lib/src/engine/history_rows.hpp"

#include <algorithm>
#include <set>

#include "core/cases/explain.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/join/join.hpp"
#include "core/model/canonical.hpp"
#include "core/model/stamp_text.hpp"

namespace pendata {

std::string author_text(const author_map& people, const officer_id& id) {
    const auto known = people.find(id);
    return known == people.end() ? to_string(id) : known->second;
}

namespace {

std::string value_text(const dictionary& words, const cell& c) {
    const auto* field = words.find(c.key);
    return field == nullptr ? json_string(to_hex(c.content.encoded())) : value_to_json(*field, c.key.element, c.content);
}

std::string field_text(const dictionary& words, const cell_key& key) {
    const auto* field = words.find(key);
    return json_string(field == nullptr ? std::to_string(key.field) : std::string(field->name));
}

}  // namespace

result<author_map> author_names(device_transaction& tx, const dictionary& words) {
    author_map out;
    static_cast<void>(words);
    PENDATA_TRY(ids, tx.list(kinds::officer, nullptr, 0));
    for (const auto& id : ids) {
        PENDATA_TRY(view, find_view(tx, id));
        const auto* name = view ? view->find(fields::officer::name) : nullptr;
        if (name != nullptr && name->type() == value_type::text) out.emplace(officer_id::from(id.view()), std::string(name->as_text()));
    }
    return out;
}

result<std::vector<std::string>> history_rows(device_transaction& tx, const dictionary& words, const record_id& id) {
    std::vector<std::string> out;
    PENDATA_TRY(view, find_view(tx, id));
    if (!view) return out;
    PENDATA_TRY(people, author_names(tx, words));
    PENDATA_TRY(cases, cases_of(tx, id));
    struct known_write {
        cell what;
        std::vector<write_id> seen;
        std::optional<write> pending;
    };
    std::map<std::pair<cell_key, write_id>, known_write> known;
    for (const auto& w : view->settled) known[{w.what.key, w.id()}] = {w.what, {}, std::nullopt};
    for (const auto& c : cases) {
        for (const auto& candidate : c.candidates) known.try_emplace({candidate.key, id_of(id, candidate)}, known_write{candidate, {}, std::nullopt});
    }
    for (const auto& p : view->pending) known[{p.what.what.key, p.what.id()}] = {p.what.what, p.what.seen, p.what};

    for (const auto& current : view->cells) {
        std::vector<const known_write*> line;
        std::vector<graph_write> graph;
        for (const auto& [key, w] : known) {
            if (key.first != current.key) continue;
            line.push_back(&w);
            graph.push_back({key.second, w.what, w.seen, false});
        }
        std::vector<std::size_t> order(line.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wins(line[a]->what, line[b]->what); });
        const auto* field = words.find(current.key);
        const auto rules = explain(field == nullptr ? policy::latest : field->merge, graph);
        for (const auto i : order) {
            const cell& c = line[i]->what;
            std::vector<std::string> seen;
            for (const auto& s : line[i]->seen) seen.push_back(json_string(to_string(s)));
            json_members row{{"field", field_text(words, c.key)},
                             {"value", value_text(words, c)},
                             {"author", json_string(author_text(people, c.author))},
                             {"device", json_string(to_string(c.at.replica))},
                             {"corrected", json_string(moment_text(to_unix_ms(c.at.time)))},
                             {"evidence", std::to_string(c.evidence)},
                             {"seen", json_array(seen)},
                             {"stamp", json_string(to_text(c.at))},
                             {"write", json_string(to_string(graph[i].id))},
                             {"rule", json_string(rules[i])},
                             {"current", c == current ? "true" : "false"}};
            if (line[i]->pending) {
                constexpr std::string_view trust[] = {"ok", "jumped", "unknown"};
                row.emplace_back("claimed", json_string(moment_text(line[i]->pending->claimed_ms)));
                row.emplace_back("trust", json_string(trust[static_cast<std::size_t>(line[i]->pending->trust)]));
            }
            out.push_back(json_object(std::move(row)));
        }
    }
    return out;
}

std::string case_text(const dictionary& words, const conflict_case& open, const author_map& people, std::span<const write_id> waiting,
                      bool provisional) {
    std::vector<std::string> candidates;
    for (const auto& c : open.candidates) {
        json_members one{{"value", value_text(words, c)},
                         {"author", json_string(author_text(people, c.author))},
                         {"device", json_string(to_string(c.at.replica))},
                         {"evidence", std::to_string(c.evidence)},
                         {"time", json_string(moment_text(to_unix_ms(c.at.time)))},
                         {"stamp", json_string(to_text(c.at))}};
        if (std::find(waiting.begin(), waiting.end(), id_of(open.record, c)) != waiting.end()) one.emplace_back("pending", "true");
        candidates.push_back(json_object(std::move(one)));
    }
    const auto* kind = words.find(open.key.kind);
    json_members out{{"case", json_string(to_string(open.id))},
                     {"kind", json_string("conflict")},
                     {"sort", json_string(open.sort == case_sort::proposal ? "proposal" : "conflict")},
                     {"record", json_string(to_string(open.record))},
                     {"record_kind", json_string(kind == nullptr ? std::string_view() : kind->name)},
                     {"field", field_text(words, open.key)},
                     {"candidates", json_array(candidates)},
                     {"state", json_string(open.waiting ? "waiting" : "open")}};
    if (provisional) out.emplace_back("provisional", "true");
    return json_object(std::move(out));
}

result<fingerprint> scope_sum(device_transaction& tx, const dictionary& words, const grant& scope, const device_state& state) {
    fingerprint sum;
    PENDATA_CHECK(tx.visit_settled([&](std::uint16_t kind, const part& p) -> result<void> {
        if (!contains(scope.rooms, p.room)) return {};
        PENDATA_TRY(atoms, settled_atoms(tx, words, {p.record, kind, {p}, {}, {}}, state.regency));
        const bool inside = std::any_of(atoms.begin(), atoms.end(), [&](const atom& a) { return covers(scope.node, a); });
        if (inside) sum.add(part_digest(p));
        return {};
    }));
    return sum;
}

}  // namespace pendata
