// Checking, composing and storing one save.
#include "client-lib/src/engine/saving.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "client-lib/src/engine/category_rules.hpp"
#include "client-lib/src/engine/person_rules.hpp"
#include "client-lib/src/engine/reviews.hpp"
#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/transition.hpp"
#include "core/join/join.hpp"
#include "core/settle/examine.hpp"
#include "core/settle/placing.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t said_by_the_person = 2;

problem not_for_this_role(const field_def& field) {
    return make_problem(errc::not_allowed, std::string(field.name), "peran Anda tidak berwenang mengisi ini",
                        "your role may not write this");
}

// Whoever moves a record to another village says where in it, too: RW and RT go along, as corrections.
bool goes_with_a_move(const save_request& request, const field_def& field) {
    const auto within = fields_within_village(*request.kind);
    const bool is_within = std::any_of(within.begin(), within.end(), [&](const field_def* f) { return f->number == field.number; });
    return is_within && std::any_of(request.inputs.begin(), request.inputs.end(), [&](const field_input& in) {
        return in.field->number == request.kind->scope_field && !in.content.is_cleared();
    });
}

// Role, intent and evidence: what the office would hold is said here, at once.
checked<void> check_right(const save_context& in, const save_request& request, const field_def& field, std::uint8_t evidence) {
    const auto& options = request.options;
    if (field.merge == policy::office || (field.writers & bit(in.author_role)) == 0) return not_for_this_role(field);
    if (options.why == intent::change && !field.offers_change && !goes_with_a_move(request, field)) {
        return make_problem(errc::not_allowed, std::string(field.name), "isian ini hanya dapat dikoreksi, bukan diubah keadaannya",
                            "this field takes corrections only, not changes");
    }
    if (evidence > 5 || (evidence > highest_evidence(in.author_role) && options.why != intent::decision)) {
        return make_problem(errc::not_allowed, std::string(field.name), "tingkat bukti melebihi wewenang peran Anda",
                            "more evidence than your role may claim");
    }
    return {};
}

checked<void> check_move(const save_context& in, const save_request& request, const field_def& field, const value& to,
                         std::uint8_t evidence) {
    if (field.merge != policy::state || to.type() != value_type::integer || request.options.why == intent::decision) return {};
    const value* from = request.before.find(field.number);
    const auto origin = from != nullptr && from->type() == value_type::integer ? std::optional(from->as_integer()) : std::nullopt;
    switch (may_move(field, origin, to.as_integer(), in.author_role, evidence)) {
        case move_verdict::allowed:
            return {};
        case move_verdict::needs_evidence:
            return make_problem(errc::not_allowed, std::string(field.name), "perubahan ini memerlukan bukti yang lebih kuat",
                                "this move needs better evidence");
        case move_verdict::not_this_role:
        case move_verdict::never:
            break;
    }
    return make_problem(errc::not_allowed, std::string(field.name), "peran Anda tidak boleh mengubah status ini",
                        "your role may not make this move");
}

std::int32_t category_of(const save_request& request) {
    if (request.kind->category_field == 0) return 0;
    const value* present = request.before.find(request.kind->category_field);
    for (const auto& input : request.inputs) {
        if (present == nullptr && input.field->number == request.kind->category_field) present = &input.content;
    }
    return present != nullptr && present->type() == value_type::integer ? static_cast<std::int32_t>(present->as_integer()) : 0;
}

// An input that stands for every element of a set becomes one an element.
std::vector<field_input> spelled_out(const save_request& request) {
    std::vector<field_input> out;
    for (const auto& input : request.inputs) {
        if (!(input.field->set_valued && input.element.empty() && input.content.is_cleared())) {
            out.push_back(input);
            continue;
        }
        for (const auto& c : request.before.cells) {
            if (c.key.field == input.field->number && !c.content.is_cleared()) out.push_back({input.field, c.key.element, value(), input.evidence});
        }
    }
    return out;
}

const value* any_value(const record_view& of, const kind_def& kind, std::uint16_t field) {
    const auto* def = kind.find(field);
    if (def == nullptr || !def->set_valued) return of.find(field);
    for (const auto& c : of.cells) {
        if (c.key.field == field && !c.content.is_cleared()) return &c.content;
    }
    return nullptr;
}

record_view after_save(const save_request& request, const std::vector<write>& writes) {
    record_view after = request.before;
    for (const auto& w : writes) {
        const auto at = std::find_if(after.cells.begin(), after.cells.end(), [&](const cell& c) { return c.key == w.what.key; });
        if (at == after.cells.end()) {
            after.cells.push_back(w.what);
        } else if (wins(w.what, *at)) {
            *at = w.what;
        }
    }
    std::sort(after.cells.begin(), after.cells.end(), [](const cell& a, const cell& b) { return a.key < b.key; });
    after.kind = request.kind->number;
    return after;
}

// A new record that nobody gave this officer a duty for waits at the office until somebody has looked: said at once.
void warn_of_no_duty(const save_context& in, const save_request& request, const record_view& after, findings& found) {
    if (!request.creates || request.kind->scope != scope_rule::place || in.state.grants.empty()) return;
    const atom_set place = own_atoms(*request.kind, after.cells, in.state.regency);
    if (place.empty() || granted_rooms(in.state.grants, place) != 0) return;
    const auto* where = request.kind->find(request.kind->scope_field);
    found.push_back({severity::warning, make_problem(errc::not_allowed, std::string(where->name),
                                                     "di luar wilayah tugas Anda (" + *place.begin() + "): ditahan di kantor sampai diperiksa",
                                                     "outside your duties (" + *place.begin() + "): the office holds it until it is looked at")});
}

checked<void> check_whole(const save_context& in, const save_request& request, const std::vector<write>& writes,
                          const check_context& context, findings& found) {
    const record_view after = after_save(request, writes);
    auto more = check_record(*request.kind, [&](std::uint16_t field) { return any_value(after, *request.kind, field); }, context);
    PENDATA_ASK(of_person, person_findings(in.tx, after));
    more.insert(more.end(), std::make_move_iterator(of_person.begin()), std::make_move_iterator(of_person.end()));
    PENDATA_ASK(of_category, category_findings(in.tx, after, in.state.grants, context.today));
    more.insert(more.end(), std::make_move_iterator(of_category.begin()), std::make_move_iterator(of_category.end()));
    PENDATA_ASK(of_aid, overlap_warnings(in.tx, after));
    more.insert(more.end(), std::make_move_iterator(of_aid.begin()), std::make_move_iterator(of_aid.end()));
    warn_of_no_duty(in, request, after, more);
    // An edit of an older record is not refused for what was missing before it.
    for (auto& f : more) {
        if (f.level == severity::error && !request.creates) f.level = severity::warning;
        found.push_back(std::move(f));
    }
    if (const auto* error = first_error(found)) return *error;
    return {};
}

// A file that was copied or put back goes on from a number it gave before. A step drawn at random keeps two saves from
// having one number, and two writes of one value from being taken for one (I12).
std::uint64_t next_save(const save_context& in) {
    if (PENDATA_SWITCH(save_numbers_in_a_row)) return in.state.last_save + 1;
    constexpr std::uint64_t steps = 1 << 20;
    std::array<unsigned char, 4> random{};
    in.with.fill_random(random);
    std::uint64_t drawn = 0;
    for (const auto byte : random) drawn = drawn << 8 | byte;
    return in.state.last_save + 1 + drawn % steps;
}

bool is_known(save_context& in, std::string_view region) {
    if (in.known_regions.contains(region)) return true;
    const auto known = region_is_known(in.tx, region, in.state.regency);
    if (known.has_error()) in.regions_unread = to_errc(known.error());
    if (known.has_error()) return true;  // nobody is to blame for it; save() ends
    if (*known) in.known_regions.emplace(region);
    return *known;
}

bool issues_numbers(save_context& in, std::string_view district) {
    const auto known = district_is_known(in.tx, district, in.state.regency);
    if (known.has_error()) in.regions_unread = to_errc(known.error());
    return known.has_error() || *known;
}

// What is answered to a case stands in the case's own compartment.
compartment room_for(const save_request& request, const field_def& field, std::int32_t category) {
    const bool of_a_case = request.kind->rooms == room_rule::of_inputs && !request.before.cells.empty();
    return of_a_case ? request.before.cells.front().room : room_of(*request.kind, field, category);
}

// The write that an input amounts to; nothing where it says nothing new.
std::optional<write> composed(const save_request& request, const field_input& input, std::uint8_t evidence, std::int32_t category,
                              const authorship& by) {
    const auto& field = *input.field;
    const bool corrects = request.options.why == intent::change && !field.offers_change;  // goes, or falls, with what changed
    const auto why = corrects ? intent::correction : request.options.why;
    const cell_request wanted{&field, {request.kind->number, field.number, input.element}, room_for(request, field, category),
                              input.content, evidence, why, corrects ? std::nullopt : request.options.effective_date};
    return compose(request.before.id, wanted, by, request.before.around(wanted.key), request.candidates);
}

// RW and RT are those of one village: whoever moves the record to another one, and says nothing of them, does not know
// them there. Not so where better evidence keeps it in its village.
std::vector<field_input> fallen_with_village(const save_request& request, const std::vector<write>& writes) {
    const auto why = request.options.why;
    const value* before = request.before.find(request.kind->scope_field);
    if (before == nullptr || (why != intent::correction && why != intent::change)) return {};
    const record_view after = after_save(request, writes);
    const value* now = after.find(request.kind->scope_field);
    if (now != nullptr && *now == *before) return {};
    std::vector<field_input> out;
    for (const auto* field : fields_within_village(*request.kind)) {
        const bool is_said = std::any_of(request.inputs.begin(), request.inputs.end(), [&](const field_input& in) { return in.field == field; });
        if (!is_said && request.before.find(field->number) != nullptr) out.push_back({field, {}, value(), std::nullopt});
    }
    return out;
}

// Whoever approves answers for what is seen at that moment, and for nothing else: it goes into the same save.
checked<std::optional<write>> bound_to_what_is_shown(const save_context& in, const save_request& request, const std::vector<write>& writes,
                                                     std::int32_t category, const authorship& by) {
    namespace names = fields::assignment;
    const bool approves = std::any_of(writes.begin(), writes.end(), [](const write& w) {
        return w.what.key.kind == kinds::assignment && w.what.key.field == names::status &&
               w.what.content == value::integer(codes::assignment_status::approved);
    });
    const auto* field = approves ? request.kind->find(names::reviewed) : nullptr;
    if (field == nullptr) return std::optional<write>();
    PENDATA_ASK(shown, shown_to_approver(in.tx, in.with.words, after_save(request, writes)));
    return composed(request, {field, {}, value::octets(shown), std::nullopt}, said_by_the_person, category, by);
}

// A new record shows what was just written, which need not be read back.
result<void> project_saved(save_context& in, const save_request& request, const std::vector<write>& writes) {
    if (!request.creates) return project_again(in.tx, in.with.words, request.before.id);
    record_view after;
    after.id = request.before.id;
    after.kind = request.kind->number;
    after.cells = joined({}, writes);
    return in.tx.project(projection_of(in.with.words, after));
}

}  // namespace

checked<save_context> open_save(device_transaction& tx, const tablet& with) {
    PENDATA_ASK(state, tx.state());
    if (state.officer.is_zero()) return problem_of(make_error_code(errc::not_enrolled));
    const auto now = with.read_clock();
    const auto corrected = correct(now, state.anchor);
    const role* part = role_named(state.role);
    return save_context{tx, with, std::move(state), now, corrected, part == nullptr ? role::psm : *part, {}, errc::ok};
}

checked<void> close_save(save_context& save) {
    PENDATA_DEMAND(save.tx.put_state(save.state));
    return {};
}

checked<saved> save(save_context& in, const save_request& request) {
    saved out;
    out.id = request.before.id;
    const check_context context{
        day_of(in.corrected.ms),
        [&](std::string_view code) { return is_known(in, code); },
        [&](std::string_view code) { return issues_numbers(in, code); }};
    const std::int32_t category = category_of(request);
    if (request.kind->number == kinds::person) PENDATA_DEMAND(check_face(in.tx, request.before.id, request.inputs));
    const authorship by{in.state.chain.replica, in.state.officer, next_save(in),
                        to_stamp_time(in.corrected.ms), in.now.wall_ms, in.corrected.trust};
    std::vector<write> writes;
    std::vector<unsealed_write> unsealed;
    std::set<std::string> changed;
    for (const auto& input : spelled_out(request)) {
        const auto& field = *input.field;
        const std::uint8_t evidence = input.evidence.value_or(request.options.evidence.value_or(said_by_the_person));
        PENDATA_DEMAND(check_right(in, request, field, evidence));
        PENDATA_DEMAND(check_move(in, request, field, input.content, evidence));
        for (auto& f : check_value(field, input.element, input.content, context)) out.warnings.push_back(std::move(f));
        if (in.regions_unread != errc::ok) return problem_of(make_error_code(in.regions_unread));
        if (const auto* error = first_error(out.warnings)) return *error;

        auto w = composed(request, input, evidence, category, by);
        if (!w) continue;
        changed.insert(std::string(field.name));
        writes.push_back(std::move(*w));
    }
    if (writes.empty()) return out;
    for (const auto& input : fallen_with_village(request, writes)) {
        auto w = composed(request, input, request.options.evidence.value_or(said_by_the_person), category, by);
        if (!w) continue;
        changed.insert(std::string(input.field->name));
        writes.push_back(std::move(*w));
    }
    PENDATA_ASK(binding, bound_to_what_is_shown(in, request, writes, category, by));
    if (binding) writes.push_back(std::move(*binding));
    for (const auto& w : writes) unsealed.push_back({w, in.now});
    // More could not be sealed, nor sent to anybody.
    if (writes.size() + request.before.cells.size() > limits::cells_per_part) {
        return make_problem(errc::too_large, {}, "terlalu banyak isian dalam satu catatan", "too many values in one record");
    }
    PENDATA_DEMAND(check_whole(in, request, writes, context, out.warnings));
    if (in.regions_unread != errc::ok) return problem_of(make_error_code(in.regions_unread));
    in.state.last_save = by.save_number;
    PENDATA_DEMAND(in.tx.add_pending(request.kind->number, unsealed));
    PENDATA_DEMAND(project_saved(in, request, writes));
    out.changed.assign(changed.begin(), changed.end());
    return out;
}

}  // namespace pendata
