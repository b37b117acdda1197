// Prints what the tablet's store costs: a durable save beside a bare insert into SQLite in the same minute, and the
// bytes a person takes on disk. A program of its own, since figures are looked at and not asserted.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "client-lib/src/store/sqlite_device_store.hpp"
#include "core/base/sha256.hpp"
#include "core/sqlite/database.hpp"

using namespace pendata;

namespace {

using clock_type = std::chrono::steady_clock;

constexpr std::uint16_t person = 1;
constexpr int fields[] = {1, 10, 12, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 36, 37, 41};

bool demand(const result<void>& done, const char* what) {
    if (done.has_error()) std::printf("%s: %s\n", what, done.error().message().c_str());
    return done.has_value();
}

record_id record(unsigned n) {
    // As UUIDv7 are: ascending in time, random behind.
    const digest random = sha256("figures " + std::to_string(n));
    std::array<unsigned char, 10> tail;
    std::copy_n(random.raw.begin(), tail.size(), tail.begin());
    record_id out;
    out.raw = make_uuid7(1'760'000'000'000 + n * 40'000LL, tail);
    return out;
}

value content_of(int field, unsigned n) {
    const auto number = [&](unsigned below) { return value::integer(static_cast<std::int64_t>(n * 2654435761u >> 8) % below); };
    switch (field) {
        case 10: return value::text("Siti Nurhasanah " + std::to_string(n % 977));
        case 12: return value::text("321101470845" + std::to_string(1000 + n % 9000));
        case 18: return value::text("Sumedang");
        case 19: return value::text("Iyah Rokayah");
        case 24: return value::text("Buruh harian lepas");
        case 25: return value::text("08132233" + std::to_string(1000 + n % 9000));
        case 26: return value::reference(record(1'000'000 + n / 4));
        case 28:
        case 33: return value::text("32.11.01.20" + std::to_string(10 + n % 9));
        case 29: return value::text("003");
        case 30: return value::text("01");
        case 31: return value::text("Cikondang");
        case 32:
        case 34: return value::text("Jl. Raya Wado No. " + std::to_string(n % 200));
        case 37: return value::text("Rumah bocor, atap bambu, air dari sumur tetangga");
        case 36: return number(2'000'000);
        default: return number(4);
    }
}

cell cell_of(int field, unsigned n) {
    cell c;
    c.key = {person, static_cast<std::uint16_t>(field), {}};
    c.at.time = to_stamp_time(1'760'000'000'000 + n * 40'000LL);
    c.at.replica = replica_id::from(sha256("replica").view());
    c.author = officer_id::from(sha256("officer").view());
    c.save_number = n;
    c.evidence = 2;
    c.at.rank = field < 22 ? 2 : 0;
    c.content = content_of(field, n);
    return c;
}

projection projection_of(unsigned n) {
    projection row{record(n), person, {}};
    for (const field_def& field : builtin_dictionary().find(person)->fields) {
        if ((field.indexed || field.searched) && std::find(std::begin(fields), std::end(fields), field.number) != std::end(fields)) {
            row.values.emplace_back(field.number, content_of(field.number, n));
        }
    }
    return row;
}

std::vector<unsealed_write> save_of(unsigned n) {
    std::vector<unsealed_write> out;
    for (const int field : fields) {
        unsealed_write w;
        w.what.record = record(n);
        w.what.what = cell_of(field, n);
        w.what.claimed_ms = to_unix_ms(w.what.what.at.time);
        w.read = {w.what.claimed_ms, 1000, "5f0c2f43-8a49-4ae4-bb1d-0d6a2b1c9d7e"};
        out.push_back(std::move(w));
    }
    return out;
}

double microseconds(clock_type::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

double median(std::vector<double> of) {
    std::nth_element(of.begin(), of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2), of.end());
    return of[of.size() / 2];
}

template <class Work>
double timed(std::vector<double>& into, Work&& work) {
    const auto start = clock_type::now();
    work();
    into.push_back(microseconds(clock_type::now() - start));
    return into.back();
}

bool measure_saves(const std::string& folder, unsigned rounds) {
    auto store = sqlite_device_store::open(folder + "/saves.db", builtin_dictionary());
    sqlite::open_options bare_options;
    bare_options.application_id = 1;
    auto bare = sqlite::database::open(folder + "/bare.db", bare_options);
    if (store.has_error() || bare.has_error()) return demand(errc::io_error, "open");
    if (!demand((*bare)->run("CREATE TABLE t(id BLOB PRIMARY KEY, content BLOB)"), "create")) return false;

    std::vector<double> saves, edits, inserts;
    const bytes content(600, 'x');
    bool good = true;
    for (unsigned n = 1; n <= rounds && good; ++n) {
        // Turn about, so that the disk's moods fall on all alike.
        timed(inserts, [&] { good &= demand((*bare)->execute("INSERT INTO t VALUES(?, ?)", record(n).view(), content), "insert"); });
        timed(saves, [&] {
            good &= demand((*store)->transact([&](device_transaction& tx) -> result<void> {
                PENDATA_TRY(state, tx.state());
                state.last_save = n;
                PENDATA_CHECK(tx.add_pending(person, save_of(n)));
                PENDATA_CHECK(tx.project(projection_of(n)));
                return tx.put_state(state);
            }), "save");
        });
        timed(edits, [&] {
            good &= demand((*store)->transact([&](device_transaction& tx) -> result<void> {
                PENDATA_TRY(state, tx.state());
                PENDATA_TRY(found, tx.find(record(1 + n / 2)));
                if (!found) return errc::not_found;
                PENDATA_CHECK(tx.add_pending(person, {save_of(1 + n / 2)[11]}));
                PENDATA_CHECK(tx.project(projection_of(1 + n / 2)));
                return tx.put_state(state);
            }), "edit");
        });
    }
    std::printf("durable, median of %u: bare insert of 600 bytes %.0f us, new person of 25 cells %.0f us, edit of one cell %.0f us\n",
                rounds, median(inserts), median(saves), median(edits));
    return good;
}

std::uint64_t size_of(const std::string& path) { return std::filesystem::file_size(path); }

bool measure_size(const std::string& folder, unsigned persons) {
    const std::string path = folder + "/size.db";
    std::uint64_t raw = 0;
    const auto settle = [&](sqlite_device_store& store, bool projected) {
        for (unsigned from = 0; from < persons; from += 500) {
            const bool good = demand(store.transact([&](device_transaction& tx) -> result<void> {
                for (unsigned n = from; n < std::min(from + 500, persons); ++n) {
                    part p{record(n), 0, {}};
                    for (const int field : fields) {
                        p.cells.push_back({cell_of(field, n), n + 1});
                        if (!projected) raw += p.cells.back().what.content.encoded().size() - 1;
                    }
                    PENDATA_CHECK(tx.put_settled(person, p));
                    if (projected) PENDATA_CHECK(tx.project(projection_of(n)));
                }
                return {};
            }), "settle");
            if (!good) return false;
        }
        return true;
    };
    const auto compacted = [&] {
        sqlite::open_options options;
        options.application_id = 0x50445442;
        options.newest_version = 1000;
        auto file = sqlite::database::open(path, options);
        if (file.has_error() || !demand((*file)->run("PRAGMA wal_checkpoint(TRUNCATE)"), "checkpoint")) return 0.0;
        return static_cast<double>(size_of(path)) / persons;
    };
    auto store = sqlite_device_store::open(path, builtin_dictionary());
    if (store.has_error() || !settle(**store, false)) return false;
    const double parts = compacted();
    auto start = clock_type::now();
    if (!settle(**store, true)) return false;
    const double loaded = microseconds(clock_type::now() - start) / persons;
    const double projected = compacted();
    start = clock_type::now();
    while ((*store)->index_some(1000).value() > 0) continue;
    const double indexed_us = microseconds(clock_type::now() - start) / persons;
    const double searched = compacted();
    std::printf("bytes a person of 25 cells, %u persons: values %.0f, parts and ids %.0f, projection +%.0f, search +%.0f; in all %.0f\n",
                persons, static_cast<double>(raw) / persons, parts, projected - parts, searched - projected, searched);
    std::printf("loading in transactions of 500: %.0f us a person; indexing behind it %.0f us a person\n", loaded, indexed_us);
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder = (std::filesystem::path(argc > 1 ? argv[1] : std::filesystem::temp_directory_path().c_str()) / "pendata-figures-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return 1;
    const bool good = measure_saves(folder, 400) && measure_size(folder, 10'000);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return good ? 0 : 1;
}
