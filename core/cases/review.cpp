// The table of review rules and what each looks for.
#include "core/cases/review.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "core/cases/named_visit.hpp"
#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

bool is_withdrawn(const record_cells& r) { return r.number(fields::person::presence) == codes::presence::withdrawn; }  // field 1 of every kind

// A finding for each compartment that has a fact, of that one's and the open facts: what is closed opens a case of its own
// and leaves no trace in another. The first fact is what the others are held against.
void conclude(const review_finding& found, std::vector<review_finding>& out) {
    const compartment of_first = found.facts.front().what.room;
    std::set<compartment> rooms;
    for (const auto& f : found.facts) rooms.insert(f.what.room);
    for (const auto room : rooms) {
        if (of_first != 0 && of_first != room) continue;
        review_finding one{found.rule, found.about, room, {}};
        std::copy_if(found.facts.begin(), found.facts.end(), std::back_inserter(one.facts),
                     [&](const review_fact& f) { return f.what.room == 0 || f.what.room == room; });
        std::sort(one.facts.begin(), one.facts.end(), [](const review_fact& a, const review_fact& b) {
            return std::pair(a.record, a.what.key) < std::pair(b.record, b.what.key);
        });
        if (one.facts.size() > 1) out.push_back(std::move(one));
    }
}

// The meeting's own date, and where that lies before the death, the time it was recorded: clocks of tablets stray by
// days, settled times do not. What was written down more than this after the day it speaks of is an old meeting.
constexpr std::int32_t stray_days = 30;

// A person recorded as deceased, and not withdrawn.
bool is_dead(const record_cells& r) {
    return r.kind == kinds::person && r.number(fields::person::life_status) == codes::life_status::deceased && !is_withdrawn(r);
}

bool is_later(const record_cells& visit, const cell& death) {
    namespace names = fields::visit;
    const cell* start = visit.find(names::start);
    const cell* recorded = start != nullptr ? start : visit.find(names::subject);
    if (recorded == nullptr) return false;
    const auto died_on = death.effective_date.value_or(day_of(to_unix_ms(death.at.time)));
    const auto said = visit.number(names::start);
    const auto met_on = said ? day_of(*said) : day_of(to_unix_ms(recorded->at.time));
    if (met_on > died_on) return true;
    const bool recorded_later = recorded->at.time > death.at.time;
    return recorded_later && met_on + stray_days > died_on;
}

// Of a visit to somebody else that names the person, the word that they were there: the rest of it is about the other.
const cell& meeting(const record_cells& visit, const record_id& person) {
    const cell* start = visit.find(fields::visit::start);
    const cell* subject = visit.find(fields::visit::subject);
    const bool is_theirs = subject != nullptr && subject->content.type() == value_type::reference && subject->content.as_reference() == person;
    const cell* named = is_theirs ? nullptr : naming_cell(visit, person);
    return named != nullptr ? *named : start != nullptr ? *start : *subject;
}

void met_after_death(const dictionary&, std::span<const record_cells> records, std::vector<review_finding>& out) {
    for (const auto& person : records) {
        if (!is_dead(person)) continue;
        const cell& death = *person.find(fields::person::life_status);
        review_finding found{review_rule::met_after_death, person.id, 0, {{person.id, death}}};
        for (const auto& visit : records) {
            if (visit.kind != kinds::visit || is_withdrawn(visit) || !is_later(visit, death)) continue;
            found.facts.push_back({visit.id, meeting(visit, person.id)});
        }
        conclude(found, out);
    }
}

void aid_after_death(const dictionary&, std::span<const record_cells> records, std::vector<review_finding>& out) {
    for (const auto& person : records) {
        if (!is_dead(person)) continue;
        review_finding found{review_rule::aid_after_death, person.id, 0, {{person.id, *person.find(fields::person::life_status)}}};
        for (const auto& aid : records) {
            const auto status = aid.kind == kinds::aid && !is_withdrawn(aid) ? aid.number(fields::aid::status) : std::nullopt;
            const bool goes_on = status == codes::aid_status::proposed || status == codes::aid_status::granted;
            if (goes_on) found.facts.push_back({aid.id, *aid.find(fields::aid::status)});
        }
        conclude(found, out);
    }
}

bool is_graduated(const record_cells& r) {
    return r.kind == kinds::aid && r.number(fields::aid::status) == codes::aid_status::graduated;
}

bool is_open_proposal_for_the_poor(const record_cells& r) {
    namespace names = fields::assignment;
    if (r.kind != kinds::assignment || is_withdrawn(r) || r.number(names::category) != codes::listed_category::P24) return false;
    const auto status = r.number(names::status);
    return status == codes::assignment_status::proposed || status == codes::assignment_status::returned ||
           status == codes::assignment_status::verified;
}

void proposed_after_graduation(const dictionary&, std::span<const record_cells> records, std::vector<review_finding>& out) {
    for (const auto& aid : records) {
        if (!is_graduated(aid) || is_withdrawn(aid)) continue;
        review_finding found{review_rule::proposed_after_graduation, aid.id, 0, {{aid.id, *aid.find(fields::aid::status)}}};
        for (const auto& proposal : records) {
            if (is_open_proposal_for_the_poor(proposal)) found.facts.push_back({proposal.id, *proposal.find(fields::assignment::status)});
        }
        conclude(found, out);
    }
}

bool is_approved(const record_cells& r) {
    const auto status = r.kind == kinds::assignment ? r.number(fields::assignment::status) : std::nullopt;
    return status == codes::assignment_status::verified || status == codes::assignment_status::validated ||
           status == codes::assignment_status::approved;
}

// Of the assignment itself, or of its subject.
void withdrawn_but_approved(const dictionary&, std::span<const record_cells> records, std::vector<review_finding>& out) {
    for (const auto& withdrawn : records) {
        if (!is_withdrawn(withdrawn)) continue;
        const bool is_subject = withdrawn.kind == kinds::person || withdrawn.kind == kinds::family || withdrawn.kind == kinds::group;
        review_finding found{review_rule::withdrawn_but_approved, withdrawn.id, 0, {{withdrawn.id, *withdrawn.find(fields::person::presence)}}};
        for (const auto& approved : records) {
            const bool concerned = approved.id == withdrawn.id || (is_subject && !is_withdrawn(approved));
            if (concerned && is_approved(approved)) found.facts.push_back({approved.id, *approved.find(fields::assignment::status)});
        }
        conclude(found, out);
    }
}

struct assessed {
    const category_def* category = nullptr;
    std::int32_t born = 0;
    std::int32_t on = 0;  // days since 1970-01-01
};

bool is_of_age(const category_def& category, int age) { return age >= category.least_age && age <= category.most_age; }

// Nothing where the category knows no ages, or what the rule hangs on is not known.
std::optional<assessed> assessment(const record_cells& person, const record_cells& of) {
    namespace names = fields::assignment;
    if (person.kind != kinds::person || is_withdrawn(person) || of.kind != kinds::assignment || is_withdrawn(of)) return std::nullopt;
    const auto status = of.number(names::status);
    if (!status || status == codes::assignment_status::closed || status == codes::assignment_status::rejected) return std::nullopt;
    const auto number = of.number(names::category);
    const auto born = person.number(fields::person::birth_date);
    const auto on = of.number(names::assessed_on);
    if (!number || !born || !on) return std::nullopt;
    const auto* category = find_category(static_cast<std::int32_t>(*number));
    if (category == nullptr) return std::nullopt;
    return assessed{category, static_cast<std::int32_t>(*born), static_cast<std::int32_t>(*on)};
}

// Held against the status, so that what is found is of its compartment: who may not know of the assignment hears nothing.
void conclude_of_age(review_rule rule, const record_cells& person, const record_cells& of, std::vector<review_finding>& out) {
    conclude({rule, of.id, 0, {{of.id, *of.find(fields::assignment::status)}, {person.id, *person.find(fields::person::birth_date)}}}, out);
}

void grown_out_of(const dictionary&, std::span<const record_cells> records, std::vector<review_finding>& out) {
    for (const auto& person : records) {
        for (const auto& approved : records) {
            const auto known = is_approved(approved) ? assessment(person, approved) : std::nullopt;
            if (!known || !is_of_age(*known->category, identity::age_on(known->born, known->on))) continue;
            const auto approved_on = day_of(to_unix_ms(approved.find(fields::assignment::status)->at.time));
            if (identity::age_on(known->born, approved_on) > known->category->most_age) conclude_of_age(review_rule::grown_out_of, person, approved, out);
        }
    }
}

void not_for_this_age(const dictionary&, std::span<const record_cells> records, std::vector<review_finding>& out) {
    for (const auto& person : records) {
        for (const auto& of : records) {
            const auto known = assessment(person, of);
            if (!known || !known->category->hard_stop || is_of_age(*known->category, identity::age_on(known->born, known->on))) continue;
            conclude_of_age(review_rule::not_for_this_age, person, of, out);
        }
    }
}

// What is written long after a meeting speaks of a later time, not of what the meeting overlooked.
constexpr std::int64_t meanwhile_ms = std::int64_t{14} * 24 * 3600 * 1000;

void changed_after_review(const dictionary& words, std::span<const record_cells> records, std::vector<review_finding>& out) {
    namespace names = fields::assignment;
    for (const auto& approved : records) {
        if (approved.kind != kinds::assignment || is_withdrawn(approved) || approved.number(names::status) != codes::assignment_status::approved) continue;
        const cell& approval = *approved.find(names::status);
        const cell* reviewed = approved.find(names::reviewed);
        if (reviewed == nullptr || reviewed->content.type() != value_type::octets) continue;
        const auto shown = decode_shown(reviewed->content.as_octets());
        if (!shown) continue;
        const auto closes_ms = to_unix_ms(approval.at.time) + meanwhile_ms;
        review_finding found{review_rule::changed_after_review, approved.id, 0, {{approved.id, approval}}};
        for (const auto& part : *shown) {
            for (const auto& c : not_as_shown(words, records, part, approval.at.time)) {
                if (to_unix_ms(c.at.time) < closes_ms) found.facts.push_back({part.record, c});
            }
        }
        conclude(found, out);
    }
}

constexpr std::uint16_t every_field = 0;

const cell_key of_death[] = {{kinds::person, fields::person::life_status, {}}, {kinds::person, fields::person::presence, {}}, {kinds::visit, every_field, {}},
                            {kinds::aid, fields::aid::status, {}}, {kinds::aid, fields::aid::presence, {}}};
const cell_key of_graduation[] = {{kinds::aid, fields::aid::status, {}}, {kinds::aid, fields::aid::presence, {}},
                                  {kinds::aid, fields::aid::subject, {}}, {kinds::assignment, every_field, {}}};
const cell_key of_withdrawal[] = {{kinds::person, fields::person::presence, {}}, {kinds::family, fields::family::presence, {}},
                                  {kinds::group, fields::group::presence, {}}, {kinds::assignment, every_field, {}}};
const cell_key of_age[] = {{kinds::person, fields::person::birth_date, {}}, {kinds::person, fields::person::presence, {}}, {kinds::assignment, every_field, {}}};
// Any cell may have been shown.
const cell_key of_approval[] = {{kinds::assignment, every_field, {}}, {kinds::person, every_field, {}}, {kinds::family, every_field, {}}, {kinds::group, every_field, {}}};

const review_rule_def table[] = {
    {review_rule::met_after_death, "met_after_death", "Meninggal, tetapi ditemui sesudahnya", "Deceased, but met later", of_death, met_after_death},
    {review_rule::proposed_after_graduation, "proposed_after_graduation", "Graduasi, tetapi diusulkan lagi sebagai fakir miskin",
     "Graduated, but proposed as poor again", of_graduation, proposed_after_graduation},
    {review_rule::aid_after_death, "aid_after_death", "Meninggal, bantuan masih berjalan: usul dihentikan",
     "Deceased, aid goes on: its stop is proposed", of_death, aid_after_death},
    {review_rule::withdrawn_but_approved, "withdrawn_but_approved", "Dihapus, tetapi disetujui", "Withdrawn, but approved", of_withdrawal, withdrawn_but_approved},
    {review_rule::changed_after_review, "changed_after_review", "Berubah setelah ditinjau", "Changed after review", of_approval, changed_after_review},
    {review_rule::grown_out_of, "grown_out_of", "Melewati umur kategori: usul ditutup, periksa kategori lain (misalnya P09, P23)",
     "Grown out of the category: closing is proposed, look at others (P09, P23 for one)", of_age, grown_out_of},
    {review_rule::not_for_this_age, "not_for_this_age", "Kategori ini tidak boleh untuk umur ini", "A category that is not for this age", of_age, not_for_this_age},
};

}  // namespace

std::span<const review_rule_def> review_rules() { return table; }

const review_rule_def* find_rule(review_rule rule) {
    const auto at = std::find_if(std::begin(table), std::end(table), [&](const review_rule_def& r) { return r.rule == rule; });
    return at == std::end(table) ? nullptr : at;
}

std::vector<review_finding> review(const dictionary& words, std::span<const record_cells> records) {
    std::vector<review_finding> out;
    for (const auto& rule : table) rule.look(words, records, out);
    std::sort(out.begin(), out.end(), [](const review_finding& a, const review_finding& b) {
        return std::tuple(a.rule, a.about, a.room) < std::tuple(b.rule, b.about, b.room);
    });
    return out;
}

bool is_watched(const cell_key& key) {
    // What overlaps hang on: core/cases/overlap.hpp, core/cases/recipients.hpp.
    if (key.kind == kinds::aid) return true;
    if (key.kind == kinds::duplicate_case) return key.field == fields::duplicate_case::state;
    if (key.kind == kinds::programme) {
        namespace names = fields::programme;
        return key.field == names::code || key.field == names::presence || key.field == names::overlap_rules;
    }
    for (const auto& rule : table) {
        for (const auto& w : rule.watched) {
            if (w.kind == key.kind && (w.field == every_field || w.field == key.field)) return true;
        }
    }
    return false;
}

digest facts_digest(const review_finding& found) {
    bytes all(1, static_cast<char>(found.rule));
    for (const auto& f : found.facts) all.append(id_of(f.record, f.what).view());
    return sha256({"pendata.review.facts.1", all});
}

}  // namespace pendata
