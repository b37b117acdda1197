// Facts on their way into device rows.
#include "sync-server/jobs/contact_book.hpp"

#include <algorithm>

namespace pendata {

namespace {

void lay_over(contact_facts& older, const contact_facts& newer) {
    older.at_ms = std::max(older.at_ms, newer.at_ms);
    if (newer.pending) older.pending = newer.pending;
    if (newer.oldest_s) older.oldest_s = newer.oldest_s;
    if (newer.trust) older.trust = newer.trust;
    if (newer.failed) older.failed = newer.failed;
    if (newer.pulled) older.pulled = newer.pulled;
}

}  // namespace

void contact_book::note(const device_id& device, const contact_facts& facts) {
    const std::lock_guard lock(guard_);
    lay_over(facts_[device], facts);
}

bool contact_book::is_empty() const {
    const std::lock_guard lock(guard_);
    return facts_.empty();
}

contact_book::page contact_book::take() {
    const std::lock_guard lock(guard_);
    return std::exchange(facts_, {});
}

void contact_book::put_back(page facts) {
    const std::lock_guard lock(guard_);
    for (const auto& [device, newer] : facts_) lay_over(facts[device], newer);
    facts_ = std::move(facts);
}

result<void> contact_book::store(office_transaction& to, const page& facts) {
    for (const auto& [device, told] : facts) {
        PENDATA_TRY(row, to.device(device));
        if (!row) continue;
        row->last_contact_ms = std::max(row->last_contact_ms, told.at_ms);
        row->told_pending = told.pending.value_or(row->told_pending);
        row->told_oldest_s = told.oldest_s.value_or(row->told_oldest_s);
        row->told_trust = told.trust.value_or(row->told_trust);
        if (told.failed) {
            row->told_trouble = told.failed->code;
            row->told_trouble_s = told.failed->for_s;
            row->told_by_office = told.failed->by_office;
        }
        row->pulled = told.pulled.value_or(row->pulled);
        PENDATA_CHECK(to.put(*row));
    }
    return {};
}

}  // namespace pendata
