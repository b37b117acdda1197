// Every allocation of every call of the C ABI fails once, whoever asks for memory. A call may answer
// PENDATA_NO_MEMORY and then has changed nothing, or succeed; it may not crash, nor lose what it said was saved.
// How it is called stands in `main` and in allocation_matrix.py. STRIDE 1 tries every allocation; a larger one every
// first few and then each STRIDE-th.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/crash/failing_calls.hpp"

namespace {

using namespace pendata;
using namespace pendata::failing;

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
    tablet.promise_all();
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
    other_local_calls(tablet, edited);
    batch_calls(tablet);
    retracting_calls(tablet, edited);
    tablet.reopen();
    tablet.check();
    reading_calls(tablet, any_id(tablet));
    bag_calls(tablet);
    photo_calls(tablet);
    opening_calls(tablet);
    tablet.reopen();
    tablet.check();
    tablet.close();
    following_nobody(file);
    return 0;
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
    const auto save = [&] { save_one(tablet, "Gang " + std::to_string(++rounds)); };
    // How OpenSSL starts itself without memory is its own matter (it may crash): so it has been started.
    now_calling("the first sync");
    if (const auto why = sync(); why) say_wrong(why.text_en);
    tablet.promise_all();
    save();
    try_each("sync_once", sync, [&](bool done) {
        if (rounds % 10 == 0) tablet.check();
        if (done) save();
    }, ends_an_exchange);
    now_calling("sync without a failure");
    if (const auto why = sync(); why) say_wrong(why.text_en);
    tablet.reopen();
    tablet.check();
    tablet.close();
    return 0;
}

}  // namespace

int main(int count, char** words) {
    watch_for_crashes();
    const std::string_view what = count > 1 ? words[1] : "";
    // local|decide FILE STRIDE, import FILE BAG STRIDE, sync|follow FILE OFFICE STRIDE, enrol FILE OFFICE STRIDE CODE...
    const int at = what == "local" || what == "decide" ? 3 : 4;  // where the stride stands
    if (count > at) stride = std::atol(words[at]);
    if (what == "local" && count == 4) {
        local(words[2]);
    } else if (what == "decide" && count == 4) {
        deciding_calls(words[2]);
    } else if (what == "import" && count == 5) {
        std::ifstream bag(words[3], std::ios::binary);
        importing_calls(words[2], std::string(std::istreambuf_iterator<char>(bag), {}));
    } else if (what == "sync" && count == 5) {
        syncing(words[2], words[3]);
    } else if (what == "follow" && count == 5) {
        following_calls(words[2], words[3]);
    } else if (what == "enrol" && count > 5) {
        enrolling_calls(words[2], words[3], {words + 5, words + count});
    } else {
        std::printf("failing_allocations local|decide|import|sync|follow|enrol FILE ...\n");
        return 2;
    }
    print_answers();
    return wrong_count() > 0 ? 1 : 0;
}
