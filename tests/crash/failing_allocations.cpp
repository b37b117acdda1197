// Every allocation of every call of the C ABI fails once: malloc and its kin are this program's own, so what the
// library, SQLite, OpenSSL and protobuf ask for fails, too. A call may answer PENDATA_NO_MEMORY and then has changed
// nothing, or succeed; it may not crash, nor lose what it said was saved.
//
//   failing_allocations local FILE STRIDE          an enrolled tablet, no network
//   failing_allocations sync FILE OFFICE STRIDE    the same with an office: exchanges that run out of memory
//
// STRIDE 1 tries every allocation; a larger one every first few and then each STRIDE-th.
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "pendata/pendata.hpp"

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}

namespace {

// How many allocations are left until one fails, and whether one did. Of all threads: a sync may have several.
std::atomic<long> left{std::numeric_limits<long>::max()};
std::atomic<bool> armed{false};
std::atomic<bool> failed{false};

bool fails_now() {
    if (!armed.load(std::memory_order_relaxed)) return false;
    if (left.fetch_sub(1, std::memory_order_relaxed) != 1) return false;
    failed = true;
    errno = ENOMEM;
    return true;
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))
EXPORTED void* malloc(size_t size) { return fails_now() ? nullptr : __libc_malloc(size); }
EXPORTED void* calloc(size_t count, size_t size) { return fails_now() ? nullptr : __libc_calloc(count, size); }
EXPORTED void* realloc(void* old, size_t size) { return size > 0 && fails_now() ? nullptr : __libc_realloc(old, size); }
EXPORTED void* aligned_alloc(size_t alignment, size_t size) {
    return fails_now() ? nullptr : __libc_memalign(alignment, size);
}
EXPORTED int posix_memalign(void** out, size_t alignment, size_t size) {
    if (fails_now()) return ENOMEM;
    *out = __libc_memalign(alignment, size);
    return *out != nullptr ? 0 : ENOMEM;
}

namespace {

using namespace pendata;

constexpr long first_few = 40;  // tried one by one in a sampled run, too
constexpr std::string_view village = "32.11.01.2001";

const char* now_calling = "";
long now_at = 0;
long stride = 1;
int wrong = 0;
std::uint64_t points = 0;
std::map<std::string, std::uint64_t> answers;  // call and status -> how often

[[noreturn]] void crashed(int signal) {
    char text[160];
    const int size = std::snprintf(text, sizeof text, "crashed by signal %d in %s, allocation %ld\n", signal, now_calling, now_at);
    armed = false;
    if (write(1, text, static_cast<std::size_t>(size)) < 0) _exit(4);
    _exit(3);
}

void say_wrong(const std::string& what) {
    ++wrong;
    std::printf("WRONG %s, allocation %ld: %s\n", now_calling, now_at, what.c_str());
}

using call_result = client::failure;

// The call itself, and nothing of this program beside it.
template <class Call>
void under(Call&& call) {
    armed = true;
    call();
    armed = false;
}

// Calls again and again with the n-th allocation failing, until it gets through without a failure.
void try_each(const char* name, const std::function<call_result()>& call, const std::function<void(bool done)>& check,
              const std::function<bool(pendata_status)>& is_allowed) {
    now_calling = name;
    for (long n = 1;; n += n < first_few ? 1 : stride) {
        now_at = n;
        left = n;
        failed = false;
        const call_result why = call();
        left = std::numeric_limits<long>::max();
        ++points;
        ++answers[std::string(name) + " " + std::to_string(why.status)];
        const bool by_itself = !failed && why && (why.status == PENDATA_NO_MEMORY || !is_allowed(why.status));
        if (by_itself) say_wrong("failed by itself: " + std::string(why.text_en));
        if (failed && why && !is_allowed(why.status)) say_wrong("status " + std::to_string(why.status) + " " + why.text_en);
        check(!why);
        if (!failed || wrong > 20) return;
    }
}

bool only_no_memory(pendata_status status) { return status == PENDATA_NO_MEMORY; }

// A tablet with what it promised: records by id, each with its address.
class promised_tablet {
public:
    explicit promised_tablet(std::string file) : file_(std::move(file)) { open(); }

    void open() {
        handle_ = nullptr;
        call_result why;
        pendata_tablet_open(client::view(file_), nullptr, &handle_, &why);
        if (why) say_wrong("does not open again: " + std::string(why.text_en));
        if (why) std::exit(1);
    }
    void close() {
        pendata_tablet_close(handle_);
        handle_ = nullptr;
    }
    void reopen() {
        close();
        open();
    }
    pendata_tablet* get() const { return handle_; }
    const std::string& file() const { return file_; }

    void promise(const std::string& id, const std::string& address) { addresses_[id] = address; }
    void forget(const std::string& id) { addresses_.erase(id); }
    std::size_t promises() const { return addresses_.size(); }

    // Everything promised is there, and nothing else.
    void check() {
        std::size_t count = 0;
        call_result why;
        std::map<std::string, std::string> there;
        const client::line_handler each = [&](std::string_view line) {
            ++count;
            there[text_of(line, "id")] = text_of(line, "address");
            return true;
        };
        pendata_record_list(handle_, client::view("person"), client::view(""), 0, on_line, const_cast<client::line_handler*>(&each), &why);
        if (why) say_wrong("cannot be listed: " + std::string(why.text_en));
        if (count != addresses_.size()) {
            say_wrong(std::to_string(count) + " records instead of " + std::to_string(addresses_.size()));
        }
        for (const auto& [id, address] : addresses_) {
            if (there[id] != address) say_wrong("a record has '" + there[id] + "' instead of '" + address + "'");
        }
    }

    static std::string text_of(std::string_view json, const std::string& key) {
        const std::string start = "\"" + key + "\":\"";
        const auto at = json.find(start);
        if (at == std::string_view::npos) return {};
        const auto from = at + start.size();
        return std::string(json.substr(from, json.find('"', from) - from));
    }

private:
    static std::int32_t on_line(void* context, pendata_view json) {
        return (*static_cast<const client::line_handler*>(context))(client::text(json)) ? 1 : 0;
    }

    std::string file_;
    pendata_tablet* handle_ = nullptr;
    std::map<std::string, std::string> addresses_;
};

// One buffer out; empty after a failure.
struct answer_buffer {
    pendata_buffer raw{nullptr, 0};
    ~answer_buffer() { pendata_buffer_free(&raw); }
    std::string_view text() const { return {raw.data == nullptr ? "" : raw.data, raw.size}; }
    void must_be_empty_after(const call_result& why) const {
        if (why && (raw.data != nullptr || raw.size != 0)) say_wrong("an answer after a failure");
    }
};

// The id of a record that was added and edited.
std::string saving_calls(promised_tablet& tablet) {
    std::string id;
    std::string address;
    const auto remember = [&](bool done) {
        if (done) tablet.promise(id, address);
        tablet.check();
    };
    const auto add = [&](const std::string& where) {
        return [&tablet, &id, &address, where] {
            const std::string json = "{\"name\":\"Siti\",\"address\":\"" + where + "\",\"village\":\"" + std::string(village) + "\"}";
            answer_buffer saved;
            call_result why;
            under([&] { pendata_record_add(tablet.get(), client::view("person"), client::view(json), nullptr, &saved.raw, &why); });
            saved.must_be_empty_after(why);
            if (!why) {
                id = promised_tablet::text_of(saved.text(), "id");
                address = where;
            }
            return why;
        };
    };
    try_each("record_add", add("Gang Mawar"), remember, only_no_memory);
    const std::string edited = id;
    int edits = 0;
    const auto edit = [&] {
        address = "Gang Melati " + std::to_string(++edits);
        id = edited;
        answer_buffer saved;
        call_result why;
        const std::string json = "{\"address\":\"" + address + "\"}";
        under([&] { pendata_record_edit(tablet.get(), client::view(edited), client::view(json), nullptr, &saved.raw, &why); });
        saved.must_be_empty_after(why);
        return why;
    };
    try_each("record_edit", edit, remember, only_no_memory);

    return edited;
}

// Batches of three rows: whole or not at all.
void batch_calls(promised_tablet& tablet) {
    const auto add_all = [&] {
        const std::string row = "{\"name\":\"Budi\",\"address\":\"x\",\"village\":\"" + std::string(village) + "\"}";
        const pendata_view rows[] = {client::view(row), client::view(row), client::view(row)};
        answer_buffer outcome;
        call_result why;
        under([&] { pendata_record_add_all(tablet.get(), client::view("person"), rows, 3, nullptr, &outcome.raw, &why); });
        return why;
    };
    std::size_t batches = 0;
    const auto count_all = [&](bool done) {
        if (done) ++batches;
        std::size_t count = 0;
        call_result why;
        pendata_record_list(tablet.get(), client::view("person"), client::view("name = 'Budi'"), 0,
                            [](void* context, pendata_view) { return ++*static_cast<std::size_t*>(context), 1; }, &count, &why);
        if (why || count != batches * 3) say_wrong(std::to_string(count) + " rows of whole batches of three");
    };
    try_each("record_add_all", add_all, count_all, only_no_memory);
    // From here on the rows are among what is promised.
    call_result why;
    pendata_record_list(tablet.get(), client::view("person"), client::view("name = 'Budi'"), 0,
                        [](void* context, pendata_view json) {
                            static_cast<promised_tablet*>(context)->promise(promised_tablet::text_of(client::text(json), "id"), "x");
                            return 1;
                        },
                        &tablet, &why);
}

void retracting_calls(promised_tablet& tablet, const std::string& edited) {
    call_result why;
    try_each("record_retract", [&] {
        answer_buffer saved;
        call_result failure;
        under([&] { pendata_record_retract(tablet.get(), client::view(edited), client::view("address"), &saved.raw, &failure); });
        return failure;
    }, [&](bool) {}, [](pendata_status status) { return status == PENDATA_NO_MEMORY || status == PENDATA_NOTHING_TO_DO; });
    tablet.forget(edited);
    answer_buffer shown;
    pendata_record_show(tablet.get(), client::view(edited), &shown.raw, &why);
    tablet.promise(edited, promised_tablet::text_of(shown.text(), "address"));
    tablet.check();
}

// A call that only reads: whatever happens to it, the next one finds everything.
void reading_calls(promised_tablet& tablet, const std::string& some_id) {
    const auto nothing_else = [](bool) {};
    const auto lines = [](void*, pendata_view) -> std::int32_t { return 1; };
    const auto text_call = [&](const char* name, auto call) {
        try_each(name, [&] {
            answer_buffer out;
            call_result why;
            under([&] { call(&out.raw, &why); });
            out.must_be_empty_after(why);
            return why;
        }, nothing_else, only_no_memory);
    };
    const auto line_call = [&](const char* name, auto call) {
        try_each(name, [&] {
            call_result why;
            under([&] { call(&why); });
            return why;
        }, nothing_else, only_no_memory);
    };
    pendata_tablet* const t = tablet.get();
    text_call("tablet_status", [&](auto* out, auto* why) { pendata_tablet_status(t, out, why); });
    text_call("record_show", [&](auto* out, auto* why) { pendata_record_show(t, client::view(some_id), out, why); });
    text_call("record_history", [&](auto* out, auto* why) { pendata_record_history(t, client::view(some_id), out, why); });
    text_call("dictionary_describe", [&](auto* out, auto* why) { pendata_dictionary_describe(out, why); });
    line_call("record_list", [&](auto* why) {
        pendata_record_list(t, client::view("person"), client::view("name ~ 'siti' and village = '32.11.01.2001'"), 0, lines, nullptr, why);
    });
    line_call("record_search", [&](auto* why) { pendata_record_search(t, client::view("sitti"), 10, lines, nullptr, why); });
    line_call("record_export", [&](auto* why) { pendata_record_export(t, nullptr, lines, nullptr, why); });
    line_call("case_list", [&](auto* why) { pendata_case_list(t, lines, nullptr, why); });
    line_call("tablet_index", [&](auto* why) {
        std::uint64_t waiting = 0;
        pendata_tablet_index(t, 100, &waiting, why);
    });
    tablet.check();
}

void bag_calls(promised_tablet& tablet) {
    std::string bag;
    try_each("bag_export", [&] {
        answer_buffer content;
        answer_buffer json;
        call_result why;
        under([&] { pendata_bag_export(tablet.get(), &content.raw, &json.raw, &why); });
        if (!why) bag = content.text();
        return why;
    }, [&](bool) { tablet.check(); }, only_no_memory);
    try_each("bag_carry", [&] {
        answer_buffer json;
        call_result why;
        under([&] { pendata_bag_carry(tablet.get(), client::view(bag), &json.raw, &why); });
        return why;
    }, [&](bool) { tablet.check(); }, only_no_memory);
}

void opening_calls(promised_tablet& tablet) {
    tablet.close();
    try_each("tablet_open", [&] {
        pendata_tablet* handle = nullptr;
        call_result why;
        under([&] { pendata_tablet_open(client::view(tablet.file()), nullptr, &handle, &why); });
        if (why && handle != nullptr) say_wrong("a tablet after a failure");
        pendata_tablet_close(handle);
        return why;
    }, [](bool) {}, only_no_memory);
    tablet.open();
    tablet.check();
}

std::string any_id(promised_tablet& tablet) {
    std::string id;
    call_result why;
    pendata_record_list(tablet.get(), client::view("person"), client::view(""), 1,
                        [](void* context, pendata_view json) {
                            *static_cast<std::string*>(context) = promised_tablet::text_of(client::text(json), "id");
                            return 1;
                        },
                        &id, &why);
    return id;
}

int local(const std::string& file) {
    promised_tablet tablet(file);
    const std::string edited = saving_calls(tablet);
    batch_calls(tablet);
    retracting_calls(tablet, edited);
    tablet.reopen();
    tablet.check();
    reading_calls(tablet, any_id(tablet));
    bag_calls(tablet);
    opening_calls(tablet);
    tablet.reopen();
    tablet.check();
    tablet.close();
    return 0;
}

// A sync may also meet a library that takes lack of memory for a broken connection: then it is tried again.
bool ends_an_exchange(pendata_status status) {
    return status == PENDATA_NO_MEMORY || status == PENDATA_TLS_FAILED || status == PENDATA_CONNECTION_LOST ||
           status == PENDATA_OFFLINE;
}

int syncing(const std::string& file, std::string_view office) {
    promised_tablet tablet(file);
    const pendata_sync_options options{sizeof options, client::view(office), 30'000'000, nullptr, nullptr, nullptr};
    const auto sync = [&] {
        answer_buffer summary;
        call_result why;
        under([&] { pendata_sync_once(tablet.get(), &options, &summary.raw, &why); });
        return why;
    };
    // Each round has something to send.
    int rounds = 0;
    const auto save_one = [&] {
        const std::string address = "Gang " + std::to_string(++rounds);
        answer_buffer saved;
        call_result why;
        const std::string json = "{\"name\":\"Siti\",\"address\":\"" + address + "\",\"village\":\"" + std::string(village) + "\"}";
        pendata_record_add(tablet.get(), client::view("person"), client::view(json), nullptr, &saved.raw, &why);
        if (why) say_wrong("cannot save after a failed sync: " + std::string(why.text_en));
        tablet.promise(promised_tablet::text_of(saved.text(), "id"), address);
    };
    // How OpenSSL starts itself without memory is its own matter (it may crash): so it has been started.
    now_calling = "the first sync";
    if (const auto why = sync(); why) say_wrong(why.text_en);
    save_one();
    try_each("sync_once", sync, [&](bool done) {
        if (rounds % 10 == 0) tablet.check();
        if (done) save_one();
    }, ends_an_exchange);
    now_calling = "sync without a failure";
    if (const auto why = sync(); why) say_wrong(why.text_en);
    tablet.reopen();
    tablet.check();
    tablet.close();
    return 0;
}

}  // namespace

int main(int count, char** words) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, crashed);
    const std::string_view what = count > 1 ? words[1] : "";
    if (what == "local" && count == 4) {
        stride = std::atol(words[3]);
        local(words[2]);
    } else if (what == "sync" && count == 5) {
        stride = std::atol(words[4]);
        syncing(words[2], words[3]);
    } else {
        std::printf("failing_allocations local FILE STRIDE | sync FILE OFFICE STRIDE\n");
        return 2;
    }
    for (const auto& [call, times] : answers) std::printf("%s: %llu\n", call.c_str(), static_cast<unsigned long long>(times));
    std::printf("%llu allocations failed, %d wrong\n", static_cast<unsigned long long>(points), wrong);
    return wrong > 0 ? 1 : 0;
}
