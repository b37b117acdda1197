// The ledger's word carried out.
#include "sync-server/office/erasing.hpp"

#include <algorithm>
#include <set>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/erasing.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/list_erasing.hpp"
#include "sync-server/office/notes.hpp"

namespace pendata {

namespace {

// Number and hash of the newest erasure in the ledger, u64 each; empty where there is none.
result<bytes> newest_erasure(office& of) {
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    bytes out;
    for (auto e = entries.rbegin(); e != entries.rend() && out.empty(); ++e) {
        if (!std::holds_alternative<erasure>(e->fact)) continue;
        byte_writer to(out);
        to.u64(e->head().entries);
        to.u64(e->head().hash);
    }
    return out;
}

// Photos that the store knows to be erased: of what was erased just now, or came late.
result<std::vector<digest>> all_erased_photos(office_view& view) {
    constexpr std::size_t page = 4096;
    std::vector<digest> out;
    for (bool more = true; more;) {
        PENDATA_TRY(found, view.erased_photos(out.empty() ? digest{} : out.back(), page));
        more = found.size() == page;
        out.insert(out.end(), found.begin(), found.end());
    }
    return out;
}

// What is known by a digest: photos, and the marks of lists' rows.
result<std::vector<digest>> all_erased_digests(office_view& view, list_rows& lists) {
    PENDATA_TRY(out, all_erased_photos(view));
    PENDATA_TRY(marks, lists.erased_marks());
    out.insert(out.end(), marks.begin(), marks.end());
    return out;
}

struct store_of_erased {
    office_transaction& to;
    list_rows& lists;
};

// One that the office is asked for comes last: where the end is torn it is asked for again. `along`: photos and marks.
result<void> note_erasures(office& of, const store_of_erased& store, std::span<const record_id> records, const record_id& last,
                           std::vector<digest> along, const std::string& legal_basis, std::int64_t now_ms) {
    PENDATA_TRY(erased, of.ledger().erased());
    PENDATA_TRY(salt, law_salt_of(of));
    std::vector<ledger_fact> facts;
    PENDATA_TRY(before, all_erased_digests(store.to, store.lists));
    along.insert(along.end(), before.begin(), before.end());
    std::sort(along.begin(), along.end());
    along.erase(std::unique(along.begin(), along.end()), along.end());
    for (const auto& one : along) {
        if (!erased->contains(one)) facts.emplace_back(erasure{salt, erasure_hash(salt, one), legal_basis});
    }
    const auto note = [&](const record_id& id) {
        if (!erased->contains(id)) facts.emplace_back(erasure{salt, erasure_hash(salt, id), legal_basis});
    };
    for (const auto& id : records) {
        if (id != last) note(id);
    }
    if (std::find(records.begin(), records.end(), last) != records.end()) note(last);
    const auto sign = [&of](bytes_view message) { return of.identity().sign(message); };
    PENDATA_CHECK(of.ledger().append_all(facts, now_ms, sign));
    // By this the store knows a ledger that lacks them.
    PENDATA_TRY(newest, newest_erasure(of));
    return store.to.put_note(office_notes::erased_in, newest);
}

// Prepared snapshots contain what was erased. Before and behind it: one may be prepared meanwhile.
result<void> empty_shelf(office& of, std::int64_t now_ms) {
    PENDATA_TRY(shelf, of.snapshots(now_ms));
    return shelf->clear();
}

// A closed case has no parts, and is in no list of its kind.
result<void> add_closed_cases(office_view& view, const erased_records& erased, const office_record& about, std::set<record_id>& out) {
    std::vector<record_id> roots = about.roots;
    roots.push_back(about.id);
    for (const auto& root : roots) {
        PENDATA_TRY(followers, view.followers_of(root));
        for (const auto& id : followers) {
            if (erased.contains(id)) out.insert(id);
        }
    }
    return {};
}

// Photos that the ledger calls erased and the store has; and that the store does not know to be erased.
result<std::size_t> erase_photos_again(office_transaction& to, const erased_records& erased) {
    constexpr std::size_t page = 256;
    std::size_t again = 0;
    digest after;
    device_id after_from;
    for (bool more = true; more;) {
        PENDATA_TRY(found, to.photos(after, after_from, page));
        more = found.size() == page;
        for (const auto& p : found) {
            const bool is_first = p.photo != after;
            after = p.photo;
            after_from = p.from;
            if (!is_first || !erased.contains(p.photo)) continue;
            PENDATA_CHECK(to.erase_photo(p.photo));
            ++again;
        }
    }
    return again;
}

// What came late was erased after the ledger was written last.
result<void> note_late(office& of, const store_of_erased& store, std::vector<digest> along, const erased_records& erased, std::int64_t now_ms) {
    PENDATA_TRY(before, all_erased_digests(store.to, store.lists));
    along.insert(along.end(), before.begin(), before.end());
    std::erase_if(along, [&](const digest& one) { return erased.contains(one); });
    if (along.empty()) return {};
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    std::string basis;
    for (const auto& e : entries) {
        if (const auto* known = std::get_if<erasure>(&e.fact)) basis = known->legal_basis;
    }
    return note_erasures(of, store, {}, {}, std::move(along), basis, now_ms);
}

// What is there of records that the ledger calls erased.
result<std::vector<record_id>> come_back(office_view& view, const dictionary& words, const erased_records& erased) {
    constexpr std::size_t page = 4096;
    std::set<record_id> out;
    for (const auto& kind : words.kinds) {
        record_id last;
        for (bool more = true; more;) {
            PENDATA_TRY(ids, view.records_of(kind.number, last, page));
            for (const auto& id : ids) {
                if (!erased.contains(id)) continue;
                PENDATA_TRY(record, view.find(id));
                if (!record || is_erased(*record)) continue;
                out.insert(id);
                PENDATA_CHECK(add_closed_cases(view, erased, *record, out));
            }
            more = ids.size() == page;
            if (more) last = ids.back();
        }
    }
    for (const auto state : {custody_state::held, custody_state::returned, custody_state::rejected}) {
        PENDATA_TRY(rows, view.custody_in(state));
        for (const auto& row : rows) {
            if (row.reason != hold_reason::erased_by_law && erased.contains(row.what.record)) out.insert(row.what.record);
        }
    }
    return std::vector<record_id>(out.begin(), out.end());
}

// Outside any transaction, which would hold everybody up; what there is to look for may change until then.
result<void> read_rows_ahead(office& of, rows_to_erase& rows, const std::function<result<std::vector<record_id>>(office_view&)>& going) {
    PENDATA_TRY(view, of.view());
    const auto records = going(*view);
    if (records.has_error() || records->empty()) return {};
    PENDATA_TRY(lists, of.store().lists());
    return rows.read_on(*view, *lists, *records);
}

// Gives the marks that the rows are going to leave.
result<std::vector<digest>> link_rows(office_view& view, list_rows& lists, rows_to_erase& rows, std::span<const record_id> going) {
    PENDATA_CHECK(rows.read_on(view, lists, going));
    PENDATA_CHECK(rows.link(view, lists));
    return lists.marks_meaning(going);
}

}  // namespace

result<erasure_salt> law_salt_of(office& of) {
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    for (const auto& e : entries) {
        if (const auto* known = std::get_if<erasure>(&e.fact)) return known->salt;
        if (const auto* known = std::get_if<restriction>(&e.fact)) return known->salt;
    }
    erasure_salt out{};
    for (std::size_t at = 0; at < out.size();) {
        for (const auto byte : ten_dice()) {
            if (at < out.size()) out[at++] = byte;
        }
    }
    return out;
}

result<std::vector<record_id>> erase_record(office& of, const record_id& record, const std::string& legal_basis,
                                            std::int64_t now_ms) {
    if (legal_basis.empty()) return errc::missing_field;
    if (legal_basis.size() > ledger_limits::text_bytes) return errc::too_large;
    std::vector<record_id> gone;
    PENDATA_CHECK(empty_shelf(of, now_ms));
    rows_to_erase rows(of.words());
    PENDATA_CHECK(read_rows_ahead(of, rows, [&](office_view& view) { return erased_with(view, of.words(), record); }));
    PENDATA_CHECK(of.transact_with_lists(now_ms, [&](office_transaction& to, list_rows& lists, const office_context& context) -> result<void> {
        const bool is_noted = context.is_erased && context.is_erased(record);
        const auto found = erased_with(to, context.words, record);
        if (found.has_error()) {
            return to_errc(found.error()) == errc::not_found && is_noted ? errc::nothing_to_do : to_errc(found.error());
        }
        gone = *found;
        PENDATA_TRY(along, photos_erased_with(to, context.words, gone));
        PENDATA_TRY(marks, link_rows(to, lists, rows, gone));
        along.insert(along.end(), marks.begin(), marks.end());
        PENDATA_CHECK(note_erasures(of, {to, lists}, gone, record, std::move(along), legal_basis, now_ms));
        PENDATA_CHECK(erase_records(to, context, gone));
        return {};
    }));
    PENDATA_CHECK(empty_shelf(of, now_ms));
    return gone;
}

result<std::size_t> erase_again(office& of, std::int64_t now_ms) {
    PENDATA_TRY(any, newest_erasure(of));
    if (any.empty()) return std::size_t{0};
    PENDATA_TRY(erased, of.ledger().erased());
    rows_to_erase rows(of.words());
    PENDATA_CHECK(read_rows_ahead(of, rows, [&](office_view& view) -> result<std::vector<record_id>> {
        PENDATA_TRY(known, view.note(office_notes::erased_as_of));
        return known == any ? std::vector<record_id>() : come_back(view, of.words(), *erased);
    }));
    std::size_t again = 0;
    PENDATA_CHECK(of.transact_with_lists(now_ms, [&](office_transaction& to, list_rows& lists, const office_context& context) -> result<void> {
        again = 0;
        PENDATA_CHECK(note_late(of, {to, lists}, {}, *erased, now_ms));
        PENDATA_TRY(newest_now, newest_erasure(of));
        PENDATA_TRY(known, to.note(office_notes::erased_as_of));
        if (known == newest_now) return {};
        PENDATA_TRY(back, come_back(to, context.words, *erased));
        if (!back.empty()) {
            PENDATA_TRY(marks, link_rows(to, lists, rows, back));
            PENDATA_CHECK(note_late(of, {to, lists}, std::move(marks), *erased, now_ms));
            PENDATA_CHECK(erase_records(to, context, back));
        }
        // Rows of people whom this store does not know: they were recorded after it was copied.
        PENDATA_TRY(marked, lists.wipe_marked([&](const digest& mark) { return erased->contains(mark); }));
        PENDATA_TRY(photos, erase_photos_again(to, *erased));
        again = back.size() + photos + marked;
        PENDATA_TRY(newest, newest_erasure(of));
        PENDATA_CHECK(to.put_note(office_notes::erased_in, newest));
        return to.put_note(office_notes::erased_as_of, newest);
    }));
    if (again > 0) PENDATA_CHECK(empty_shelf(of, now_ms));
    return again;
}

result<bool> lacks_erasures(office& of, office_view& view) {
    PENDATA_TRY(content, view.note(office_notes::erased_in));
    if (content.empty()) return false;
    byte_reader in(content);
    const message::ledger_head seen{in.u64(), in.u64()};
    if (!in.complete()) return errc::corrupt;
    PENDATA_TRY(standing, of.ledger().standing_of(seen));
    return standing == ledger_standing::unknown;
}

result<void> note_erasures_again(office& of, const std::string& reason, std::int64_t now_ms) {
    return of.transact_with_lists(now_ms, [&](office_transaction& to, list_rows& lists, const office_context&) -> result<void> {
        constexpr std::size_t page = 4096;
        std::vector<record_id> erased;
        for (sequence at = 0;;) {
            PENDATA_TRY(events, to.events_after(at, page));
            if (events.empty()) break;
            at = events.back().at;
            for (const auto& e : events) {
                PENDATA_TRY(record, to.find(e.record));
                if (record && is_erased(*record)) erased.push_back(e.record);
            }
        }
        PENDATA_TRY(along, all_erased_digests(to, lists));
        if (erased.empty() && along.empty()) return {};
        return note_erasures(of, {to, lists}, erased, erased.empty() ? record_id() : erased.back(), {}, reason, now_ms);
    });
}

}  // namespace pendata
