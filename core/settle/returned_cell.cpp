// The examination of one given-back cell.
#include "core/settle/returned_cell.hpp"

#include <algorithm>

#include "core/dictionary/check.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/transition.hpp"
#include "core/join/author.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t registry_evidence = 5;

// What its author had seen is not known: how far the generations went in the lost history, nobody can tell exactly.
bool generation_is_likely(const examined& e) {
    constexpr std::uint32_t lost_generations = 64;
    std::uint32_t highest = 0;
    for (const auto& base : e.bases) highest = std::max(highest, base.what.at.generation);
    return e.what.what.at.generation <= highest + lost_generations;
}

bool well_formed(const field_def& field, const examined& e) {
    const cell& c = e.what.what;
    const bool element_wanted = field.set_valued || field.merge == policy::keep_both;
    return c.evidence <= registry_evidence && c.why <= intent::retraction && element_wanted != c.key.element.empty() &&
           c.at.rank == rank_of(field, c.content, c.evidence, c.at.time) && generation_is_likely(e);
}

// Some way leads to this state that the giver might have gone.
bool state_is_within(const field_def& field, const cell& c, role giver) {
    if (field.merge != policy::state || c.content.type() != value_type::integer) return true;
    const std::int64_t to = c.content.as_integer();
    const auto allowed = [&](std::optional<std::int64_t> from) {
        return may_move(field, from, to, giver, c.evidence) == move_verdict::allowed;
    };
    return allowed(std::nullopt) || std::any_of(field.codes.begin(), field.codes.end(), [&](const code_def& from) {
               return from.number != to && allowed(from.number);
           });
}

}  // namespace

bool may_be_given_back(const cell& c) { return c.why != intent::derived && c.key.kind != kinds::conflict_case; }

hold_reason examine_returned(const dictionary& words, const examined& e, const officer* giver) {
    if (e.device_revoked) return hold_reason::device_revoked;
    if (giver == nullptr) return hold_reason::unknown_author;
    const cell& c = e.what.what;
    const kind_def* kind = words.find(c.key.kind);
    const field_def* field = kind == nullptr ? nullptr : kind->find(c.key.field);
    if (field == nullptr) return hold_reason::unknown_field;
    // An author who is no officer is the office itself.
    if (field->merge == policy::office || e.author == nullptr) return hold_reason::office_only;
    const role_mask author = bit(e.author->part);
    if ((field->writers & author) == 0 || (kind->writers & author) == 0) return hold_reason::office_only;
    if (!well_formed(*field, e)) return hold_reason::malformed;
    if (c.evidence >= registry_evidence) return hold_reason::evidence_beyond_role;
    if (c.why == intent::decision && !may_decide(giver->part)) return hold_reason::no_right_to_decide;
    if (c.why != intent::decision && !state_is_within(*field, c, giver->part)) return hold_reason::state_beyond_role;
    const check_context context{e.today, e.knows_region, {}};
    if (first_error(check_value(*field, c.key.element, c.content, context)) != nullptr) return hold_reason::failed_check;
    return hold_reason::none;
}

}  // namespace pendata
