// Counting what waits, and the form of what is kept unread.
#include "core/settle/quota.hpp"

#include <set>

#include "core/settle/review_text.hpp"
#include "core/wire/frame.hpp"

namespace pendata {

namespace {

constexpr std::size_t id_bytes = 16;

std::string note_of(const device_id& device) { return "cases of " + to_string(device); }

result<bool> is_open(office_view& view, const record_id& id) {
    PENDATA_TRY(file, view.find(id));
    return file && is_waiting(*file);
}

// The device's cases that are open still; the note forgets the others.
result<std::size_t> open_cases_of(office_transaction& to, const device_id& device, std::size_t most) {
    PENDATA_TRY(noted, to.note(note_of(device)));
    if (noted.size() / id_bytes < most) return noted.size() / id_bytes;
    bytes open;
    for (std::size_t at = 0; at + id_bytes <= noted.size(); at += id_bytes) {
        const bytes_view id = bytes_view(noted).substr(at, id_bytes);
        PENDATA_TRY(stands, is_open(to, record_id::from(id)));
        if (stands) open.append(id);
    }
    if (open.size() != noted.size()) PENDATA_CHECK(to.put_note(note_of(device), open));
    return open.size() / id_bytes;
}

}  // namespace

result<bool> has_room(office_transaction& to, const office_context& office, const device_id& device) {
    PENDATA_TRY(held, to.held_count(device, office.held_quota));
    if (held >= office.held_quota) return false;
    PENDATA_TRY(cases, open_cases_of(to, device, office.case_quota));
    return cases < office.case_quota;
}

result<bool> is_over_quota(office_transaction& to, const office_context& office, const device_id& device) {
    PENDATA_TRY(unread, to.unread_of(device, 1));
    if (!unread.empty()) return true;
    PENDATA_TRY(room, has_room(to, office, device));
    return !room;
}

result<void> note_cases(office_transaction& to, const device_id& device, std::span<const record_id> opened) {
    if (opened.empty()) return {};
    PENDATA_TRY(noted, to.note(note_of(device)));
    std::set<record_id> known;
    for (std::size_t at = 0; at + id_bytes <= noted.size(); at += id_bytes) known.insert(record_id::from(bytes_view(noted).substr(at, id_bytes)));
    for (const auto& id : opened) {
        if (known.insert(id).second) noted.append(id.view());
    }
    return to.put_note(note_of(device), noted);
}

unread_batch sealed_up(const sealed_batch& batch, arrival path, std::int64_t received_ms) {
    return {batch.hash, batch.device, path, received_ms, static_cast<std::uint32_t>(batch.content.writes.size()),
            encode_batch(batch)};
}

result<sealed_batch> unsealed_of(const unread_batch& kept) {
    auto batch = decode_batch(kept.content);
    if (batch.has_error() || batch->hash != kept.hash) return errc::corrupt;
    return batch;
}

}  // namespace pendata
