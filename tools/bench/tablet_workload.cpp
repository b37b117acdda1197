// A tablet as an officer has it: opened in the morning, searched with slips of the finger, saved on.
#include <fstream>

#include "tools/bench/measuring.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/tablet_visit.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t lines_at_once = 1000, searches = 100, saves = 20;

// One letter in the middle of the name is another one.
std::string with_a_slip(std::string name) {
    const std::size_t at = name.size() / 2;
    if (!name.empty()) name[at] = name[at] == 'a' ? 'e' : 'a';
    return name;
}

std::string name_of(const raw_row& row) {
    const auto* text = std::get_if<std::string>(&row[1]);
    return text == nullptr ? std::string() : *text;
}

checked<void> write_questions(const std::filesystem::path& file, const std::vector<raw_row>& rows, const std::vector<std::string>& to_save, bool slips) {
    std::ofstream out(file);
    for (std::size_t i = 0; i < searches; ++i) {
        const std::string name = name_of(rows[i * 7919 % rows.size()]);
        out << (slips ? with_a_slip(name) : name) << '\n';
    }
    for (const auto& line : to_save) out << "save " << line << '\n';
    return out.flush() ? checked<void>() : failed("tidak dapat menulis", "can not write");
}

}  // namespace

checked<void> measure_tablet(field_day& day, const progress& tell, report& into) {
    const auto& data = day.data();
    std::filesystem::path file;
    std::size_t families = 0;
    {
        PENDATA_TRY(tablet, day.new_tablet("visited", true));
        PENDATA_CHECK(day.close_office());
        file = tablet->file();
        const std::span<const std::string> lines(data.lines);
        for (std::size_t at = 0; at < lines.size(); at += lines_at_once) {
            PENDATA_CHECK(tablet->add_all(lines.subspan(at, std::min(lines_at_once, lines.size() - at))));
            tell.at("tablet", at, lines.size());
        }
        for (std::size_t i = 0; i < data.villages.size(); ++i) {
            const std::size_t persons = std::min(persons_per_village, data.lines.size() - i * persons_per_village);
            const auto of = make_village_lines(data.villages[i], 5'000 + i, persons * 7 / 10);
            PENDATA_CHECK(tablet->add_all(of.families, "family"));
            families += of.families.size();
        }
        for (std::uint64_t left = 1; left > 0;) {
            PENDATA_TRY(now_left, tablet->index(lines_at_once));
            left = now_left;
        }
    }
    const auto raw_file = day.folder() / "visited-raw.db";
    {
        PENDATA_TRY(raw, raw_table::create(raw_file));
        PENDATA_CHECK(raw.insert(data.rows));
        PENDATA_CHECK(raw.index_texts(data.rows));
        raw.close();
    }
    const auto to_save = make_village_lines(data.villages.front(), 6'000, saves);
    PENDATA_CHECK(write_questions(day.folder() / "asked", data.rows, to_save.lines, true));
    PENDATA_CHECK(write_questions(day.folder() / "asked-raw", data.rows, {}, false));
    PENDATA_TRY(ours, visit_in_child(day.settings().myself, file, false, day.folder() / "asked"));
    PENDATA_TRY(raw, visit_in_child(day.settings().myself, raw_file, true, day.folder() / "asked-raw"));
    into.add({"tablet_open", ours.open_ms, "ms", raw.open_ms, limit_kind::raw_query});
    into.add({"tablet_search", ours.search_ms, "ms", raw.search_ms, limit_kind::raw_query});
    into.add({"tablet_search_p99", ours.search_p99_ms, "ms", raw.search_p99_ms, limit_kind::raw_query});
    into.add({"tablet_save", ours.save_ms, "ms", {}, limit_kind::none});
    into.add({"tablet_peak", ours.peak_mb, "MB", raw.peak_mb, limit_kind::raw_query});
    into.note("tablet_families", static_cast<double>(families));
    return {};
}

}  // namespace pendata::bench
