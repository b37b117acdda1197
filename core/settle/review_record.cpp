// Writing and reading reviews and overlaps as records.
#include "core/settle/review_record.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/limits.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"
#include "core/model/derived_id.hpp"
#include "core/settle/case_record.hpp"

namespace pendata {

namespace {

// Adds derived cells of one kind, compartment and time.
struct derivation {
    part& to;
    std::uint16_t kind;
    stamp_time time = 0;

    void add(std::uint16_t field, value content) {
        cell c;
        c.key = {kind, field, {}};
        c.room = to.room;
        c.at.time = time;
        c.why = intent::derived;
        c.content = std::move(content);
        to.put({std::move(c), 0});
    }
};

const value* content_of(std::span<const cell> cells, std::uint16_t field, value_type type) {
    for (const auto& c : cells) {
        const bool is_it = c.key.kind == kinds::review_case && c.key.field == field && c.key.element.empty();
        if (is_it && c.content.type() == type) return &c.content;
    }
    return nullptr;
}

std::vector<review_fact> read_facts(bytes_view listed) {
    std::vector<review_fact> out;
    byte_reader in(listed);
    while (!in.failed() && !in.at_end()) {
        const auto record = in.id<record_id>();
        out.push_back({record, read_canonical_cell(in)});
    }
    if (in.failed()) out.clear();
    return out;
}

}  // namespace

record_id review_case_id(const review_finding& found) {
    const bytes what{static_cast<char>(found.rule), static_cast<char>(found.room)};
    return derived_record_id(sha256({"pendata.review.1", what, found.about.view()}));
}

part review_part(const record_id& subject, const review_finding& found) {
    namespace names = fields::review_case;
    part out{review_case_id(found), found.room, {}};
    derivation d{out, kinds::review_case};
    bytes listed;
    std::size_t count = 0;
    for (const auto& f : found.facts) {
        bytes one(f.record.view());
        append_canonical(one, f.what);
        d.time = std::max(d.time, f.what.at.time);
        if (count == limits::case_candidates || listed.size() + one.size() > limits::encoded_value_bytes - 1) continue;
        listed += one;
        ++count;
    }
    d.add(names::subject, value::reference(subject));
    d.add(names::rule, value::integer(static_cast<std::int64_t>(found.rule)));
    d.add(names::about, value::reference(found.about));
    d.add(names::facts, value::octets(listed));
    d.add(names::facts_digest, value::octets(facts_digest(found).view()));
    return out;
}

record_id overlap_case_id(const overlap_finding& found) {
    return derived_record_id(sha256({"pendata.overlap.1", found.aid_a.view(), found.aid_b.view()}));
}

part overlap_part(const overlap_finding& found) {
    namespace names = fields::overlap_case;
    part out{overlap_case_id(found), 0, {}};
    derivation d{out, kinds::overlap_case};
    d.add(names::a, value::reference(found.subject_a));
    d.add(names::b, value::reference(found.subject_b));
    d.add(names::aid_a, value::reference(found.aid_a));
    d.add(names::aid_b, value::reference(found.aid_b));
    d.add(names::rule, value::text(found.rule));
    d.add(names::rule_text_id, value::text(found.text_id));
    d.add(names::rule_text_en, value::text(found.text_en));
    d.add(names::period, value::text(found.period));
    return out;
}

bool stands(const office_record& file) {
    return std::any_of(file.parts.begin(), file.parts.end(), [](const part& p) {
        return std::any_of(p.cells.begin(), p.cells.end(), [](const settled_cell& c) { return c.what.why == intent::derived; });
    });
}

bool replace_derived(office_record& file, std::uint16_t kind, const part& derived, sequence at) {
    file.kind = kind;
    remember_rooms(file, room_bit(derived));
    bool changed = false;
    for (auto& p : file.parts) {
        const auto gone = std::erase_if(p.cells, [&](const settled_cell& c) {
            return c.what.why == intent::derived && (p.room != derived.room || derived.find(c.what.key) == nullptr);
        });
        changed = changed || gone > 0;
    }
    for (auto c : derived.cells) {
        part& p = file.at(derived.room);
        const auto* old = p.find(c.what.key);
        if (old != nullptr && old->what == c.what) continue;
        c.changed_at = at;
        p.put(std::move(c));
        changed = true;
    }
    std::erase_if(file.parts, [](const part& p) { return p.cells.empty(); });
    return changed;
}

std::optional<bytes> facts_of(std::span<const cell> cells) {
    const auto* named = content_of(cells, fields::review_case::facts_digest, value_type::octets);
    return named == nullptr ? std::nullopt : std::optional(bytes(named->as_octets()));
}

std::optional<review_case> read_review(const record_id& id, std::span<const cell> cells) {
    namespace names = fields::review_case;
    const auto* subject = content_of(cells, names::subject, value_type::reference);
    const auto* rule = content_of(cells, names::rule, value_type::integer);
    const auto* about = content_of(cells, names::about, value_type::reference);
    const auto* facts = content_of(cells, names::facts, value_type::octets);
    const auto named = facts_of(cells);
    if (subject == nullptr || rule == nullptr || about == nullptr || facts == nullptr || !named) return std::nullopt;
    review_case out{id, subject->as_reference(), static_cast<review_rule>(rule->as_integer()), about->as_reference(), read_facts(facts->as_octets())};
    if (out.facts.empty()) return std::nullopt;
    const auto answer = make_element(value::octets(*named)).key;
    out.answered = std::any_of(cells.begin(), cells.end(), [&](const cell& c) {
        const bool is_answer = c.key.kind == kinds::review_case && c.key.field == names::answers && c.key.element == answer;
        return is_answer && !c.content.is_cleared() && may_answer(out, c.author);
    });
    return out;
}

bool may_answer(const review_case& open, const officer_id& who) {
    return std::none_of(open.facts.begin(), open.facts.end(), [&](const review_fact& f) {
        const bool is_approval = f.what.key.kind == kinds::assignment && f.what.key.field == fields::assignment::status;
        return f.what.author == who && !is_approval;
    });
}

}  // namespace pendata
