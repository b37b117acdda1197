// Reading and writing values as text, one function a type.
#include "core/dictionary/value_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/bytes.hpp"
#include "core/base/limits.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/text.hpp"
#include "core/identity/civil_day.hpp"
#include "core/identity/kk.hpp"
#include "core/identity/nik.hpp"
#include "core/model/region.hpp"

namespace pendata {

namespace {

constexpr int degree_decimals = 7;
constexpr std::int64_t degree_unit = 10'000'000;
constexpr std::int64_t most_degrees = 360;

struct hint {
    std::string_view id;
    std::string_view en;
};

problem refuse(const field_def& field, errc code, hint why) {
    return {code, std::string(field.name), std::string(why.id), std::string(why.en)};
}

hint hint_of(field_type type) {
    switch (type) {
        case field_type::text:
            return {"isi dengan teks", "give a text"};
        case field_type::integer:
            return {"isi dengan bilangan bulat", "give a whole number"};
        case field_type::boolean:
            return {"isi dengan true atau false", "give true or false"};
        case field_type::date:
            return {"isi dengan tanggal TTTT-BB-HH", "give a date as YYYY-MM-DD"};
        case field_type::code:
            return {"isi dengan salah satu kode", "give one of the codes"};
        case field_type::reference:
            return {"isi dengan id sebuah catatan", "give the id of a record"};
        case field_type::region:
            return {"isi dengan kode wilayah Kemendagri, misalnya 32.11.01.2001",
                    "give a Kemendagri region code, such as 32.11.01.2001"};
        case field_type::nik:
            return {"isi NIK sebagai teks 16 angka", "give the NIK as a text of 16 digits"};
        case field_type::kk:
            return {"isi nomor KK sebagai teks 16 angka",
                    "give the KK number as a text of 16 digits"};
        case field_type::phone:
            return {"isi dengan nomor telepon 10-15 angka",
                    "give a phone number of 10 to 15 digits"};
        case field_type::degrees:
            return {"isi dengan derajat desimal, misalnya -6.8571234",
                    "give decimal degrees, such as -6.8571234"};
        case field_type::moment:
            return {"isi dengan waktu RFC 3339, misalnya 2026-10-05T03:04:05Z",
                    "give an RFC 3339 time, such as 2026-10-05T03:04:05Z"};
        case field_type::octets:
            return {"isi dengan heksadesimal", "give hexadecimal digits"};
    }
    return {"nilai tidak sah", "not a valid value"};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<std::int64_t> degrees_of(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string_view part =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    const auto digits = [](std::string_view t) {
        return t.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (whole.empty() || whole.size() > 3 || !digits(whole) || !digits(part))
        return std::nullopt;
    if (point != std::string_view::npos && part.empty())
        return std::nullopt;
    std::int64_t stored = *whole_number(whole) * degree_unit;
    const bool up = part.size() > degree_decimals && part[degree_decimals] >= '5';
    part = part.substr(0, degree_decimals);
    std::int64_t unit = degree_unit / 10;
    for (const char c : part) {
        stored += unit * (c - '0');
        unit /= 10;
    }
    if (up)
        ++stored;
    if (stored > most_degrees * degree_unit)
        return std::nullopt;
    return negative ? -stored : stored;
}

std::string degrees_text(std::int64_t stored) {
    const bool negative = stored < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(stored) : static_cast<std::uint64_t>(stored);
    std::string out = (negative ? "-" : "") + std::to_string(magnitude / degree_unit);
    std::string part = std::to_string(magnitude % degree_unit);
    part.insert(0, degree_decimals - part.size(), '0');
    part.erase(part.find_last_not_of('0') + 1);
    if (!part.empty())
        out.append(".").append(part);
    return out;
}

// Digits and a leading plus; what people put between them goes. Nothing where something else is
// left.
std::optional<std::string> phone_digits(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/')
            continue;
        const bool plus = c == '+' && out.empty();
        if (!plus && (c < '0' || c > '9'))
            return std::nullopt;
        out.push_back(c);
    }
    return out;
}

problem unknown_code(const field_def& field) {
    auto refused = wrong_type(field);
    constexpr std::size_t codes_shown = 12;
    std::string names;
    for (const auto& c : field.codes.first(std::min(field.codes.size(), codes_shown))) {
        names.append(names.empty() ? ": " : ", ").append(c.name);
    }
    if (field.codes.size() > codes_shown)
        names.append(", …");
    refused.hint_id += names;
    refused.hint_en += names;
    return refused;
}

checked<value> nik_from(const field_def& field, std::string_view text) {
    const auto checked_nik = identity::check_nik(text);
    // In a set stand also numbers that are no NIK: temporary ones, ones the registry calls wrong.
    const bool any_number = field.set_valued || field.key;
    if (!checked_nik.ok() && (!any_number || checked_nik.digits.find('x') != std::string::npos ||
                              checked_nik.digits.empty())) {
        return refuse(field, errc::bad_nik,
                      {identity::text_of(checked_nik.error, true),
                       identity::text_of(checked_nik.error, false)});
    }
    return value::text(checked_nik.digits);
}

checked<value> kk_from(const field_def& field, std::string_view text) {
    const auto checked_kk = identity::check_kk(text);
    if (!checked_kk.ok()) {
        return refuse(field, errc::bad_kk,
                      {identity::text_of(checked_kk.error, true),
                       identity::text_of(checked_kk.error, false)});
    }
    return value::text(checked_kk.digits);
}

checked<value> region_from(const field_def& field, std::string_view text) {
    if (is_region_code(text))
        return value::text(text);
    if (text.size() == 10 && text.find_first_not_of("0123456789") == std::string_view::npos) {
        return refuse(
            field, errc::unknown_region,
            {"sepuluh angka tanpa titik bisa berarti kode BPS: tulis kode Kemendagri dengan titik, "
             "misalnya 32.11.01.2001",
             "ten digits without dots may be a BPS code: write the Kemendagri code with dots, "
             "such as 32.11.01.2001"});
    }
    return refuse(field, errc::unknown_region, hint_of(field_type::region));
}

checked<value> octets_from(const field_def& field, std::string_view text) {
    bytes data;
    if (!from_hex(text, data))
        return wrong_type(field);
    return value::octets(data);
}

checked<value> code_from(const field_def& field, std::string_view name) {
    const auto* code = field.code(name);
    if (code == nullptr)
        return unknown_code(field);
    return value::integer(code->number);
}

template <class Number>
checked<value> integer_or_refusal(const field_def& field, const std::optional<Number>& number) {
    if (!number)
        return wrong_type(field);
    return value::integer(*number);
}

checked<value> from_normal_text(const field_def& field, std::string_view text) {
    switch (field.type) {
        case field_type::text:
            return value::text(text);
        case field_type::integer: {
            const auto number = whole_number(text);
            return number ? value_from_integer(field, *number) : checked<value>(wrong_type(field));
        }
        case field_type::boolean:
            if (text != "true" && text != "false")
                return wrong_type(field);
            return value::integer(text == "true" ? 1 : 0);
        case field_type::date:
            return integer_or_refusal(field, identity::parse_civil_day(text));
        case field_type::code:
            return code_from(field, text);
        case field_type::reference: {
            const auto id = parse_id<record_id>(text);
            if (!id)
                return wrong_type(field);
            return value::reference(*id);
        }
        case field_type::region:
            return region_from(field, text);
        case field_type::nik:
            return nik_from(field, text);
        case field_type::kk:
            return kk_from(field, text);
        case field_type::phone: {
            const auto digits = phone_digits(text);
            if (!digits || digits->empty())
                return wrong_type(field);
            return value::text(*digits);
        }
        case field_type::degrees:
            return integer_or_refusal(field, degrees_of(text));
        case field_type::moment:
            return integer_or_refusal(field, parse_moment(text));
        case field_type::octets:
            return octets_from(field, text);
    }
    return wrong_type(field);
}

bool is_stored_as_text(field_type type) {
    return type == field_type::text || type == field_type::region || type == field_type::nik ||
           type == field_type::kk || type == field_type::phone;
}

std::optional<std::string> integer_text(const field_def& field, std::int64_t number) {
    switch (field.type) {
        case field_type::boolean:
            if (number != 0 && number != 1)
                return std::nullopt;
            return number == 1 ? "true" : "false";
        case field_type::date:
            if (number < identity::to_civil_day(1, 1, 1) ||
                number > identity::to_civil_day(9999, 12, 31)) {
                return std::nullopt;
            }
            return identity::to_text(static_cast<identity::civil_day>(number));
        case field_type::code: {
            const auto* code = field.code(number);
            if (code == nullptr)
                return std::nullopt;
            return std::string(code->name);
        }
        case field_type::degrees:
            return degrees_text(number);
        case field_type::moment:
            if (number < earliest_moment_ms || number > latest_moment_ms)
                return std::nullopt;
            return moment_text(number);
        default:
            return std::to_string(number);
    }
}

}  // namespace

problem wrong_type(const field_def& field) {
    return refuse(field, errc::bad_value, hint_of(field.type));
}

bool is_bare(const field_def& field) {
    return field.type == field_type::integer || field.type == field_type::boolean ||
           field.type == field_type::degrees;
}

checked<value> value_from_text(const field_def& field, std::string_view text) {
    if (text.size() > limits::json_bytes) {
        return refuse(field, errc::too_large, {"teks terlalu panjang", "the text is too long"});
    }
    const auto normal = normal_text(text, field.lines);
    if (!normal) {
        return refuse(field, errc::bad_value,
                      {"teks memuat karakter kendali atau bukan UTF-8",
                       "the text has control characters or is not UTF-8"});
    }
    if (normal->empty())
        return value();
    return from_normal_text(field, *normal);
}

checked<value> value_from_integer(const field_def& field, std::int64_t number) {
    switch (field.type) {
        case field_type::integer:
            if (!field.codes.empty() && field.code(number) == nullptr)
                return unknown_code(field);
            return value::integer(number);
        case field_type::code:
            if (field.code(number) == nullptr)
                return unknown_code(field);
            return value::integer(number);
        case field_type::degrees:
            if (number < -most_degrees || number > most_degrees)
                return wrong_type(field);
            return value::integer(number * degree_unit);
        case field_type::nik:
        case field_type::kk:
            // Sixteen digits survive as a number; what a spreadsheet rounded does not come as a
            // whole one.
            return value_from_text(field, std::to_string(number));
        default:
            return wrong_type(field);
    }
}

checked<value> value_from_degrees(const field_def& field, double degrees) {
    if (field.type != field_type::degrees ||
        !(std::fabs(degrees) <= static_cast<double>(most_degrees))) {
        return wrong_type(field);
    }
    return value::integer(std::llround(degrees * static_cast<double>(degree_unit)));
}

std::optional<std::string> value_to_text(const field_def& field, const value& content) {
    switch (content.type()) {
        case value_type::text:
            if (!is_stored_as_text(field.type) || !is_utf8(content.as_text()))
                return std::nullopt;
            return std::string(content.as_text());
        case value_type::integer:
            if (is_stored_as_text(field.type) || field.type == field_type::reference ||
                field.type == field_type::octets) {
                return std::nullopt;
            }
            return integer_text(field, content.as_integer());
        case value_type::reference:
            if (field.type != field_type::reference)
                return std::nullopt;
            return to_string(content.as_reference());
        case value_type::octets:
            if (field.type != field_type::octets)
                return std::nullopt;
            return to_hex(content.as_octets());
        case value_type::cleared:
            break;
    }
    return std::nullopt;
}

}  // namespace pendata
