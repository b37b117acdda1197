// What finding the same person costs the office: a first run over everybody, and one new record after it.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include "sync-server/store/match_index.hpp"
#include "tools/bench/measuring.hpp"
#include "tools/bench/told.hpp"
#include "tools/bench/workloads.hpp"
#include "tools/synthetic/match_measure.hpp"

namespace pendata::bench {

namespace {

constexpr std::size_t persons_of_village = 1000;
constexpr std::size_t persons_per_transaction = 500;
constexpr std::size_t later_ones = 300;
constexpr std::uint64_t seed_of_all = 42, seed_of_later = 4242;

// Of a regency of 26 kecamatan, some recorded twice.
std::vector<synthetic::captured> matched_village(std::uint64_t of_seed, std::size_t number, std::size_t persons) {
    char code[48];
    std::snprintf(code, sizeof code, "32.11.%02d.%04d", static_cast<int>(number % 26) + 1, 2001 + static_cast<int>(number / 26));
    synthetic::settings wanted;
    wanted.seed = of_seed;
    wanted.persons = persons;
    wanted.second_capture_permille = 30;
    const auto made = synthetic::make_village(wanted, {code, "", "", "Sumedang"});
    std::map<record_id, std::string> cards;
    for (const auto& family : made.families) cards[family.id] = family.kk_number;
    std::vector<synthetic::captured> out;
    for (const auto& person : made.persons) out.push_back({person, cards[person.family], 0, synthetic::trait::ordinary});
    for (const auto& again : made.second_captures) out.push_back({again.again, {}, 0, synthetic::trait::captured_again});
    return out;
}

class speed_run {
public:
    speed_run(match_index& index, const progress& tell, std::size_t records) : index_(index), tell_(tell), records_(records) {}

    checked<void> fill() {
        const std::size_t villages = std::max<std::size_t>(1, records_ / persons_of_village);
        for (std::size_t v = 0; v < villages; ++v) {
            const auto persons = matched_village(seed_of_all, v, persons_of_village);
            for (std::size_t at = 0; at < persons.size(); at += persons_per_transaction) {
                const auto some = std::span(persons).subspan(at, std::min(persons_per_transaction, persons.size() - at));
                PENDATA_CHECK(told(timed(first_run_, [&] { return put_all(some); })));
                done_ += some.size();
            }
            tell_.at("match", done_, records_);
        }
        return {};
    }

    checked<void> add_later(report& into) {
        std::vector<double> each_ms;
        for (const auto& one : matched_village(seed_of_later, 0, later_ones)) {
            spent taken;
            PENDATA_CHECK(told(timed(taken, [&] { return put_all(std::span(&one, 1)); })));
            each_ms.push_back(taken.wall_s * 1e3);
        }
        into.add({"match_new_median", at_share(each_ms, 0.5), "ms", {}, limit_kind::none});
        into.add({"match_new_p99", at_share(each_ms, 0.99), "ms", {}, limit_kind::none});
        into.add({"match_all_wall", first_run_.wall_s, "s", {}, limit_kind::none});
        into.add({"match_all_cpu", first_run_.cpu_s, "s", {}, limit_kind::none});
        into.note("match_persons", static_cast<double>(done_));
        return {};
    }

private:
    result<void> put_all(std::span<const synthetic::captured> some) {
        return index_.transact([&]() -> result<void> {
            for (const auto& one : some) PENDATA_CHECK(index_.put(one.of.id, synthetic::subject_of(one)));
            return {};
        });
    }

    match_index& index_;
    const progress& tell_;
    std::size_t records_;
    std::size_t done_ = 0;
    spent first_run_;
};

}  // namespace

checked<void> measure_match_speed(const bench_settings& settings, const progress& tell, report& into) {
    PENDATA_TRY(folder, scratch_folder::create(settings.folder));
    PENDATA_TRY(index, told(match_index::open((folder->path() / "match.db").string())));
    speed_run run(*index, tell, settings.records);
    PENDATA_CHECK(run.fill());
    PENDATA_CHECK(run.add_later(into));
    PENDATA_TRY(held, told(index->what_is_in_it()));
    into.note("match_keys", static_cast<double>(held.keys));
    into.note("match_pairs", static_cast<double>(held.pairs));
    into.add({"match_disk", static_cast<double>(held.bytes) / 1e6, "MB", {}, limit_kind::none});
    into.add({"match_memory", static_cast<double>(resident_bytes_of(::getpid())) / 1e6, "MB", {}, limit_kind::none});
    return {};
}

}  // namespace pendata::bench
