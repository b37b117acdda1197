// list import, status, show, rows, decide, match: lists of others, taken in version by version.
#include <iomanip>
#include <sstream>

#include "core/dictionary/json_text.hpp"
#include "sync-server/office/list_json.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

constexpr std::size_t rows_at_once = 1000;

std::string with_seconds(std::string json, std::int64_t began_ms) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << static_cast<double>(steady_now_ms() - began_ms) / 1000;
    json.pop_back();
    return json + ",\"seconds\":" + out.str() + "}";
}

std::string counts_told(const at_work& w, const list_counts& counts) {
    return std::to_string(counts.certain) + std::string(w.people.say(" pasti, ", " certain, ")) + std::to_string(counts.review) +
           std::string(w.people.say(" perlu ditinjau, ", " to review, ")) + std::to_string(counts.none) +
           std::string(w.people.say(" tanpa calon", " without a candidate"));
}

void tell_unread(const at_work& w, const list_outcome& outcome) {
    for (std::size_t i = 0; i < list_field_count; ++i) {
        if (outcome.unread[i] == 0) continue;
        w.people.tell(std::string(name_of(static_cast<list_field>(i))) + ": " + std::to_string(outcome.unread[i]) +
                      std::string(w.people.say(" baris isinya tidak terbaca; disimpan apa adanya", " rows could not be read; kept as they are")));
    }
}

exit_status tell_import(const at_work& w, const list_outcome& outcome) {
    const auto& version = outcome.version;
    const std::string named = version.source + std::string(w.people.say(" versi ", " version ")) + std::to_string(version.version);
    tell_unread(w, outcome);
    if (!version.facts.is_ended && !w.given.rows && !w.given.hash) {
        w.people.tell(w.people.say("baris terakhir tanpa akhir baris: kalau ragu berkas itu utuh, pakai --rows atau --sha256",
                                   "the last line has no end: where in doubt that the file is whole, use --rows or --sha256"));
    }
    if (version.state == list_state::refused) {
        w.people.tell(named + ": " + std::string(w.people.say("tidak diberlakukan: ", "not put in force: ")) +
                      std::string(text_of(version.doubt, w.people.indonesian())));
        if (outcome.active) {
            w.people.tell(std::string(w.people.say("yang berlaku tetap versi ", "active remains version ")) + std::to_string(*outcome.active));
        }
        return exit_status::unfinished;
    }
    if (!outcome.is_new) {
        w.people.tell(named + ": " + std::string(w.people.say("berkas yang sama sudah pernah diambil; ", "the same file has come before; ")) +
                      std::string(text_of(version.state, w.people.indonesian())));
    }
    w.people.tell(named + ": " + std::to_string(outcome.counts.rows) + std::string(w.people.say(" baris, ", " rows, ")) +
                  counts_told(w, outcome.counts));
    return exit_status::done;
}

result<void> each_version(const at_work& w, std::string_view source, const std::function<void(const list_version&, const list_counts&)>& told) {
    PENDATA_TRY(lists, w.of.store().lists());
    return lists->look([&]() -> result<void> {
        PENDATA_TRY(versions, lists->versions(source));
        for (const auto& one : versions) {
            PENDATA_TRY(counts, lists->counts_of(one));
            told(one, counts);
        }
        return {};
    });
}

listing table_of_versions(const at_work& w) {
    return listing({std::string(w.people.say("sumber", "source")), std::string(w.people.say("versi", "version")),
                    std::string(w.people.say("keadaan", "state")), std::string(w.people.say("baris", "rows")),
                    std::string(w.people.say("pasti", "certain")), std::string(w.people.say("ditinjau", "to review")),
                    std::string(w.people.say("tanpa", "none")), std::string(w.people.say("diputuskan", "decided"))});
}

void add_to(listing& out, const at_work& w, const list_version& one, const list_counts& counts) {
    out.add(to_json(one, counts), {one.source, std::to_string(one.version), std::string(text_of(one.state, w.people.indonesian())),
                                   std::to_string(counts.rows), std::to_string(counts.certain), std::to_string(counts.review),
                                   std::to_string(counts.none), std::to_string(counts.decided)});
}

exit_status no_such_list(const at_work& w) { return w.people.fail(errc::not_found, w.given.source); }

std::optional<link_class> class_wanted(const arguments& given) {
    for (const auto one : {link_class::none, link_class::review, link_class::certain}) {
        if (given.linked == name_of(one)) return one;
    }
    return std::nullopt;
}

// The version asked for, else the active one.
result<std::optional<list_version>> version_asked(list_rows& lists, const arguments& given) {
    if (given.version == 0) return lists.active(given.source);
    PENDATA_TRY(all, lists.versions(given.source));
    for (auto& one : all) {
        if (one.version == given.version) return std::optional(std::move(one));
    }
    return std::optional<list_version>();
}

void print_list_row(const at_work& w, const list_version& of, const list_line& row) {
    const std::string json = to_json(of, row);
    if (w.given.json) return print_line(json);
    print_line(std::to_string(row.row) + "  " + std::string(text_of(row.sure, w.people.indonesian())) +
               std::string(row.answer ? w.people.say(" (diputuskan)", " (decided)") : "") + "  " + text_at(json, "fields"));
    for (const auto& one : values_of(text_at(json, "candidates"))) {
        print_line("    " + text_at(one, "person") + "  " + text_at(one, "score") + "  " + text_at(one, w.people.say("text", "text_en")));
    }
}

}  // namespace

exit_status list_import_file(const at_work& w) {
    const auto began = steady_now_ms();
    const list_import wanted{w.given.source, w.given.programme, w.given.period, {w.given.rows, w.given.hash, w.given.accept_fewer}, w.given.columns};
    const auto progress = [&](std::uint64_t done, std::uint64_t of) { w.people.progress(done, of); };
    const auto outcome = import_list(w.of, w.given.file, wanted, w.now_ms, progress);
    if (outcome.has_error()) return w.people.fail(outcome.error(), outcome.error().field.starts_with("--") ? outcome.error().field : w.given.file);
    if (w.given.json) print_line(with_seconds(to_json(*outcome), began));
    return tell_import(w, *outcome);
}

exit_status list_status(const at_work& w) {
    auto out = table_of_versions(w);
    const auto read = each_version(w, {}, [&](const list_version& one, const list_counts& counts) {
        const bool is_coming = one.state == list_state::staged || one.state == list_state::arriving;
        if (one.state == list_state::active || is_coming) add_to(out, w, one, counts);
    });
    if (read.has_error()) return w.people.fail(read.error());
    out.print(w.given.json);
    return exit_status::done;
}

exit_status list_show(const at_work& w) {
    auto out = table_of_versions(w);
    const auto read = each_version(w, w.given.source, [&](const list_version& one, const list_counts& counts) {
        if (w.given.version == 0 || one.version == w.given.version) add_to(out, w, one, counts);
    });
    if (read.has_error()) return w.people.fail(read.error());
    if (out.empty()) return no_such_list(w);
    out.print(w.given.json);
    return exit_status::done;
}

exit_status list_rows_of(const at_work& w) {
    const auto shown = [&]() -> result<bool> {
        PENDATA_TRY(lists, w.of.store().lists());
        bool is_there = false;
        PENDATA_CHECK(lists->look([&]() -> result<void> {
            PENDATA_TRY(version, version_asked(*lists, w.given));
            if (!version) return {};
            is_there = true;
            std::uint32_t after = 0;
            for (std::size_t left = w.given.limit; left > 0;) {
                const std::size_t wanted = std::min(left, rows_at_once);
                PENDATA_TRY(rows, lists->rows_of(*version, after, wanted, class_wanted(w.given)));
                for (const auto& row : rows) print_list_row(w, *version, row);
                if (rows.size() < wanted) break;
                after = rows.back().row;
                left -= rows.size();
            }
            return {};
        }));
        return is_there;
    }();
    if (shown.has_error()) return w.people.fail(shown.error());
    return *shown ? exit_status::done : no_such_list(w);
}

exit_status list_decide(const at_work& w) {
    const auto kind = w.given.undo ? list_answer_kind::taken_back : w.given.nobody ? list_answer_kind::nobody : list_answer_kind::person;
    const auto row = answer_row(w.of, w.given.source, w.given.version, w.given.row, kind, w.given.record, w.now_ms);
    if (row.has_error()) return w.people.fail(row.error(), w.given.source);
    const auto person = person_of(*row);
    if (w.given.json) {
        print_line(json_object({{"source", json_string(w.given.source)},
                                {"row", std::to_string(row->row)},
                                {"linked", json_string(name_of(row->sure))},
                                {"decided", row->answer ? "true" : "false"},
                                {"person", person ? json_string(to_string(*person)) : "null"}}));
    }
    w.people.tell(w.given.source + " " + std::to_string(row->row) + ": " + std::string(text_of(row->sure, w.people.indonesian())));
    return exit_status::done;
}

exit_status list_match(const at_work& w) {
    auto out = table_of_versions(w);
    const auto done = [&]() -> result<void> {
        PENDATA_TRY(lists, w.of.store().lists());
        PENDATA_TRY(versions, lists->versions(w.given.source));
        for (const auto& one : versions) {
            if (one.state != list_state::active) continue;
            const auto progress = [&](std::uint64_t at, std::uint64_t of) { w.people.progress(at, of); };
            PENDATA_CHECK(link_list(w.of, *lists, one, w.now_ms, progress));
            PENDATA_TRY(now, lists->active(one.source));
            PENDATA_TRY(counts, lists->counts_of(one));
            if (now) add_to(out, w, *now, counts);
        }
        return {};
    }();
    if (done.has_error()) return w.people.fail(done.error());
    if (out.empty() && !w.given.source.empty()) return no_such_list(w);
    out.print(w.given.json);
    return exit_status::done;
}

}  // namespace pendata::admin
