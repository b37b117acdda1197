// The examination of one write.
#include "core/settle/examine.hpp"

#include <algorithm>

#include "core/base/fault_switch.hpp"
#include "core/dictionary/check.hpp"
#include "core/dictionary/transition.hpp"
#include "core/join/author.hpp"

namespace pendata {

namespace {

// Generations beyond what the author can have seen would win every join. A gap in the chain (a mail bag that
// overtook another) may hide some, so that a write with missing bases is given room.
bool generation_is_earned(const field_def& field, const examined& e) {
    constexpr std::uint32_t room_for_gaps = 64;
    std::uint32_t highest = 0;
    std::optional<std::uint64_t> highest_rank;
    for (const auto& base : e.bases) {
        highest = std::max(highest, base.what.at.generation);
        highest_rank = std::max(highest_rank.value_or(0), base.what.at.rank);
    }
    const auto why = e.what.what.why;
    const bool to_an_equal = std::any_of(e.bases.begin(), e.bases.end(), [&](const seen_write& base) {
        return base.what.at.rank == e.what.what.at.rank && !(base.what.content == e.what.what.content);
    });
    const bool state_down = field.merge == policy::state && (!highest_rank || e.what.what.at.rank < *highest_rank ||
                                                             to_an_equal || e.bases_missing);
    const bool may_raise = (why == intent::change && field.offers_change) || why == intent::decision ||
                           why == intent::retraction || state_down;
    const std::uint32_t earned = highest + (may_raise ? 1 : 0) + (e.bases_missing ? room_for_gaps : 0);
    return e.what.what.at.generation <= earned;
}

// A retraction takes back one's own word, nobody else's.
bool retracts_own(const examined& e) {
    return std::any_of(e.bases.begin(), e.bases.end(),
                       [&](const seen_write& base) { return base.what.author == e.what.what.author; });
}

bool well_formed(const field_def& field, const examined& e) {
    const cell& c = e.what.what;
    if (c.evidence > 5 || c.why > intent::retraction) return false;
    if (c.at.rank != rank_of(field, c.content, c.evidence, c.at.time)) return false;
    if (c.why == intent::change && !field.offers_change) return false;
    if (c.why == intent::retraction && !retracts_own(e)) return false;
    const bool element_wanted = field.set_valued || field.merge == policy::keep_both;
    return element_wanted != c.key.element.empty() && (generation_is_earned(field, e) || PENDATA_SWITCH(generation_unchecked));
}

bool state_is_allowed(const field_def& field, const examined& e) {
    if (field.merge != policy::state || e.what.what.content.type() != value_type::integer) return true;
    const std::int64_t to = e.what.what.content.as_integer();
    const auto allowed = [&](std::optional<std::int64_t> from) {
        return may_move(field, from, to, e.author->part, e.what.what.evidence) == move_verdict::allowed;
    };
    if (e.bases.empty() && e.bases_missing) return true;  // named, and not here yet: a case would show it
    if (e.bases.empty()) return allowed(std::nullopt);
    return std::all_of(e.bases.begin(), e.bases.end(), [&](const seen_write& base) {
        if (base.what.content.type() != value_type::integer) return true;
        return allowed(base.what.content.as_integer());
    });
}

bool decides_own(const examined& e) {
    return std::any_of(e.bases.begin(), e.bases.end(),
                       [&](const seen_write& base) { return base.what.author == e.what.what.author && base.what.why != intent::decision; });
}

bool value_is_valid(const field_def& field, const examined& e) {
    const check_context context{e.today, e.knows_region, {}};
    return first_error(check_value(field, e.what.what.key.element, e.what.what.content, context)) == nullptr;
}

}  // namespace

bool may_decide(role by) { return by == role::tksk || by == role::operator_ || by == role::verifier || by == role::admin; }

std::uint8_t highest_evidence(role by) { return by == role::operator_ || by == role::verifier || by == role::admin ? 5 : 4; }

hold_reason examine(const dictionary& words, const examined& e) {
    if (e.device_revoked) return hold_reason::device_revoked;
    if (e.author == nullptr || (!e.author_owns_device && !PENDATA_SWITCH(author_unchecked))) return hold_reason::unknown_author;
    if (!e.stamped_by_author) return hold_reason::foreign_replica;
    const kind_def* kind = words.find(e.what.what.key.kind);
    const field_def* field = kind == nullptr ? nullptr : kind->find(e.what.what.key.field);
    if (field == nullptr) return hold_reason::unknown_field;
    const role_mask author = bit(e.author->part);
    if (field->merge == policy::office || (field->writers & author) == 0 || (kind->writers & author) == 0) {
        return hold_reason::office_only;
    }
    if (!well_formed(*field, e)) return hold_reason::malformed;
    if (!PENDATA_SWITCH(evidence_unchecked) && e.what.what.evidence > highest_evidence(e.author->part) && e.what.what.why != intent::decision) {
        return hold_reason::evidence_beyond_role;
    }
    if (e.what.what.why == intent::decision && (!may_decide(e.author->part) || decides_own(e))) {
        return hold_reason::no_right_to_decide;
    }
    // A decision picks among moves that were made; it is no move of its own.
    if (e.what.what.why != intent::decision && !state_is_allowed(*field, e)) return hold_reason::state_beyond_role;
    if (!value_is_valid(*field, e)) return hold_reason::failed_check;
    const bool on_held = std::any_of(e.bases.begin(), e.bases.end(), [](const seen_write& b) { return b.held; });
    return on_held && !PENDATA_SWITCH(held_base_ignored) ? hold_reason::dependant : hold_reason::none;
}

}  // namespace pendata
