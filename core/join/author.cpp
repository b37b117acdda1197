// Composing writes.
#include "core/join/author.hpp"

#include <algorithm>
#include <set>

#include "core/base/fault_switch.hpp"
#include "core/join/join.hpp"

namespace pendata {

namespace {

std::vector<write_id> heads_of(record_id record, std::span<const write> around, std::span<const cell> candidates) {
    std::set<write_id> seen_by_others;
    for (const auto& w : around) seen_by_others.insert(w.seen.begin(), w.seen.end());
    std::set<write_id> heads;
    for (const auto& w : around) {
        if (const auto id = w.id(); !seen_by_others.contains(id)) heads.insert(id);
    }
    for (const auto& c : candidates) {
        if (const auto id = id_of(record, c); !seen_by_others.contains(id)) heads.insert(id);
    }
    return {heads.begin(), heads.end()};
}

std::uint32_t highest_generation(std::span<const write> around, std::span<const cell> candidates) {
    std::uint32_t highest = 0;
    for (const auto& w : around) highest = std::max(highest, w.what.at.generation);
    for (const auto& c : candidates) highest = std::max(highest, c.at.generation);
    return highest;
}

bool says_nothing_new(const write* now, const cell_request& request) {
    if (now == nullptr) return request.content.is_cleared();
    if (now->what.content != request.content) return false;
    switch (request.why) {
        case intent::decision:
        case intent::retraction:
            return false;
        case intent::confirmation:
        case intent::correction:
            return request.field->merge != policy::evidence || request.evidence <= now->what.evidence;
        case intent::change:
        case intent::derived:
            return true;
    }
    return true;
}

}  // namespace

const write* current(std::span<const write> around) {
    const auto best = std::max_element(around.begin(), around.end(),
                                       [](const write& a, const write& b) { return wins(b.what, a.what); });
    return best == around.end() ? nullptr : &*best;
}

std::uint64_t rank_of(const field_def& field, const value& content, std::uint8_t evidence, stamp_time time) {
    switch (field.merge) {
        case policy::evidence:
            return evidence;
        case policy::once:
            return ~time;
        case policy::state:
            if (content.type() != value_type::integer) return 0;
            for (const auto& code : field.codes) {
                if (code.number == content.as_integer()) return code.rank;
            }
            return 0;
        case policy::latest:
        case policy::set:
        case policy::keep_both:
        case policy::office:
            return 0;
    }
    return 0;
}

void set_time(cell& c, stamp_time time) {
    const bool inverted = c.at.rank == ~c.at.time;
    c.at.time = time;
    if (inverted) c.at.rank = ~time;
}

std::optional<write> compose(record_id record, const cell_request& request, const authorship& by,
                             std::span<const write> around, std::span<const cell> candidates) {
    const write* const now = current(around);
    if (says_nothing_new(now, request)) return std::nullopt;

    write w;
    w.record = record;
    w.what.key = request.key;
    w.what.room = request.room;
    w.what.author = by.author;
    w.what.save_number = by.save_number;
    w.what.evidence = request.evidence;
    w.what.effective_date = request.effective_date;
    w.what.why = request.why;
    w.what.content = request.content;
    w.seen = heads_of(record, around, candidates);
    w.claimed_ms = by.claimed_ms;
    w.trust = by.trust;

    stamp_time time = by.now;
    for (const auto& base : around) time = std::max(time, base.what.at.time + 1);
    for (const auto& base : candidates) time = std::max(time, base.at.time + 1);

    const std::uint64_t rank = rank_of(*request.field, request.content, request.evidence, time);
    std::uint32_t generation = highest_generation(around, candidates);
    const bool raises = request.why == intent::change || request.why == intent::decision ||
                        request.why == intent::retraction;
    // A state that moves down, or to one of equal rank, could never win by rank: it speaks of a later generation.
    const bool moves_down = request.field->merge == policy::state && now != nullptr && rank <= now->what.at.rank &&
                            !(request.content == now->what.content);
    const bool forgets_to = (PENDATA_SWITCH(decision_without_generation) && request.why == intent::decision) ||
                            (PENDATA_SWITCH(change_without_generation) && request.why == intent::change);
    if ((raises || moves_down) && !forgets_to) ++generation;
    w.what.at = {generation, rank, time, by.replica};
    return w;
}

}  // namespace pendata
