// Cases as text.
#include "core/settle/review_text.hpp"

#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/each_record.hpp"

namespace pendata {

namespace {

// A clock may claim anything; what no calendar shows is brought to its edge.
std::string shown_moment(stamp_time at) {
    return json_string(moment_text(std::clamp(to_unix_ms(at), earliest_moment_ms, latest_moment_ms)));
}

std::string fact_to_json(const dictionary& words, const review_fact& f, const naming& author) {
    const auto* kind = words.find(f.what.key.kind);
    const auto* field = words.find(f.what.key);
    const auto shown = field == nullptr ? json_string(to_hex(f.what.content.encoded())) : value_to_json(*field, f.what.key.element, f.what.content);
    return json_object({{"record", json_string(to_string(f.record))},
                        {"record_kind", json_string(kind == nullptr ? std::to_string(f.what.key.kind) : std::string(kind->name))},
                        {"field", json_string(field == nullptr ? std::to_string(f.what.key.field) : std::string(field->name))},
                        {"value", shown},
                        {"author", json_string(author(f.what.author))},
                        {"evidence", std::to_string(f.what.evidence)},
                        {"time", shown_moment(f.what.at.time)}});
}

std::string reference_in_case(const record_cells& file, std::uint16_t field) {
    const auto* c = file.find(field);
    return json_string(c != nullptr && c->content.type() == value_type::reference ? to_string(c->content.as_reference()) : std::string());
}

std::string text_in_case(const record_cells& file, std::uint16_t field) {
    const auto* c = file.find(field);
    return json_string(c != nullptr && c->content.type() == value_type::text ? std::string(c->content.as_text()) : std::string());
}

}  // namespace

std::string review_to_json(const dictionary& words, const review_case& open, const naming& author, bool provisional) {
    std::vector<std::string> facts;
    for (const auto& f : open.facts) facts.push_back(fact_to_json(words, f, author));
    const auto* rule = find_rule(open.rule);
    const bool known = rule != nullptr;
    json_members out{{"case", json_string(to_string(open.id))},
                     {"kind", json_string("review")},
                     {"subject", json_string(to_string(open.subject))},
                     {"record", json_string(to_string(open.about))},
                     {"rule", json_string(known ? rule->name : std::string_view("unknown"))},
                     {"text", json_string(known ? rule->text_id : std::string_view())},
                     {"text_en", json_string(known ? rule->text_en : std::string_view())},
                     {"facts", json_array(facts)},
                     {"state", json_string(open.answered ? "answered" : "open")}};
    if (provisional) out.emplace_back("provisional", "true");
    return json_object(std::move(out));
}

bool is_open_overlap(const record_cells& file, const std::set<officer_id>& makers) {
    namespace names = fields::overlap_case;
    if (file.find(names::aid_a) == nullptr) return false;
    const auto state = file.number(names::state);
    return !state || *state == codes::overlap_state::open || makers.contains(file.find(names::state)->author);
}

bool is_waiting(const office_record& file) {
    const auto all = as_cells(file);
    if (file.kind == kinds::overlap_case) return is_open_overlap(all, {});
    if (file.kind != kinds::review_case) return !file.parts.empty();
    const auto open = read_review(file.id, all.cells);
    return open && !open->answered;
}

std::string overlap_to_json(const record_cells& file, bool provisional) {
    namespace names = fields::overlap_case;
    json_members out{{"case", json_string(to_string(file.id))},
                     {"kind", json_string("overlap")},
                     {"subject", reference_in_case(file, names::a)},
                     {"other_subject", reference_in_case(file, names::b)},
                     {"aids", json_array({reference_in_case(file, names::aid_a), reference_in_case(file, names::aid_b)})},
                     {"rule", text_in_case(file, names::rule)},
                     {"text", text_in_case(file, names::rule_text_id)},
                     {"text_en", text_in_case(file, names::rule_text_en)},
                     {"period", text_in_case(file, names::period)},
                     {"state", json_string("open")}};
    if (provisional) out.emplace_back("provisional", "true");
    return json_object(std::move(out));
}

}  // namespace pendata
