// A writer of flat JSON objects: no library, so that the bytes are the same everywhere.
#include "tools/synthetic/json_lines.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace pendata::synthetic {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escaped.data();
        } else {
            out += c;
        }
    }
    return out += '"';
}

// Degrees x 10^7 as a decimal number without trailing zeros.
std::string degrees(std::int32_t e7) {
    std::array<char, 24> text{};
    const long long whole = std::llabs(e7) / 10000000;
    const long long part = std::llabs(e7) % 10000000;
    std::snprintf(text.data(), text.size(), "%s%lld.%07lld", e7 < 0 ? "-" : "", whole, part);
    std::string out = text.data();
    while (out.back() == '0')
        out.pop_back();
    if (out.back() == '.')
        out.pop_back();
    return out;
}

// RFC 3339 in UTC with milliseconds.
std::string moment(std::int64_t unix_ms) {
    constexpr std::int64_t day_ms = 86400000;
    const std::int64_t in_day = ((unix_ms % day_ms) + day_ms) % day_ms;
    const auto day = static_cast<civil_day>((unix_ms - in_day) / day_ms);
    std::array<char, 24> clock{};
    std::snprintf(clock.data(), clock.size(), "T%02d:%02d:%02d.%03dZ",
                  static_cast<int>(in_day / 3600000), static_cast<int>(in_day / 60000 % 60),
                  static_cast<int>(in_day / 1000 % 60), static_cast<int>(in_day % 1000));
    return identity::to_text(day) + clock.data();
}

class object_writer {
public:
    explicit object_writer(const record_id& id) { text("id", to_string(id)); }

    void text(std::string_view key, std::string_view value) {
        if (!value.empty())
            plain(key, quoted(value));
    }
    void reference(std::string_view key, const record_id& id) {
        if (!id.is_zero())
            text(key, to_string(id));
    }
    void date(std::string_view key, civil_day day) { text(key, identity::to_text(day)); }
    void integer(std::string_view key, std::int64_t value) { plain(key, std::to_string(value)); }
    void boolean(std::string_view key, bool value) { plain(key, value ? "true" : "false"); }

    template <class List>
    void list(std::string_view key, const List& values) {
        std::string array;
        for (const std::string_view value : values) {
            array.append(array.empty() ? "[" : ",").append(quoted(value));
        }
        if (!array.empty())
            plain(key, array + "]");
    }

    // A value that is JSON already.
    void plain(std::string_view key, std::string_view json) {
        out_.append(out_.size() > 1 ? "," : "").append(quoted(key)).append(":").append(json);
    }

    void fix(const std::optional<position>& at) {
        if (!at)
            return;
        plain("lat", degrees(at->lat_e7));
        plain("lon", degrees(at->lon_e7));
        integer("accuracy_m", at->accuracy_m);
    }

    std::string finish() && { return std::move(out_ += '}'); }

private:
    std::string out_ = "{";
};

std::string consent_json(civil_day given_on) {
    return "[{\"purpose\":\"census\",\"scope\":\"dinas sosial\",\"state\":\"given\",\"date\":\"" +
           identity::to_text(given_on) + "\"}]";
}

}  // namespace

std::string to_json(const person& person) {
    object_writer out(person.id);
    out.text("name", person.name);
    out.list("aliases", person.aliases);
    out.text("nik", person.nik);
    out.text("no_nik_reason", person.no_nik_reason);
    out.date("birth_date", person.birth_date);
    out.text("birth_precision", person.birth_precision);
    out.text("birth_place", person.birth_place);
    out.text("mother_name", person.mother_name);
    out.text("sex", person.sex == identity::sex::male ? "L" : "P");
    out.text("life_status", person.life_status);
    out.text("marital_status", person.marital_status);
    out.text("education", person.education);
    out.text("occupation", person.occupation);
    out.text("phone", person.phone);
    out.reference("family", person.family);
    if (person.family_role != 0)
        out.integer("family_role", person.family_role);
    out.text("village", person.village);
    out.text("rw", person.rw);
    out.text("rt", person.rt);
    out.text("hamlet", person.hamlet);
    out.text("address", person.address);
    out.text("ktp_village", person.ktp_village);
    out.text("ktp_address", person.ktp_address);
    out.list("disabilities", person.disabilities);
    if (person.income)
        out.integer("income", *person.income);
    out.text("welfare_notes", person.welfare_notes);
    if (person.consent_on)
        out.plain("consent", consent_json(*person.consent_on));
    return std::move(out).finish();
}

std::string to_json(const family& family) {
    object_writer out(family.id);
    out.text("kk_number", family.kk_number);
    out.reference("head", family.head);
    out.text("village", family.village);
    out.text("rw", family.rw);
    out.text("rt", family.rt);
    out.text("hamlet", family.hamlet);
    out.text("address", family.address);
    out.fix(family.at);
    if (family.at)
        out.text("fix_time", moment(family.fix_time_ms));
    out.text("visit_state", family.visit_state);
    out.boolean("rtlh", family.rtlh);
    return std::move(out).finish();
}

std::string to_json(const assignment& assignment) {
    object_writer out(assignment.id);
    out.reference("subject", assignment.subject);
    out.text("category", assignment.category);
    out.text("list_version", "PPKS-2012");
    out.list("criteria", assignment.criteria);
    out.text("detail", assignment.detail);
    out.date("assessed_on", assignment.assessed_on);
    out.text("status", assignment.status);
    return std::move(out).finish();
}

std::string to_json(const visit& visit) {
    object_writer out(visit.id);
    out.reference("subject", visit.subject);
    out.text("purpose", visit.purpose);
    out.text("start", moment(visit.start_ms));
    out.text("end", moment(visit.end_ms));
    out.fix(visit.at);
    out.text("outcome", visit.outcome);
    out.text("respondent", visit.respondent);
    out.text("note", visit.note);
    return std::move(out).finish();
}

}  // namespace pendata::synthetic
