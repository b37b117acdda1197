// Import and lists of regions.
#include "sync-server/office/regions.hpp"

#include <algorithm>

#include "core/dictionary/check.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/each_record.hpp"
#include "sync-server/office/examining.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

namespace {

namespace names = fields::region;

std::int64_t level_of(std::string_view code) {
    switch (std::count(code.begin(), code.end(), '.')) {
        case 0:
            return codes::region_level::province;
        case 1:
            return codes::region_level::regency;
        case 2:
            return codes::region_level::subdistrict;
        default:
            return codes::region_level::village;
    }
}

office_change change_of(const region_row& row, const std::string& scheme, const std::string& vintage) {
    office_change change;
    change.record = region_record_id(row.code);
    change.kind = kinds::region;
    const auto say = [&](std::uint16_t field, value v) { change.fields.push_back(as_field(kinds::region, field, v)); };
    const std::string parent = row.parent.empty() ? std::string(parent_of(row.code)) : row.parent;
    say(names::code, value::text(row.code));
    say(names::name, value::text(row.name));
    if (!parent.empty()) say(names::parent, value::text(parent));
    say(names::level, value::integer(level_of(row.code)));
    say(names::scheme, value::text(scheme));
    say(names::vintage, value::text(vintage));
    return change;
}

// What a file may hold that the dictionary does not: told with the row, before anything is written.
std::optional<problem> first_wrong(std::span<const region_row> rows, const std::string& scheme, const std::string& vintage) {
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        const auto wrong = [&](std::string id, std::string en) {
            return problem{errc::bad_value, number, "baris " + number + ": " + std::move(id), "row " + number + ": " + std::move(en)};
        };
        if (!is_region_code(rows[i].code)) return wrong("kode wilayah tidak sah", "not a region code");
        if (!rows[i].parent.empty() && !is_region_code(rows[i].parent)) return wrong("kode induk tidak sah", "parent is not a region code");
        const auto [place, first] = seen.emplace(rows[i].code, i + 1);
        if (!first) {
            const std::string before = std::to_string(place->second);
            return wrong("kode sama dengan baris " + before, "same code as row " + before);
        }
        const auto change = change_of(rows[i], scheme, vintage);
        for (const auto& input : change.fields) {
            const auto found = check_value(*input.field, input.element, input.content, {});
            if (const auto* error = first_error(found)) {
                return wrong(std::string(input.field->name) + ": " + error->hint_id, std::string(input.field->name) + ": " + error->hint_en);
            }
        }
    }
    return std::nullopt;
}

std::string text_in(const office_record& r, std::uint16_t field) {
    const auto* c = r.find({kinds::region, field, {}});
    return c != nullptr && c->what.content.type() == value_type::text ? std::string(c->what.content.as_text()) : std::string();
}

}  // namespace

checked<regions_imported> import_regions(office& of, std::span<const region_row> rows, const std::string& scheme,
                                         const std::string& vintage, std::int64_t now_ms,
                                         const std::function<void(std::size_t done)>& progress) {
    if (const auto wrong = first_wrong(rows, scheme, vintage)) return *wrong;
    regions_imported out;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        for (std::size_t from = 0; from < rows.size(); from += regions_per_commit) {
            std::vector<office_change> changes;
            for (const auto& row : rows.subspan(from, std::min(regions_per_commit, rows.size() - from))) {
                changes.push_back(change_of(row, scheme, vintage));
            }
            PENDATA_TRY(written, write_as_office(to, context, of.own_author(), changes));
            out.written += written.records;
            out.rows += changes.size();
            if (progress) progress(out.rows);
        }
        // What named a region that was not known yet may stand now.
        return examine_again(of, to, context);
    });
    if (done.has_error()) return as_problem(done.error());
    return out;
}

result<std::vector<listed_region>> list_regions(office_view& view, const std::string& under) {
    std::vector<listed_region> out;
    PENDATA_CHECK(each_record(view, kinds::region, [&](const office_record& found) {
        listed_region r{text_in(found, names::code), text_in(found, names::parent), text_in(found, names::name),
                        text_in(found, names::scheme), text_in(found, names::vintage)};
        if (under.empty() || covers(under, r.code)) out.push_back(std::move(r));
    }));
    std::sort(out.begin(), out.end(), [](const listed_region& a, const listed_region& b) { return a.code < b.code; });
    return out;
}

result<bool> knows_region(office_view& view, std::string_view code) {
    PENDATA_TRY(found, view.find(region_record_id(code)));
    return found.has_value() && !found->parts.empty();
}

}  // namespace pendata
