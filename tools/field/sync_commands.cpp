// What needs the office: enrolment, one sync, following; and mail bags for where there is no network at all.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>

#include "tools/field/commands.hpp"
#include "tools/field/interruption.hpp"
#include "tools/field/record_text.hpp"
#include "tools/field/terminal.hpp"
#include "tools/field/text_input.hpp"

namespace field {

namespace {

constexpr std::size_t largest_bag = 128 * 1024 * 1024;

std::string this_machine() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "tablet";
}

pendata_sync_options options_of(const arguments& typed, const pendata::client::cancel& cancel) {
    pendata_sync_options out{};
    out.struct_size = sizeof out;
    out.office = pendata::client::view(typed.office);
    out.timeout_us = static_cast<std::int64_t>(typed.timeout_s * 1'000'000);
    out.cancel = cancel.get();
    return out;
}

std::string words_of(const arguments& typed, const std::string& summary) {
    const auto count = [&](std::string_view member) { return std::to_string(static_cast<std::uint64_t>(number_of(summary, member))); };
    if (typed.english) {
        return "sent " + count("pushed") + ", received " + count("pulled") + ", held " + count("held") + ", conflicts " + count("conflicts");
    }
    return "terkirim " + count("pushed") + ", diterima " + count("pulled") + ", ditahan " + count("held") + ", konflik " + count("conflicts");
}

// Finished, or something waits for a person.
int status_of(const std::string& summary) {
    return number_of(summary, "held") > 0 || number_of(summary, "refused") > 0 ? not_finished : done;
}

void on_progress(void* context, const pendata_progress* so_far) {
    static_cast<progress_line*>(context)->show("^ " + std::to_string(so_far->batches_receipted) + "/" + std::to_string(so_far->batches_sent) +
                                               "  v " + std::to_string(so_far->parts_pulled) + "  " +
                                               std::to_string((so_far->bytes_up + so_far->bytes_down) / 1024) + " kB");
}

int sync_once(const arguments& typed, pendata::client::tablet& tablet) {
    pendata::client::cancel cancel;
    interruption signals;
    signals.when_heard([&] { cancel.request(); });
    auto options = options_of(typed, cancel);
    pendata::client::answer<std::string> summary{std::string()};
    {
        progress_line line(!typed.json);
        options.progress = on_progress;
        options.progress_context = &line;
        summary = tablet.sync(&options);
    }
    if (!summary->empty()) print(typed.json ? *summary : words_of(typed, *summary));
    if (const auto hint = clock_hint(typed, *summary); !hint.empty()) say(hint);
    if (!summary.ok()) return finish(typed, refuse_exchange(typed, summary.why()));
    return finish(typed, status_of(*summary));
}

// What a follow has told, written on its thread and read when it has ended.
class watch_log {
public:
    explicit watch_log(const arguments& typed) : typed_(typed) {}

    // True when following is over.
    bool hear(std::int32_t event, std::string_view json) {
        const std::lock_guard lock(mutex_);
        switch (event) {
            case PENDATA_EVENT_SYNCED:
                status_ = status_of(std::string(json));
                print(typed_.json ? std::string(json) : words_of(typed_, std::string(json)));
                std::fflush(stdout);
                return false;
            case PENDATA_EVENT_WAITING:
                status_ = not_finished;
                say(text_of(json, typed_.english ? "reason_en" : "reason"));
                return false;
            case PENDATA_EVENT_ENDED:
                status_ = failed;
                say(text_of(json, typed_.english ? "reason_en" : "reason"));
                return true;
            default:
                return false;
        }
    }
    int status() {
        const std::lock_guard lock(mutex_);
        return status_;
    }

private:
    const arguments& typed_;
    std::mutex mutex_;
    int status_ = not_finished;
};

int watch(const arguments& typed, pendata::client::tablet& tablet) {
    interruption signals;
    watch_log log(typed);
    auto following = tablet.follow(typed.office, [&](std::int32_t event, std::string_view json) {
        if (log.hear(event, json)) signals.give_up();
    });
    if (!following.ok()) return refuse_exchange(typed, following.why());
    const auto limit = typed.timeout_s > 0
                           ? std::optional(std::chrono::milliseconds(static_cast<std::int64_t>(typed.timeout_s * 1000)))
                           : std::nullopt;
    signals.wait(limit);
    *following = {};
    return finish(typed, log.status());
}

int answer_bag(const arguments& typed, const pendata::client::answer<std::string>& count) {
    if (!count.ok()) return refuse(typed, count.why(), typed.file);
    print(typed.json ? *count : as_lines(*count));
    const bool is_full = number_of(*count, "left") > 0;
    if (is_full) say(typed, "kantong tablet ini penuh: sinkronkan dulu, lalu ulangi", "this tablet carries no more: sync it first, then try again");
    if (number_of(*count, "damaged") == 0) return finish(typed, is_full ? not_finished : done);
    say(typed, "ada kiriman yang rusak; simpan berkas ini untuk diperiksa", "some batches are damaged; keep this file for inspection");
    return finish(typed, not_finished);
}

template <class Take>
int take_bag(const arguments& typed, Take&& take) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto bag = file_content(typed, typed.file, largest_bag);
    if (!bag) return failed;
    return answer_bag(typed, take(opened.tablet, *bag));
}

}  // namespace

int enrol(const arguments& typed) {
    auto opened = open(typed, opening::may_create);
    if (opened.exit_status != done) return opened.exit_status;
    pendata::client::cancel cancel;
    interruption signals;
    signals.when_heard([&] { cancel.request(); });
    const auto options = options_of(typed, cancel);
    const auto enrolled = opened.tablet.enrol(typed.code, typed.label.empty() ? this_machine() : typed.label, &options);
    if (!enrolled.ok()) return refuse_exchange(typed, enrolled.why());
    print(typed.json ? *enrolled : as_lines(*enrolled));
    return finish(typed, done);
}

int sync(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    return typed.watch ? watch(typed, opened.tablet) : sync_once(typed, opened.tablet);
}

int bag_export(const arguments& typed) {
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    const auto packed = opened.tablet.bag_export();
    if (!packed.ok()) return refuse(typed, packed.why());
    if (!write_file(typed, typed.file, packed->first)) return failed;
    print(typed.json ? packed->second : as_lines(packed->second));
    return finish(typed, done);
}

int bag_carry(const arguments& typed) {
    return take_bag(typed, [](auto& tablet, const std::string& bag) { return tablet.bag_carry(bag); });
}

int bag_import(const arguments& typed) {
    return take_bag(typed, [](auto& tablet, const std::string& bag) { return tablet.bag_import(bag); });
}

}  // namespace field
