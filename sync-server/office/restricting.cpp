// The ledger's word against the store's.
#include "sync-server/office/restricting.hpp"

#include <algorithm>
#include <map>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/placing.hpp"
#include "sync-server/office/erasing.hpp"
#include "sync-server/office/examining.hpp"
#include "sync-server/office/notes.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

namespace {

// Number and hash of the newest restriction in the ledger, u64 each; zeros where there is none.
result<bytes> newest_restriction(office& of) {
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    message::ledger_head newest;
    for (const auto& e : entries) {
        if (std::holds_alternative<restriction>(e.fact)) newest = e.head();
    }
    bytes out;
    byte_writer to(out);
    to.u64(newest.entries);
    to.u64(newest.hash);
    return out;
}

result<void> append_restrictions(office& of, const std::map<record_id, bool>& said, std::int64_t now_ms) {
    if (said.empty()) return {};
    PENDATA_TRY(salt, law_salt_of(of));
    std::vector<ledger_fact> facts;
    for (const auto& [id, is_so] : said) facts.emplace_back(restriction{salt, restriction_hash(salt, id), is_so});
    PENDATA_CHECK(of.ledger().append_all(facts, now_ms, [&of](bytes_view message) { return of.identity().sign(message); }));
    return {};
}

bool may_be_restricted(const office_record& record) { return !record.parts.empty() && !is_erased(record); }

// Every record of which the ledger has a word, or, asked for all, every record.
result<void> each_restrictable(office_view& view, const dictionary& words, const std::function<bool(const record_id&)>& is_asked_for,
                               const std::function<void(const office_record&)>& each) {
    constexpr std::size_t page = 4096;
    for (const auto& kind : words.kinds) {
        if (restriction_of(kind) == nullptr) continue;
        record_id last;
        for (bool more = true; more;) {
            PENDATA_TRY(ids, view.records_of(kind.number, last, page));
            for (const auto& id : ids) {
                if (!is_asked_for(id)) continue;
                PENDATA_TRY(record, view.find(id));
                if (record && may_be_restricted(*record)) each(*record);
            }
            more = ids.size() == page;
            if (more) last = ids.back();
        }
    }
    return {};
}

// Whether it has a place without being restricted.
bool has_place_open(const kind_def& kind, const office_record& record, const std::string& regency) {
    auto cells = cells_of(record);
    std::erase_if(cells, [&](const cell& c) { return c.key.field == restriction_of(kind)->number; });
    std::sort(cells.begin(), cells.end(), [](const cell& a, const cell& b) { return a.key < b.key; });
    return !own_atoms(kind, cells, regency).empty() || !resting_place(kind, regency).empty();
}

// One commit. A record that has no place but by its restriction keeps it.
result<void> write_restrictions(office& of, office_transaction& to, const office_context& context, const std::map<record_id, bool>& wanted) {
    std::vector<office_change> changes;
    bool any_lifted = false;
    for (const auto& [id, is_so] : wanted) {
        PENDATA_TRY(record, to.find(id));
        const auto* kind = record ? context.words.find(record->kind) : nullptr;
        const auto* field = kind == nullptr ? nullptr : restriction_of(*kind);
        if (field == nullptr || (!is_so && !has_place_open(*kind, *record, of.regency()))) continue;
        auto& change = changes.emplace_back();
        change.record = id;
        change.kind = kind->number;
        change.fields.push_back({field, {}, value::integer(is_so ? 1 : 0), std::nullopt});
        any_lifted = any_lifted || !is_so;
    }
    if (changes.empty()) return {};
    PENDATA_TRY(written, write_as_office(to, context, of.own_author(), changes));
    static_cast<void>(written);
    // What waits may be good where a restriction ends.
    return any_lifted ? examine_again(of, to, context) : result<void>();
}

}  // namespace

bool is_restricted_now(const dictionary& words, const office_record& record) {
    const auto* kind = words.find(record.kind);
    return kind != nullptr && is_restricted(*kind, [&](std::uint16_t field) -> const value* {
        const auto* c = record.find({record.kind, field, {}});
        return c == nullptr ? nullptr : &c->what.content;
    });
}

result<void> note_restriction(office& of, office_transaction& to, const record_id& record, bool was_so, bool is_so, std::int64_t now_ms) {
    PENDATA_TRY(said, of.ledger().restricted());
    const auto word = said->word_on(record);
    if (word ? *word == is_so : !is_so && !was_so) return {};
    PENDATA_TRY(before, newest_restriction(of));
    PENDATA_TRY(known, to.note(office_notes::restricted_as_of));
    PENDATA_CHECK(append_restrictions(of, {{record, is_so}}, now_ms));
    // Else there is more to be carried out: the next start does it all.
    if (known != before) return {};
    PENDATA_TRY(newest, newest_restriction(of));
    return to.put_note(office_notes::restricted_as_of, newest);
}

result<std::size_t> restrict_again(office& of, std::int64_t now_ms) {
    {
        PENDATA_TRY(view, of.view());
        PENDATA_TRY(known, view->note(office_notes::restricted_as_of));
        PENDATA_TRY(newest, newest_restriction(of));
        PENDATA_TRY(is_older, lacks_restrictions(of, *view));
        if (known == newest || is_older) return std::size_t{0};
    }
    std::size_t again = 0;
    PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(known, to.note(office_notes::restricted_as_of));
        PENDATA_TRY(said, of.ledger().restricted());
        const bool is_first = known.empty();
        std::map<record_id, bool> wanted, unsaid;
        const auto is_asked_for = [&](const record_id& id) { return is_first || said->word_on(id); };
        PENDATA_CHECK(each_restrictable(to, context.words, is_asked_for, [&](const office_record& record) {
            const auto word = said->word_on(record.id);
            const bool is_so = is_restricted_now(context.words, record);
            if (word && *word != is_so) wanted.emplace(record.id, *word);
            if (!word && is_so) unsaid.emplace(record.id, true);
        }));
        PENDATA_CHECK(append_restrictions(of, unsaid, now_ms));
        PENDATA_CHECK(write_restrictions(of, to, context, wanted));
        again = wanted.size();
        PENDATA_TRY(newest, newest_restriction(of));
        return to.put_note(office_notes::restricted_as_of, newest);
    }));
    return again;
}

result<void> restrict_met(office& of, office_transaction& to, const office_context& context, const std::set<record_id>& met) {
    PENDATA_TRY(said, of.ledger().restricted());
    std::map<record_id, bool> wanted;
    for (const auto& id : met) {
        const auto word = said->word_on(id);
        PENDATA_TRY(record, to.find(id));
        if (!word || !record || !may_be_restricted(*record)) continue;
        if (is_restricted_now(context.words, *record) != *word) wanted.emplace(id, *word);
    }
    return write_restrictions(of, to, context, wanted);
}

result<bool> lacks_restrictions(office& of, office_view& view) {
    PENDATA_TRY(content, view.note(office_notes::restricted_as_of));
    if (content.empty()) return false;
    byte_reader in(content);
    const message::ledger_head seen{in.u64(), in.u64()};
    if (!in.complete()) return errc::corrupt;
    if (seen.entries == 0) return false;
    PENDATA_TRY(standing, of.ledger().standing_of(seen));
    return standing == ledger_standing::unknown;
}

result<void> note_restrictions_again(office& of, std::int64_t now_ms) {
    return of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(said, of.ledger().restricted());
        std::map<record_id, bool> unsaid;
        const auto all = [](const record_id&) { return true; };
        PENDATA_CHECK(each_restrictable(to, context.words, all, [&](const office_record& record) {
            const bool is_so = is_restricted_now(context.words, record);
            if (is_so != said->word_on(record.id).value_or(false)) unsaid.emplace(record.id, is_so);
        }));
        PENDATA_CHECK(append_restrictions(of, unsaid, now_ms));
        PENDATA_TRY(newest, newest_restriction(of));
        return to.put_note(office_notes::restricted_as_of, newest);
    });
}

}  // namespace pendata
