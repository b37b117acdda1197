// Two steps: rows of the projection of about the same age, or with the same number, house or telephone, are compared by
// what the projection has of them; who is left is read whole and compared again.
#include "client-lib/src/engine/likeness_desk.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/person_subject.hpp"

namespace pendata {

namespace {

namespace person = fields::person;

constexpr int years_around = 6;        // births further apart are told by number, house or telephone alone
constexpr double unseen_bits = 14;     // what the projection lacks (KK, aliases, precision) may add
constexpr std::size_t read_whole = 64; // of those that are left, the likeliest

// What the first step looks at. Aliases and other numbers are sets, which the projection keeps as one text.
constexpr std::array<std::uint16_t, 9> looked_at = {person::name,   person::nik,   person::birth_date,
                                                    person::mother_name, person::sex,  person::phone,
                                                    person::family, person::village, person::presence};

class age_filter {
public:
    age_filter(const kind_def& kind, std::span<const cell> cells) : kind_(kind), cells_(cells) {}

    filter make() const {
        filter out;
        const value* birth = value_of(person::birth_date);
        if (birth == nullptr || birth->type() != value_type::integer) return out;
        out.is = filter::form::any;
        filter near;
        near.parts.push_back(compare(person::birth_date, comparison::greater_or_equal,
                                     value::integer(birth->as_integer() - years_around * 366)));
        near.parts.push_back(
            compare(person::birth_date, comparison::less_or_equal, value::integer(birth->as_integer() + years_around * 366)));
        out.parts.push_back(std::move(near));
        out.parts.push_back(compare(person::birth_date, comparison::equal, value()));
        for (const auto field : {person::nik, person::phone, person::family}) {
            const value* same = value_of(field);
            if (same != nullptr) out.parts.push_back(compare(field, comparison::equal, *same));
        }
        return out;
    }

private:
    filter compare(std::uint16_t field, comparison by, value operand) const {
        filter out;
        out.is = filter::form::compare;
        out.field = kind_.find(field);
        out.by = by;
        out.operand = std::move(operand);
        return out;
    }

    const value* value_of(std::uint16_t field) const {
        for (const auto& c : cells_) {
            if (c.key.field == field && c.key.element.empty() && !c.content.is_cleared()) return &c.content;
        }
        return nullptr;
    }

    const kind_def& kind_;
    std::span<const cell> cells_;
};

result<std::string> kk_of(device_transaction& tx, std::span<const cell> cells) {
    const auto family = family_of(cells);
    if (!family) return std::string();
    PENDATA_TRY(view, find_view(tx, *family));
    return view ? std::string(kk_number_of(view->cells)) : std::string();
}

// The row as cells, with a birth that is only guessed unless it is the very day: what is not known must not part them.
identity::match_subject subject_of_row(std::span<const value> row, const identity::match_subject& of) {
    std::vector<cell> cells;
    for (std::size_t i = 0; i < looked_at.size(); ++i) {
        if (row[i].is_cleared()) continue;
        cell one;
        one.key = {kinds::person, looked_at[i], {}};
        one.content = row[i];
        cells.push_back(std::move(one));
    }
    auto out = person_subject(cells, {});
    out.family.clear();
    if (out.birth != of.birth) out.precision = identity::birth_precision::estimated;
    return out;
}

struct rough {
    double bits = 0;
    record_id id;
};

std::vector<cell> cells_of(const kind_def& kind, const std::vector<field_input>& inputs) {
    std::vector<cell> out;
    for (const auto& input : inputs) {
        cell one;
        one.key = {kind.number, input.field->number, input.element};
        one.room = input.field->room;
        one.content = input.content;
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace

result<std::vector<likeness>> similar_persons(device_transaction& tx, const dictionary& words, const record_id& self,
                                              std::span<const cell> cells, std::size_t limit) {
    std::vector<likeness> out;
    const auto* kind = words.find(kinds::person);
    if (kind == nullptr) return out;
    PENDATA_TRY(own_kk, kk_of(tx, cells));
    const auto subject = person_subject(cells, own_kk);
    auto without_family = subject;
    without_family.family.clear();
    std::vector<rough> left;
    const auto look_at = [&](const record_id& id, std::span<const value> row) {
        const value& presence = row.back();
        const bool withdrawn = presence.type() == value_type::integer && presence.as_integer() == codes::presence::withdrawn;
        if (id == self || withdrawn) return;
        const auto found = compare(without_family, subject_of_row(row, subject));
        if (found.level != identity::match_level::none || found.bits + unseen_bits >= identity::review_bits) left.push_back({found.bits, id});
    };
    PENDATA_CHECK(tx.visit(kinds::person, age_filter(*kind, cells).make(), looked_at, look_at));
    std::sort(left.begin(), left.end(), [](const rough& a, const rough& b) { return std::pair(b.bits, a.id) < std::pair(a.bits, b.id); });
    if (left.size() > read_whole) left.resize(read_whole);
    for (const auto& one : left) {
        PENDATA_TRY(view, find_view(tx, one.id));
        if (!view) continue;
        PENDATA_TRY(kk, kk_of(tx, view->cells));
        auto found = compare(subject, person_subject(view->cells, kk));
        if (found.level != identity::match_level::none) out.push_back({one.id, std::move(found)});
    }
    std::sort(out.begin(), out.end(), [](const likeness& a, const likeness& b) {
        return std::tuple(b.found.score, b.found.bits, a.id) < std::tuple(a.found.score, a.found.bits, b.id);
    });
    if (out.size() > limit) out.resize(limit);
    return out;
}

std::string likeness_text(const likeness& one) {
    std::vector<std::string> reasons;
    std::string id, en;
    for (const auto reason : one.found.reasons) {
        reasons.push_back(json_string(name_of(reason)));
        if (!id.empty()) {
            id += "; ";
            en += "; ";
        }
        id += text_of(reason, true);
        en += text_of(reason, false);
    }
    char score[16];
    std::snprintf(score, sizeof score, "%.3f", static_cast<double>(one.found.score) / 1000);
    return json_object({{"id", json_string(to_string(one.id))},
                        {"score", score},
                        {"level", json_string(name_of(one.found.level))},
                        {"reasons", json_array(reasons)},
                        {"text", json_string(id)},
                        {"text_en", json_string(en)}});
}

checked<std::vector<std::string>> similar_to_typed(const tablet& with, std::string_view kind_name, std::string_view json) {
    const auto* kind = with.words.find(kind_name);
    if (kind == nullptr) {
        return make_problem(errc::unknown_kind, std::string(kind_name), "jenis catatan tidak dikenal", "unknown kind of record");
    }
    PENDATA_ASK(input, parse_record(*kind, json, input_use::create));
    std::vector<std::string> out;
    if (kind->number != kinds::person) return out;
    PENDATA_DEMAND(look(with, [&](device_transaction& tx) -> checked<void> {
        const auto cells = cells_of(*kind, input.fields);
        PENDATA_ASK(found, similar_persons(tx, with.words, input.id.value_or(record_id{}), cells));
        for (const auto& one : found) out.push_back(likeness_text(one));
        return {};
    }));
    return out;
}

}  // namespace pendata
