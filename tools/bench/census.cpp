// Persons as JSON and as typed rows: identifiers as bytes, dates and codes as numbers, texts as they are.
#include "tools/bench/census.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "core/base/sha256.hpp"
#include "tools/synthetic/json_lines.hpp"
#include "tools/synthetic/population.hpp"

namespace pendata::bench {

namespace {

constexpr std::uint64_t seed = 20250930;

// Codes as small numbers, as a hand-made table would have them.
class code_numbers {
public:
    raw_value of(std::string_view code) {
        if (code.empty()) return {};
        const auto next = static_cast<std::int64_t>(numbers_.size() + 1);
        return numbers_.try_emplace(std::string(code), next).first->second;
    }

private:
    std::map<std::string, std::int64_t> numbers_;
};

raw_value text(const std::string& content) {
    return content.empty() ? raw_value{} : raw_value{content};
}

raw_value id_bytes(const record_id& id) {
    return id.is_zero() ? raw_value{} : raw_value{std::string(id.view())};
}

template <class List>
raw_value joined(const List& list) {
    std::string out;
    for (const std::string_view one : list) out.append(out.empty() ? "" : "|").append(one);
    return text(out);
}

raw_row row_of(const synthetic::person& p, code_numbers& codes) {
    const auto number = [](std::int64_t n) { return raw_value{n}; };
    return {id_bytes(p.id),
            text(p.name),
            joined(p.aliases),
            text(p.nik),
            codes.of(p.no_nik_reason),
            number(p.birth_date),
            codes.of(p.birth_precision),
            text(p.birth_place),
            text(p.mother_name),
            number(p.sex == identity::sex::male ? 1 : 2),
            codes.of(p.life_status),
            codes.of(p.marital_status),
            codes.of(p.education),
            codes.of(p.occupation),
            text(p.phone),
            id_bytes(p.family),
            p.family_role == 0 ? raw_value{} : number(p.family_role),
            text(p.village),
            text(p.rw),
            text(p.rt),
            text(p.hamlet),
            text(p.address),
            text(p.ktp_village),
            text(p.ktp_address),
            joined(p.disabilities),
            p.income ? number(*p.income) : raw_value{},
            text(p.welfare_notes),
            p.consent_on ? number(*p.consent_on) : raw_value{}};
}

std::string village_code(std::size_t number) {
    char out[32];
    std::snprintf(out, sizeof out, "%s.%u", district, static_cast<unsigned>(2001 + number));
    return out;
}

}  // namespace

const std::vector<raw_column>& raw_columns() {
    static const std::vector<raw_column> columns{
        {"id", "BLOB"},           {"name", "TEXT"},          {"aliases", "TEXT"},
        {"nik", "TEXT"},          {"no_nik_reason", "INTEGER"}, {"birth_date", "INTEGER"},
        {"birth_precision", "INTEGER"}, {"birth_place", "TEXT"}, {"mother_name", "TEXT"},
        {"sex", "INTEGER"},       {"life_status", "INTEGER"}, {"marital_status", "INTEGER"},
        {"education", "INTEGER"}, {"occupation", "INTEGER"}, {"phone", "TEXT"},
        {"family", "BLOB"},       {"family_role", "INTEGER"}, {"village", "TEXT"},
        {"rw", "TEXT"},           {"rt", "TEXT"},            {"hamlet", "TEXT"},
        {"address", "TEXT"},      {"ktp_village", "TEXT"},   {"ktp_address", "TEXT"},
        {"disabilities", "TEXT"}, {"income", "INTEGER"},     {"welfare_notes", "TEXT"},
        {"consent_on", "INTEGER"}};
    return columns;
}

village_lines make_village_lines(const std::string& code, std::uint64_t of_seed, std::size_t persons) {
    village_lines out;
    code_numbers codes;
    synthetic::settings wanted;
    wanted.seed = of_seed;
    wanted.persons = persons;
    const auto village = synthetic::make_village(wanted, {code, {}, {}, {}});
    for (const auto& person : village.persons) {
        out.lines.push_back(to_json(person));
        out.rows.push_back(row_of(person, codes));
    }
    for (const auto& family : village.families) out.families.push_back(to_json(family));
    return out;
}

census make_census(std::size_t persons) {
    census out;
    code_numbers codes;
    bytes all;
    std::size_t fields = 0;
    while (out.lines.size() < persons) {
        synthetic::settings wanted;
        wanted.seed = seed;
        wanted.persons = std::min(persons - out.lines.size(), persons_per_village);
        out.villages.push_back(village_code(out.villages.size()));
        const auto village = synthetic::make_village(wanted, {out.villages.back(), {}, {}, {}});
        for (const auto& person : village.persons) {
            out.lines.push_back(to_json(person));
            all.append(out.lines.back()).push_back('\n');
            out.rows.push_back(row_of(person, codes));
            for (const auto& content : out.rows.back()) fields += content.index() != 0 ? 1 : 0;
        }
    }
    const auto count = static_cast<double>(out.lines.size());
    out.sha256 = to_hex(sha256(all).view());
    out.fields_per_record = static_cast<double>(fields) / count - 1;  // the id is no field
    out.json_bytes_per_record = static_cast<double>(all.size()) / count;
    return out;
}

}  // namespace pendata::bench
