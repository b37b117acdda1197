// What the tests of failing allocations share: a malloc whose n-th call fails, the loop that tries each n, and a tablet
// that knows what it promised. malloc and its kin are the program's own (failing_memory.cpp).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "pendata/pendata.hpp"

namespace pendata::failing {

using call_result = client::failure;

inline constexpr std::string_view village = "32.11.01.2001";

// From here on each call is tried with every first few and then each `stride`-th allocation failing; 1: all.
extern long stride;

// What is being called, for whoever has to say that it went wrong.
void now_calling(const char* name);
void say_wrong(const std::string& what);
int wrong_count();
// Call and status, how often; how many allocations failed.
void print_answers();
// A crash is told with its call, and ends the program.
void watch_for_crashes();

void arm();
void disarm();

// The call itself, and nothing of this program beside it.
template <class Call>
void under(Call&& call) {
    arm();
    call();
    disarm();
}

bool only_no_memory(pendata_status status);

// Calls again and again with the n-th allocation failing, until it gets through without a failure.
void try_each(const char* name, const std::function<call_result()>& call, const std::function<void(bool done)>& check,
              const std::function<bool(pendata_status)>& is_allowed = only_no_memory);

// A tablet with what it promised: records by id, each with its address. What is there at first is promised, too.
class promised_tablet {
public:
    explicit promised_tablet(std::string file) : file_(std::move(file)) {
        open();
        promise_all();
    }
    void promise_all() { addresses_ = present(); }

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
        auto there = present();
        if (there.size() != addresses_.size()) {
            say_wrong(std::to_string(there.size()) + " records instead of " + std::to_string(addresses_.size()));
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
    std::map<std::string, std::string> present() {
        std::map<std::string, std::string> there;
        call_result why;
        const client::line_handler each = [&](std::string_view line) {
            there[text_of(line, "id")] = text_of(line, "address");
            return true;
        };
        pendata_record_list(handle_, client::view("person"), client::view(""), 0, on_line, const_cast<client::line_handler*>(&each), &why);
        if (why) say_wrong("cannot be listed: " + std::string(why.text_en));
        return there;
    }
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

}  // namespace pendata::failing
