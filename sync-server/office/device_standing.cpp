// Who can not call goes first, then what stands in the way here, then what the device told.
#include "sync-server/office/device_standing.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/sync/stuck.hpp"

namespace pendata {

namespace {

constexpr std::int64_t day_s = 24 * 3600;

stuck_reason told_reason(const device_row& row) { return reason_of(static_cast<errc>(row.told_trouble), row.told_by_office); }

device_reason reason_for(const device_row& row, const standing_facts& facts, std::int64_t silent_s) {
    if (row.revoked) return row.told_pending > 0 ? device_reason::revoked_with_unsent : device_reason::none;
    const bool silent = silent_s >= limits::silent_device_days * day_s;
    if (row.last_contact_ms == 0 && silent) return device_reason::never_came;
    if (silent) return device_reason::no_contact;
    if (facts.office_is_behind) return device_reason::office_behind;
    if (!facts.has_duty) return device_reason::no_duty;
    if (row.told_pending > 0) return row.told_trouble != 0 ? device_reason::trouble_told : device_reason::unsent;
    if (facts.unread.batches > 0) return device_reason::unread;
    return facts.held > 0 ? device_reason::held : device_reason::none;
}

}  // namespace

device_standing standing_of(const device_row& row, const standing_facts& facts) {
    device_standing out;
    const auto last_ms = row.last_contact_ms == 0 ? row.enrolled_ms : row.last_contact_ms;
    out.silent_s = std::max<std::int64_t>(0, facts.now_ms - last_ms) / 1000;
    if (row.told_pending > 0) out.oldest_unsent_s = row.told_oldest_s + static_cast<std::uint64_t>(out.silent_s);
    out.held = facts.held;
    out.unread = facts.unread.batches;
    out.unread_writes = facts.unread.writes;
    if (out.unread > 0) out.unread_s = std::max<std::int64_t>(0, facts.now_ms - facts.unread.oldest_ms) / 1000;
    out.reason = reason_for(row, facts, out.silent_s);
    return out;
}

std::string_view name_of(device_reason reason) {
    switch (reason) {
        case device_reason::none:
            return "";
        case device_reason::revoked_with_unsent:
            return "revoked_with_unsent";
        case device_reason::never_came:
            return "never_came";
        case device_reason::no_contact:
            return "no_contact";
        case device_reason::office_behind:
            return "office_behind";
        case device_reason::no_duty:
            return "no_duty";
        case device_reason::trouble_told:
            return "trouble_told";
        case device_reason::unsent:
            return "unsent";
        case device_reason::unread:
            return "unread";
        case device_reason::held:
            return "held";
    }
    return "";
}

std::string text_of(const device_standing& s, const device_row& row, bool indonesian) {
    const auto say = [&](std::string_view id, std::string_view en) { return std::string(indonesian ? id : en); };
    const auto days = std::to_string(s.silent_s / day_s);
    const auto unsent = std::to_string(row.told_pending);
    switch (s.reason) {
        case device_reason::none:
            return {};
        case device_reason::revoked_with_unsent:
            return say("dicabut, masih menyimpan " + unsent + " tulisan belum terkirim", "revoked, still with " + unsent + " unsent writes");
        case device_reason::never_came:
            return say("terdaftar " + days + " hari lalu, belum pernah datang", "enrolled " + days + " days ago, never came");
        case device_reason::no_contact:
            return say("tidak ada kabar " + days + " hari", "no contact for " + days + " days");
        case device_reason::office_behind:
            return say("kantor ini di belakang ledger-nya: tidak melayani tarikan; lihat ledger status",
                       "this office is behind its ledger and serves no pull; see ledger status");
        case device_reason::no_duty:
            return say("petugasnya tidak punya tugas lagi", "its officer has no duty any more");
        case device_reason::trouble_told:
            return say("kata tablet: ", "the tablet says: ") + std::string(text_of(told_reason(row), indonesian));
        case device_reason::unsent:
            return say("terputus sebelum semua terkirim", "cut off before all was in");
        case device_reason::unread: {
            const auto batches = std::to_string(s.unread), writes = std::to_string(s.unread_writes);
            return say("terlalu banyak yang ditahan: " + batches + " kiriman (" + writes + " tulisan) belum dibaca; putuskan held list dan kasusnya",
                       "too much is held: " + batches + " batches (" + writes + " writes) are unread; decide held list and its cases");
        }
        case device_reason::held:
            return say(std::to_string(s.held) + " tulisan ditahan; lihat held list", std::to_string(s.held) + " writes held; see held list");
    }
    return {};
}

std::string unread_json(const device_standing& s) {
    if (s.unread == 0) return "null";
    return json_object({{"batches", std::to_string(s.unread)}, {"writes", std::to_string(s.unread_writes)}, {"oldest_s", std::to_string(s.unread_s)}});
}

std::string stuck_json(const device_standing& s, const device_row& row) {
    if (is_well(s)) return "null";
    json_members out{{"reason", json_string(name_of(s.reason))},
                     {"text", json_string(text_of(s, row, true))},
                     {"text_en", json_string(text_of(s, row, false))}};
    if (row.told_trouble != 0) {
        out.emplace_back("told", json_string(name_of(told_reason(row))));
        out.emplace_back("told_for_s", std::to_string(row.told_trouble_s));
    }
    return json_object(std::move(out));
}

}  // namespace pendata
