// Keeping and finding what was closed.
#include "core/settle/closings.hpp"

#include <algorithm>
#include <tuple>

#include "core/cases/overlap.hpp"
#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/survey.hpp"

namespace pendata {

namespace {

std::string closing_note(const record_id& snapshot) { return "closing." + to_string(snapshot); }  // never change

std::string closing_text(const record_cells& of, std::uint16_t field) {
    const auto* c = of.find(field);
    return c != nullptr && c->content.type() == value_type::text ? std::string(c->content.as_text()) : std::string();
}

std::optional<closing_row> row_of(const record_cells& snapshot) {
    namespace names = fields::report_snapshot;
    const auto* batch = snapshot.find(names::batch);
    if (batch == nullptr || batch->content.type() != value_type::reference) return std::nullopt;
    return closing_row{snapshot.id, batch->content.as_reference(), closing_text(snapshot, names::region),
                       closing_text(snapshot, names::period), static_cast<std::uint32_t>(snapshot.number(names::correction).value_or(0))};
}

struct named_region {
    std::string name, vintage;
};

// Those at or below it, but provinces; by code.
result<std::map<std::string, named_region>> regions_under(office_view& view, const std::string& node) {
    std::map<std::string, named_region> out;
    PENDATA_CHECK(each_record(view, kinds::region, [&](const office_record& r) {
        const auto cells = as_cells(r);
        auto code = closing_text(cells, fields::region::code);
        if (!covers(node, code) || code.find('.') == std::string::npos) return;
        out[std::move(code)] = {closing_text(cells, fields::region::name), closing_text(cells, fields::region::vintage)};
    }));
    return out;
}

report_row row_of(const closing& what) {
    return {what.village, what.village_name, what.list_version, what.vintage,
            closed_by{what.batch, what.minutes, what.correction, what.data}, what.counts};
}

report_row lost_row(const closing_row& of) { return {of.village, {}, {}, {}, closed_by{of.batch, {}, of.correction, {}}, {}}; }

// What can not be read any more is as good as lost; `verify` names it.
result<std::optional<closing>> kept_if_readable(office_view& view, const record_id& snapshot) {
    auto kept = kept_closing(view, snapshot);
    if (kept.has_error() && to_errc(kept.error()) == errc::corrupt) return std::optional<closing>();
    return kept;
}

// The rows of closed villages in a report of that number, by village.
result<std::map<std::string, report_row>> closed_rows(office_view& view, const std::string& region, const std::string& period,
                                                      std::uint32_t correction) {
    PENDATA_TRY(rows, closings(view));
    std::map<std::string, closing_row> newest;
    for (const auto& row : rows) {
        if (row.period == period && row.correction <= correction && covers(region, row.village)) newest[row.village] = row;
    }
    std::map<std::string, report_row> out;
    for (const auto& [village, row] : newest) {
        PENDATA_TRY(kept, kept_if_readable(view, row.snapshot));
        out[village] = kept ? row_of(*kept) : lost_row(row);
    }
    // Where what was kept is lost, the first correction of it that is here takes its place, and says its number.
    for (const auto& row : rows) {
        const auto chosen = newest.find(row.village);
        if (chosen == newest.end() || row.period != period || row.correction <= chosen->second.correction || !out[row.village].counts.empty()) continue;
        PENDATA_TRY(kept, kept_if_readable(view, row.snapshot));
        if (kept) out[row.village] = row_of(*kept);
    }
    return out;
}

// Whether the batch says these lists' hashes; one that is not here any more says nothing against them.
result<bool> is_bound_by_batch(office_view& view, const closing& what) {
    PENDATA_TRY(batch, view.find(what.batch));
    if (!batch || batch->parts.empty()) return true;
    return std::all_of(what.lists.begin(), what.lists.end(), [&](const village_list& list) {
        const auto* said = batch->find({kinds::batch, hash_field(list.room), {}});
        return said != nullptr && said->what.content == value::octets(hash_of(list, what.village, what.period).view());
    });
}

result<bool> is_as_bound(office_view& view, const closing_row& row, const closing& what) {
    PENDATA_TRY(snapshot, view.find(row.snapshot));
    const auto* hash = snapshot ? snapshot->find({kinds::report_snapshot, fields::report_snapshot::content_hash, {}}) : nullptr;
    const bool prints_so = hash != nullptr && hash->what.content == value::octets(sha256(report_to_json(report_of(what))).view());
    const bool names_it = what.batch == row.batch && what.village == row.village && what.period == row.period && what.correction == row.correction;
    if (!prints_so || !names_it || what.correction > 0) return prints_so && names_it;
    return is_bound_by_batch(view, what);
}

std::uint16_t count_field(compartment room) {
    constexpr std::uint16_t all[] = {fields::batch::list_count, fields::batch::list_count_s1, fields::batch::list_count_s2};
    return all[room];
}

}  // namespace

std::uint16_t hash_field(compartment room) {
    constexpr std::uint16_t all[] = {fields::batch::list_hash, fields::batch::list_hash_s1, fields::batch::list_hash_s2};
    return all[room];
}

result<std::vector<closing_row>> closings(office_view& view) {
    std::vector<closing_row> out;
    PENDATA_CHECK(each_record(view, kinds::report_snapshot, [&](const office_record& r) {
        if (auto row = row_of(as_cells(r))) out.push_back(std::move(*row));
    }));
    std::sort(out.begin(), out.end(), [](const closing_row& a, const closing_row& b) {
        return std::tie(a.village, a.period, a.correction, a.snapshot) < std::tie(b.village, b.period, b.correction, b.snapshot);
    });
    return out;
}

result<std::vector<closing_row>> closings_of(office_view& view, const std::string& village, const std::string& period) {
    PENDATA_TRY(all, closings(view));
    std::erase_if(all, [&](const closing_row& row) { return row.village != village || row.period != period; });
    return all;
}

result<closing> closing_today(office_view& view, const std::string& village, const std::string& period, const std::string& minutes) {
    const auto days = days_of_period(period);
    if (!days) return errc::bad_value;
    PENDATA_TRY(found, survey(view, village, days->last, survey_of::lists));
    PENDATA_TRY(regions, regions_under(view, village));
    PENDATA_TRY(head, view.head());
    closing out;
    out.village = village;
    out.village_name = regions[village].name;
    out.vintage = regions[village].vintage;
    out.period = period;
    out.minutes = minutes;
    out.list_version = std::string(category_list_version);
    out.data = head.where();
    out.lists = std::move(found.lists);
    out.counts = found.places[village].counts();
    return out;
}

std::vector<said_field> batch_fields(const closing& what) {
    namespace names = fields::batch;
    std::vector<said_field> out{{names::village, value::text(what.village)},
                                {names::period, value::text(what.period)},
                                {names::minutes_number, value::text(what.minutes)},
                                {names::state, value::integer(codes::batch_state::validated)}};
    for (const auto& list : what.lists) {
        out.push_back({hash_field(list.room), value::octets(hash_of(list, what.village, what.period).view())});
        out.push_back({count_field(list.room), value::integer(static_cast<std::int64_t>(list.entries.size()))});
    }
    return out;
}

std::vector<said_field> snapshot_fields(const closing& what, const std::optional<record_id>& corrects, const std::string& reason,
                                        std::int64_t now_ms) {
    namespace names = fields::report_snapshot;
    std::vector<said_field> out{
        {names::report, value::integer(codes::report_kind::R1)},
        {names::period, value::text(what.period)},
        {names::region, value::text(what.village)},
        {names::query, value::text("R1 --period " + what.period + " --region " + what.village)},
        {names::data_sequence, value::integer(static_cast<std::int64_t>(what.data.at))},
        {names::list_version, value::text(what.list_version)},
        {names::content_hash, value::octets(sha256(report_to_json(report_of(what))).view())},
        {names::made_at, value::integer(now_ms)},
        {names::correction, value::integer(what.correction)},
        {names::batch, value::reference(what.batch)}};
    if (!what.vintage.empty()) out.push_back({names::vintage, value::text(what.vintage)});
    if (corrects) out.push_back({names::corrects, value::reference(*corrects)});
    if (!reason.empty()) out.push_back({names::reason, value::text(reason)});
    return out;
}

result<void> keep_closing(office_transaction& to, const record_id& snapshot, const closing& what) {
    return to.put_note(closing_note(snapshot), encode_closing(what));
}

result<std::optional<closing>> kept_closing(office_view& view, const record_id& snapshot) {
    PENDATA_TRY(content, view.note(closing_note(snapshot)));
    if (content.empty()) return std::optional<closing>();
    auto kept = decode_closing(content);
    if (!kept) return errc::corrupt;
    return kept;
}

result<std::size_t> forget_in_closings(office_transaction& to, std::span<const record_id> gone) {
    std::vector<record_id> sorted(gone.begin(), gone.end());
    std::sort(sorted.begin(), sorted.end());
    const auto is_gone = [&](const record_id& id) { return std::binary_search(sorted.begin(), sorted.end(), id); };
    PENDATA_TRY(rows, closings(to));
    std::size_t forgotten = 0;
    for (const auto& row : rows) {
        auto kept = kept_closing(to, row.snapshot);
        if (kept.has_error() && to_errc(kept.error()) == errc::corrupt) {
            // It may name whom the law erases, and proves nothing any more.
            PENDATA_CHECK(to.put_note(closing_note(row.snapshot), {}));
            ++forgotten;
            continue;
        }
        PENDATA_TRY(here_kept, std::move(kept));
        std::size_t here = 0;
        if (here_kept) {
            for (auto& list : here_kept->lists) here += forget_entries(list, is_gone);
        }
        if (here > 0) PENDATA_CHECK(keep_closing(to, row.snapshot, *here_kept));
        forgotten += here;
    }
    return forgotten;
}

bool closing_standing::is_same() const {
    return std::all_of(lists.begin(), lists.end(), [](const list_standing& l) { return l.bound == l.today; });
}

result<closing_standing> standing_of(office_view& view, const closing& what) {
    const auto days = days_of_period(what.period);
    if (!days) return errc::corrupt;
    PENDATA_TRY(today, survey(view, what.village, days->last, survey_of::lists));
    closing_standing out;
    out.left_out = std::move(today.left_out);
    for (const auto& bound : what.lists) {
        if (bound.room >= today.lists.size()) return errc::corrupt;
        const auto& now = today.lists[bound.room];
        out.lists.push_back({bound.room, hash_of(bound, what.village, what.period), hash_of(now, what.village, what.period),
                             bound.entries.size(), now.entries.size(), differences(bound, now)});
    }
    return out;
}

result<checked_closings> check_closings(office_view& view) {
    PENDATA_TRY(rows, closings(view));
    checked_closings out;
    for (const auto& row : rows) {
        const auto kept = kept_closing(view, row.snapshot);
        if (kept.has_error() && to_errc(kept.error()) != errc::corrupt) return kept.error();
        if (kept.has_value() && !*kept) continue;
        ++out.kept;
        if (kept.has_value()) {
            PENDATA_TRY(good, is_as_bound(view, row, **kept));
            if (good) continue;
        }
        out.broken.push_back(row.snapshot);
    }
    return out;
}

report report_of(const closing& what) { return {what.period, what.village, 0x0f, {row_of(what)}}; }

result<report> report_of(office_view& view, const std::string& region, const std::string& period, std::uint32_t correction,
                         compartment_mask rooms) {
    const auto days = days_of_period(period);
    if (!days) return errc::bad_value;
    PENDATA_TRY(closed, closed_rows(view, region, period, correction));
    PENDATA_TRY(regions, regions_under(view, region));
    const bool all_closed = std::all_of(regions.begin(), regions.end(), [&](const auto& r) { return closed.contains(r.first); });
    surveyed today;
    if (!all_closed) {
        PENDATA_TRY(found, survey(view, region, days->last, survey_of::counts));
        today = std::move(found);
    }
    std::map<std::string, report_row> rows;
    for (auto& [place, counter] : today.places) rows[place].counts = counter.counts();
    for (const auto& [code, known] : regions) {
        auto& row = rows[code];
        row.name = known.name;
        row.vintage = known.vintage;
        if (row.counts.empty()) row.counts = category_counter().counts();
    }
    report out{period, region, rooms, {}};
    for (auto& [place, row] : rows) {
        row.place = place;
        row.list_version = std::string(category_list_version);
    }
    for (auto& [village, row] : closed) rows[village] = std::move(row);
    for (auto& [place, row] : rows) out.rows.push_back(std::move(row));
    return out;
}

}  // namespace pendata
