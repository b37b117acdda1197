// Checks that need more than one field of a record.
#include "core/dictionary/check.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/nik.hpp"

namespace pendata {

namespace {

const value* held(const value_lookup& find, std::uint16_t field) {
    const value* content = find(field);
    return content == nullptr || content->is_cleared() ? nullptr : content;
}

std::optional<std::int64_t> number_in(const value_lookup& find, std::uint16_t field) {
    const value* content = held(find, field);
    if (content == nullptr || content->type() != value_type::integer)
        return std::nullopt;
    return content->as_integer();
}

void warn(findings& found, errc code, std::string_view field, std::string_view id,
          std::string_view en) {
    found.push_back(
        {severity::warning, {code, std::string(field), std::string(id), std::string(en)}});
}

identity::nik_context known_of(const value_lookup& find) {
    identity::nik_context known;
    if (const auto day = number_in(find, fields::person::birth_date)) {
        known.birth_date = static_cast<identity::civil_day>(*day);
    }
    if (const auto precision = number_in(find, fields::person::birth_precision)) {
        known.precision = static_cast<identity::birth_precision>(*precision);
    }
    if (const auto sex = number_in(find, fields::person::sex))
        known.sex = static_cast<identity::sex>(*sex);
    return known;
}

void check_person(const value_lookup& find, findings& found) {
    const value* nik = held(find, fields::person::nik);
    if (nik == nullptr) {
        if (held(find, fields::person::no_nik_reason) == nullptr) {
            warn(found, errc::missing_field, "no_nik_reason", "tanpa NIK: sebutkan alasannya",
                 "no NIK: say why");
        }
        return;
    }
    if (nik->type() != value_type::text)
        return;
    const auto checked_nik = identity::check_nik(nik->as_text(), known_of(find));
    for (const auto warning : checked_nik.warnings) {
        const bool compares = warning == identity::nik_warning::birth_date_differs ||
                              warning == identity::nik_warning::sex_differs;
        if (compares) {
            warn(found, errc::bad_nik, "nik", identity::text_of(warning, true),
                 identity::text_of(warning, false));
        }
    }
}

}  // namespace

findings check_record(const kind_def& kind, const value_lookup& find, const check_context&) {
    findings found;
    for (const auto& f : kind.fields) {
        if (f.required && held(find, f.number) == nullptr) {
            found.push_back(
                {severity::error,
                 {errc::missing_field, std::string(f.name), "wajib diisi", "required"}});
        }
    }
    // The numbers of presence are those of every kind.
    if (number_in(find, fields::person::presence) == codes::presence::withdrawn &&
        held(find, fields::person::presence_reason) == nullptr) {
        warn(found, errc::missing_field, "presence_reason", "sebutkan alasan penarikan",
             "say why it is withdrawn");
    }
    if (kind.number == kinds::person)
        check_person(find, found);
    return found;
}

}  // namespace pendata
