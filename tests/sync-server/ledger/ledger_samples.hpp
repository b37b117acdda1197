// An office's key, its ledger in a folder of its own, and a fact of every kind.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sync-server/ledger/ledger.hpp"

namespace pendata::test {

inline const key_seed office_seed = {1, 2, 3};

inline signer office_signer() {
    return [](bytes_view message) { return sign(office_seed, message); };
}
inline public_key office_key() { return public_key_of(office_seed); }

template <class Id>
Id filled(unsigned char with) {
    Id id;
    id.raw.fill(with);
    return id;
}

inline ledger_fact sample_fact(std::size_t n) {
    switch (n % 10) {
        case 0: return segment_started{filled<segment_id>(1), {filled<segment_id>(2), 77, 0xf00d}};
        case 1: return device_enrolled{filled<device_id>(3), office_key(), filled<officer_id>(4), "tablet RW 3"};
        case 2: return device_revoked{filled<device_id>(5)};
        case 3: return duty_ended{filled<officer_id>(6), "32.11.01.2001"};
        case 4: return code_used{filled<digest>(7), filled<device_id>(8)};
        case 5: return erasure{{9}, erasure_hash({9}, filled<record_id>(10)), "UU 27/2022 pasal 8"};
        case 6: return loss_accepted{{n + 1, 12345}, "the disk is gone"};
        case 7: return branch_joined{3, {1, 2, 3}};
        case 8: return unknown_fact{999, "from a later version"};
        default: return restriction{{11}, restriction_hash({11}, filled<record_id>(12)), n % 20 < 10};
    }
}

class ledger_folder {
public:
    ledger_folder() {
        static int made = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("pendata-ledger-" + std::to_string(::getpid()) + "-" + std::to_string(++made));
        std::filesystem::create_directories(folder_);
    }
    ledger_folder(const ledger_folder&) = delete;
    ledger_folder& operator=(const ledger_folder&) = delete;
    ~ledger_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string path(const std::string& name = "ledger") const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

inline bytes content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

inline void set_content(const std::string& path, bytes_view content) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
}

template <class T>
T must(result<T> got) {
    INFO("error: ", got.has_error() ? got.error().message() : std::string());
    REQUIRE(got.has_value());
    return std::move(*got);
}
inline void must(const result<void>& got) {
    INFO("error: ", got.has_error() ? got.error().message() : std::string());
    REQUIRE(got.has_value());
}

inline std::unique_ptr<ledger> opened(const std::string& path) { return must(ledger::open(path, office_key())); }

inline ledger_entry add(ledger& to, std::size_t n) {
    return must(to.append(sample_fact(n), 1'700'000'000'000 + static_cast<std::int64_t>(n), office_signer()));
}

}  // namespace pendata::test
