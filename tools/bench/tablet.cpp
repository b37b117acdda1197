// Calls of the C ABI with its failures as problems.
#include "tools/bench/tablet.hpp"

#include <boost/json.hpp>
#include <cstring>

#include "tools/bench/told.hpp"

namespace pendata::bench {

namespace {

constexpr std::string_view person_kind = "person";

std::int32_t count_line(void* context, pendata_view) {
    ++*static_cast<std::size_t*>(context);
    return 1;
}

pendata_view view(std::string_view text) { return {text.data(), text.size()}; }

pendata_error empty_error() {
    pendata_error out{};
    out.struct_size = sizeof out;
    return out;
}

problem problem_from(const pendata_error& error, std::string_view call) {
    const std::string where = std::string(call) + ": ";
    return {static_cast<errc>(error.status), error.field, where + error.text, where + error.text_en};
}

// What a call gave, freed at the end.
struct answer : pendata_buffer {
    answer() : pendata_buffer{nullptr, 0} {}
    ~answer() { pendata_buffer_free(this); }
    answer(const answer&) = delete;
    answer& operator=(const answer&) = delete;
    std::string_view text() const { return {data, size}; }
};

pendata_sync_options options_for(const std::string& office) {
    pendata_sync_options out{};
    out.struct_size = sizeof out;
    out.office = view(office);
    return out;
}

std::uint64_t number(const boost::json::object& of, const char* key) {
    const auto* found = of.if_contains(key);
    return found == nullptr ? 0 : found->to_number<std::uint64_t>();
}

checked<sync_summary> read_summary(std::string_view text) {
    boost::system::error_code wrong;
    const auto json = boost::json::parse(text, wrong);
    if (wrong || !json.is_object()) return failed("ringkasan sinkronisasi rusak", "a broken sync summary");
    const auto& object = json.get_object();
    sync_summary out;
    out.pushed = number(object, "pushed");
    out.pulled = number(object, "pulled");
    out.held = number(object, "held");
    out.bytes_up = number(object, "bytes_up");
    out.bytes_down = number(object, "bytes_down");
    out.round_trips = number(object, "round_trips");
    const auto* converged = object.if_contains("converged");
    out.converged = converged != nullptr && converged->is_bool() && converged->get_bool();
    return out;
}

void pass_on(void* context, const pendata_progress* so_far) {
    (*static_cast<const bench_tablet::listener*>(context))(so_far->batches_receipted, so_far->parts_pulled);
}

}  // namespace

bench_tablet::bench_tablet(std::filesystem::path file) : file_(std::move(file)) {
    key_store_ = {sizeof key_store_, this, &load_secret, &save_secret, &remove_secret};
}

bench_tablet::~bench_tablet() {
    pendata_follow_stop(follow_);
    pendata_tablet_close(tablet_);
}

checked<std::unique_ptr<bench_tablet>> bench_tablet::open(const std::filesystem::path& file) {
    std::unique_ptr<bench_tablet> made(new bench_tablet(file));
    pendata_tablet_options options{};
    options.struct_size = sizeof options;
    options.key_store = &made->key_store_;
    auto error = empty_error();
    const std::string path = file.string();
    if (pendata_tablet_open(view(path), &options, &made->tablet_, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_tablet_open");
    }
    return made;
}

checked<void> bench_tablet::enrol(const std::string& code, const std::string& office) {
    const auto options = options_for(office);
    answer json;
    auto error = empty_error();
    const auto status = pendata_tablet_enrol(tablet_, view(code), view("bench"), &options, &json, &error);
    if (status != PENDATA_OK) return problem_from(error, "pendata_tablet_enrol");
    return {};
}

checked<sync_summary> bench_tablet::sync(const std::string& office, const listener& heard) {
    auto options = options_for(office);
    if (heard) {
        options.progress = &pass_on;
        options.progress_context = const_cast<listener*>(&heard);
    }
    answer json;
    auto error = empty_error();
    if (pendata_sync_once(tablet_, &options, &json, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_sync_once");
    }
    PENDATA_TRY(summary, read_summary(json.text()));
    if (!summary.converged || summary.held != 0) {
        return failed("sinkronisasi tidak tuntas: " + std::string(json.text()),
                      "the sync did not finish: " + std::string(json.text()));
    }
    return summary;
}

checked<void> bench_tablet::follow(const std::string& office, std::function<void()> synced, std::function<void()> changed) {
    synced_ = std::move(synced);
    changed_ = std::move(changed);
    pendata_follow_options options{};
    options.struct_size = sizeof options;
    options.office = view(office);
    options.event = &on_event;
    options.event_context = this;
    auto error = empty_error();
    if (pendata_follow_start(tablet_, &options, &follow_, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_follow_start");
    }
    return {};
}

void bench_tablet::stop_following() {
    pendata_follow_stop(follow_);
    follow_ = nullptr;
}

checked<void> bench_tablet::edit(std::string_view id, const std::string& fields) {
    answer json;
    auto error = empty_error();
    if (pendata_record_edit(tablet_, view(id), view(fields), nullptr, &json, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_record_edit");
    }
    return {};
}

checked<std::size_t> bench_tablet::search(std::string_view text) {
    constexpr std::uint64_t most = 20;
    std::size_t found = 0;
    auto error = empty_error();
    if (pendata_record_search(tablet_, view(text), most, count_line, &found, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_record_search");
    }
    return found;
}

checked<void> bench_tablet::add(const std::string& person) {
    answer json;
    auto error = empty_error();
    if (pendata_record_add(tablet_, view(person_kind), view(person), nullptr, &json, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_record_add");
    }
    return {};
}

checked<std::size_t> bench_tablet::similar(const std::string& person) {
    std::size_t found = 0;
    auto error = empty_error();
    if (pendata_record_similar(tablet_, view(person_kind), view(person), count_line, &found, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_record_similar");
    }
    return found;
}

checked<void> bench_tablet::add_all(std::span<const std::string> records, std::string_view kind) {
    std::vector<pendata_view> rows;
    for (const auto& record : records) rows.push_back(view(record));
    answer json;
    auto error = empty_error();
    const auto status =
        pendata_record_add_all(tablet_, view(kind), rows.data(), rows.size(), nullptr, &json, &error);
    if (status != PENDATA_OK) return problem_from(error, "pendata_record_add_all");
    return {};
}

checked<std::uint64_t> bench_tablet::index(std::uint64_t limit) {
    std::uint64_t left = 0;
    auto error = empty_error();
    if (pendata_tablet_index(tablet_, limit, &left, &error) != PENDATA_OK) {
        return problem_from(error, "pendata_tablet_index");
    }
    return left;
}

bytes bench_tablet::ticket() const {
    const auto found = secrets_.find(PENDATA_SECRET_TICKET);
    return found == secrets_.end() ? bytes() : found->second;
}

pendata_status bench_tablet::load_secret(void* context, int32_t secret, unsigned char* out, size_t capacity,
                                         size_t* size) {
    const auto& kept = static_cast<bench_tablet*>(context)->secrets_;
    const auto found = kept.find(secret);
    if (found == kept.end()) return PENDATA_NOT_FOUND;
    *size = found->second.size();
    if (*size > capacity) return PENDATA_TOO_LARGE;
    std::memcpy(out, found->second.data(), *size);
    return PENDATA_OK;
}

pendata_status bench_tablet::save_secret(void* context, int32_t secret, const unsigned char* data, size_t size) {
    static_cast<bench_tablet*>(context)->secrets_[secret].assign(reinterpret_cast<const char*>(data), size);
    return PENDATA_OK;
}

pendata_status bench_tablet::remove_secret(void* context, int32_t secret) {
    static_cast<bench_tablet*>(context)->secrets_.erase(secret);
    return PENDATA_OK;
}

void bench_tablet::on_event(void* context, int32_t event, pendata_view) {
    auto& tablet = *static_cast<bench_tablet*>(context);
    if (event == PENDATA_EVENT_SYNCED && tablet.synced_) tablet.synced_();
    if (event == PENDATA_EVENT_CHANGED && tablet.changed_) tablet.changed_();
}

}  // namespace pendata::bench
