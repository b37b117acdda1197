// Calls whose success changes what the next trial finds: the file is put back as it was. And those with a thread.
#include "tests/crash/failing_calls.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>

namespace pendata::failing {

namespace {

constexpr std::chrono::seconds patience{30};
constexpr std::string_view nowhere = "127.0.0.1:9";

// The database as it was, to begin each trial with.
class kept_file {
public:
    explicit kept_file(promised_tablet& of) : of_(of) {
        of.close();
        std::ifstream in(of.file(), std::ios::binary);
        content_.assign(std::istreambuf_iterator<char>(in), {});
        of.open();
    }
    void put_back() {
        of_.close();
        for (const auto* left : {"-wal", "-shm"}) std::remove((of_.file() + left).c_str());
        std::ofstream(of_.file(), std::ios::binary | std::ios::trunc) << content_;
        of_.open();
    }

private:
    promised_tablet& of_;
    std::string content_;
};

std::string all_lines(const std::function<void(pendata_line_callback, void*)>& call) {
    std::string out;
    call([](void* context, pendata_view json) -> std::int32_t {
        static_cast<std::string*>(context)->append(client::text(json)).push_back('\n');
        return 1;
    }, &out);
    return out;
}

// What an app sees of it: records with their stamps, one record's history, what waits to be decided.
std::string content_of(promised_tablet& tablet, const std::string& id) {
    const pendata_export_options options{sizeof options, {nullptr, 0}, 1, 0};
    call_result why;
    std::string out = all_lines([&](auto line, void* to) { pendata_record_export(tablet.get(), &options, line, to, &why); });
    out += all_lines([&](auto line, void* to) { pendata_case_list(tablet.get(), line, to, &why); });
    if (id.empty()) return out;
    answer_buffer history;
    pendata_record_history(tablet.get(), client::view(id), &history.raw, &why);
    return out.append(history.text());
}

// A save that must change nothing where it fails, and something where it succeeds.
using answering_call = std::function<void(pendata_buffer*, pendata_error*)>;
void try_saving(const char* name, promised_tablet& tablet, const std::string& id, const answering_call& call) {
    kept_file kept(tablet);
    const std::string before = content_of(tablet, id);
    try_each(name, [&] {
        answer_buffer saved;
        call_result why;
        under([&] { call(&saved.raw, &why); });
        saved.must_be_empty_after(why);
        return why;
    }, [&](bool done) {
        const bool changed = content_of(tablet, id) != before;
        if (changed != done) say_wrong(done ? "changed nothing" : "failed, and changed something");
        if (changed) kept.put_back();
    });
}

// Of a value of the field that another one replaced.
std::string replaced_stamp(promised_tablet& tablet, const std::string& id, const std::string& field) {
    answer_buffer history;
    call_result why;
    pendata_record_history(tablet.get(), client::view(id), &history.raw, &why);
    const std::string_view all = history.text();
    for (auto at = all.find('{'); at != std::string_view::npos; at = all.find('{', at + 1)) {
        const auto row = all.substr(at, all.find('}', at) - at);
        const bool is_old = row.find("\"current\":false") != std::string_view::npos;
        if (is_old && promised_tablet::text_of(row, "field") == field) return promised_tablet::text_of(row, "stamp");
    }
    say_wrong("nothing was replaced in " + std::string(all));
    return {};
}

void calls_without_a_tablet() {
    const auto nothing_else = [](bool) {};
    try_each("time_parse", [] {
        std::int64_t time_us = 0;
        call_result why;
        under([&] { pendata_time_parse(client::view("2026-11-26T08:00:00+07:00"), &time_us, &why); });
        if (!why && time_us != 1'795'654'800'000'000) say_wrong("another time: " + std::to_string(time_us));
        return why;
    }, nothing_else);
    try_each("status_text", [] {
        const char* text = nullptr;
        under([&] { text = pendata_status_text(PENDATA_NO_MEMORY, 1); });
        if (std::string_view(text).empty() || std::string_view(pendata_version()).empty()) say_wrong("no text");
        return call_result();
    }, nothing_else);
    try_each("cancel_new", [] {
        pendata_cancel* made = nullptr;
        under([&] { made = pendata_cancel_new(); });
        call_result why;
        if (made == nullptr) why.status = PENDATA_NO_MEMORY;
        pendata_cancel_free(made);
        return why;
    }, nothing_else);
}

// What a follow tells.
class listening {
public:
    static void hear(void* context, std::int32_t event, pendata_view) {
        auto& here = *static_cast<listening*>(context);
        if (event == PENDATA_EVENT_CHANGED) return;
        const std::lock_guard lock(here.mutex_);
        here.newest_ = event;
        here.heard_.notify_all();
    }
    // The next event; 0 where none comes.
    std::int32_t next() {
        std::unique_lock lock(mutex_);
        heard_.wait_for(lock, patience, [&] { return newest_ != 0; });
        return std::exchange(newest_, 0);
    }

private:
    std::mutex mutex_;
    std::condition_variable heard_;
    std::int32_t newest_ = 0;
};

// Start, hear, wake, stop, with memory failing in whichever thread asks. Ends when `wanted` was heard.
call_result follow_until(promised_tablet& tablet, std::string_view office, std::int32_t wanted) {
    listening ear;
    const pendata_follow_options options{sizeof options, client::view(office), listening::hear, &ear};
    call_result why;
    under([&] {
        pendata_follow* follow = nullptr;
        pendata_follow_start(tablet.get(), &options, &follow, &why);
        if (why && follow != nullptr) say_wrong("a follow after a failure");
        for (std::int32_t event = 0; !why && event != wanted;) {
            event = ear.next();
            if (event == 0 || event == PENDATA_EVENT_ENDED) {
                say_wrong(event == 0 ? "is silent" : "gave up");
                break;
            }
            pendata_follow_wake(follow);
        }
        pendata_follow_stop(follow);
    });
    return why;
}

}  // namespace

bool ends_an_exchange(pendata_status status) {
    return status == PENDATA_NO_MEMORY || status == PENDATA_TLS_FAILED || status == PENDATA_CONNECTION_LOST || status == PENDATA_OFFLINE;
}

void save_one(promised_tablet& tablet, const std::string& address) {
    answer_buffer saved;
    call_result why;
    const std::string json = "{\"name\":\"Siti\",\"address\":\"" + address + "\",\"village\":\"" + std::string(village) + "\"}";
    pendata_record_add(tablet.get(), client::view("person"), client::view(json), nullptr, &saved.raw, &why);
    if (why) say_wrong("cannot save: " + std::string(why.text_en));
    tablet.promise(promised_tablet::text_of(saved.text(), "id"), address);
}

void other_local_calls(promised_tablet& tablet, const std::string& id) {
    calls_without_a_tablet();
    const auto similar_there = [](void*, pendata_view) -> std::int32_t { return 1; };
    try_each("record_similar", [&] {
        call_result why;
        under([&] {
            pendata_record_similar(tablet.get(), client::view("person"), client::view("{\"name\":\"Siti\",\"village\":\"32.11.01.2001\"}"),
                                   similar_there, nullptr, &why);
        });
        return why;
    }, [](bool) {});
    try_saving("record_withdraw", tablet, id, [&](auto* saved, auto* why) {
        pendata_record_withdraw(tablet.get(), client::view(id), client::view("tercatat dua kali"), saved, why);
    });
    const std::string stamp = replaced_stamp(tablet, id, "address");
    try_saving("record_restore", tablet, id, [&](auto* saved, auto* why) {
        pendata_record_restore(tablet.get(), client::view(id), client::view("address"), client::view(stamp), saved, why);
    });
    tablet.check();
}

void photo_calls(promised_tablet& tablet) {
    const auto listed = [&](call_result& why) {
        return all_lines([&](auto line, void* to) { pendata_photo_list(tablet.get(), line, to, &why); });
    };
    // Another photo each time, of two pieces: kept whole or not at all.
    int number = 0;
    std::string content;
    std::string hash;
    std::string before;
    const auto add = [&] {
        call_result ok;
        before = listed(ok);
        content = "photo " + std::to_string(++number) + std::string(9'000, 'x');
        answer_buffer json;
        call_result why;
        under([&] { pendata_photo_add(tablet.get(), client::view(content), &json.raw, &why); });
        json.must_be_empty_after(why);
        if (!why) hash = promised_tablet::text_of(json.text(), "photo");
        return why;
    };
    try_each("photo_add", add, [&](bool done) {
        call_result ok;
        const std::string after = listed(ok);
        if (ok || (done ? after.find(hash) == std::string::npos : after != before)) say_wrong("photos after photo_add: " + after);
    });
    try_each("photo_get", [&] {
        answer_buffer found;
        call_result why;
        under([&] { pendata_photo_get(tablet.get(), client::view(hash), &found.raw, &why); });
        found.must_be_empty_after(why);
        if (!why && found.text() != content) say_wrong("another photo");
        return why;
    }, [](bool) {});
    std::string all;
    {
        call_result ok;
        all = listed(ok);
    }
    try_each("photo_list", [&] {
        call_result why;
        under([&] { listed(why); });
        return why;
    }, [&](bool) {
        call_result ok;
        if (listed(ok) != all) say_wrong("photo_list changed what is there");
    });
    const std::string nobodys(64, '7');
    try_each("photo_get, nobody's", [&] {
        answer_buffer found;
        call_result why;
        under([&] { pendata_photo_get(tablet.get(), client::view(nobodys), &found.raw, &why); });
        found.must_be_empty_after(why);
        if (!why) say_wrong("a photo that is not here");
        // Its good end, told apart from the lack of memory.
        if (why.status == PENDATA_NOT_FOUND) why.status = PENDATA_OK;
        return why;
    }, [](bool) {});
    tablet.check();
}

void deciding_calls(const std::string& file) {
    promised_tablet tablet(file);
    const std::string cases = all_lines([&](auto line, void* to) { pendata_case_list(tablet.get(), line, to, nullptr); });
    const std::string id = promised_tablet::text_of(cases, "case");
    now_calling("case_decide");
    if (id.empty()) return say_wrong("nothing to decide: " + cases);
    const auto decide = [&](const char* name, const pendata_decision& decision) {
        try_saving(name, tablet, {}, [&](auto* json, auto* why) {
            pendata_case_decide(tablet.get(), client::view(id), &decision, json, why);
        });
    };
    decide("case_decide pick", {sizeof(pendata_decision), 1, {nullptr, 0}, PENDATA_ANSWER_NONE});
    decide("case_decide value", {sizeof(pendata_decision), -1, client::view("\"Jalan Kenanga\""), PENDATA_ANSWER_NONE});
    tablet.close();
}

void importing_calls(const std::string& file, std::string_view bag) {
    promised_tablet tablet(file);
    const auto status = [&] {
        answer_buffer json;
        call_result why;
        pendata_tablet_status(tablet.get(), &json.raw, &why);
        if (why) say_wrong("has no status: " + std::string(why.text_en));
        return std::string(json.text());
    };
    const auto unsent = [&] { return status().find("\"pending\":0") == std::string::npos; };
    const std::string records = content_of(tablet, {});
    kept_file kept(tablet);
    now_calling("bag_import");
    if (!unsent()) say_wrong("nothing waits for a receipt: " + status());
    const auto import = [&] {
        answer_buffer json;
        call_result why;
        under([&] { pendata_bag_import(tablet.get(), client::view(bag), &json.raw, &why); });
        json.must_be_empty_after(why);
        return why;
    };
    // A thread's first use of a library is between that and the C library, which ends the program.
    if (const auto why = import(); why) say_wrong(why.text_en);
    kept.put_back();
    try_each("bag_import", import, [&](bool done) {
        if (done && unsent()) say_wrong("still waits for a receipt: " + status());
        if (content_of(tablet, {}) != records) say_wrong("has other records");
        kept.put_back();
    });
    tablet.close();
}

void following_nobody(const std::string& file) {
    promised_tablet tablet(file);
    try_each("follow, offline", [&] { return follow_until(tablet, nowhere, PENDATA_EVENT_WAITING); }, [](bool) {});
    tablet.close();
}

void following_calls(const std::string& file, std::string_view office) {
    promised_tablet tablet(file);
    int rounds = 0;
    const auto save = [&] { save_one(tablet, "Lorong " + std::to_string(++rounds)); };
    save();
    try_each("follow", [&] { return follow_until(tablet, office, PENDATA_EVENT_SYNCED); }, [&](bool done) {
        if (done) save();
    });
    if (const auto why = follow_until(tablet, office, PENDATA_EVENT_SYNCED); why) say_wrong(why.text_en);
    tablet.close();
}

void enrolling_calls(const std::string& file, std::string_view office, const std::vector<std::string>& codes) {
    const pendata_sync_options options{sizeof options, client::view(office), 30'000'000, nullptr, nullptr, nullptr};
    std::size_t used = 0;
    const auto next = [&] { return promised_tablet(file + std::to_string(used)); };
    promised_tablet tablet = next();
    try_each("tablet_enrol", [&] {
        answer_buffer json;
        call_result why;
        under([&] { pendata_tablet_enrol(tablet.get(), client::view(codes[used]), client::view("uji"), &options, &json.raw, &why); });
        json.must_be_empty_after(why);
        return why;
    }, [&](bool done) {
        if (!done) return;
        answer_buffer summary;
        call_result why;
        pendata_sync_once(tablet.get(), &options, &summary.raw, &why);
        if (why) say_wrong("was enrolled and cannot sync: " + std::string(why.text_en));
        if (++used == codes.size()) return say_wrong("has no code left");
        tablet.close();
        tablet = next();
    }, ends_an_exchange);
    tablet.close();
}

}  // namespace pendata::failing
