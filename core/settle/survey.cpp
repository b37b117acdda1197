// One pass over a place, and one over the clusters of "same".
#include "core/settle/survey.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "core/dictionary/field_numbers.hpp"
#include "core/identity/head_count.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/placing.hpp"

namespace pendata {

namespace {

// A subject of several villages is counted in the first of them.
std::string place_of(const office_record& record) {
    for (const auto& at : record.atoms()) {
        const auto code = region_of(at);
        if (is_region_code(code)) return std::string(code);
    }
    return {};
}

// Where the record says that somebody is at home. One that was withdrawn says the least; it may still join others.
identity::domicile domicile_of(const office_record& record) {
    const auto cells = as_cells(record);
    identity::domicile out{record.id, place_of(record)};
    if (cells.number(fields::person::presence) == codes::presence::withdrawn) {
        out.is_shelter = true;
        return out;
    }
    const bool is_family = record.kind == kinds::family;
    const auto* event = is_family ? nullptr : cells.find(fields::person::disaster_event);
    out.is_shelter = event != nullptr && !event->content.is_cleared();
    if (const auto* said = cells.find(is_family ? fields::family::village : fields::person::village)) {
        out.evidence = said->evidence;
        out.since_ms = to_unix_ms(said->at.time);
    }
    return out;
}

// Records that are one person: shown through the first, counted once.
struct counted_person {
    std::vector<record_id> records;
    std::string home;
    std::optional<std::int64_t> sex;
};

// The value with the best evidence, of those the newest, over several records.
class best_founded {
public:
    bool takes(const cell* c) {
        if (c == nullptr || c->content.is_cleared()) return false;
        const std::pair weight(c->evidence, c->at.time);
        if (weight_ && *weight_ >= weight) return false;
        weight_ = weight;
        return true;
    }

private:
    std::optional<std::pair<std::uint8_t, stamp_time>> weight_;
};

class surveyor {
public:
    surveyor(office_view& view, const std::string& node, std::int32_t last_day, survey_of what)
        : view_(view), node_(node), last_day_(last_day), lists_(what == survey_of::lists) {
        for (compartment room = 0; room < listed_rooms; ++room) out_.lists.push_back({room, {}});
    }

    result<surveyed> run() {
        PENDATA_CHECK(read_persons());
        PENDATA_CHECK(look_here());
        PENDATA_CHECK(look_elsewhere());
        for (auto& list : out_.lists) {
            std::sort(list.entries.begin(), list.entries.end(), [](const list_entry& a, const list_entry& b) { return a.assignment < b.assignment; });
        }
        return std::move(out_);
    }

private:
    result<void> read_persons() {
        std::vector<duplicate_case> cases;
        PENDATA_CHECK(each_record(view_, kinds::duplicate_case, [&](const office_record& file) {
            const auto cells = cells_of(file);
            if (auto one = read_duplicate(file.id, cells)) cases.push_back(std::move(*one));
        }));
        const auto answers = answers_in(cases);
        std::set<record_id> named;
        for (const auto& answer : answers) {
            if (answer.answer == identity::same_person::yes) named.insert({answer.a, answer.b});
        }
        std::vector<identity::domicile> domiciles;
        for (const auto& id : named) {
            PENDATA_TRY(record, view_.find(id));
            if (record && !record->parts.empty()) domiciles.push_back(domicile_of(*record));
        }
        for (auto& one : identity::count_heads(domiciles, answers, {}).heads) {
            if (one.records.size() < 2) continue;
            for (const auto& id : one.records) person_of_[id] = persons_.size();
            persons_.push_back({std::move(one.records), std::move(one.village), {}});
            PENDATA_CHECK(read_sex(persons_.back()));
        }
        return {};
    }

    result<void> read_sex(counted_person& one) {
        best_founded best;
        for (const auto& id : one.records) {
            PENDATA_TRY(record, view_.find(id));
            if (!record) continue;
            const auto cells = as_cells(*record);
            if (best.takes(cells.find(fields::person::sex))) one.sex = cells.number(fields::person::sex);
        }
        return {};
    }

    result<void> look_here() {
        constexpr std::size_t page = 4096;
        record_id last;
        for (bool more = true; more;) {
            PENDATA_TRY(ids, view_.records_under(node_, last, page));
            for (const auto& id : ids) {
                PENDATA_TRY(found, view_.find(id));
                if (found && found->kind == kinds::assignment && !found->parts.empty()) PENDATA_CHECK(look_at(*found, true));
            }
            more = ids.size() == page;
            if (more) last = ids.back();
        }
        return {};
    }

    // Of persons that are counted here, what is recorded under another place.
    result<void> look_elsewhere() {
        for (const auto& one : persons_) {
            if (!covers(node_, one.home)) continue;
            for (const auto& member : one.records) {
                PENDATA_TRY(followers, view_.followers_of(member));
                for (const auto& id : followers) {
                    PENDATA_TRY(found, view_.find(id));
                    const bool is_one = found && found->kind == kinds::assignment && !found->parts.empty();
                    if (is_one && !covers(node_, place_of(*found))) PENDATA_CHECK(look_at(*found, false));
                }
            }
        }
        return {};
    }

    result<void> look_at(const office_record& assignment, bool is_here) {
        const auto a = as_cells(assignment);
        const auto* named = a.find(fields::assignment::subject);
        if (named == nullptr || named->content.type() != value_type::reference) return {};
        PENDATA_TRY(subject, view_.find(named->content.as_reference()));
        if (!subject || subject->parts.empty()) return {};
        const auto s = as_cells(*subject);
        if (const auto why = why_unlisted(a, s, last_day_)) {
            if (is_here && lists_) out_.left_out[a.id] = *why;
            return {};
        }
        const auto room = assignment.parts.front().room;
        if (is_here && lists_ && room < listed_rooms) out_.lists[room].entries.push_back(entry_of(a, s, room));
        count(a, s, room, place_of(*subject));
        return {};
    }

    void count(const record_cells& a, const record_cells& s, compartment room, std::string place) {
        counted_assignment one{s.id, s.kind, {}, reported_category(a, s), room, is_of_list_a(a)};
        if (s.kind == kinds::person) one.sex = s.number(fields::person::sex);
        if (const auto person = person_of_.find(s.id); person != person_of_.end()) {
            one.one = persons_[person->second].records.front();
            one.sex = persons_[person->second].sex;
            place = persons_[person->second].home;
        }
        if (!place.empty() && covers(node_, place)) out_.places[place].add(one);
    }

    office_view& view_;
    const std::string& node_;
    std::int32_t last_day_;
    bool lists_;
    std::vector<counted_person> persons_;
    std::map<record_id, std::size_t> person_of_;
    surveyed out_;
};

}  // namespace

result<surveyed> survey(office_view& view, const std::string& node, std::int32_t last_day, survey_of what) {
    return surveyor(view, node, last_day, what).run();
}

}  // namespace pendata
