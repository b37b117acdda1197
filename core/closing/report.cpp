// Telling counts.
#include "core/closing/report.hpp"

#include <algorithm>
#include <optional>

#include "core/dictionary/category.hpp"
#include "core/dictionary/json_text.hpp"

namespace pendata {

namespace {

constexpr compartment most_closed_room = compartment_count - 1;

std::string code_of(std::int32_t category) {
    const auto* known = find_category(category);
    return known == nullptr ? "#" + std::to_string(category) : std::string(known->code);
}

bool is_regency(std::string_view place) { return std::count(place.begin(), place.end(), '.') < 2; }

bool is_hidden(telling_of_count how) { return how == telling_of_count::suppressed || how == telling_of_count::not_counted; }

const category_count* count_in(const report_row& row, std::int32_t category) {
    const auto found = std::find_if(row.counts.begin(), row.counts.end(), [&](const category_count& c) { return c.category == category; });
    return found == row.counts.end() ? nullptr : &*found;
}

// Categories that any row has, in the order they are met: that of the list, as each row has it.
std::vector<std::int32_t> categories_told(const report& of) {
    std::vector<std::int32_t> out;
    for (const auto& row : of.rows) {
        for (const auto& c : row.counts) {
            const bool is_told = contains(of.rooms, room_of_category(c.category));
            if (is_told && std::find(out.begin(), out.end(), c.category) == out.end()) out.push_back(c.category);
        }
    }
    return out;
}

category_count sum_of(const report& of, std::int32_t category) {
    category_count out{category};
    for (const auto& row : of.rows) {
        if (const auto* c = count_in(row, category)) add_to(out, *c);
    }
    return out;
}

// Rows of the kabupaten itself hold what has no place below it: they are a part of it, not the whole.
telling_of_count telling_in_row(const category_count& c) { return telling_of(c, true); }

std::string count_json(const category_count& c, telling_of_count how) {
    json_members members{{"category", json_string(code_of(c.category))}};
    const auto number = [](std::uint32_t n) { return std::to_string(n); };
    switch (how) {
        case telling_of_count::suppressed:
            members.emplace_back("suppressed", "true");
            break;
        case telling_of_count::not_counted:
            members.emplace_back("counted", "false");
            break;
        case telling_of_count::whole:
            members.emplace_back("persons", json_object({{"L", number(c.men)}, {"P", number(c.women)}, {"unknown", number(c.sex_unknown)}}));
            members.emplace_back("families", number(c.families));
            members.emplace_back("groups", number(c.groups));
            [[fallthrough]];
        case telling_of_count::total_only:
            members.emplace_back("total", number(c.total()));
            break;
    }
    return json_object(std::move(members));
}

std::string row_json(const report& of, const report_row& row) {
    std::vector<std::string> counts;
    for (const auto& c : row.counts) {
        if (contains(of.rooms, room_of_category(c.category))) counts.push_back(count_json(c, telling_in_row(c)));
    }
    if (row.counts.empty()) {
        return json_object({{"place", json_string(row.place)}, {"closed", "true"}, {"kept", "false"}, {"batch", json_string(to_string(row.closed->batch))},
                            {"correction", std::to_string(row.closed->correction)}});
    }
    json_members members{{"place", json_string(row.place)},
                         {"name", json_string(row.name)},
                         {"list_version", json_string(row.list_version)},
                         {"vintage", json_string(row.vintage)},
                         {"closed", row.closed ? "true" : "false"},
                         {"counts", json_array(counts)}};
    if (row.closed) {
        members.emplace_back("batch", json_string(to_string(row.closed->batch)));
        members.emplace_back("minutes", json_string(row.closed->minutes));
        members.emplace_back("correction", std::to_string(row.closed->correction));
        members.emplace_back("lineage", json_string(to_string(row.closed->data.segment)));
        members.emplace_back("sequence", std::to_string(row.closed->data.at));
    }
    return json_object(std::move(members));
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

std::string csv_of_count(const category_count& c, telling_of_count how) {
    switch (how) {
        case telling_of_count::suppressed:
            return ",,,,,<" + std::to_string(least_told);
        case telling_of_count::not_counted:
            return ",,,,,tidak dihitung";
        case telling_of_count::total_only:
            return ",,,,," + std::to_string(c.total());
        case telling_of_count::whole:
            break;
    }
    std::string out;
    for (const auto number : {c.men, c.women, c.sex_unknown, c.families, c.groups, c.total()}) out += std::to_string(number) + ",";
    out.pop_back();
    return out;
}

}  // namespace

bool report::is_closed() const {
    return !rows.empty() && std::all_of(rows.begin(), rows.end(), [](const report_row& r) { return r.closed.has_value(); });
}

bool report::is_whole() const {
    return std::all_of(rows.begin(), rows.end(), [](const report_row& r) { return !r.counts.empty(); });
}

telling_of_count telling_of(const category_count& count, bool below_regency) {
    const bool is_guarded = below_regency && room_of_category(count.category) == most_closed_room;
    // Where S3 is guarded, one text stands for every small number: which one hangs on what is not S3.
    if (!count.counted && (is_guarded ? count.total() < least_told : count.total() == 0)) return telling_of_count::not_counted;
    if (!is_guarded) return telling_of_count::whole;
    return count.total() < least_told ? telling_of_count::suppressed : telling_of_count::total_only;
}

telling_of_count telling_of_sum(const report& of, std::int32_t category) {
    const auto sum = sum_of(of, category);
    if (room_of_category(category) != most_closed_room) return telling_of(sum, true);
    if (of.rows.size() == 1 && !is_regency(of.rows.front().place)) return telling_in_row(sum);
    if (!is_regency(of.region)) return sum.counted ? telling_of_count::suppressed : telling_of_count::not_counted;
    std::uint32_t hidden = 0, left = 0;  // rows, and what they have together
    for (const auto& row : of.rows) {
        const auto* c = count_in(row, category);
        if (c == nullptr || !is_hidden(telling_in_row(*c))) continue;
        ++hidden;
        left += c->total();
    }
    // One hidden row is the rest; none at all, or as many as can be hidden, is told of each of them.
    const bool tells_each = hidden > 0 && of.rows.size() > 1 && (hidden == 1 || left == 0 || left == hidden * (least_told - 1));
    return tells_each ? telling_of_count::suppressed : telling_of(sum, false);
}

std::string report_to_json(const report& of) {
    std::vector<std::string> rows;
    for (const auto& row : of.rows) rows.push_back(row_json(of, row));
    std::vector<std::string> totals;
    for (const auto category : categories_told(of)) totals.push_back(count_json(sum_of(of, category), telling_of_sum(of, category)));
    json_members members{{"report", json_string("R1")},
                         {"period", json_string(of.period)},
                         {"region", json_string(of.region)},
                         {"closed", of.is_closed() ? "true" : "false"},
                         {"rows", json_array(rows)},
                         {"totals", json_array(totals)}};
    if (!of.is_whole()) members.emplace_back("complete", "false");
    return json_object(std::move(members));
}

std::string report_to_csv(const report& of) {
    std::string out = "place,name,closed,correction,category,L,P,unknown,families,groups,total\n";
    const auto add_line = [&](const std::string& head, std::int32_t category, const category_count& c, telling_of_count how) {
        out += head + code_of(category) + "," + csv_of_count(c, how) + "\n";
    };
    for (const auto& row : of.rows) {
        const std::string correction = row.closed ? std::to_string(row.closed->correction) : std::string();
        const std::string head = csv_cell(row.place) + "," + csv_cell(row.name) + (row.closed ? ",true," : ",false,") + correction + ",";
        if (row.counts.empty()) out += head + ",,,,,,hilang\n";
        for (const auto& c : row.counts) {
            if (contains(of.rooms, room_of_category(c.category))) add_line(head, c.category, c, telling_in_row(c));
        }
    }
    const std::string head = csv_cell(of.region) + ",TOTAL," + (of.is_closed() ? "true" : "false") + ",,";
    for (const auto category : categories_told(of)) add_line(head, category, sum_of(of, category), telling_of_sum(of, category));
    return out;
}

}  // namespace pendata
