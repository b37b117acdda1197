// Founding the office, starting its server, enrolling tablets.
#include "tools/bench/field_day.hpp"

#include <stdlib.h>

#include <cstdio>

#include "sync-server/office/devices.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/regions.hpp"
#include "tools/bench/raw_limits.hpp"
#include "tools/bench/told.hpp"

namespace pendata::bench {

namespace {

constexpr char census_officer[] = "Pendata Kecamatan";
constexpr char idle_officer[] = "Pendata Siaga";

std::vector<region_row> regions_of(const census& data) {
    std::vector<region_row> out{{regency, {}, "Sumedang"},
                                {district, {}, "Wado"},
                                {empty_district, {}, "Jatinunggal"},
                                {empty_village, {}, "Sirnasari"}};
    for (const auto& code : data.villages) out.push_back({code, {}, "Desa " + code.substr(code.size() - 4)});
    return out;
}

}  // namespace

checked<std::unique_ptr<scratch_folder>> scratch_folder::create(const std::filesystem::path& below) {
    std::string pattern = (below / "pendata-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return failed("tidak dapat menulis di " + below.string(), "can not write in " + below.string());
    }
    return std::unique_ptr<scratch_folder>(new scratch_folder(pattern));
}

scratch_folder::~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

field_day::field_day(const bench_settings& wanted, const census& of, std::unique_ptr<scratch_folder> folder)
    : settings_(wanted), data_(of), folder_(std::move(folder)) {}

checked<std::unique_ptr<field_day>> field_day::create(const bench_settings& wanted, const census& of) {
    PENDATA_TRY(folder, scratch_folder::create(wanted.folder));
    std::unique_ptr<field_day> made(new field_day(wanted, of, std::move(folder)));
    PENDATA_CHECK(made->found_office());
    return made;
}

checked<void> field_day::found_office() {
    const auto now_ms = unix_now_ms();
    PENDATA_TRY(of, office::create(office_folder(), {regency, {"127.0.0.1", 7443}, {}}, now_ms));
    PENDATA_CHECK(import_regions(*of, regions_of(data_), "kemendagri", "2025", now_ms));
    PENDATA_CHECK(add_officer(*of, census_officer, role::tksk, {{district}, {}, {}, {}}, now_ms));
    PENDATA_CHECK(add_officer(*of, idle_officer, role::tksk, {{empty_district}, {}, {}, {}}, now_ms));
    office_key_ = of->identity().public_key();
    return {};
}

checked<void> field_day::open_office() {
    if (server_) return {};
    PENDATA_TRY(started, server_process::start(settings_.server,
                                               {"--data", office_folder().string(), "--listen", "127.0.0.1:0"},
                                               folder() / "office.log"));
    server_ = std::move(started);
    return {};
}

checked<void> field_day::close_office() {
    if (!server_) return {};
    const auto ended = server_->stop();
    server_.reset();
    return ended;
}

checked<std::vector<std::string>> field_day::codes_for(std::string_view officer, std::size_t count) {
    const auto now_ms = unix_now_ms();
    PENDATA_TRY(of, office::open(office_folder()));
    PENDATA_TRY(who, told(officer_named(*of, std::string(officer), now_ms)));
    std::vector<std::string> out;
    while (out.size() < count) {
        PENDATA_TRY(code, told(make_code(*of, who.id, now_ms)));
        out.push_back(std::move(code.text));
    }
    return out;
}

checked<std::unique_ptr<bench_tablet>> field_day::new_tablet(const std::string& name, bool synced) {
    PENDATA_CHECK(open_office());
    PENDATA_TRY(codes, codes_for(census_officer, 1));
    PENDATA_TRY(made, bench_tablet::open(folder() / (name + ".db")));
    PENDATA_CHECK(made->enrol(codes.front(), office().address()));
    if (synced) PENDATA_CHECK(made->sync(office().address()));
    return made;
}

checked<std::vector<std::unique_ptr<bench_tablet>>> field_day::new_idle_tablets(std::size_t count,
                                                                                const progress& tell) {
    PENDATA_CHECK(open_office());
    PENDATA_TRY(codes, codes_for(idle_officer, count));
    std::vector<std::unique_ptr<bench_tablet>> out;
    for (const auto& code : codes) {
        PENDATA_TRY(made, bench_tablet::open(folder() / ("idle-" + std::to_string(out.size()) + ".db")));
        PENDATA_CHECK(made->enrol(code, office().address()));
        out.push_back(std::move(made));
        tell.at("idle: enrolment", out.size(), count);
    }
    return out;
}

checked<std::vector<std::string>> field_day::add_villages(std::size_t count) {
    std::vector<region_row> rows{{crowded_district, {}, "Darmaraja"}};
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) {
        char code[32];
        std::snprintf(code, sizeof code, "%s.%04u", crowded_district, static_cast<unsigned>(2001 + i));
        out.emplace_back(code);
        rows.push_back({out.back(), {}, "Desa " + std::to_string(2001 + i)});
    }
    PENDATA_TRY(of, office::open(office_folder()));
    PENDATA_CHECK(import_regions(*of, rows, "kemendagri", "2025", unix_now_ms()));
    return out;
}

checked<std::unique_ptr<bench_tablet>> field_day::new_tablet_of(const std::string& officer, std::vector<std::string> nodes) {
    PENDATA_CHECK(open_office());
    {
        PENDATA_TRY(of, office::open(office_folder()));
        PENDATA_CHECK(add_officer(*of, officer, role::tksk, {std::move(nodes), {}, {}, {}}, unix_now_ms()));
    }
    PENDATA_TRY(codes, codes_for(officer, 1));
    PENDATA_TRY(made, bench_tablet::open(folder() / (officer + ".db")));
    PENDATA_CHECK(made->enrol(codes.front(), office().address()));
    PENDATA_CHECK(made->sync(office().address()));
    return made;
}

std::uint64_t field_day::office_disk_bytes() const { return bytes_on_disk(office_folder() / "office.db"); }

}  // namespace pendata::bench
