// Reports as JSON and as text.
#include "tools/sim/scene/report.hpp"

#include <algorithm>
#include <cstdio>

#include "pendata_commit.hpp"

namespace pendata::sim {

namespace {

std::string decimal(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", number);
    return text;
}

std::string hex(std::uint64_t number) {
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
    return text;
}

constexpr std::array<std::string_view, load_count> load_names{"first", "granted", "returned", "resumed", "overtaken"};
constexpr std::array<std::string_view, photo_event_count> photo_names{"taken", "asked", "seen", "arrived", "fetched"};

constexpr std::array<std::string_view, deed_count> deed_names{"added",        "imported",      "corrected", "moved",     "family_moved",
                                                              "moved_within", "state_changed", "retracted", "withdrawn", "decided"};

double days(std::int64_t ms) { return static_cast<double>(ms) / 86'400'000.0; }

}  // namespace

std::vector<std::string> seed_report::last_lines() const {
    std::vector<std::string> out;
    const std::uint64_t first = lines > lines_kept ? lines - lines_kept : 0;
    for (std::uint64_t i = first; i < lines; ++i) out.emplace_back(last[i % lines_kept]);
    return out;
}

void run_report::add(const seed_report& of) {
    ++seeds;
    if (of.failed()) failed.push_back(of.seed);
    syncs += of.syncs;
    virtual_ms += of.virtual_ms;
    for (std::size_t i = 0; i < fault_count; ++i) faults[i] += of.faults[i];
    for (std::size_t i = 0; i < load_count; ++i) loads[i] += of.loads[i];
    for (std::size_t i = 0; i < photo_event_count; ++i) photos[i] += of.photos[i];
    for (std::size_t i = 0; i < deed_count; ++i) deeds[i] += of.deeds[i];
    tablets += of.tablets;
    receipts += of.receipts;
}

std::string run_report::to_json() const {
    std::string out = "{\"seeds\":" + std::to_string(seeds) + ",\"failed\":[";
    for (std::size_t i = 0; i < failed.size(); ++i) out += (i == 0 ? "" : ",") + std::to_string(failed[i]);
    out += "],\"syncs\":" + std::to_string(syncs) + ",\"faults\":{";
    for (std::size_t i = 0; i < fault_count; ++i) {
        out += (i == 0 ? "\"" : ",\"") + std::string(name_of(static_cast<fault>(i))) + "\":" + std::to_string(faults[i]);
    }
    out += "},\"loads\":{";
    for (std::size_t i = 0; i < load_count; ++i) {
        out += (i == 0 ? "\"" : ",\"") + std::string(load_names[i]) + "\":" + std::to_string(loads[i]);
    }
    out += "},\"photos\":{";
    for (std::size_t i = 0; i < photo_event_count; ++i) {
        out += (i == 0 ? "\"" : ",\"") + std::string(photo_names[i]) + "\":" + std::to_string(photos[i]);
    }
    out += "},\"deeds\":{";
    for (std::size_t i = 0; i < deed_count; ++i) {
        out += (i == 0 ? "\"" : ",\"") + std::string(deed_names[i]) + "\":" + std::to_string(deeds[i]);
    }
    out += "},\"tablets\":" + std::to_string(tablets) + ",\"receipts\":" + std::to_string(receipts);
    return out + ",\"virtual_days\":" + decimal(days(virtual_ms)) + ",\"seconds\":" + decimal(seconds) + "}";
}

std::string run_report::to_text(bool indonesian) const {
    std::string out = std::to_string(seeds) + (indonesian ? " benih, " : " seeds, ") + std::to_string(syncs) +
                      (indonesian ? " sinkronisasi, " : " syncs, ") + decimal(days(virtual_ms)) +
                      (indonesian ? " hari semu, " : " virtual days, ") + decimal(seconds) + " s\n";
    for (std::size_t i = 0; i < fault_count; ++i) {
        out += "  " + std::string(name_of(static_cast<fault>(i))) + " " + std::to_string(faults[i]) + "\n";
    }
    out += indonesian ? "muatan" : "loads";
    for (std::size_t i = 0; i < load_count; ++i) out += " " + std::string(load_names[i]) + " " + std::to_string(loads[i]);
    out += indonesian ? "\nfoto" : "\nphotos";
    for (std::size_t i = 0; i < photo_event_count; ++i) out += " " + std::string(photo_names[i]) + " " + std::to_string(photos[i]);
    out += indonesian ? "\nsimpanan" : "\nsaves";
    for (std::size_t i = 0; i < deed_count; ++i) out += " " + std::string(deed_names[i]) + " " + std::to_string(deeds[i]);
    out += "\n" + std::to_string(tablets) + (indonesian ? " tablet, " : " tablets, ") + std::to_string(receipts) +
           (indonesian ? " tanda terima\n" : " receipts\n");
    if (failed.empty()) return out + (indonesian ? "semua jaminan terpenuhi\n" : "every invariant held\n");
    out += indonesian ? "benih gagal:" : "failed seeds:";
    for (const auto seed : failed) out += " " + std::to_string(seed);
    return out + "\n";
}

std::string failure_text(const seed_report& of, bool same_again, bool indonesian) {
    std::string out = (indonesian ? "benih " : "seed ") + std::to_string(of.seed) + " · " PENDATA_COMMIT " · ";
    if (of.broken) {
        out += std::string(of.invariant) + ": " + of.finding + "\n";
    } else if (of.signal != 0) {
        out += (indonesian ? "berhenti oleh sinyal " : "ended by signal ") + std::to_string(of.signal) + "\n";
    } else {
        out += indonesian ? "berhenti sebelum selesai\n" : "ended before it had finished\n";
    }
    for (const auto& line : of.last_lines()) out += "  " + line + "\n";
    out += (indonesian ? "sidik peristiwa " : "event hash ") + hex(of.event_hash);
    out += same_again ? (indonesian ? ", sama pada kali kedua\n" : ", the same a second time\n")
                      : (indonesian ? ", BERBEDA pada kali kedua\n" : ", DIFFERENT a second time\n");
    return out;
}

}  // namespace pendata::sim
