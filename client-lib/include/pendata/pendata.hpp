// Pendata for C++20: pendata.h with owners that free themselves, std::string out, and callables for callbacks.
// Header-only, so that it is compiled with the app; what each call does, and on which thread, is said in pendata.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pendata/pendata.h"

namespace pendata::client {

inline pendata_view view(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view text(pendata_view view) { return {view.data, view.size}; }

// Why a call failed; `status` PENDATA_OK where it did not.
struct failure : pendata_error {
    failure() : pendata_error{} {
        struct_size = sizeof(pendata_error);
        row = -1;
    }
    explicit operator bool() const { return status != PENDATA_OK; }
};

// A value or a failure. Requires ok() before the value is used.
template <class T>
class answer {
public:
    answer(T value) : value_(std::move(value)) {}      // NOLINT: implicit on purpose
    answer(const failure& why) : failure_(why) {}      // NOLINT: implicit on purpose
    answer(const failure& why, T value) : value_(std::move(value)), failure_(why) {}

    bool ok() const { return !failure_; }
    const failure& why() const { return failure_; }
    T& operator*() { return value_; }
    const T& operator*() const { return value_; }
    T* operator->() { return &value_; }
    const T* operator->() const { return &value_; }

private:
    T value_{};
    failure failure_;
};

// Ends waits from another thread.
class cancel {
public:
    cancel() : handle_(pendata_cancel_new()) {}
    void request() { pendata_cancel_request(handle_.get()); }
    pendata_cancel* get() const { return handle_.get(); }

private:
    struct deleter {
        void operator()(pendata_cancel* handle) const { pendata_cancel_free(handle); }
    };
    std::unique_ptr<pendata_cancel, deleter> handle_;
};

// Gets one JSON object; false stops.
using line_handler = std::function<bool(std::string_view)>;
using event_handler = std::function<void(std::int32_t event, std::string_view json)>;

// A connection that stays, for as long as the object lives. The tablet outlives it.
class follow {
public:
    void wake() { pendata_follow_wake(handle_.get()); }

private:
    friend class tablet;
    struct deleter {
        void operator()(pendata_follow* handle) const { pendata_follow_stop(handle); }
    };
    // In this order: the handle goes, and with it the thread, before what the thread calls.
    std::unique_ptr<event_handler> event_;
    std::unique_ptr<pendata_follow, deleter> handle_;
};

// The census dictionary as JSON.
inline answer<std::string> dictionary() {
    pendata_buffer json{nullptr, 0};
    failure why;
    pendata_dictionary_describe(&json, &why);
    std::string text(json.data == nullptr ? "" : json.data, json.size);
    pendata_buffer_free(&json);
    return {why, std::move(text)};
}

class tablet {
public:
    static answer<tablet> open(std::string_view path, const pendata_tablet_options* options = nullptr) {
        pendata_tablet* handle = nullptr;
        failure why;
        pendata_tablet_open(view(path), options, &handle, &why);
        tablet made;
        made.handle_.reset(handle);
        return {why, std::move(made)};
    }

    answer<std::string> enrol(std::string_view code, std::string_view label, const pendata_sync_options* options = nullptr) {
        return got(pendata_tablet_enrol, view(code), view(label), options);
    }
    answer<std::string> status() { return got(pendata_tablet_status); }

    answer<std::string> add(std::string_view kind, std::string_view json, const pendata_save_options* options = nullptr) {
        return got(pendata_record_add, view(kind), view(json), options);
    }
    failure similar(std::string_view kind, std::string_view json, line_handler line) {
        return told(pendata_record_similar, line, view(kind), view(json));
    }
    answer<std::string> add_all(std::string_view kind, const std::vector<std::string>& rows,
                                const pendata_save_options* options = nullptr) {
        std::vector<pendata_view> views;
        for (const auto& row : rows) views.push_back(view(row));
        return got(pendata_record_add_all, view(kind), static_cast<const pendata_view*>(views.data()), views.size(), options);
    }
    answer<std::string> edit(std::string_view id, std::string_view json, const pendata_save_options* options = nullptr) {
        return got(pendata_record_edit, view(id), view(json), options);
    }
    answer<std::string> retract(std::string_view id, std::string_view field) {
        return got(pendata_record_retract, view(id), view(field));
    }
    answer<std::string> withdraw(std::string_view id, std::string_view reason) {
        return got(pendata_record_withdraw, view(id), view(reason));
    }
    answer<std::string> restore(std::string_view id, std::string_view field, std::string_view stamp) {
        return got(pendata_record_restore, view(id), view(field), view(stamp));
    }
    answer<std::string> show(std::string_view id) { return got(pendata_record_show, view(id)); }
    answer<std::string> history(std::string_view id) { return got(pendata_record_history, view(id)); }

    failure list(std::string_view kind, std::string_view where, std::uint64_t limit, line_handler line) {
        return told(pendata_record_list, line, view(kind), view(where), limit);
    }
    failure search(std::string_view words, std::uint64_t limit, line_handler line) {
        return told(pendata_record_search, line, view(words), limit);
    }
    failure export_all(const pendata_export_options* options, line_handler line) {
        return told(pendata_record_export, line, options);
    }
    failure cases(line_handler line) { return told(pendata_case_list, line); }
    answer<std::string> decide(std::string_view case_id, const pendata_decision& decision) {
        return got(pendata_case_decide, view(case_id), &decision);
    }

    // The summary is there after a failure too.
    answer<std::string> sync(const pendata_sync_options* options = nullptr) { return got(pendata_sync_once, options); }

    answer<client::follow> follow(std::string_view office, event_handler event) {
        client::follow made;
        made.event_ = std::make_unique<event_handler>(std::move(event));
        const pendata_follow_options options{sizeof options, view(office), on_event, made.event_.get()};
        pendata_follow* handle = nullptr;
        failure why;
        pendata_follow_start(handle_.get(), &options, &handle, &why);
        made.handle_.reset(handle);
        return {why, std::move(made)};
    }

    answer<std::string> photo_add(std::string_view content) { return got(pendata_photo_add, view(content)); }
    answer<std::string> photo_get(std::string_view photo) { return got(pendata_photo_get, view(photo)); }
    failure photo_list(line_handler line) { return told(pendata_photo_list, line); }

    // The bag and, as JSON, what is in it.
    answer<std::pair<std::string, std::string>> bag_export() {
        pendata_buffer bag{nullptr, 0};
        pendata_buffer json{nullptr, 0};
        failure why;
        pendata_bag_export(handle_.get(), &bag, &json, &why);
        return {why, std::pair(taken(bag), taken(json))};
    }
    answer<std::string> bag_carry(std::string_view bag) { return got(pendata_bag_carry, view(bag)); }
    answer<std::string> bag_import(std::string_view bag) { return got(pendata_bag_import, view(bag)); }

    pendata_tablet* get() const { return handle_.get(); }

private:
    struct deleter {
        void operator()(pendata_tablet* handle) const { pendata_tablet_close(handle); }
    };

    static std::string taken(pendata_buffer& buffer) {
        std::string out(buffer.data == nullptr ? "" : buffer.data, buffer.size);
        pendata_buffer_free(&buffer);
        return out;
    }
    static std::int32_t on_line(void* context, pendata_view json) {
        return (*static_cast<const line_handler*>(context))(text(json)) ? 1 : 0;
    }
    static void on_event(void* context, std::int32_t event, pendata_view json) {
        if (const auto& handler = *static_cast<const event_handler*>(context)) handler(event, text(json));
    }

    // A call whose answer is one buffer.
    template <class... Parameters, class... Arguments>
    answer<std::string> got(pendata_status (*call)(pendata_tablet*, Parameters...), Arguments... arguments) {
        pendata_buffer buffer{nullptr, 0};
        failure why;
        call(handle_.get(), arguments..., &buffer, &why);
        return {why, taken(buffer)};
    }
    // A call that gives lines.
    template <class... Parameters, class... Arguments>
    failure told(pendata_status (*call)(pendata_tablet*, Parameters...), line_handler& line, Arguments... arguments) {
        failure why;
        call(handle_.get(), arguments..., on_line, &line, &why);
        return why;
    }

    std::unique_ptr<pendata_tablet, deleter> handle_;
};

}  // namespace pendata::client
