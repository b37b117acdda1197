// A tablet's day for the crash matrix, over the C ABI alone. Prints a line before each save and one after it, at
// once, so that whoever kills it knows what was promised.
//
//   crash_day enrol FILE OFFICE CODE
//   crash_day day FILE OFFICE NUMBER   begin|saved ID FIELD VALUE …, photo HASH, synced, sync-failed STATUS
//   crash_day recover FILE OFFICE      record JSON … (as it opens), then syncs, then settled JSON … and photo JSON …
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "pendata/pendata.hpp"

namespace {

using namespace pendata;

constexpr std::string_view village = "32.11.01.2001";
constexpr std::int64_t sync_timeout_us = 30'000'000;
constexpr int attempts = 4;  // a sync may meet an office that is only just up

void say(const std::string& line) {
    const std::string whole = line + '\n';
    for (std::size_t at = 0; at < whole.size();) {
        const auto written = write(1, whole.data() + at, whole.size() - at);
        if (written <= 0) _exit(9);
        at += static_cast<std::size_t>(written);
    }
}

[[noreturn]] void give_up(std::string_view what, const client::failure& why) {
    say("failed " + std::string(what) + " " + std::to_string(why.status) + " " + why.text_en + " " + why.field);
    _exit(1);
}

std::string text_in(std::string_view json, std::string_view key, std::size_t size) {
    const std::string before = "\"" + std::string(key) + "\":\"";
    const auto at = json.find(before);
    return at == std::string_view::npos ? std::string() : std::string(json.substr(at + before.size(), size));
}

std::string id_in(std::string_view json) { return text_in(json, "id", 36); }

client::tablet opened(const std::string& file) {
    auto made = client::tablet::open(file);
    if (!made.ok()) give_up("open", made.why());
    return std::move(*made);
}

pendata_sync_options at_office(std::string_view office) {
    return {sizeof(pendata_sync_options), client::view(office), sync_timeout_us, nullptr, nullptr, nullptr};
}

std::string add(client::tablet& to, const std::string& name) {
    say("begin new name " + name);
    const auto saved = to.add("person", "{\"name\":\"" + name + "\",\"village\":\"" + std::string(village) + "\"}");
    if (!saved.ok()) give_up("add", saved.why());
    const std::string id = id_in(*saved);
    say("saved " + id + " name " + name);
    return id;
}

void edit(client::tablet& to, const std::string& id, const std::string& field, const std::string& value) {
    say("begin " + id + " " + field + " " + value);
    const auto saved = to.edit(id, "{\"" + field + "\":\"" + value + "\"}");
    if (!saved.ok()) give_up("edit", saved.why());
    say("saved " + id + " " + field + " " + value);
}

// Some pieces long, and like nothing else.
std::string photo_of(std::uint32_t number) {
    constexpr std::size_t size = 20'000;
    std::string out;
    for (std::uint32_t state = number * 2'654'435'761u + 1; out.size() < size; state = state * 1'664'525u + 1'013'904'223u) {
        out.push_back(static_cast<char>(state >> 24));
    }
    return out;
}

void take_photo(client::tablet& with, const std::string& of, std::uint32_t number) {
    const auto kept = with.photo_add(photo_of(number));
    if (!kept.ok()) give_up("photo", kept.why());
    const auto hash = text_in(*kept, "photo", 64);
    say("photo " + hash);
    say("begin " + of + " face_photo " + hash);
    const auto named = with.edit(of, "{\"face_photo\":{\"add\":[\"" + hash + "\"]}}");
    if (!named.ok()) give_up("name a photo", named.why());
    say("saved " + of + " face_photo " + hash);
}

void sync(client::tablet& with, std::string_view office) {
    const auto options = at_office(office);
    const auto done = with.sync(&options);
    say(done.ok() ? "synced" : "sync-failed " + std::to_string(done.why().status));
}

int day(const std::string& file, std::string_view office, const std::string& number) {
    auto tablet = opened(file);
    const auto ani = add(tablet, "Ani " + number);
    const auto budi = add(tablet, "Budi " + number);
    edit(tablet, ani, "address", "Gang Mawar " + number);
    sync(tablet, office);
    edit(tablet, ani, "address", "Gang Melati " + number);
    edit(tablet, budi, "name", "Budiman " + number);
    const auto cici = add(tablet, "Cici " + number);
    take_photo(tablet, cici, 1);
    sync(tablet, office);
    edit(tablet, cici, "address", "Jalan Kenanga " + number);
    const auto dedi = add(tablet, "Dedi " + number);
    edit(tablet, ani, "name", "Aniwati " + number);
    sync(tablet, office);
    edit(tablet, dedi, "address", "Jalan Anggrek " + number);
    take_photo(tablet, dedi, 2);
    add(tablet, "Euis " + number);
    return 0;
}

void tell_all(client::tablet& of, const std::string& word) {
    const auto failed = of.export_all(nullptr, [&](std::string_view line) {
        say(word + " " + std::string(line));
        return true;
    });
    if (failed) give_up("export", failed);
}

int recover(const std::string& file, std::string_view office) {
    auto tablet = opened(file);
    tell_all(tablet, "record");
    const auto options = at_office(office);
    for (int n = 1;; ++n) {
        const auto done = tablet.sync(&options);
        if (done.ok()) break;
        if (n == attempts) give_up("sync", done.why());
    }
    tell_all(tablet, "settled");
    const auto failed = tablet.photo_list([](std::string_view line) {
        say("photo " + std::string(line));
        return true;
    });
    if (failed) give_up("photos", failed);
    return 0;
}

int enrol(const std::string& file, std::string_view office, std::string_view code) {
    auto tablet = opened(file);
    const pendata_sync_options options = at_office(office);
    const auto done = tablet.enrol(code, "tablet", &options);
    if (!done.ok()) give_up("enrol", done.why());
    say("enrolled");
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const std::string_view what = count > 1 ? words[1] : "";
    if (what == "day" && count == 5) return day(words[2], words[3], words[4]);
    if (what == "recover" && count == 4) return recover(words[2], words[3]);
    if (what == "enrol" && count == 5) return enrol(words[2], words[3], words[4]);
    say("crash_day day|recover|enrol FILE …");
    return 2;
}
