// Facts into the ledger and out of it.
#include "sync-server/office/ledger_facts.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "sync-server/office/erasing.hpp"
#include "sync-server/office/notes.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/restricting.hpp"
#include "sync-server/office/verifying.hpp"

namespace pendata {

namespace {

result<void> note(office& of, ledger_fact fact, std::int64_t now_ms) {
    // Its entries are dated for good. A start, which goes by the same clock, has been looked at.
    if (!std::holds_alternative<segment_started>(fact)) {
        PENDATA_TRY(view, of.view());
        PENDATA_CHECK(of.look_at_clock(*view, now_ms));
    }
    const auto sign = [&of](bytes_view message) { return of.identity().sign(message); };
    PENDATA_CHECK(of.ledger().append(std::move(fact), now_ms, sign));
    return {};
}

result<bool> has_fact(office& of, const std::function<bool(const ledger_fact&)>& is_it) {
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    return std::any_of(entries.rbegin(), entries.rend(), [&](const ledger_entry& e) { return is_it(e.fact); });
}

// What one entry means to the store; true where it was news.
class learner {
public:
    learner(office_transaction& to, std::int64_t ms) : to_(to), ms_(ms) {}

    result<bool> operator()(const device_enrolled& e) const {
        PENDATA_TRY(present, to_.device(e.device));
        if (present) return false;
        device_row row;
        row.id = e.device;
        row.public_key = bytes(reinterpret_cast<const char*>(e.key.data()), e.key.size());
        row.officer = e.officer;
        row.label = e.label;
        row.enrolled_ms = ms_;
        row.last_contact_ms = ms_;
        PENDATA_CHECK(to_.put(row));
        return true;
    }
    result<bool> operator()(const device_revoked& e) const {
        PENDATA_TRY(present, to_.device(e.device));
        if (!present || present->revoked) return false;
        present->revoked = true;
        PENDATA_CHECK(to_.put(*present));
        return true;
    }
    result<bool> operator()(const code_used& e) const {
        PENDATA_TRY(present, to_.code(e.secret_hash));
        if (!present || !present->used_by.is_zero()) return false;
        present->used_by = e.by;
        PENDATA_CHECK(to_.put(*present));
        return true;
    }
    // Ends of duty are writes, made by their own door; the rest is no matter of the store.
    template <class Other>
    result<bool> operator()(const Other&) const {
        return false;
    }

private:
    office_transaction& to_;
    std::int64_t ms_;
};

}  // namespace

namespace {

result<void> note_device(office& of, const device_row& row, std::int64_t now_ms) {
    const auto is_enrolment = [&](const ledger_fact& fact) {
        const auto* e = std::get_if<device_enrolled>(&fact);
        return e != nullptr && e->device == row.id;
    };
    PENDATA_TRY(enrolled, has_fact(of, is_enrolment));
    if (enrolled) return {};
    device_enrolled fact{row.id, {}, row.officer, row.label};
    if (row.public_key.size() != fact.key.size()) return errc::malformed;
    std::copy(row.public_key.begin(), row.public_key.end(), fact.key.begin());
    return note(of, std::move(fact), now_ms);
}

}  // namespace

result<void> note_enrolment(office& of, const device_row& row, const digest& secret_hash, std::int64_t now_ms) {
    PENDATA_CHECK(note_device(of, row, now_ms));
    const auto is_use = [&](const ledger_fact& fact) {
        const auto* e = std::get_if<code_used>(&fact);
        return e != nullptr && e->secret_hash == secret_hash && e->by == row.id;
    };
    PENDATA_TRY(used, has_fact(of, is_use));
    if (used) return {};
    return note(of, code_used{secret_hash, row.id}, now_ms);
}

result<void> note_revocation(office& of, const device_id& device, std::int64_t now_ms) {
    PENDATA_TRY(known, has_fact(of, [&](const ledger_fact& fact) {
        const auto* e = std::get_if<device_revoked>(&fact);
        return e != nullptr && e->device == device;
    }));
    if (known) return {};
    return note(of, device_revoked{device}, now_ms);
}

result<void> note_end_of_duty(office& of, const officer_id& officer, std::int64_t now_ms) {
    return note(of, duty_ended{officer, {}}, now_ms);
}

result<void> note_segment(office& of, const segment_id& id, const position& start, std::int64_t now_ms) {
    return note(of, segment_started{id, start}, now_ms);
}

result<std::size_t> learn_from_ledger(office& of, std::int64_t now_ms) {
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    std::size_t news = 0;
    if (!entries.empty()) {
        const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
            news = 0;
            for (const auto& e : entries) {
                PENDATA_TRY(learned, std::visit(learner(to, e.ms), e.fact));
                if (learned) ++news;
            }
            return {};
        });
        PENDATA_CHECK(done);
    }
    for (const auto& e : entries) {
        const auto* ended = std::get_if<duty_ended>(&e.fact);
        if (ended == nullptr) continue;
        PENDATA_TRY(learned, end_duties_of(of, ended->officer, e.ms, now_ms));
        if (learned) ++news;
    }
    PENDATA_TRY(erased, erase_again(of, now_ms));
    PENDATA_TRY(restricted, restrict_again(of, now_ms));
    return news + erased + restricted;
}

result<void> note_newer_ledger(office_transaction& to, const message::ledger_head& seen) {
    PENDATA_TRY(content, to.note(office_notes::newer_ledger));
    byte_reader in(content);
    if (!content.empty() && in.u64() >= seen.entries) return {};
    bytes next;
    byte_writer out(next);
    out.u64(seen.entries);
    out.u64(seen.hash);
    return to.put_note(office_notes::newer_ledger, next);
}

result<message::ledger_head> accept_ledger_loss(office& of, const std::string& reason, std::int64_t now_ms) {
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(content, view->note(office_notes::newer_ledger));
    PENDATA_TRY(own, of.ledger().head());
    PENDATA_TRY(behind, is_ledger_behind(of));
    message::ledger_head lost = own;
    if (!content.empty()) {
        byte_reader in(content);
        lost = {in.u64(), in.u64()};
        if (!in.complete()) return errc::corrupt;
    }
    PENDATA_TRY(standing, of.ledger().standing_of(lost));
    if (standing != ledger_standing::unknown && !behind) return errc::nothing_to_do;
    PENDATA_CHECK(note(of, loss_accepted{lost, reason}, now_ms));
    // What the store knows and no ledger says any more is written down again.
    PENDATA_TRY(devices, view->devices());
    for (const auto& d : devices) {
        PENDATA_CHECK(note_device(of, d, now_ms));
        if (d.revoked) PENDATA_CHECK(note_revocation(of, d.id, now_ms));
    }
    PENDATA_CHECK(note_erasures_again(of, reason, now_ms));
    PENDATA_CHECK(note_restrictions_again(of, now_ms));
    if (behind) {
        PENDATA_TRY(at, of.start_segment(now_ms));
        static_cast<void>(at);
    }
    return lost;
}

}  // namespace pendata
