// Counting, ages, and a name for what holds things up.
#include "client-lib/src/engine/status_desk.hpp"

#include <algorithm>

#include "client-lib/src/engine/clock_advice.hpp"
#include "client-lib/src/engine/contact_desk.hpp"
#include "client-lib/src/engine/history_rows.hpp"
#include "client-lib/src/engine/photo_text.hpp"
#include "client-lib/src/engine/reviews.hpp"
#include "client-lib/src/engine/what_stays.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/sync/stuck.hpp"

namespace pendata {

namespace {

std::string number(std::uint64_t n) { return std::to_string(n); }

std::string_view name_of(message::verdict v) {
    switch (v) {
        case message::verdict::held: return "held";
        case message::verdict::accepted: return "accepted";
        case message::verdict::returned: return "returned";
        case message::verdict::rejected: return "rejected";
    }
    return "held";
}

std::string held_text(const dictionary& words, const std::vector<held_notice>& notices) {
    std::vector<std::string> out;
    for (const auto& n : notices) {
        if (n.state == message::verdict::accepted) continue;
        json_members row{{"id", json_string(to_string(n.record))},
                         {"reason", json_string(name_of(n.reason))},
                         {"state", json_string(name_of(n.state))}};
        if (!n.note.empty()) row.emplace_back("note", json_string(n.note));
        const auto* field = words.find(n.key);
        if (field != nullptr) row.emplace_back("field", json_string(field->name));
        out.push_back(json_object(std::move(row)));
    }
    return json_array(out);
}

checked<std::string> scopes_text(device_transaction& tx, const dictionary& words, const device_state& state) {
    std::vector<std::string> out;
    for (const auto& g : state.grants) {
        PENDATA_ASK(sum, scope_sum(tx, words, g, state));
        const auto print = sum.short_form();
        out.push_back(json_object({{"scope", json_string(g.node)},
                                   {"records", number(sum.count())},
                                   {"fingerprint", json_string(to_hex({reinterpret_cast<const char*>(print.data()), print.size()}))}}));
    }
    return json_array(out);
}

// Ages of the log's moments at one moment.
class ages {
public:
    ages(const clock_reading& now, const std::optional<clock_anchor>& anchor) : now_(now), anchor_(anchor) {}

    std::int64_t ms(const std::optional<clock_reading>& then) const { return then ? elapsed_ms(*then, now_, anchor_) : -1; }
    std::string seconds(const std::optional<clock_reading>& then) const { return then ? std::to_string(ms(then) / 1000) : "null"; }

private:
    clock_reading now_;
    std::optional<clock_anchor> anchor_;
};

// The next try counts from the last one, in this boot only: after another nobody is waiting.
std::string attempt_text(const contact_log& log, const ages& age, const clock_reading& now) {
    if (!log.tried) return "null";
    json_members out{{"ago_s", age.seconds(log.tried)}, {"status", std::to_string(static_cast<int>(log.outcome))}};
    if (log.outcome != errc::ok) {
        out.emplace_back("reason", json_string(text_of(log.outcome, true)));
        out.emplace_back("reason_en", json_string(text_of(log.outcome, false)));
    }
    out.emplace_back("failures", number(log.failures));
    const bool waits = log.retry_in_ms > 0 && log.tried->boot == now.boot;
    const auto left = log.retry_in_ms - age.ms(log.tried);
    out.emplace_back("next_try_s", waits && left >= 0 ? std::to_string((left + 999) / 1000) : "null");
    return json_object(std::move(out));
}

std::string stuck_text(const stuck_facts& facts, const contact_log& log, const ages& age) {
    const auto reason = why_stuck(facts);
    if (reason == stuck_reason::none) return "null";
    json_members out{{"reason", json_string(name_of(reason))},
                     {"text", json_string(text_of(reason, true))},
                     {"text_en", json_string(text_of(reason, false))}};
    const bool of_attempt = reason == reason_of(log.outcome, log.by_office);
    std::optional<clock_reading> since = of_attempt ? log.failing_since : std::nullopt;
    if (reason == stuck_reason::unread) since = log.stays_since[static_cast<std::size_t>(stays::unread)];
    if (reason == stuck_reason::damaged) since = log.stays_since[static_cast<std::size_t>(stays::batches)];
    out.emplace_back("since_s", age.seconds(since));
    return json_object(std::move(out));
}

std::uint64_t count_held(const std::vector<held_notice>& notices) {
    return static_cast<std::uint64_t>(std::count_if(notices.begin(), notices.end(), [](const held_notice& n) {
        return n.state == message::verdict::held;
    }));
}

}  // namespace

checked<std::string> status_desk::status(const surroundings& around) {
    json_members out;
    PENDATA_DEMAND(look(tablet_, [&](device_transaction& tx) -> checked<void> {
        PENDATA_ASK(state, tx.state());
        PENDATA_ASK(pending, tx.pending());
        PENDATA_ASK(notices, tx.notices());
        PENDATA_ASK(cases, open_case_count(tx, tablet_.words));
        PENDATA_ASK(all, tx.all());
        PENDATA_ASK(scopes, scopes_text(tx, tablet_.words, state));
        PENDATA_ASK(mail, tx.mail_kept());
        PENDATA_ASK(photos, tx.photos_here());
        PENDATA_ASK(damage, tx.damage());
        const auto now = tablet_.read_clock();
        const auto clock = advise_on_clock(now, state.anchor);
        const auto& log = state.contact;
        const ages age(now, state.anchor);
        stuck_facts facts;
        facts.enrolled = !state.officer.is_zero();
        facts.has_key = around.has_key;
        facts.disk_is_full = around.disk_is_full;
        facts.unsent = pending.writes;
        PENDATA_ASK(staying, what_stays_text(tx, state, now));
        facts.held = count_held(notices);
        facts.unread = static_cast<std::uint64_t>(std::count_if(notices.begin(), notices.end(), [](const held_notice& n) {
            return n.state == message::verdict::held && n.reason == hold_reason::quota;
        }));
        facts.damaged = damage.batches;
        facts.tried_ago_ms = age.ms(log.tried);
        facts.outcome = log.outcome;
        facts.by_office = log.by_office;
        constexpr std::string_view trust[] = {"ok", "jumped", "unknown"};
        out = {{"pending", number(pending.writes)},
               {"oldest_unsent_s", std::to_string(oldest_unsent_ms(pending, state, now) / 1000)},
               {"stuck", stuck_text(facts, log, age)},
               {"last_contact_s", age.seconds(log.heard)},
               {"last_attempt", attempt_text(log, age, now)},
               {"mail_waiting", mail.batches > mail.aside ? "true" : "false"},
               {"mail", json_object({{"batches", number(mail.batches)}, {"refused", number(mail.aside)}})},
               {"photos", photos_text(photos)},
               {"stays", staying},
               {"damage", json_object({{"batches", number(damage.batches)}, {"parts", number(damage.parts)}})},
               {"loading", number(state.loading.size())},
               {"held", held_text(tablet_.words, notices)},
               {"conflicts", number(cases)},
               {"records", number(all.size())},
               {"scopes", scopes},
               {"clock_trust", json_string(trust[static_cast<std::size_t>(clock.now.trust)])},
               {"clock_offset_s", std::to_string(clock.off_ms / 1000)},
               {"last_sync", std::to_string(state.last_sync_ms * 1000)},
               {"officer", json_string(state.officer_name)},
               {"role", json_string(state.role)},
               {"enrolled", state.officer.is_zero() ? "false" : "true"}};
        if (!clock.id.empty()) {
            out.emplace_back("clock_hint", json_string(clock.id));
            out.emplace_back("clock_hint_en", json_string(clock.en));
        }
        return {};
    }));
    return json_object(std::move(out));
}

}  // namespace pendata
