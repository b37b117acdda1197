// The child and the one who starts it.
#include "tools/bench/tablet_visit.hpp"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tools/bench/measuring.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/tablet.hpp"
#include "tools/bench/told.hpp"

namespace pendata::bench {

namespace {

using clock = std::chrono::steady_clock;

constexpr char save_mark[] = "save ";

template <class Work>
auto clocked(double& ms, Work&& work) {
    const auto from = clock::now();
    auto out = work();
    ms = std::chrono::duration<double, std::milli>(clock::now() - from).count();
    return out;
}

struct plan {
    std::vector<std::string> texts, saves;
};

plan read_plan(const std::filesystem::path& questions) {
    plan out;
    std::ifstream in(questions);
    for (std::string line; std::getline(in, line);) {
        const bool saves = line.starts_with(save_mark);
        (saves ? out.saves : out.texts).push_back(saves ? line.substr(sizeof save_mark - 1) : line);
    }
    return out;
}

template <class File>
checked<void> ask_all(File& file, const plan& of, visit_times& out) {
    std::vector<double> each;
    for (const auto& text : of.texts) {
        double ms = 0;
        PENDATA_CHECK(clocked(ms, [&] { return file.search(text); }));
        each.push_back(ms);
    }
    if (each.empty()) return {};
    out.search_ms = at_share(each, 0.5);
    out.search_p99_ms = at_share(each, 0.99);
    return {};
}

checked<visit_times> visit(const std::filesystem::path& path, bool raw, const plan& of) {
    visit_times out;
    std::vector<double> saves;
    if (raw) {
        PENDATA_TRY(file, clocked(out.open_ms, [&] { return raw_table::open(path); }));
        PENDATA_CHECK(ask_all(file, of, out));
    } else {
        PENDATA_TRY(file, clocked(out.open_ms, [&] { return bench_tablet::open(path); }));
        PENDATA_CHECK(ask_all(*file, of, out));
        for (const auto& record : of.saves) {
            double ms = 0;
            PENDATA_CHECK(clocked(ms, [&] { return file->add(record); }));
            saves.push_back(ms);
        }
    }
    if (!saves.empty()) out.save_ms = at_share(saves, 0.5);
    out.peak_mb = static_cast<double>(peak_bytes_of(::getpid())) / 1e6;
    return out;
}

}  // namespace

int visit_file(const std::filesystem::path& file, bool raw, const std::filesystem::path& questions) {
    const auto found = visit(file, raw, read_plan(questions));
    if (found.has_error()) {
        std::cerr << found.error().hint_en << '\n';
        return 1;
    }
    std::cout << found->open_ms << ' ' << found->search_ms << ' ' << found->search_p99_ms << ' ' << found->save_ms << ' '
              << found->peak_mb << std::endl;
    return 0;
}

checked<visit_times> visit_in_child(const std::filesystem::path& myself, const std::filesystem::path& file, bool raw,
                                    const std::filesystem::path& questions) {
    PENDATA_TRY(printed, output_of(myself, {raw ? "--visit-raw" : "--visit", file.string(), "--questions", questions.string()}));
    visit_times out;
    std::istringstream in(printed);
    if (!(in >> out.open_ms >> out.search_ms >> out.search_p99_ms >> out.save_ms >> out.peak_mb)) {
        return failed("kunjungan gagal: " + printed, "the visit failed: " + printed);
    }
    return out;
}

}  // namespace pendata::bench
