// From events to pairs, from pairs to cases.
#include "sync-server/office/matching.hpp"

#include <algorithm>
#include <map>

#include "core/dictionary/field_numbers.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/person_subject.hpp"
#include "sync-server/office/office.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

namespace {

constexpr std::size_t pairs_per_commit = 200;
constexpr std::size_t records_per_step = 500;

namespace duplicate = fields::duplicate_case;

// Only the open compartment: what is closed may not show in a case.
std::vector<cell> open_cells(const office_record& of) {
    std::vector<cell> out;
    const auto* open = of.find(0);
    if (open == nullptr) return out;
    for (const auto& c : open->cells) out.push_back(c.what);
    return out;
}

// Before the first record: a scan has begun.
record_id scan_begin() {
    record_id out;
    out.raw.back() = 1;
    return out;
}

// The case of one pair as what the office says of it; nothing where there is nothing to say.
class case_writer {
public:
    case_writer(const judged_pair& pair, std::optional<duplicate_case> before) : pair_(pair), before_(std::move(before)) {}

    checked<std::optional<office_change>> change() const {
        office_change out;
        out.record = duplicate_case_id(pair_.a, pair_.b);
        out.kind = kinds::duplicate_case;
        if (pair_.found.level == identity::match_level::none) {
            const bool answered = before_ && before_->state != duplicate_answer::proposed;
            if (!before_ || answered || before_->withdrawn) return std::optional<office_change>();
            out.fields = {number(duplicate::presence, codes::presence::withdrawn)};
            return std::optional(std::move(out));
        }
        const bool sure = pair_.found.level == identity::match_level::near_certain;
        out.fields.push_back(number(duplicate::presence, codes::presence::present));
        out.fields.push_back(as_field(kinds::duplicate_case, duplicate::a, value::reference(pair_.a)));
        out.fields.push_back(as_field(kinds::duplicate_case, duplicate::b, value::reference(pair_.b)));
        out.fields.push_back(number(duplicate::score, pair_.found.score));
        out.fields.push_back(number(duplicate::band, sure ? codes::match_band::near_certain : codes::match_band::to_review));
        if (!before_) out.fields.push_back(number(duplicate::state, codes::duplicate_state::proposed));
        PENDATA_TRY(signs, reasons());
        std::move(signs.begin(), signs.end(), std::back_inserter(out.fields));
        return std::optional(std::move(out));
    }

private:
    static field_input number(std::uint16_t field, std::int64_t content) {
        return as_field(kinds::duplicate_case, field, value::integer(content));
    }

    checked<std::vector<field_input>> reasons() const {
        const auto* field = builtin_dictionary().find(kinds::duplicate_case)->find(duplicate::reasons);
        std::string removed;
        for (const auto& sign : before_ ? before_->signs : std::vector<duplicate_sign>()) {
            const bool stays = std::any_of(pair_.found.reasons.begin(), pair_.found.reasons.end(),
                                           [&](identity::match_reason r) { return name_of(r) == sign.name; });
            if (!stays) removed += (removed.empty() ? "{\"sign\":\"" : ",{\"sign\":\"") + sign.name + "\"}";
        }
        const std::string text = "{\"add\":" + reasons_json(pair_.found.reasons) + ",\"remove\":[" + removed + "]}";
        return parse_field(*field, text, input_use::edit);
    }

    const judged_pair& pair_;
    std::optional<duplicate_case> before_;
};

}  // namespace

result<std::unique_ptr<matching>> matching::open(const office& of) {
    PENDATA_TRY(index, match_index::open((of.folder() / "match.db").string()));
    return std::make_unique<matching>(std::move(index));
}

result<bool> matching::is_of_this_history(office_view& view, const position& at) {
    if (at.segment.is_zero()) return false;
    PENDATA_TRY(row, view.commit_at(at.at));
    if (!row) return false;
    office_head there;
    there.segment = row->segment;
    there.at = row->at;
    there.hash = row->hash;
    return there.where().hash == at.hash;
}

result<bool> matching::read_on(office_view& view, std::size_t most) {
    PENDATA_TRY(at, index_->where());
    PENDATA_TRY(known, is_of_this_history(view, at));
    if (!known) {
        PENDATA_TRY(head, view.head());
        if (head.at == 0) return false;
        PENDATA_CHECK(index_->transact([&]() -> result<void> {
            PENDATA_CHECK(index_->clear());
            return index_->move_to(head.where(), scan_begin());
        }));
        return true;
    }
    PENDATA_TRY(scanned, index_->scanned_to());
    return scanned.is_zero() ? follow(view, at, most) : scan(view, at, scanned, most);
}

// All persons and families, in the order of their ids; what changes meanwhile is behind `at` and is followed afterwards.
result<bool> matching::scan(office_view& view, const position& at, const record_id& after, std::size_t most) {
    PENDATA_TRY(ids, view.records_of(kinds::person, after, most));
    PENDATA_TRY(families, view.records_of(kinds::family, after, most));
    ids.insert(ids.end(), families.begin(), families.end());
    std::sort(ids.begin(), ids.end());
    if (ids.size() > most) ids.resize(most);
    PENDATA_CHECK(index_->transact([&]() -> result<void> {
        for (const auto& id : ids) {
            PENDATA_TRY(found, view.find(id));
            if (!found || found->parts.empty()) continue;
            PENDATA_CHECK(found->kind == kinds::family ? take_in_family(*found) : take_in(view, *found));
        }
        return index_->move_to(at, ids.size() < most ? record_id{} : ids.back());
    }));
    return true;
}

result<bool> matching::follow(office_view& view, const position& at, std::size_t most) {
    PENDATA_TRY(events, view.events_after(at.at, most));
    if (events.empty()) {
        PENDATA_TRY(head, view.head());
        if (head.where() == at) return false;
        PENDATA_CHECK(index_->transact([&] { return index_->move_to(head.where(), {}); }));
        return false;
    }
    PENDATA_TRY(row, view.commit_at(events.back().at));
    if (!row) return errc::corrupt;
    office_head there;
    there.segment = row->segment;
    there.at = row->at;
    there.hash = row->hash;
    PENDATA_CHECK(index_->transact([&]() -> result<void> {
        for (const auto& e : events) PENDATA_CHECK(look_at(view, e.record));
        return index_->move_to(there.where(), {});
    }));
    return true;
}

result<void> matching::look_at(office_view& view, const record_id& id) {
    PENDATA_TRY(found, view.find(id));
    const bool is_gone = !found || found->parts.empty();
    if (is_gone) PENDATA_CHECK(index_->remove(id));
    if (!is_gone && found->kind == kinds::person) return take_in(view, *found);
    if (found && found->kind != kinds::family) return {};
    if (!is_gone) PENDATA_CHECK(take_in_family(*found));
    // The number on the family's card is looked at in each member.
    PENDATA_TRY(members, index_->members_of(id));
    for (const auto& member : members) {
        PENDATA_TRY(person, view.find(member));
        if (person && !person->parts.empty()) PENDATA_CHECK(take_in(view, *person));
    }
    return {};
}

result<void> matching::take_in(office_view& view, const office_record& person) {
    const auto cells = open_cells(person);
    if (cells.empty() || !is_to_be_matched(cells)) return index_->remove(person.id);
    std::vector<cell> of_family;
    if (const auto family = family_of(cells)) {
        PENDATA_TRY(home, view.find(*family));
        if (home && home->kind == kinds::family) of_family = open_cells(*home);
    }
    return index_->put(person.id, person_subject(cells, kk_number_of(of_family)));
}

result<void> matching::take_in_family(const office_record& family) {
    const auto cells = open_cells(family);
    const auto subject = family_subject(cells);
    return subject && is_to_be_matched(cells) ? index_->put(family.id, *subject) : index_->remove(family.id);
}

result<matching::written> matching::write_cases(office_transaction& to, const office_context& office, const officer_id& own_author,
                                                std::span<const match_index::queued_pair> pairs) {
    written out;
    // Of several findings of one pair the last counts.
    std::map<record_id, const judged_pair*> latest;
    for (const auto& one : pairs) {
        latest[duplicate_case_id(one.pair.a, one.pair.b)] = &one.pair;
        out.up_to = one.number;
    }
    std::vector<office_change> changes;
    for (const auto& [id, pair] : latest) {
        PENDATA_TRY(file, to.find(id));
        const auto before = file ? read_duplicate(id, open_cells(*file)) : std::nullopt;
        PENDATA_TRY(a, to.find(pair->a));
        PENDATA_TRY(b, to.find(pair->b));
        const bool both = a && b && !a->atoms().empty() && !b->atoms().empty();
        if (!both && !before) continue;  // erased, or on its way
        auto change = case_writer(*pair, before).change();
        if (change.has_error()) return change.error().code;
        if (*change) changes.push_back(std::move(**change));
    }
    if (changes.empty()) return out;
    PENDATA_TRY(done, write_as_office(to, office, own_author, changes));
    out.cases = done.records;
    return out;
}

result<void> matching::forget(std::int64_t up_to) {
    if (up_to == 0) return {};
    return index_->transact([&] { return index_->done(up_to); });
}

result<std::size_t> match_everything(office& of, std::int64_t now_ms) {
    PENDATA_TRY(work, matching::open(of));
    std::size_t cases = 0;
    for (bool more = true; more;) {
        {
            PENDATA_TRY(view, of.view());
            PENDATA_TRY(left, work->read_on(*view, records_per_step));
            more = left;
        }
        for (;;) {
            PENDATA_TRY(pairs, work->queued(pairs_per_commit));
            if (pairs.empty()) break;
            matching::written done;
            PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
                PENDATA_TRY(written, work->write_cases(to, context, of.own_author(), pairs));
                done = written;
                return {};
            }));
            PENDATA_CHECK(work->forget(done.up_to));
            cases += done.cases;
        }
    }
    return cases;
}

}  // namespace pendata
