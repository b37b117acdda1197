// Pairs of aids and the rules between their programmes.
#include "core/cases/overlap.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

namespace codes_of = codes::aid_status;

std::string text_in(const record_cells& r, std::uint16_t field) {
    const auto* c = r.find(field);
    return c != nullptr && c->content.type() == value_type::text ? std::string(c->content.as_text()) : std::string();
}

std::optional<record_id> reference_in(const record_cells& r, std::uint16_t field) {
    const auto* c = r.find(field);
    if (c == nullptr || c->content.type() != value_type::reference) return std::nullopt;
    return c->content.as_reference();
}

// What was asked for, granted or given: what failed, was refused or has ended meets nothing.
bool is_open(const record_cells& aid) {
    if (aid.kind != kinds::aid || aid.number(fields::aid::presence) == codes::presence::withdrawn) return false;
    const auto status = aid.number(fields::aid::status);
    return !status || status == codes_of::proposed || status == codes_of::granted || status == codes_of::delivered;
}

std::optional<int> number_in(std::string_view text, std::size_t from, std::size_t digits) {
    int out = 0;
    if (text.size() < from + digits) return std::nullopt;
    const char* const end = text.data() + from + digits;
    const auto read = std::from_chars(text.data() + from, end, out);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return out;
}

using identity::to_civil_day;

std::optional<day_range> months(int year, int first, int count) {
    const int after = first + count;
    const auto begin = to_civil_day(year, static_cast<unsigned>(first), 1);
    const auto end = after > 12 ? to_civil_day(year + 1, static_cast<unsigned>(after - 12), 1) : to_civil_day(year, static_cast<unsigned>(after), 1);
    if (!begin || !end) return std::nullopt;
    return day_range{*begin, *end - 1};
}

struct declared_rule {
    std::optional<std::int64_t> from, to;
    bool forbids = false;
    std::string other;
    std::string text_id, text_en;

    // Of two rules the one that came into force later; the stricter of two that came together.
    bool goes_before(const declared_rule& b) const {
        constexpr auto always = INT64_MIN;
        return std::tuple(from.value_or(always), forbids, text_id) > std::tuple(b.from.value_or(always), b.forbids, b.text_id);
    }
};

declared_rule rule_of(const field_def& field, const element_members& read) {
    declared_rule rule;
    for (std::size_t i = 0; i < read.known.size(); ++i) {
        const auto name = field.members()[i].name;
        const value& v = read.known[i];
        const bool is_number = v.type() == value_type::integer;
        const bool is_text = v.type() == value_type::text;
        if (name == "other" && is_text) rule.other = v.as_text();
        if (name == "from" && is_number) rule.from = v.as_integer();
        if (name == "to" && is_number) rule.to = v.as_integer();
        if (name == "verdict" && is_number) rule.forbids = v.as_integer() == codes::overlap_verdict::forbidden;
        if (name == "text_id" && is_text) rule.text_id = v.as_text();
        if (name == "text_en" && is_text) rule.text_en = v.as_text();
    }
    return rule;
}

// What `programme` declares about the other one, as of these days.
void add_rules(const record_cells& programme, std::string_view other, const day_range& days, std::vector<declared_rule>& out) {
    const auto* field = builtin_dictionary().find(cell_key{kinds::programme, fields::programme::overlap_rules, {}});
    if (field == nullptr) return;
    for (const auto& c : programme.cells) {
        if (c.key.field != fields::programme::overlap_rules || c.content.is_cleared()) continue;
        const auto read = keyed_element(*field, c.key.element, c.content);
        if (!read) continue;
        auto rule = rule_of(*field, *read);
        const bool in_force = (!rule.from || *rule.from <= days.last) && (!rule.to || *rule.to >= days.first);
        if (rule.other == other && in_force) out.push_back(std::move(rule));
    }
}

const record_cells* find_record(std::span<const record_cells> among, const std::optional<record_id>& id) {
    const auto at = std::find_if(among.begin(), among.end(), [&](const record_cells& r) { return id && r.id == *id; });
    return at == among.end() ? nullptr : &*at;
}

struct open_aid {
    record_id id;
    record_id subject;
    record_id programme;
    std::string period;
    day_range days;
};

std::vector<open_aid> open_aids(std::span<const record_cells> aids) {
    std::vector<open_aid> out;
    for (const auto& a : aids) {
        if (!is_open(a)) continue;
        const auto programme = reference_in(a, fields::aid::programme);
        const auto subject = reference_in(a, fields::aid::subject);
        auto period = text_in(a, fields::aid::period);
        const auto days = days_of_period(period);
        if (programme && subject && days) out.push_back({a.id, *subject, *programme, std::move(period), *days});
    }
    std::sort(out.begin(), out.end(), [](const open_aid& a, const open_aid& b) { return a.id < b.id; });
    return out;
}

std::optional<overlap_finding> finding_of(const open_aid& a, const open_aid& b, std::span<const record_cells> programmes) {
    if (!a.days.meets(b.days)) return std::nullopt;
    const auto* of_a = find_record(programmes, a.programme);
    const auto* of_b = find_record(programmes, b.programme);
    const auto code_of = [](const record_cells* p, const record_id& id) { return p == nullptr ? to_string(id) : text_in(*p, fields::programme::code); };
    const auto code_a = code_of(of_a, a.programme);
    const auto code_b = code_of(of_b, b.programme);
    overlap_finding out{a.id, b.id, a.subject, b.subject, {}, {}, {}, a.days.first < b.days.first ? b.period : a.period};
    if (a.programme == b.programme) {
        out.rule = "same:" + code_a;
        out.text_id = "Satu program diterima dua kali dalam satu periode: " + code_a;
        out.text_en = "One programme twice in one period: " + code_a;
        return out;
    }
    std::vector<declared_rule> rules;
    const day_range both{std::max(a.days.first, b.days.first), std::min(a.days.last, b.days.last)};
    if (of_a != nullptr) add_rules(*of_a, code_b, both, rules);
    if (of_b != nullptr) add_rules(*of_b, code_a, both, rules);
    const auto strongest = std::min_element(rules.begin(), rules.end(), [](const declared_rule& x, const declared_rule& y) { return x.goes_before(y); });
    if (strongest == rules.end() || !strongest->forbids) return std::nullopt;
    out.rule = std::min(code_a, code_b) + "+" + std::max(code_a, code_b);
    out.text_id = strongest->text_id.empty() ? "Tidak boleh diterima bersama: " + out.rule : strongest->text_id;
    out.text_en = strongest->text_en.empty() ? "Not to be received together: " + out.rule : strongest->text_en;
    return out;
}

}  // namespace

std::optional<day_range> days_of_period(std::string_view period) {
    const auto year = number_in(period, 0, 4);
    if (!year || *year < 1) return std::nullopt;
    if (period.size() == 4) return months(*year, 1, 12);
    if (period[4] != '-') return std::nullopt;
    if (period.size() == 7 && (period[5] == 'Q' || period[5] == 'S')) {
        const int size = period[5] == 'Q' ? 3 : 6;
        const auto nth = number_in(period, 6, 1);
        return nth && *nth >= 1 && *nth <= 12 / size ? months(*year, (*nth - 1) * size + 1, size) : std::nullopt;
    }
    const auto month = number_in(period, 5, 2);
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    if (period.size() == 7) return months(*year, *month, 1);
    const auto day = identity::parse_civil_day(period);
    return day ? std::optional(day_range{*day, *day}) : std::nullopt;
}

std::vector<overlap_finding> overlaps(std::span<const record_cells> aids, std::span<const record_cells> programmes) {
    std::vector<overlap_finding> out;
    const auto open = open_aids(aids);
    for (std::size_t i = 0; i < open.size(); ++i) {
        for (std::size_t j = i + 1; j < open.size() && out.size() < most_overlaps; ++j) {
            if (auto found = finding_of(open[i], open[j], programmes)) out.push_back(std::move(*found));
        }
    }
    return out;
}

}  // namespace pendata
