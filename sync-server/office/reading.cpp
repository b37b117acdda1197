// Export, single records and the status.
#include "sync-server/office/reading.hpp"

#include <algorithm>
#include <map>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/changes.hpp"
#include "core/settle/each_record.hpp"
#include "sync-server/office/desk.hpp"
#include "sync-server/office/reviews.hpp"

namespace pendata {

namespace {

constexpr std::size_t page = 4096;

// Ids of all records under the grants, ascending.
result<std::vector<record_id>> ids_under(office_view& view, const grant_list& grants) {
    std::vector<record_id> out;
    for (const auto& g : grants) {
        record_id last;
        while (true) {
            PENDATA_TRY(ids, view.records_under(g.node, last, page));
            out.insert(out.end(), ids.begin(), ids.end());
            if (ids.size() < page) break;
            last = ids.back();
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

// The cells of the parts inside the grants.
std::vector<const cell*> granted_cells(const office_record& r, const grant_list& grants) {
    std::vector<const cell*> out;
    const auto rooms = granted_rooms(grants, r.atoms());
    for (const auto& p : r.parts) {
        if (!contains(rooms, p.room)) continue;
        for (const auto& c : p.cells) out.push_back(&c.what);
    }
    return out;
}

std::optional<conflict_case> case_in(const office_record& r, const grant_list& grants) {
    std::vector<cell> cells;
    for (const auto* c : granted_cells(r, grants)) cells.push_back(*c);
    return read_case(r.id, cells);
}

// Which fields of which records are disputed, as somebody with these grants sees it.
using disputes = std::map<record_id, std::vector<std::uint16_t>>;

void dispute(disputes& all, const record_id& record, std::uint16_t field) {
    auto& fields = all[record];
    const auto place = std::lower_bound(fields.begin(), fields.end(), field);
    if (place == fields.end() || *place != field) fields.insert(place, field);
}

void dispute(disputes& all, const review_case& open) {
    for (const auto& f : open.facts) dispute(all, f.record, f.what.key.field);
}

std::string text_of_record(const dictionary& words, const office_record& r, const std::vector<const cell*>& cells,
                           const disputes& open, bool stamps, bool id_first) {
    const auto mine = open.find(r.id);
    json_options options;
    if (mine != open.end()) options.disputed = mine->second;
    options.stamps = stamps;
    options.id_first = id_first;
    return record_to_json(words, r.id, r.kind, cells, options);
}

}  // namespace

grant_list scope_grants(const std::string& node, compartment_mask rooms) {
    return normalised({{node, rooms}, {std::string(reference_atom), 1}});
}

result<std::vector<conflict_case>> open_cases(office_view& view, const grant_list& grants) {
    std::vector<conflict_case> out;
    PENDATA_CHECK(each_record(view, kinds::conflict_case, [&](const office_record& r) {
        if (auto open = case_in(r, grants)) out.push_back(std::move(*open));
    }));
    return out;
}

result<std::size_t> export_records(office_view& view, const dictionary& words, const grant_list& grants, std::uint16_t kind,
                                   bool stamps, const std::function<void(const std::string&)>& line) {
    PENDATA_TRY(cases, open_cases(view, grants));
    disputes open;
    for (const auto& c : cases) dispute(open, c.record, c.key.field);
    PENDATA_TRY(reviews, open_reviews(view, grants));
    for (const auto& r : reviews) dispute(open, r);
    PENDATA_TRY(ids, ids_under(view, grants));
    std::size_t lines = 0;
    for (const auto& id : ids) {
        PENDATA_TRY(found, view.find(id));
        if (!found || (kind != 0 && found->kind != kind)) continue;
        const auto cells = granted_cells(*found, grants);
        if (cells.empty()) continue;
        line(text_of_record(words, *found, cells, open, stamps, false));
        ++lines;
    }
    return lines;
}

result<std::optional<std::string>> record_json(office_view& view, const dictionary& words, const grant_list& grants,
                                               const record_id& id) {
    PENDATA_TRY(found, view.find(id));
    if (!found) return std::optional<std::string>();
    const auto cells = granted_cells(*found, grants);
    if (cells.empty()) return std::optional<std::string>();
    disputes open;
    for (const auto& key : found->contested) {
        PENDATA_TRY(file, view.find(case_record_id(id, key)));
        if (!file) continue;
        if (const auto c = case_in(*file, grants)) dispute(open, c->record, c->key.field);
    }
    PENDATA_TRY(reviews, reviews_about(view, grants, found->roots.empty() ? id : found->roots.front()));
    for (const auto& r : reviews) dispute(open, r);
    return std::optional(text_of_record(words, *found, cells, open, false, true));
}

result<office_status> status_of(office& of, office_view& view, std::int64_t now_ms) {
    office_status out;
    PENDATA_TRY(head, view.head());
    out.segment = head.segment;
    out.at = head.at;
    PENDATA_TRY(record_count, view.record_count());
    out.records = record_count;
    PENDATA_TRY(devices, devices_of(of, view, now_ms));
    PENDATA_TRY(ahead, of.days_ahead(view, now_ms));
    out.clock_ahead_days = ahead;
    for (auto& d : devices) {
        out.unread += d.standing.unread;
        out.unread_writes += d.standing.unread_writes;
        out.unread_s = std::max(out.unread_s, d.standing.unread_s);
        if (!d.row.revoked) {
            ++out.devices;
            out.oldest_unsent_s = std::max(out.oldest_unsent_s, d.standing.oldest_unsent_s);
        }
        if (!is_well(d.standing)) out.stuck.push_back(std::move(d));
    }
    std::stable_sort(out.stuck.begin(), out.stuck.end(), [](const device_entry& a, const device_entry& b) {
        return a.standing.oldest_unsent_s > b.standing.oldest_unsent_s;
    });
    const auto grants = office_grants(of.regency());
    PENDATA_TRY(cases, open_cases(view, grants));
    PENDATA_TRY(reviews, open_reviews(view, grants));
    out.pending_cases = cases.size() + reviews.size();
    PENDATA_TRY(held, view.custody_in(custody_state::held));
    out.held = held.size();
    PENDATA_TRY(sum, granted_sum(view, grants));
    out.holds = sum;
    return out;
}

std::string to_json(const office_status& s) {
    const auto print = s.holds.short_form();
    const std::string sum = to_hex({reinterpret_cast<const char*>(print.data()), print.size()});
    std::vector<std::string> stuck;
    for (const auto& d : s.stuck) {
        stuck.push_back(json_object({{"device", json_string(to_string(d.row.id))},
                                     {"officer", json_string(d.officer_name)},
                                     {"oldest_unsent_s", std::to_string(d.standing.oldest_unsent_s)},
                                     {"stuck", stuck_json(d.standing, d.row)}}));
    }
    const auto wrong = clock_problem(s.clock_ahead_days);
    const std::string clock = json_object({{"days", std::to_string(s.clock_ahead_days)},
                                           {"text", json_string(wrong.hint_id)},
                                           {"text_en", json_string(wrong.hint_en)}});
    return json_object({{"lineage", json_string(to_string(s.segment))},
                        {"sequence", std::to_string(s.at)},
                        {"records", std::to_string(s.records)},
                        {"devices", std::to_string(s.devices)},
                        {"pending_cases", std::to_string(s.pending_cases)},
                        {"held", std::to_string(s.held)},
                        {"unread", std::to_string(s.unread)},
                        {"unread_writes", std::to_string(s.unread_writes)},
                        {"unread_s", std::to_string(s.unread_s)},
                        {"clock", s.clock_ahead_days > 0 ? clock : "null"},
                        {"oldest_unsent_s", std::to_string(s.oldest_unsent_s)},
                        {"stuck", json_array(stuck)},
                        {"fingerprint", json_string(sum)}});
}

}  // namespace pendata
