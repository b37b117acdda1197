// Checking, binding and keeping in one transaction.
#include "sync-server/office/periods.hpp"

#include <algorithm>

#include "core/cases/overlap.hpp"
#include "core/closing/period.hpp"
#include "core/dictionary/check.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/each_record.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"
#include "sync-server/office/regions.hpp"

namespace pendata {

namespace {

std::string text_said(const record_cells& of, std::uint16_t field) {
    const auto* c = of.find(field);
    return c != nullptr && c->content.type() == value_type::text ? std::string(c->content.as_text()) : std::string();
}

problem not_now(std::string field, std::string id, std::string en) { return {errc::not_allowed, std::move(field), std::move(id), std::move(en)}; }

// The period, and whether it can be closed on that day.
std::optional<problem> wrong_period(const std::string& period, std::int32_t today) {
    const auto days = days_of_period(period);
    if (!days) return problem{errc::bad_value, "period", "masa seperti 2026-Q4, 2026-S2, 2026-10 atau 2026", "a period as 2026-Q4, 2026-S2, 2026-10 or 2026"};
    if (days->first > today) return problem{errc::bad_value, "period", "masa itu belum mulai", "that period has not begun"};
    return std::nullopt;
}

office_change change_from(const record_id& record, std::uint16_t kind, const std::vector<said_field>& said) {
    office_change out;
    out.record = record;
    out.kind = kind;
    for (const auto& one : said) out.fields.push_back(as_field(kind, one.field, one.content));
    return out;
}

result<std::vector<record_cells>> batches_for(office_view& view, const std::string& village, const std::string& period) {
    std::vector<record_cells> out;
    PENDATA_CHECK(each_record(view, kinds::batch, [&](const office_record& r) {
        auto cells = as_cells(r);
        const bool is_one = text_said(cells, fields::batch::village) == village && text_said(cells, fields::batch::period) == period &&
                            cells.number(fields::batch::presence) != codes::presence::withdrawn;
        if (is_one) out.push_back(std::move(cells));
    }));
    return out;
}

result<std::string> minutes_of(office_view& view, const record_id& batch) {
    PENDATA_TRY(found, view.find(batch));
    return found ? text_said(as_cells(*found), fields::batch::minutes_number) : std::string();
}

// A batch whose minutes or list are others than these is not closed by them.
std::optional<problem> other_than(const record_cells& batch, const closing& what) {
    const auto number = text_said(batch, fields::batch::minutes_number);
    if (!number.empty() && number != what.minutes) {
        return not_now("minutes", "berkas desa ini memuat nomor berita acara lain", "the village's batch has another number of the minutes");
    }
    for (const auto& list : what.lists) {
        const auto* bound = batch.find(hash_field(list.room));
        if (bound == nullptr || bound->content.is_cleared()) continue;
        if (bound->content != value::octets(hash_of(list, what.village, what.period).view())) {
            return not_now("list_hash", "berkas itu sudah terikat pada daftar lain", "the batch is bound to another list already");
        }
    }
    return std::nullopt;
}

// To those who read it: what a report does not tell is no reason for a correction, or the correction would tell it.
bool says_the_same(closing now, const closing& before) {
    now.batch = before.batch;
    now.minutes = before.minutes;
    now.correction = before.correction;
    now.data = before.data;
    return now.lists == before.lists && report_to_json(report_of(now)) == report_to_json(report_of(before));
}

class closing_desk {
public:
    closing_desk(office& of, std::int64_t now_ms) : of_(of), now_ms_(now_ms) {}

    checked<closed_period> validate(const validation& wanted) {
        closed_period out;
        const auto done = of_.transact(now_ms_, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(before, closings_of(to, wanted.village, wanted.period));
            if (!before.empty()) {
                return told_.tell(not_now("period", "masa ini sudah ditutup untuk desa itu", "this period is closed for that village already"));
            }
            PENDATA_TRY(what, closing_today(to, wanted.village, wanted.period, wanted.minutes));
            PENDATA_TRY(batches, batches_for(to, wanted.village, wanted.period));
            if (batches.size() > 1) {
                return told_.tell(not_now("batch", "ada beberapa berkas untuk desa dan masa ini: tarik yang salah di tablet",
                                          "there are several batches for this village and period: withdraw the wrong ones on a tablet"));
            }
            if (!batches.empty()) {
                if (auto other = other_than(batches.front(), what)) return told_.tell(std::move(*other));
            }
            what.batch = batches.empty() ? fresh_id<record_id>(now_ms_) : batches.front().id;
            auto said = batch_fields(what);
            const bool is_validated = !batches.empty() && batches.front().number(fields::batch::state) >= codes::batch_state::validated;
            if (is_validated) std::erase_if(said, [](const said_field& one) { return one.field == fields::batch::state; });
            if (wanted.met_on) said.push_back({fields::batch::met_on, value::integer(*wanted.met_on)});
            if (!wanted.note.empty()) said.push_back({fields::batch::note, value::text(wanted.note)});
            PENDATA_CHECK(check(to, said));
            out.what = std::move(what);
            return keep(to, context, out, {change_from(out.what.batch, kinds::batch, said)}, std::nullopt, {});
        });
        if (done.has_error()) return told_.of(done.error());
        return out;
    }

    checked<closed_period> correct(const std::string& village, const std::string& period, const std::string& reason) {
        closed_period out;
        const auto done = of_.transact(now_ms_, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(before, closings_of(to, village, period));
            if (before.empty()) return errc::not_found;
            PENDATA_TRY(last, kept_closing(to, before.back().snapshot));
            const bool is_by_setting = of_.settings().late == late_records::correction;
            // What is lost can be had in no other way.
            if (last && !is_by_setting) {
                return told_.tell(not_now("reports.late", "menurut pengaturan kantor, yang terlambat masuk masa berikutnya",
                                          "by the office's settings what comes late goes to the next period"));
            }
            PENDATA_TRY(minutes, minutes_of(to, before.back().batch));
            PENDATA_TRY(what, closing_today(to, village, period, minutes));
            if (last && says_the_same(what, *last)) return errc::nothing_to_do;
            what.batch = before.back().batch;
            what.correction = before.back().correction + 1;
            out.what = std::move(what);
            return keep(to, context, out, {}, before.front().snapshot, reason);
        });
        if (done.has_error()) return told_.of(done.error());
        return out;
    }

private:
    result<void> check(office_transaction& to, const std::vector<said_field>& said) {
        const check_context context{day_of(now_ms_), [&](std::string_view code) {
                                        const auto known = knows_region(to, code);
                                        return known.has_value() && *known;
                                    }, {}};
        for (const auto& one : said) {
            const auto* field = of_.words().find(kinds::batch)->find(one.field);
            const auto found = check_value(*field, {}, one.content, context);
            if (const auto* error = first_error(found)) return told_.tell(*error);
        }
        return {};
    }

    result<void> keep(office_transaction& to, const office_context& context, closed_period& out, std::vector<office_change> changes,
                      const std::optional<record_id>& corrects, const std::string& reason) {
        out.snapshot = fresh_id<record_id>(now_ms_);
        changes.push_back(change_from(out.snapshot, kinds::report_snapshot, snapshot_fields(out.what, corrects, reason, now_ms_)));
        PENDATA_TRY(written, write_as_office(to, context, of_.own_author(), changes));
        out.at = written.at;
        return keep_closing(to, out.snapshot, out.what);
    }

    office& of_;
    std::int64_t now_ms_;
    told_problem told_;
};

}  // namespace

checked<closed_period> validate_list(office& of, const validation& wanted, std::int64_t now_ms) {
    if (!is_village_code(wanted.village)) return as_problem(errc::unknown_region, "village");
    if (auto wrong = wrong_period(wanted.period, day_of(now_ms))) return *wrong;
    if (wanted.minutes.empty()) return as_problem(errc::missing_field, "minutes");
    return closing_desk(of, now_ms).validate(wanted);
}

checked<closed_period> correct_report(office& of, const std::string& village, const std::string& period, const std::string& reason,
                                      std::int64_t now_ms) {
    constexpr std::size_t most = 300;  // characters of report_snapshot.reason; bytes are more
    if (reason.empty()) return as_problem(errc::missing_field, "reason");
    if (reason.size() > most) return as_problem(errc::too_large, "reason");
    return closing_desk(of, now_ms).correct(village, period, reason);
}

checked<report> make_report(office_view& view, const std::string& region, const std::string& period, std::uint32_t correction,
                            compartment_mask rooms) {
    const auto known = knows_region(view, region);
    if (known.has_error()) return as_problem(known.error());
    if (!*known) return as_problem(errc::unknown_region, region);
    auto made = report_of(view, region, period, correction, rooms);
    if (made.has_error()) {
        if (to_errc(made.error()) == errc::bad_value) return *wrong_period(period, INT32_MAX);
        return as_problem(made.error());
    }
    const auto has_it = [&](const report_row& row) { return row.closed && row.closed->correction == correction; };
    if (correction > 0 && std::none_of(made->rows.begin(), made->rows.end(), has_it)) {
        return problem{errc::not_found, "correction", "tidak ada perbaikan bernomor itu", "there is no correction of that number"};
    }
    return std::move(*made);
}

std::string goes_to(const office_settings& settings, const std::string& period, std::uint32_t corrections) {
    if (settings.late == late_records::correction) return "correction " + std::to_string(corrections + 1);
    return next_period(period).value_or(period);
}

result<closing_row> batch_row_of(office_view& view, const record_id& batch) {
    PENDATA_TRY(found, view.find(batch));
    if (!found || found->kind != kinds::batch || found->parts.empty()) return errc::not_found;
    const auto cells = as_cells(*found);
    return closing_row{{}, batch, text_said(cells, fields::batch::village), text_said(cells, fields::batch::period), 0};
}

}  // namespace pendata
