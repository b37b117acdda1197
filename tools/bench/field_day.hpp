// Where a workload takes place: a folder of its own, an office in it with its regions and two officers, its
// server when it is wanted, and tablets that belong to it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/signing.hpp"
#include "tools/bench/census.hpp"
#include "tools/bench/progress.hpp"
#include "tools/bench/server_process.hpp"
#include "tools/bench/tablet.hpp"

namespace pendata::bench {

struct bench_settings {
    std::size_t records = 0;
    std::size_t connections = 300;
    std::filesystem::path folder;   // on the disk to be measured
    std::filesystem::path server;   // pendata-server
    std::filesystem::path myself;   // this program
    std::filesystem::path library;  // the client library as it is shipped
};

// A folder that goes with the object.
class scratch_folder {
public:
    static checked<std::unique_ptr<scratch_folder>> create(const std::filesystem::path& below);
    ~scratch_folder();
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    explicit scratch_folder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

class field_day {
public:
    static checked<std::unique_ptr<field_day>> create(const bench_settings& wanted, const census& of);

    checked<void> open_office();   // a new process; nothing where it is open
    checked<void> close_office();
    const server_process& office() const { return *server_; }

    // Enrolled; `synced`: holds the regions too. The officer has the whole district, or the one without people.
    checked<std::unique_ptr<bench_tablet>> new_tablet(const std::string& name, bool synced);
    checked<std::vector<std::unique_ptr<bench_tablet>>> new_idle_tablets(std::size_t count, const progress& tell);

    // Villages of the crowded district, as many as wanted; codes.
    checked<std::vector<std::string>> add_villages(std::size_t count);
    // A tablet of an officer of its own with these nodes.
    checked<std::unique_ptr<bench_tablet>> new_tablet_of(const std::string& officer, std::vector<std::string> nodes);

    const bench_settings& settings() const { return settings_; }
    const census& data() const { return data_; }
    const public_key& office_key() const { return office_key_; }
    const std::filesystem::path& folder() const { return folder_->path(); }
    std::filesystem::path office_folder() const { return folder() / "office"; }
    std::uint64_t office_disk_bytes() const;

private:
    field_day(const bench_settings& wanted, const census& of, std::unique_ptr<scratch_folder> folder);
    checked<void> found_office();
    checked<std::vector<std::string>> codes_for(std::string_view officer, std::size_t count);

    const bench_settings& settings_;
    const census& data_;
    std::unique_ptr<scratch_folder> folder_;
    public_key office_key_{};
    std::unique_ptr<server_process> server_;
};

}  // namespace pendata::bench
