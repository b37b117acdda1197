// Reading and telling duplicate cases.
#include "core/settle/duplicate_case.hpp"

#include <algorithm>
#include <cstdio>

#include "core/base/sha256.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/model/derived_id.hpp"
#include "core/model/value.hpp"

namespace pendata {

namespace {

namespace duplicate = fields::duplicate_case;

const value* field_value(std::span<const cell> cells, std::uint16_t field) {
    for (const auto& c : cells) {
        const bool it_is = c.key.kind == kinds::duplicate_case && c.key.field == field && c.key.element.empty();
        if (it_is && !c.content.is_cleared()) return &c.content;
    }
    return nullptr;
}

std::optional<std::int64_t> code_in(std::span<const cell> cells, std::uint16_t field) {
    const value* found = field_value(cells, field);
    if (found == nullptr || found->type() != value_type::integer) return std::nullopt;
    return found->as_integer();
}

std::optional<record_id> reference_in(std::span<const cell> cells, std::uint16_t field) {
    const value* found = field_value(cells, field);
    if (found == nullptr || found->type() != value_type::reference) return std::nullopt;
    return found->as_reference();
}

// The signs, in the order of their names; how the match weighs them was told when the case was written.
std::vector<duplicate_sign> signs_in(std::span<const cell> cells) {
    std::vector<duplicate_sign> out;
    const auto* kind = builtin_dictionary().find(kinds::duplicate_case);
    const auto* field = kind == nullptr ? nullptr : kind->find(duplicate::reasons);
    if (field == nullptr) return out;
    for (const auto& c : cells) {
        if (c.key.field != duplicate::reasons || c.content.is_cleared()) continue;
        const auto members = keyed_element(*field, c.key.element, c.content);
        if (!members) continue;
        const auto text = [&](std::string_view name) {
            for (std::size_t i = 0; i < field->members().size(); ++i) {
                const auto& content = members->known[i];
                if (field->members()[i].name == name && content.type() == value_type::text) return std::string(content.as_text());
            }
            return std::string();
        };
        out.push_back({text("sign"), text("text_id"), text("text_en")});
    }
    std::sort(out.begin(), out.end(), [](const auto& x, const auto& y) { return x.name < y.name; });
    return out;
}

}  // namespace

std::string_view name_of(duplicate_answer answer) {
    switch (answer) {
        case duplicate_answer::proposed:
            return "proposed";
        case duplicate_answer::unsure:
            return "unsure";
        case duplicate_answer::same:
            return "same";
        case duplicate_answer::different:
            return "different";
    }
    return "proposed";
}

record_id duplicate_case_id(const record_id& a, const record_id& b) {
    return derived_record_id(sha256({"pendata.duplicate.1", std::min(a, b).view(), std::max(a, b).view()}));
}

std::optional<duplicate_case> read_duplicate(const record_id& id, std::span<const cell> cells) {
    duplicate_case out;
    out.id = id;
    const auto a = reference_in(cells, duplicate::a);
    const auto b = reference_in(cells, duplicate::b);
    if (!a || !b) return std::nullopt;
    out.a = std::min(*a, *b);
    out.b = std::max(*a, *b);
    out.score = static_cast<int>(code_in(cells, duplicate::score).value_or(0));
    out.near_certain = code_in(cells, duplicate::band) == codes::match_band::near_certain;
    const auto state = code_in(cells, duplicate::state).value_or(codes::duplicate_state::proposed);
    if (state >= 1 && state <= 4) out.state = static_cast<duplicate_answer>(state);
    out.withdrawn = code_in(cells, duplicate::presence) == codes::presence::withdrawn;
    out.signs = signs_in(cells);
    return out;
}

std::vector<identity::pair_answer> answers_in(std::span<const duplicate_case> cases) {
    std::vector<identity::pair_answer> out;
    for (const auto& one : cases) {
        if (one.state == duplicate_answer::same) out.push_back({one.a, one.b, identity::same_person::yes});
        if (one.state == duplicate_answer::different) out.push_back({one.a, one.b, identity::same_person::no});
    }
    return out;
}

result<std::vector<duplicate_case>> cases_around(const record_id& record, const duplicate_lookup& cases_of) {
    std::vector<duplicate_case> out;
    std::vector<record_id> reached{record};
    for (std::size_t next = 0; next < reached.size() && next < cluster_members; ++next) {
        PENDATA_TRY(found, cases_of(reached[next]));
        for (auto& one : found) {
            if (std::any_of(out.begin(), out.end(), [&](const duplicate_case& c) { return c.id == one.id; })) continue;
            if (one.state == duplicate_answer::same) {
                for (const auto& id : {one.a, one.b}) {
                    if (std::find(reached.begin(), reached.end(), id) == reached.end()) reached.push_back(id);
                }
            }
            out.push_back(std::move(one));
        }
    }
    return out;
}

bool waits_for_people(const duplicate_case& one, std::span<const duplicate_case> around) {
    if (one.withdrawn) return false;
    if (one.state == duplicate_answer::proposed || one.state == duplicate_answer::unsure) return true;
    if (one.state == duplicate_answer::same) return false;
    const auto clusters = identity::clusters_of(answers_in(around));
    const auto* of = identity::cluster_of(clusters, one.a);
    return of != nullptr && of == identity::cluster_of(clusters, one.b);
}

std::string cluster_to_json(const identity::cluster& of) {
    std::vector<std::string> members, contradicted;
    for (const auto& id : of.members) members.push_back(json_string(to_string(id)));
    for (const auto& [a, b] : of.contradicted) {
        contradicted.push_back(json_array({json_string(to_string(a)), json_string(to_string(b))}));
    }
    json_members out{{"survivor", json_string(to_string(of.survivor()))},
                     {"members", json_array(members)},
                     {"as_one", of.shown_as_one() ? "true" : "false"}};
    if (!contradicted.empty()) out.emplace_back("contradicted", json_array(contradicted));
    return json_object(std::move(out));
}

std::string reasons_json(const std::vector<identity::match_reason>& reasons) {
    std::vector<std::string> out;
    for (const auto reason : reasons) {
        out.push_back(json_object({{"sign", json_string(name_of(reason))},
                                   {"text_id", json_string(text_of(reason, true))},
                                   {"text_en", json_string(text_of(reason, false))}}));
    }
    return json_array(out);
}

std::string duplicate_to_json(const duplicate_case& of) {
    std::vector<std::string> reasons;
    std::string id, en;
    for (const auto& sign : of.signs) {
        reasons.push_back(json_string(sign.name));
        if (!id.empty()) {
            id += "; ";
            en += "; ";
        }
        id += sign.text_id;
        en += sign.text_en;
    }
    char score[16];
    std::snprintf(score, sizeof score, "%.3f", static_cast<double>(of.score) / 1000);
    return json_object({{"case", json_string(to_string(of.id))},
                        {"kind", json_string("duplicate")},
                        {"a", json_string(to_string(of.a))},
                        {"b", json_string(to_string(of.b))},
                        {"score", score},
                        {"level", json_string(of.near_certain ? "near_certain" : "review")},
                        {"reasons", json_array(reasons)},
                        {"text", json_string(id)},
                        {"text_en", json_string(en)},
                        {"state", json_string(name_of(of.state))}});
}

}  // namespace pendata
