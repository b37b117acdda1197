// Codes and devices.
#include "sync-server/office/devices.hpp"

#include <algorithm>
#include <map>

#include "core/settle/office_answers.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/verifying.hpp"

namespace pendata {

result<code_made> make_code(office& of, const officer_id& officer, std::int64_t now_ms) {
    enrolment_code code{of.settings().advertise.host, of.settings().advertise.port, of.identity().public_key(), fresh_secret()};
    code_made out;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        const auto* who = context.who.find(officer);
        if (who == nullptr) return errc::officer_unknown;
        if (!has_duty_from(*who, day_of(now_ms))) return errc::not_allowed;
        // By the time codes are judged by, which never goes back.
        PENDATA_TRY(head, to.head());
        out.expires_ms = std::max(now_ms, head.latest_ms) + of.settings().code_valid_days * 24 * 3600 * 1000;
        return to.put(code_row{secret_hash_of(code.secret_view()), officer, out.expires_ms, {}});
    });
    PENDATA_CHECK(done);
    out.text = write_enrolment_code(code);
    return out;
}

result<void> revoke_device(office& of, const device_id& device, std::int64_t now_ms) {
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(known, view->device(device));
    if (!known) return errc::device_unknown;
    PENDATA_CHECK(note_revocation(of, device, now_ms));
    return of.transact(now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
        PENDATA_TRY(row, to.device(device));
        if (!row || row->revoked) return {};
        row->revoked = true;
        // What it last told waits for nobody any more; should it come after all, it tells anew.
        row->told_pending = row->told_oldest_s = 0;
        return to.put(*row);
    });
}

result<std::vector<device_entry>> devices_of(office& of, office_view& view, std::int64_t now_ms) {
    PENDATA_TRY(rows, view.devices());
    PENDATA_TRY(bearings, of.bearings(view, now_ms));
    PENDATA_TRY(behind, is_ledger_behind(of));
    PENDATA_TRY(custody, view.custody_in(custody_state::held));
    std::map<device_id, std::uint64_t> held;
    for (const auto& write : custody) ++held[write.from];
    PENDATA_TRY(waiting, view.unread());
    std::map<device_id, unread_summary> unread;
    for (const auto& of_one : waiting) unread.emplace(of_one.from, of_one);
    std::vector<device_entry> out;
    for (auto& row : rows) {
        device_entry entry;
        const auto* who = bearings.who->find(row.officer);
        entry.officer_name = who == nullptr ? to_string(row.officer) : who->name;
        standing_facts facts{now_ms, behind, true, 0, {}};
        facts.has_duty = row.revoked || !bearings.who->grants_of(row.officer, day_of(now_ms)).empty();
        if (const auto found = held.find(row.id); found != held.end()) facts.held = found->second;
        if (const auto found = unread.find(row.id); found != unread.end()) facts.unread = found->second;
        entry.standing = standing_of(row, facts);
        entry.row = std::move(row);
        out.push_back(std::move(entry));
    }
    return out;
}

result<device_summary> summary_of(office& of, office_view& view, const device_id& device, std::int64_t now_ms) {
    PENDATA_TRY(row, view.device(device));
    if (!row) return errc::device_unknown;
    device_summary out;
    out.row = *row;
    PENDATA_TRY(bearings, of.bearings(view, now_ms));
    if (const auto* who = bearings.who->find(row->officer)) out.officer_name = who->name;
    if (!row->revoked) out.grants = bearings.who->grants_of(row->officer, day_of(now_ms));
    constexpr std::size_t page = 4096;
    for (const auto& g : out.grants) {
        record_id last;
        while (true) {
            PENDATA_TRY(ids, view.records_under(g.node, last, page));
            out.records += ids.size();
            if (ids.size() < page) break;
            last = ids.back();
        }
    }
    PENDATA_TRY(held, view.custody_from(device, 0));
    out.held = static_cast<std::uint64_t>(std::count_if(held.begin(), held.end(), [](const custody_row& r) { return r.state == custody_state::held; }));
    PENDATA_TRY(behind, is_ledger_behind(of));
    standing_facts facts{now_ms, behind, out.row.revoked || !out.grants.empty(), out.held, {}};
    PENDATA_TRY(waiting, view.unread());
    for (const auto& of_one : waiting) {
        if (of_one.from == device) facts.unread = of_one;
    }
    out.standing = standing_of(out.row, facts);
    return out;
}

}  // namespace pendata
