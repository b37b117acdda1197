// regions import, regions list.
#include <chrono>
#include <iomanip>
#include <sstream>

#include "core/dictionary/json_text.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"
#include "tools/admin/regions_csv.hpp"

namespace pendata::admin {

namespace {

// The country's villages are 4 MB.
constexpr std::size_t regions_bytes = 64 * 1024 * 1024;

std::string seconds_since(std::chrono::steady_clock::time_point start) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << passed.count();
    return out.str();
}

// The office counts rows, a person counts lines of the file: the number and the words in front go.
problem at_its_line(problem why, const regions_file& read) {
    std::size_t row = 0;
    std::istringstream(why.field) >> row;
    if (row == 0 || row > read.lines.size()) return why;
    const std::string line = std::to_string(read.lines[row - 1]);
    const auto renumbered = [&](const std::string& word, const std::string& hint) {
        return word + " " + line + ": " + hint.substr(hint.starts_with(word) ? hint.find(": ") + 2 : 0);
    };
    why.hint_id = renumbered("baris", why.hint_id);
    why.hint_en = renumbered("row", why.hint_en);
    return why;
}

}  // namespace

exit_status regions_import(const at_work& w) {
    const auto start = std::chrono::steady_clock::now();
    const auto text = read_file(w.given.file, regions_bytes);
    if (text.has_error()) return w.people.fail(text.error(), w.given.file);
    const auto read = read_regions(*text);
    if (read.has_error()) return w.people.fail(read.error(), w.given.file);

    const auto progress = [&](std::size_t done) { w.people.progress(done, read->rows.size()); };
    const auto imported = import_regions(w.of, read->rows, w.given.scheme, w.given.vintage, w.now_ms, progress);
    if (imported.has_error()) return w.people.fail(at_its_line(imported.error(), *read), w.given.file);

    const std::string rows = std::to_string(imported->rows), written = std::to_string(imported->written);
    if (w.given.json) {
        print_line(json_object({{"rows", rows}, {"written", written}, {"seconds", seconds_since(start)}}));
        return exit_status::done;
    }
    w.people.tell(rows + std::string(w.people.say(" wilayah dibaca, ", " regions read, ")) + written +
                  std::string(w.people.say(" baru atau berubah", " new or changed")));
    return exit_status::done;
}

exit_status regions_list(const at_work& w) {
    const auto view = w.of.view();
    if (view.has_error()) return w.people.fail(view.error());
    const auto regions = list_regions(**view, w.given.under);
    if (regions.has_error()) return w.people.fail(regions.error());
    if (regions->empty() && !w.given.under.empty()) return w.people.fail(errc::unknown_region, w.given.under);
    listing out({std::string(w.people.say("kode", "code")), std::string(w.people.say("nama", "name")),
                 std::string(w.people.say("skema", "scheme")), std::string(w.people.say("edisi", "vintage"))});
    for (const auto& r : *regions) {
        out.add(json_object({{"code", json_string(r.code)},
                             {"parent", json_string(r.parent)},
                             {"name", json_string(r.name)},
                             {"scheme", json_string(r.scheme)},
                             {"vintage", json_string(r.vintage)}}),
                {r.code, r.name, r.scheme, r.vintage});
    }
    out.print(w.given.json);
    return exit_status::done;
}

}  // namespace pendata::admin
