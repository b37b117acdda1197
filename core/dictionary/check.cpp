// Checking single values.
#include "core/dictionary/check.hpp"

#include <algorithm>

#include "core/base/limits.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/text.hpp"
#include "core/dictionary/value_text.hpp"
#include "core/identity/civil_day.hpp"
#include "core/identity/kk.hpp"
#include "core/identity/nik.hpp"
#include "core/model/region.hpp"

namespace pendata {

namespace {

constexpr std::size_t least_phone_digits = 10;
constexpr std::size_t most_phone_digits = 15;

class value_checker {
public:
    value_checker(const field_def& field, const check_context& context, findings& found)
        : field_(field), context_(context), found_(found) {}

    void run(const value& content) {
        switch (content.type()) {
            case value_type::text:
                return text(content.as_text());
            case value_type::integer:
                return integer(content.as_integer());
            case value_type::reference:
                if (field_.type != field_type::reference)
                    return wrong();
                if (content.as_reference().is_zero())
                    wrong();
                return;
            case value_type::octets:
                if (field_.type != field_type::octets)
                    return wrong();
                return length(content.as_octets().size(), {"panjangnya", "byte"},
                              {"it must have", "bytes"});
            case value_type::cleared:
                return;
        }
        wrong();
    }

private:
    struct words {
        std::string_view before;
        std::string_view unit;
    };

    void say(severity level, errc code, std::string id, std::string en) {
        found_.push_back({level, {code, std::string(field_.name), std::move(id), std::move(en)}});
    }
    void error(std::string id, std::string en) {
        say(severity::error, errc::bad_value, std::move(id), std::move(en));
    }
    void wrong() { found_.push_back({severity::error, wrong_type(field_)}); }

    static std::string bounds(words in, std::int64_t least, std::int64_t most) {
        return std::string(in.before) + " " + std::to_string(least) + "-" + std::to_string(most) +
               " " + std::string(in.unit);
    }

    // Text and octets: `most` of 0 leaves it to the limit of any value.
    void length(std::size_t size, words id, words en) {
        const auto n = static_cast<std::int64_t>(size);
        const std::int64_t most =
            field_.most != 0 ? field_.most : static_cast<std::int64_t>(limits::value_bytes);
        if (n < field_.least || n > most)
            error(bounds(id, field_.least, most), bounds(en, field_.least, most));
    }

    void characters(std::string_view content) {
        length(length_in_characters(content), {"panjangnya", "karakter"},
               {"it must have", "characters"});
    }

    void text(std::string_view content) {
        const auto normal = normal_text(content, field_.lines);
        if (!normal || *normal != content || content.empty()) {
            return error("teks tidak dalam bentuk baku", "the text is not in its normal form");
        }
        switch (field_.type) {
            case field_type::text:
                return characters(content);
            case field_type::region:
                return region(content);
            case field_type::nik:
                return nik(content);
            case field_type::kk:
                if (const auto kk = identity::check_kk(content); !kk.ok() || kk.digits != content) {
                    say(severity::error, errc::bad_kk,
                        std::string(identity::text_of(kk.error, true)),
                        std::string(identity::text_of(kk.error, false)));
                }
                return;
            case field_type::phone:
                return phone(content);
            default:
                return wrong();
        }
    }

    void region(std::string_view code) {
        if (!is_region_code(code)) {
            const auto refused = wrong_type(field_);
            return say(severity::error, errc::unknown_region, refused.hint_id, refused.hint_en);
        }
        if (field_.most != 0)
            characters(code);
        if (context_.region_known && !context_.region_known(code)) {
            say(field_.must_exist ? severity::error : severity::warning, errc::unknown_region,
                "kode wilayah ini tidak ada dalam daftar wilayah",
                "this code is not in the list of regions");
        }
    }

    void nik(std::string_view digits) {
        identity::nik_context around;
        if (context_.district_known)
            around.region_known = context_.district_known;
        const auto checked_nik = identity::check_nik(digits, around);
        // In a set stand also numbers that are no NIK: temporary ones, ones the registry calls
        // wrong.
        const bool any_number = field_.set_valued || field_.key;
        const bool is_number =
            checked_nik.digits == digits && digits.find('x') == std::string_view::npos;
        if (!is_number || (!checked_nik.ok() && !any_number)) {
            return say(severity::error, errc::bad_nik,
                       std::string(identity::text_of(checked_nik.error, true)),
                       std::string(identity::text_of(checked_nik.error, false)));
        }
        for (const auto warning : checked_nik.warnings) {
            say(severity::warning, errc::bad_nik, std::string(identity::text_of(warning, true)),
                std::string(identity::text_of(warning, false)));
        }
    }

    void phone(std::string_view content) {
        const std::string_view digits = content.starts_with('+') ? content.substr(1) : content;
        const bool all =
            std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!all || digits.size() < least_phone_digits || digits.size() > most_phone_digits)
            wrong();
    }

    void integer(std::int64_t number) {
        switch (field_.type) {
            case field_type::integer:
                if (!field_.codes.empty())
                    return code(number);
                return bounded(number);
            case field_type::degrees:
                return bounded(number);
            case field_type::boolean:
                if (number != 0 && number != 1)
                    wrong();
                return;
            case field_type::code:
                return code(number);
            case field_type::date:
                return date(number);
            case field_type::moment:
                if (number < earliest_moment_ms || number > latest_moment_ms)
                    wrong();
                return;
            default:
                return wrong();
        }
    }

    void code(std::int64_t number) {
        if (field_.code(number) == nullptr)
            wrong();
    }

    void bounded(std::int64_t number) {
        if ((field_.least != 0 || field_.most != 0) &&
            (number < field_.least || number > field_.most)) {
            const auto shown = [&](std::int64_t n) {
                return value_to_text(field_, value::integer(n)).value_or(std::to_string(n));
            };
            return error(
                "harus antara " + shown(field_.least) + " dan " + shown(field_.most),
                "it must lie between " + shown(field_.least) + " and " + shown(field_.most));
        }
        if (field_.warn_above != 0 && number > field_.warn_above) {
            const auto above = std::to_string(field_.warn_above);
            say(severity::warning, errc::bad_value, "lebih dari " + above + ": periksa lagi",
                "above " + above + ": look again");
        }
    }

    void date(std::int64_t day) {
        if (!value_to_text(field_, value::integer(day)))
            return wrong();
        if (field_.least == 0 && field_.most == 0)
            return;
        const auto on = static_cast<identity::civil_day>(day);
        // Ages count completed years, so one who is 120 today was born up to 121 years ago.
        if (day <= context_.today && identity::age_on(on, context_.today) > -field_.least) {
            return error("lebih dari " + std::to_string(-field_.least) + " tahun yang lalu",
                         "more than " + std::to_string(-field_.least) + " years ago");
        }
        if (field_.most == 0 && day > context_.today) {
            return error("tanggal di masa depan", "a date in the future");
        }
        if (day > context_.today && identity::age_on(context_.today, on) > field_.most) {
            error("lebih dari " + std::to_string(field_.most) + " tahun lagi",
                  "more than " + std::to_string(field_.most) + " years ahead");
        }
    }

    const field_def& field_;
    const check_context& context_;
    findings& found_;
};

problem malformed_element(const field_def& field) {
    return {errc::bad_value, std::string(field.name), "unsur himpunan tidak sah",
            "the element of the set is malformed"};
}

void check_element(const field_def& field, bytes_view element, const value& content,
                   const check_context& context, findings& found) {
    if (element.size() > limits::element_bytes) {
        found.push_back({severity::error,
                         {errc::too_large, std::string(field.name), "unsur terlalu panjang",
                          "the element is too long"}});
        return;
    }
    if (field.members().empty()) {
        const auto plain = plain_element(element);
        const bool marked = content.is_cleared() || content == value::integer(1);
        if (!plain || !marked)
            return found.push_back({severity::error, malformed_element(field)});
        // What once came in, by whatever rule, can always be taken out.
        if (!content.is_cleared())
            value_checker(field, context, found).run(*plain);
        return;
    }
    const auto members = keyed_element(field, element, content);
    if (!members)
        return found.push_back({severity::error, malformed_element(field)});
    for (std::size_t i = 0; i < members->known.size(); ++i) {
        const auto& member = field.members()[i];
        const auto& given = members->known[i];
        const std::size_t before = found.size();
        if (given.is_cleared()) {
            const bool needed = member.required && (member.key || !content.is_cleared());
            if (needed) {
                found.push_back(
                    {severity::error,
                     {errc::missing_field, std::string(member.name), "wajib diisi", "required"}});
            }
        } else if (!content.is_cleared()) {
            value_checker(member, context, found).run(given);
        }
        for (std::size_t at = before; at < found.size(); ++at) {
            found[at].what.field = std::string(field.name) + "." + std::string(member.name);
        }
    }
}

}  // namespace

const problem* first_error(const findings& found) {
    for (const auto& f : found) {
        if (f.level == severity::error)
            return &f.what;
    }
    return nullptr;
}

findings check_value(const field_def& field, bytes_view element, const value& content,
                     const check_context& context) {
    findings found;
    if (content.encoded().size() > limits::value_bytes) {
        found.push_back({severity::error,
                         {errc::too_large, std::string(field.name), "isi terlalu panjang",
                          "the value is too long"}});
    } else if (field.set_valued) {
        check_element(field, element, content, context, found);
    } else if (!element.empty()) {
        found.push_back({severity::error, malformed_element(field)});
    } else if (content.is_cleared() && field.required) {
        found.push_back(
            {severity::error,
             {errc::missing_field, std::string(field.name), "wajib diisi", "required"}});
    } else {
        value_checker(field, context, found).run(content);
    }
    return found;
}

}  // namespace pendata
