// Reading records from JSON. The only source that sees Boost.JSON's values; its exceptions end
// here.
#include <algorithm>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <exception>
#include <map>

#include "core/base/limits.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/dictionary/value_text.hpp"
#include "core/identity/name_folding.hpp"
#include "core/identity/nik.hpp"

namespace pendata {

namespace {

namespace json = boost::json;

constexpr std::size_t name_shown = 64;
constexpr std::int64_t best_evidence = 5;

std::string_view view(json::string_view text) {
    return {text.data(), text.size()};
}

problem unknown_field(std::string_view name) {
    return {errc::unknown_field, std::string(name.substr(0, name_shown)), "isian tidak dikenal",
            "unknown field"};
}

problem wrong_set(const field_def& field) {
    return {errc::bad_value, std::string(field.name),
            "isi himpunan dengan [..] atau {\"add\":[..],\"remove\":[..]}",
            "give a set as [..] or {\"add\":[..],\"remove\":[..]}"};
}

problem edit_by_array(const field_def& field) {
    return {errc::bad_value, std::string(field.name),
            "ubah himpunan dengan {\"add\":[..],\"remove\":[..]}",
            "change a set with {\"add\":[..],\"remove\":[..]}"};
}

problem bad_evidence(const field_def& field) {
    return {errc::bad_value, std::string(field.name), "evidence harus bilangan 0-5",
            "evidence must be a number 0-5"};
}

checked<value> scalar(const field_def& field, const json::value& from) {
    switch (from.kind()) {
        case json::kind::null:
            return value();
        case json::kind::bool_:
            if (field.type != field_type::boolean)
                return wrong_type(field);
            return value::integer(from.get_bool() ? 1 : 0);
        case json::kind::int64:
            return value_from_integer(field, from.get_int64());
        case json::kind::double_:
            // The form alone tells of the spreadsheet: no digit of the value goes into the refusal.
            if (field.type == field_type::nik || field.type == field_type::kk)
                return value_from_text(field, "1E+15");
            return value_from_degrees(field, from.get_double());
        case json::kind::string:
            if (is_bare(field))
                return wrong_type(field);
            return value_from_text(field, view(from.get_string()));
        case json::kind::uint64:
        case json::kind::array:
        case json::kind::object:
            break;
    }
    return wrong_type(field);
}

class field_parser {
public:
    field_parser(const kind_def* kind, input_use use, std::vector<field_input>& out)
        : kind_(kind), use_(use), out_(out) {}

    // Returns what is wrong; ok where nothing is.
    problem run(const field_def& field, const json::value& from) {
        field_ = &field;
        evidence_.reset();
        const auto* object = from.if_object();
        if (object == nullptr)
            return field.set_valued ? set_of(from) : single(from);
        if (const auto* evidence = object->if_contains("evidence")) {
            const auto* number = evidence->if_int64();
            if (number == nullptr || *number < 0 || *number > best_evidence)
                return bad_evidence(field);
            evidence_ = static_cast<std::uint8_t>(*number);
        }
        return wrapped(*object);
    }

private:
    problem wrapped(const json::object& object) {
        const auto allowed = [&](std::string_view name) {
            return name == "evidence" || name == "value" ||
                   (field_->set_valued && (name == "add" || name == "remove"));
        };
        for (const auto& member : object) {
            if (!allowed(view(member.key())))
                return field_->set_valued ? wrong_set(*field_) : wrong_type(*field_);
        }
        const auto* content = object.if_contains("value");
        const auto* add = object.if_contains("add");
        const auto* remove = object.if_contains("remove");
        if (content != nullptr) {
            if (add != nullptr || remove != nullptr)
                return wrong_set(*field_);
            return field_->set_valued ? set_of(*content) : single(*content);
        }
        if (!field_->set_valued)
            return wrong_type(*field_);
        if ((add == nullptr && remove == nullptr) ||
            (remove != nullptr && use_ == input_use::create)) {
            return wrong_set(*field_);
        }
        if (add != nullptr) {
            if (auto refused = elements(*add, false); refused.code != errc::ok)
                return refused;
        }
        return remove != nullptr ? elements(*remove, true) : problem{};
    }

    problem single(const json::value& from) {
        auto content = scalar(*field_, from);
        if (content.has_error() && is_temporary(from))
            return temporary(view(from.get_string()));
        if (content.has_error())
            return content.error();
        const bool is_name = field_->type == field_type::text && content->type() == value_type::text;
        if (field_->aliases != 0 && kind_ != nullptr && is_name)
            return named(*content);
        put({}, std::move(*content));
        return {};
    }

    bool is_temporary(const json::value& from) const {
        if (field_->type != field_type::nik || field_->aliases == 0 || kind_ == nullptr || !from.is_string())
            return false;
        return identity::check_nik(view(from.get_string())).error == identity::nik_error::temporary_number;
    }

    // A number that begins with 0 stands in for a NIK: it is kept beside it, and found by it.
    problem temporary(std::string_view typed) {
        if (const auto* beside = kind_->find(field_->aliases)) {
            auto made = make_element(value::text(identity::check_nik(typed).digits));
            out_.push_back({beside, std::move(made.key), std::move(made.content), evidence_});
        }
        return {};
    }

    // "A alias B" is A, and B among the aliases.
    problem named(const value& typed) {
        const auto split = identity::split_aliases(typed.as_text());
        put({}, split.name.empty() ? typed : value::text(split.name));
        const auto* aliases = kind_->find(field_->aliases);
        if (aliases == nullptr || split.name.empty())
            return {};
        for (const auto& alias : split.aliases) {
            auto made = make_element(value::text(alias));
            out_.push_back({aliases, std::move(made.key), std::move(made.content), evidence_});
        }
        return {};
    }

    problem set_of(const json::value& from) {
        if (from.is_null()) {
            if (use_ == input_use::edit)
                put({}, value());
            return {};
        }
        if (use_ == input_use::edit && from.is_array())
            return edit_by_array(*field_);
        return elements(from, false);
    }

    problem elements(const json::value& from, bool removed) {
        const auto* array = from.if_array();
        if (array == nullptr)
            return wrong_set(*field_);
        for (const auto& item : *array) {
            auto made = field_->members().empty() ? plain(item) : keyed(item, removed);
            if (made.has_error())
                return made.error();
            put(std::move(made->key), removed ? value() : std::move(made->content));
        }
        return {};
    }

    checked<set_element> plain(const json::value& item) {
        auto content = scalar(*field_, item);
        if (content.has_error())
            return content.error();
        if (content->is_cleared())
            return wrong_type(*field_);
        return make_element(*content);
    }

    checked<set_element> keyed(const json::value& item, bool removed) {
        const auto members = field_->members();
        std::vector<value> values(members.size());
        if (const auto* object = item.if_object()) {
            for (const auto& member : *object) {
                if (auto refused = member_value(view(member.key()), member.value(), values);
                    refused.code != errc::ok) {
                    return refused;
                }
            }
            return make_element(*field_, values);
        }
        const auto keys =
            std::count_if(members.begin(), members.end(), [](const field_def& m) { return m.key; });
        if (!removed || keys != 1)
            return wrong_set(*field_);
        const auto key =
            std::find_if(members.begin(), members.end(), [](const field_def& m) { return m.key; });
        auto content = scalar(*key, item);
        if (content.has_error())
            return within(content.error());
        values[static_cast<std::size_t>(key - members.begin())] = std::move(*content);
        return make_element(*field_, values);
    }

    problem member_value(std::string_view name, const json::value& from,
                         std::vector<value>& values) {
        const auto members = field_->members();
        const auto member = std::find_if(members.begin(), members.end(),
                                         [&](const field_def& m) { return m.name == name; });
        if (member == members.end())
            return within(unknown_field(name));
        auto content = scalar(*member, from);
        if (content.has_error())
            return within(content.error());
        values[static_cast<std::size_t>(member - members.begin())] = std::move(*content);
        return {};
    }

    // A member is named after its field: consent.scope.
    problem within(problem refused) {
        refused.field = std::string(field_->name) + "." + refused.field;
        return refused;
    }

    void put(bytes element, value content) {
        out_.push_back({field_, std::move(element), std::move(content), evidence_});
    }

    const kind_def* kind_;
    input_use use_;
    std::vector<field_input>& out_;
    const field_def* field_ = nullptr;
    std::optional<std::uint8_t> evidence_;
};

// One cell, one value: what was said twice in the same words is taken once.
problem merge_repeats(std::vector<field_input>& inputs) {
    std::vector<field_input> merged;
    std::map<std::pair<const field_def*, bytes>, std::size_t> places;
    for (auto& input : inputs) {
        const auto [place, is_new] =
            places.emplace(std::pair(input.field, input.element), merged.size());
        if (is_new) {
            merged.push_back(std::move(input));
        } else if (merged[place->second].content != input.content) {
            return {errc::bad_value, std::string(input.field->name),
                    "satu unsur disebut dua kali dengan isi berbeda",
                    "one element is named twice with different contents"};
        }
    }
    inputs = std::move(merged);
    return {};
}

// Members of every object in it.
std::size_t count_members(const json::value& from) {
    std::size_t count = 0;
    if (const auto* object = from.if_object()) {
        count += object->size();
        for (const auto& member : *object)
            count += count_members(member.value());
    } else if (const auto* array = from.if_array()) {
        for (const auto& item : *array)
            count += count_members(item);
    }
    return count;
}

// Colons outside strings: the members that were written. Requires valid JSON.
std::size_t count_written_members(std::string_view text) {
    std::size_t count = 0;
    bool in_string = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (in_string && text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            in_string = !in_string;
        } else if (!in_string && text[at] == ':') {
            ++count;
        }
    }
    return count;
}

checked<json::value> read_json(std::string_view text) {
    if (text.size() > limits::json_bytes) {
        return problem{errc::too_large, "", "JSON terlalu besar", "the JSON is too large"};
    }
    json::parse_options options;
    options.max_depth = limits::json_depth;
    json::parser parser({}, options);
    boost::system::error_code error;
    const std::size_t read = parser.write(text.data(), text.size(), error);
    if (error) {
        const std::string at = std::to_string(read);
        return problem{errc::bad_json, "", "JSON tidak sah, pada byte " + at,
                       "not valid JSON, at byte " + at};
    }
    auto parsed = parser.release();
    // The library keeps the last of two members of one name; the other would be lost unsaid.
    if (count_members(parsed) != count_written_members(text)) {
        return problem{errc::bad_json, "", "satu nama ditulis dua kali dalam satu objek",
                       "a name stands twice in one object"};
    }
    return parsed;
}

checked<record_input> record_from(const kind_def& kind, const json::object& object, input_use use) {
    record_input out;
    field_parser parse(&kind, use, out.fields);
    for (const auto& member : object) {
        const std::string_view name = view(member.key());
        const auto* text = member.value().if_string();
        if (name == "id") {
            if (text != nullptr)
                out.id = parse_id<record_id>(view(*text));
            if (!out.id)
                return problem{errc::bad_value, "id", "id harus UUID", "the id must be a UUID"};
        } else if (name == "kind") {
            if (text == nullptr || view(*text) != kind.name) {
                return problem{errc::bad_value, "kind", "jenis catatan tidak cocok",
                               "not this kind of record"};
            }
        } else {
            const auto* field = kind.find(name);
            if (field == nullptr)
                return unknown_field(name);
            if (auto refused = parse.run(*field, member.value()); refused.code != errc::ok)
                return refused;
        }
    }
    if (auto refused = merge_repeats(out.fields); refused.code != errc::ok)
        return refused;
    return out;
}

problem thrown() {
    return {errc::no_memory, "", "memori tidak cukup", "not enough memory"};
}

}  // namespace

checked<record_input> parse_record(const kind_def& kind, std::string_view text, input_use use) try {
    auto parsed = read_json(text);
    if (parsed.has_error())
        return parsed.error();
    const auto* object = parsed->if_object();
    if (object == nullptr)
        return problem{errc::bad_json, "", "JSON harus sebuah objek", "the JSON must be an object"};
    return record_from(kind, *object, use);
} catch (const std::exception&) {
    return thrown();
}

checked<std::vector<field_input>> parse_field(const field_def& field, std::string_view text,
                                              input_use use) try {
    auto parsed = read_json(text);
    if (parsed.has_error())
        return parsed.error();
    std::vector<field_input> out;
    field_parser parse(nullptr, use, out);
    if (auto refused = parse.run(field, *parsed); refused.code != errc::ok)
        return refused;
    if (auto refused = merge_repeats(out); refused.code != errc::ok)
        return refused;
    return out;
} catch (const std::exception&) {
    return thrown();
}

}  // namespace pendata
