// Counting, dating, telling.
#include "client-lib/src/engine/what_stays.hpp"

#include <algorithm>
#include <map>

#include "core/dictionary/json_text.hpp"
#include "core/sync/stuck.hpp"

namespace pendata {

namespace {

constexpr std::size_t place_of(stays what) { return static_cast<std::size_t>(what); }

// Why photos wait: what an attempt met goes before what the office said of one of them.
result<void> find_why_photos_wait(device_transaction& tx, const device_state& state, errc& why) {
    constexpr std::size_t looked_at = 64;
    why = state.contact.outcome;
    if (why != errc::ok) return {};
    PENDATA_TRY(some, tx.photos(0, looked_at, true));
    const auto told = std::find_if(some.begin(), some.end(), [](const tablet_photo& p) { return p.state == photo_state::waiting && p.why != errc::ok; });
    if (told != some.end()) why = told->why;
    return {};
}

}  // namespace

result<stays_counts> count_what_stays(device_transaction& tx) {
    stays_counts out{};
    PENDATA_TRY(notices, tx.notices());
    out[place_of(stays::unread)] = static_cast<std::uint64_t>(std::count_if(notices.begin(), notices.end(), [](const held_notice& n) {
        return n.state == message::verdict::held && n.reason == hold_reason::quota;
    }));
    PENDATA_TRY(photos, tx.photos_here());
    out[place_of(stays::photos)] = photos.waiting;
    out[place_of(stays::photos_refused)] = photos.refused;
    PENDATA_TRY(mail, tx.mail_kept());
    out[place_of(stays::mail_aside)] = mail.aside;
    PENDATA_TRY(leaving, tx.evictions());
    out[place_of(stays::evictions)] = leaving.size();
    PENDATA_TRY(damage, tx.damage());
    out[place_of(stays::batches)] = damage.batches;
    return out;
}

result<void> note_what_stays(device_transaction& tx, device_state& state, const clock_reading& now) {
    PENDATA_TRY(counts, count_what_stays(tx));
    for (std::size_t i = 0; i < counts.size(); ++i) {
        auto& since = state.contact.stays_since[i];
        if (counts[i] == 0) since.reset();
        if (counts[i] > 0 && !since) since = now;
    }
    return {};
}

result<std::string> what_stays_text(device_transaction& tx, const device_state& state, const clock_reading& now) {
    PENDATA_TRY(counts, count_what_stays(tx));
    std::vector<std::string> out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        const auto what = static_cast<stays>(i);
        const auto& since = state.contact.stays_since[i];
        json_members one{{"what", json_string(name_of(what))},
                         {"count", std::to_string(counts[i])},
                         {"since_s", since ? std::to_string(elapsed_ms(*since, now, state.anchor) / 1000) : "null"},
                         {"text", json_string(text_of(what, true))},
                         {"text_en", json_string(text_of(what, false))}};
        if (what == stays::photos) {
            errc why = errc::ok;
            PENDATA_CHECK(find_why_photos_wait(tx, state, why));
            if (why != errc::ok) {
                one.emplace_back("why", json_string(text_of(why, true)));
                one.emplace_back("why_en", json_string(text_of(why, false)));
            }
        }
        out.push_back(json_object(std::move(one)));
    }
    return json_array(out);
}

result<void> note_unread(device_transaction& tx, const device_state& state, const receipt& answer) {
    const bool any_unread = std::any_of(answer.held.begin(), answer.held.end(), [](const held_write& w) { return w.reason == hold_reason::quota; });
    if (!any_unread && !state.after_fork) return {};
    PENDATA_TRY(sent, tx.journal(answer.batch));
    if (!sent) return {};
    std::map<write_id, held_notice> known;
    PENDATA_TRY(notices, tx.notices());
    for (auto& n : notices) known.emplace(n.id, std::move(n));
    std::map<std::uint32_t, hold_reason> held;
    for (const auto& w : answer.held) held.emplace(w.index, w.reason);
    const auto& writes = sent->batch.content.writes;
    for (std::uint32_t i = 0; i < writes.size(); ++i) {
        const auto id = writes[i].id();
        const auto at = held.find(i);
        const auto told = known.find(id);
        if (at != held.end() && at->second == hold_reason::quota) {
            // A receipt may come again, after the verdict.
            if (told == known.end()) PENDATA_CHECK(tx.put_notice({id, writes[i].record, writes[i].what.key, hold_reason::quota, message::verdict::held, {}}));
            continue;
        }
        // The office that went back has room for it, or had accepted it: nothing is told of what is not held there.
        if (state.after_fork && at == held.end() && told != known.end() && told->second.state == message::verdict::held) {
            told->second.state = message::verdict::accepted;
            PENDATA_CHECK(tx.put_notice(told->second));
        }
    }
    return {};
}

}  // namespace pendata
