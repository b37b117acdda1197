// A tablet as an app has it: through the C ABI only. Its secrets are kept in memory, so that a bench can look at
// the ticket of its last connection.
#pragma once

#include <pendata/pendata.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "core/base/bytes.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata::bench {

// What one exchange said of itself.
struct sync_summary {
    std::uint64_t pushed = 0, pulled = 0, held = 0;
    std::uint64_t bytes_up = 0, bytes_down = 0, round_trips = 0;
    bool converged = false;
};

class bench_tablet {
public:
    static checked<std::unique_ptr<bench_tablet>> open(const std::filesystem::path& file);
    ~bench_tablet();
    bench_tablet(const bench_tablet&) = delete;
    bench_tablet& operator=(const bench_tablet&) = delete;

    // `office` is "ADDR:PORT".
    checked<void> enrol(const std::string& code, const std::string& office);
    // `heard` is told batches receipted and parts pulled.
    using listener = std::function<void(std::uint64_t receipted, std::uint64_t pulled)>;
    checked<sync_summary> sync(const std::string& office, const listener& heard = {});
    // `synced` is called on another thread each time both hold the same; `changed`, if given, likewise when records came
    // from the office.
    checked<void> follow(const std::string& office, std::function<void()> synced, std::function<void()> changed = {});
    void stop_following();

    checked<void> add(const std::string& person);
    // `fields`: a JSON object.
    checked<void> edit(std::string_view id, const std::string& fields);
    // How many records are found.
    checked<std::size_t> search(std::string_view text);
    // How many persons of the tablet the one being typed may be.
    checked<std::size_t> similar(const std::string& person);
    checked<void> add_all(std::span<const std::string> records, std::string_view kind = "person");
    // How many records the search index still lacks.
    checked<std::uint64_t> index(std::uint64_t limit);

    const std::filesystem::path& file() const { return file_; }
    bytes ticket() const;

private:
    explicit bench_tablet(std::filesystem::path file);
    static pendata_status load_secret(void* context, int32_t secret, unsigned char* out, size_t capacity, size_t* size);
    static pendata_status save_secret(void* context, int32_t secret, const unsigned char* data, size_t size);
    static pendata_status remove_secret(void* context, int32_t secret);
    static void on_event(void* context, int32_t event, pendata_view json);

    std::filesystem::path file_;
    std::map<int32_t, bytes> secrets_;
    pendata_key_store key_store_{};
    std::function<void()> synced_, changed_;
    pendata_tablet* tablet_ = nullptr;
    pendata_follow* follow_ = nullptr;
};

}  // namespace pendata::bench
