// Properties of records as JSON: round trips, one text for one content, no text that does harm.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "core/dictionary/check.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/dictionary/text.hpp"
#include "core/identity/civil_day.hpp"

using namespace pendata;

namespace {

rc::Gen<std::string> words() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
            "a", "Z", "\u00e9", "\"", "\\", "'", "/", "{", "0", "\U0001f3e0", "-"})),
        [](const std::vector<std::string>& pieces) {
            std::string out = "x";
            for (const auto& p : pieces)
                out += p;
            return out;
        });
}

// A value that passes every check of its field.
value any_value(const field_def& f) {
    const auto digits = [](std::string_view before) {
        return std::string(before) + std::to_string(*rc::gen::inRange(1000, 9999));
    };
    switch (f.type) {
        case field_type::text: {
            auto text = *words();
            // A slash in a name makes an alias of what follows.
            if (f.aliases != 0)
                std::erase(text, '/');
            const auto size = static_cast<std::int64_t>(length_in_characters(text));
            const bool fits = size >= f.least && (f.most == 0 || size <= f.most);
            return value::text(fits ? text : std::string(static_cast<std::size_t>(std::max<std::int64_t>(1, f.least)), 'x'));
        }
        case field_type::integer:
            if (f.codes.empty())
                return value::integer(*rc::gen::inRange(f.least, f.most + 1));
            [[fallthrough]];
        case field_type::code:
            return value::integer(
                f.codes[*rc::gen::inRange<std::size_t>(0, f.codes.size())].number);
        case field_type::boolean:
            return value::integer(*rc::gen::inRange(0, 2));
        case field_type::date:
            return value::integer(*rc::gen::inRange(19000, 20000));  // some years before the day of the checks
        case field_type::reference: {
            record_id id;
            id.raw[15] = *rc::gen::inRange<unsigned char>(1, 255);
            return value::reference(id);
        }
        case field_type::region:
            return value::text(digits("32.11.01."));
        case field_type::nik:
        case field_type::kk:
            return value::text(digits("321101410190"));
        case field_type::phone:
            return value::text(digits("+62812345"));
        case field_type::degrees:
            return value::integer(*rc::gen::inRange<std::int64_t>(-900'000'000, 900'000'000));
        case field_type::moment:
            return value::integer(
                *rc::gen::inRange<std::int64_t>(earliest_moment_ms, latest_moment_ms));
        case field_type::octets:
            return value::octets(
                std::string(32, static_cast<char>(*rc::gen::arbitrary<unsigned char>())));
    }
    return value();
}

set_element any_element(const field_def& f) {
    if (f.members().empty())
        return make_element(any_value(f));
    std::vector<value> members;
    for (const auto& m : f.members()) {
        members.push_back(m.required || *rc::gen::arbitrary<bool>() ? any_value(m) : value());
    }
    return make_element(f, members);
}

using cells = std::map<cell_key, cell>;

cells any_cells(const kind_def& kind) {
    cells out;
    const auto put = [&](const field_def& f, bytes element, value content) {
        cell c;
        c.key = {kind.number, f.number, std::move(element)};
        c.content = std::move(content);
        out[c.key] = std::move(c);
    };
    for (const auto& f : kind.fields) {
        if (!f.set_valued) {
            if (*rc::gen::arbitrary<bool>())
                put(f, {}, any_value(f));
            continue;
        }
        for (int left = *rc::gen::inRange(0, 4); left > 0; --left) {
            auto made = any_element(f);
            put(f, std::move(made.key), std::move(made.content));
        }
    }
    return out;
}

std::string json_of(const kind_def& kind, const cells& all) {
    std::vector<const cell*> winners;
    for (const auto& [key, c] : all)
        winners.push_back(&c);
    return record_to_json(builtin_dictionary(), record_id{}, kind.number, winners);
}

const kind_def& any_kind() {
    const auto kinds = builtin_dictionary().kinds;
    return kinds[*rc::gen::inRange<std::size_t>(0, kinds.size())];
}

}  // namespace

TEST_CASE("property: cells to JSON and back are the same cells, and pass their checks") {
    CHECK(rc::check([] {
        const auto& kind = any_kind();
        const auto all = any_cells(kind);
        const auto text = json_of(kind, all);
        const auto parsed = parse_record(kind, text, input_use::create);
        if (parsed.has_error())
            RC_FAIL(parsed.error().field + ": " + parsed.error().hint_en);
        check_context context;
        context.today = *identity::to_civil_day(2026, 10, 5);
        cells again;
        for (const auto& input : parsed->fields) {
            cell c;
            c.key = {kind.number, input.field->number, input.element};
            c.content = input.content;
            const auto found = check_value(*input.field, input.element, input.content, context);
            if (const auto* error = first_error(found))
                RC_FAIL(error->field + ": " + error->hint_en + text);
            again[c.key] = c;
        }
        RC_ASSERT(again == all);
        RC_ASSERT(json_of(kind, again) == text);
    }));
}

TEST_CASE("property: keys ascend bytewise and the order of the cells does not matter") {
    CHECK(rc::check([] {
        const auto& kind = any_kind();
        const auto all = any_cells(kind);
        std::vector<const cell*> winners;
        for (const auto& [key, c] : all)
            winners.push_back(&c);
        const auto once = record_to_json(builtin_dictionary(), record_id{}, kind.number, winners,
                                         {.stamps = true});
        const auto shift = winners.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, winners.size());
        std::rotate(winners.begin(), winners.begin() + static_cast<std::ptrdiff_t>(shift),
                    winners.end());
        RC_ASSERT(record_to_json(builtin_dictionary(), record_id{}, kind.number, winners,
                                 {.stamps = true}) == once);
    }));
}

TEST_CASE("property: no text does harm") {
    CHECK(rc::check([](const std::string& text) {
        for (const auto& kind : builtin_dictionary().kinds) {
            (void)parse_record(kind, text, input_use::create);
            (void)parse_record(kind, text, input_use::edit);
        }
    }));
}

TEST_CASE("property: a valid record with one byte changed, cut or doubled does no harm") {
    CHECK(rc::check([] {
        const auto& kind = any_kind();
        auto text = json_of(kind, any_cells(kind));
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        switch (*rc::gen::inRange(0, 3)) {
            case 0:
                text[at] = static_cast<char>(*rc::gen::arbitrary<unsigned char>());
                break;
            case 1:
                text.resize(at);
                break;
            default:
                text.insert(at, text.substr(0, at));
                break;
        }
        for (const auto use : {input_use::create, input_use::edit}) {
            const auto parsed = parse_record(kind, text, use);
            if (parsed.has_error()) {
                RC_ASSERT(!parsed.error().hint_id.empty());
                RC_ASSERT(!parsed.error().hint_en.empty());
            }
        }
    }));
}

TEST_CASE("property: JSON of every shape for every field does no harm") {
    const std::vector<std::string> values = {"null",
                                             "true",
                                             "0",
                                             "-1",
                                             "1.5",
                                             "1e300",
                                             "18446744073709551615",
                                             "\"\"",
                                             "\"x\"",
                                             "[]",
                                             "[null]",
                                             "[[]]",
                                             "[{}]",
                                             "{}",
                                             "[\"x\",1,true,{\"nik\":1}]",
                                             "{\"value\":null}",
                                             "{\"value\":[1]}",
                                             "{\"evidence\":3}",
                                             "{\"add\":{},\"remove\":[]}",
                                             "{\"add\":[1],\"remove\":[{}]}",
                                             "{\"value\":\"x\",\"evidence\":9}",
                                             "[{\"purpose\":\"photo\"}]",
                                             "{\"remove\":null}"};
    for (const auto& kind : builtin_dictionary().kinds) {
        for (const auto& f : kind.fields) {
            for (const auto& v : values) {
                for (const auto use : {input_use::create, input_use::edit}) {
                    const auto whole =
                        parse_record(kind, "{\"" + std::string(f.name) + "\":" + v + "}", use);
                    const auto alone = parse_field(f, v, use);
                    CHECK(whole.has_error() == alone.has_error());
                }
            }
        }
    }
}

TEST_CASE("property: any cell is written as valid JSON") {
    CHECK(rc::check([](std::uint16_t field, const std::string& element, const std::string& payload,
                       std::uint8_t type) {
        cell c;
        c.key = {any_kind().number, static_cast<std::uint16_t>(field % 64), element};
        auto content = value::decode(static_cast<char>(type % 7) + payload);
        if (content.has_value())
            c.content = *content;
        const cell* winners[] = {&c};
        const auto text = record_to_json(builtin_dictionary(), record_id{}, c.key.kind, winners,
                                         {.stamps = true});
        // Read by a kind that has none of the fields: well-formed JSON is told from a broken one.
        const kind_def nothing{};
        const auto parsed = parse_record(nothing, text, input_use::create);
        RC_ASSERT(parsed.has_error());
        RC_ASSERT(parsed.error().code != errc::bad_json);
    }));
}
