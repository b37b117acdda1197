// What is told of batches and closings, in the shapes of docs/cli.md.
#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/each_record.hpp"
#include "sync-server/office/periods.hpp"

namespace pendata {

namespace {

std::string room_name(compartment room) { return "S" + std::to_string(room); }

// A value of the record as its JSON; nothing where it has none.
std::string member_of(const dictionary& words, const record_cells& of, std::uint16_t field) {
    const auto* c = of.find(field);
    const auto* known = c == nullptr ? nullptr : words.find(c->key);
    return known == nullptr ? "null" : value_to_json(*known, {}, c->content);
}

std::string bound_list_json(const closing& what, const village_list& list) {
    return json_object({{"compartment", json_string(room_name(list.room))},
                        {"list_hash", json_string(to_hex(hash_of(list, what.village, what.period).view()))},
                        {"list_count", std::to_string(list.entries.size())}});
}

class difference_json {
public:
    difference_json(const dictionary& words, const closing_standing& standing, std::string late) : words_(words), standing_(standing), late_(std::move(late)) {}

    std::string of(const list_difference& d) const {
        json_members out{{"change", json_string(name_of(d.what))},
                         {"assignment", json_string(to_string(d.assignment))},
                         {"subject", json_string(to_string(d.subject))}};
        if (d.what == list_change::added) out.emplace_back("goes_to", json_string(late_));
        if (d.what == list_change::removed) {
            const auto why = standing_.left_out.find(d.assignment);
            out.emplace_back("why", json_string(name_of(why == standing_.left_out.end() ? unlisted::moved : why->second)));
        }
        if (d.what == list_change::changed) add_values(d, out);
        return json_object(std::move(out));
    }

private:
    void add_values(const list_difference& d, json_members& out) const {
        const bool is_of_assignment = d.key.kind == kinds::assignment;
        out.emplace_back("record", json_string(to_string(is_of_assignment ? d.assignment : d.subject)));
        const auto* field = words_.find(d.key);
        if (field == nullptr) return;
        out.emplace_back("field", json_string(field->name));
        const auto told = [&](const value& v) { return v.is_cleared() ? std::string("null") : value_to_json(*field, d.key.element, v); };
        out.emplace_back("before", told(d.before));
        out.emplace_back("after", told(d.after));
    }

    const dictionary& words_;
    const closing_standing& standing_;
    std::string late_;
};

std::string list_json(const list_standing& list, const difference_json& tell) {
    std::vector<std::string> differences;
    for (const auto& d : list.differences) differences.push_back(tell.of(d));
    return json_object({{"compartment", json_string(room_name(list.room))},
                        {"list_hash", json_string(to_hex(list.bound.view()))},
                        {"list_count", std::to_string(list.bound_count)},
                        {"today_hash", json_string(to_hex(list.today.view()))},
                        {"today_count", std::to_string(list.today_count)},
                        {"same", list.bound == list.today ? "true" : "false"},
                        {"differences", json_array(differences)}});
}

// Whether the batch still says the hashes of the lists that were kept.
bool is_bound(const record_cells& batch, const closing_standing& standing) {
    return std::all_of(standing.lists.begin(), standing.lists.end(), [&](const list_standing& list) {
        const auto* said = batch.find(hash_field(list.room));
        return said != nullptr && said->content == value::octets(list.bound.view());
    });
}

}  // namespace

std::string to_json(const closed_period& closed) {
    std::vector<std::string> lists;
    for (const auto& list : closed.what.lists) lists.push_back(bound_list_json(closed.what, list));
    return json_object({{"batch", json_string(to_string(closed.what.batch))},
                        {"snapshot", json_string(to_string(closed.snapshot))},
                        {"village", json_string(closed.what.village)},
                        {"period", json_string(closed.what.period)},
                        {"minutes", json_string(closed.what.minutes)},
                        {"correction", std::to_string(closed.what.correction)},
                        {"sequence", std::to_string(closed.at.at)},
                        {"lists", json_array(lists)}});
}

result<std::vector<std::string>> batches_json(office_view& view, const dictionary& words, const std::string& under, const std::string& period) {
    PENDATA_TRY(closed, closings(view));
    std::map<record_id, std::uint32_t> corrections;
    for (const auto& row : closed) corrections[row.batch] = std::max(corrections[row.batch], row.correction);
    std::map<std::pair<std::string, record_id>, std::string> lines;
    PENDATA_CHECK(each_record(view, kinds::batch, [&](const office_record& r) {
        const auto cells = as_cells(r);
        const auto village = member_of(words, cells, fields::batch::village);
        const auto of_period = member_of(words, cells, fields::batch::period);
        const bool is_there = under.empty() || covers(under, std::string_view(village).substr(1, village.size() - 2));
        if (!is_there || (!period.empty() && of_period != json_string(period))) return;
        const auto closing = corrections.find(r.id);
        lines[{village + of_period, r.id}] = json_object({{"batch", json_string(to_string(r.id))},
                                                          {"village", village},
                                                          {"period", of_period},
                                                          {"minutes", member_of(words, cells, fields::batch::minutes_number)},
                                                          {"met_on", member_of(words, cells, fields::batch::met_on)},
                                                          {"state", member_of(words, cells, fields::batch::state)},
                                                          {"closed", closing == corrections.end() ? "false" : "true"},
                                                          {"corrections", std::to_string(closing == corrections.end() ? 0 : closing->second)}});
    }));
    std::vector<std::string> out;
    for (auto& [key, line] : lines) out.push_back(std::move(line));
    return out;
}

result<std::string> standing_json(office& of, office_view& view, const std::string& village, const std::string& period, compartment_mask rooms) {
    PENDATA_TRY(rows, closings_of(view, village, period));
    if (rows.empty()) return errc::not_found;
    // The first that is here: what was kept may be lost with a store that was put back.
    std::optional<closing> kept;
    for (auto row = rows.begin(); !kept && row != rows.end(); ++row) {
        PENDATA_TRY(found, kept_closing(view, row->snapshot));
        kept = std::move(found);
    }
    if (!kept) return errc::not_found;
    PENDATA_TRY(standing, standing_of(view, *kept));
    PENDATA_TRY(batch, view.find(kept->batch));
    const auto cells = batch ? as_cells(*batch) : record_cells{};
    const auto corrections = rows.back().correction;
    const difference_json tell(of.words(), standing, goes_to(of.settings(), period, corrections));
    std::vector<std::string> lists;
    bool is_same = true;
    for (const auto& list : standing.lists) {
        if (!contains(rooms, list.room)) continue;
        is_same = is_same && list.bound == list.today;
        lists.push_back(list_json(list, tell));
    }
    return json_object({{"batch", json_string(to_string(kept->batch))},
                        {"village", json_string(village)},
                        {"period", json_string(period)},
                        {"minutes", json_string(kept->minutes)},
                        {"bound", is_bound(cells, standing) ? "true" : "false"},
                        {"state", member_of(of.words(), cells, fields::batch::state)},
                        {"met_on", member_of(of.words(), cells, fields::batch::met_on)},
                        {"corrections", std::to_string(corrections)},
                        {"sequence", std::to_string(kept->data.at)},
                        {"same", is_same ? "true" : "false"},
                        {"lists", json_array(lists)}});
}

}  // namespace pendata
