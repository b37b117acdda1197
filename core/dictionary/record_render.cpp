// Writing records as JSON, in canonical form.
#include <algorithm>
#include <map>

#include "core/dictionary/element.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/dictionary/value_text.hpp"
#include "core/identity/civil_day.hpp"

namespace pendata {

namespace {

std::string raw(const value& content) {
    return json_object({{"_raw", json_string(to_hex(content.encoded()))}});
}

std::string scalar_json(const field_def& field, const value& content) {
    if (content.is_cleared())
        return "null";
    if (const auto text = value_to_text(field, content))
        return is_bare(field) ? *text : json_string(*text);
    return raw(content);
}

std::optional<std::string> element_json(const field_def& field, bytes_view element,
                                        const value& content) {
    if (field.members().empty()) {
        const auto plain = plain_element(element);
        if (!plain)
            return std::nullopt;
        return scalar_json(field, *plain);
    }
    const auto members = keyed_element(field, element, content);
    if (!members)
        return std::nullopt;
    json_members out;
    for (std::size_t i = 0; i < members->known.size(); ++i) {
        const auto& member = field.members()[i];
        if (!members->known[i].is_cleared())
            out.emplace_back(member.name, scalar_json(member, members->known[i]));
    }
    for (const auto& u : members->unknown) {
        out.emplace_back("_" + std::to_string(u.number), json_string(to_hex(u.content.encoded())));
    }
    return json_object(std::move(out));
}

std::string_view name_of(intent why) {
    switch (why) {
        case intent::correction:
            return "correction";
        case intent::change:
            return "change";
        case intent::confirmation:
            return "confirmation";
        case intent::decision:
            return "decision";
        case intent::retraction:
            return "retraction";
        case intent::derived:
            return "derived";
    }
    return "unknown";
}

std::string quoted_time(stamp_time time) {
    const std::int64_t ms = to_unix_ms(time);
    return json_string(ms <= latest_moment_ms ? moment_text(ms) : std::to_string(ms));
}

// A date no calendar has (nobody checked a foreign one) is shown as the number it is.
std::string quoted_date(std::int32_t day) {
    const bool shown =
        day >= identity::to_civil_day(1, 1, 1) && day <= identity::to_civil_day(9999, 12, 31);
    return shown ? json_string(identity::to_text(day)) : std::to_string(day);
}

json_members stamp_members(const cell& c) {
    json_members out = {
        {"author", json_string(to_string(c.author))},
        {"compartment", std::to_string(c.room)},
        {"counter", std::to_string(c.at.time & 0xffff)},
        {"evidence", std::to_string(c.evidence)},
        {"generation", std::to_string(c.at.generation)},
        {"intent", json_string(name_of(c.why))},
        {"rank", std::to_string(c.at.rank)},
        {"replica", json_string(to_string(c.at.replica))},
        {"save", std::to_string(c.save_number)},
        {"time", quoted_time(c.at.time)},
    };
    if (c.effective_date)
        out.emplace_back("effective_date", quoted_date(*c.effective_date));
    if (c.content.is_cleared())
        out.emplace_back("cleared", "true");
    return out;
}

class record_writer {
public:
    record_writer(const kind_def* kind, std::uint16_t number, const json_options& options)
        : kind_(kind), number_(number), options_(options) {}

    void take(const cell& c) {
        const auto* field =
            kind_ != nullptr && c.key.kind == number_ ? kind_->find(c.key.field) : nullptr;
        if (field != nullptr && field->set_valued)
            return set(*field, c);
        if (field == nullptr || !c.key.element.empty())
            return unknown(c);
        if (!c.content.is_cleared())
            members_.emplace_back(field->name, scalar_json(*field, c.content));
        if (options_.stamps)
            stamps_.emplace_back(field->name, json_object(stamp_members(c)));
    }

    std::string finish(record_id id) {
        for (auto& [field, all] : sets_)
            members_.emplace_back(field->name, sorted_array(std::move(all)));
        for (auto& [field, all] : set_stamps_)
            stamps_.emplace_back(field->name, sorted_array(std::move(all)));
        if (!unknown_.empty())
            members_.emplace_back("_unknown", json_object(std::move(unknown_)));
        if (!stamps_.empty())
            members_.emplace_back("_stamps", json_object(std::move(stamps_)));
        if (!options_.disputed.empty())
            members_.emplace_back("_disputed", disputed());
        const std::string kind =
            kind_ != nullptr ? json_string(kind_->name) : std::to_string(number_);
        if (!options_.id_first) {
            members_.emplace_back("id", json_string(to_string(id)));
            members_.emplace_back("kind", kind);
            return json_object(std::move(members_));
        }
        std::string out = "{\"id\":" + json_string(to_string(id)) + ",\"kind\":" + kind;
        const std::string rest = json_object(std::move(members_));
        return out + (rest.size() > 2 ? "," : "") + rest.substr(1);
    }

private:
    void set(const field_def& field, const cell& c) {
        const auto element = element_json(field, c.key.element, c.content);
        if (!element)
            return unknown(c);
        if (!c.content.is_cleared())
            sets_[&field].emplace_back(order_of(field, c.key.element), *element);
        if (!options_.stamps)
            return;
        auto stamp = stamp_members(c);
        stamp.emplace_back("element", *element);
        set_stamps_[&field].emplace_back(0, json_object(std::move(stamp)));
    }

    void unknown(const cell& c) {
        std::string name = std::to_string(c.key.field);
        if (c.key.kind != number_)
            name.insert(0, std::to_string(c.key.kind) + ":");
        if (!c.key.element.empty())
            name.append("/").append(to_hex(c.key.element));
        if (!c.content.is_cleared())
            unknown_.emplace_back(name, json_string(to_hex(c.content.encoded())));
        if (options_.stamps)
            stamps_.emplace_back(name, json_object(stamp_members(c)));
    }

    // Numbers are sorted as numbers, everything else as the text it is written in.
    static std::int64_t order_of(const field_def& field, bytes_view element) {
        if (!is_bare(field) || !field.members().empty())
            return 0;
        const auto plain = plain_element(element);
        return plain && plain->type() == value_type::integer ? plain->as_integer() : 0;
    }

    using elements = std::vector<std::pair<std::int64_t, std::string>>;

    static std::string sorted_array(elements from) {
        std::sort(from.begin(), from.end());
        std::vector<std::string> texts;
        texts.reserve(from.size());
        for (auto& [order, text] : from)
            texts.push_back(std::move(text));
        return json_array(texts);
    }

    std::string disputed() const {
        std::vector<std::string> names;
        for (const auto number : options_.disputed) {
            const auto* field = kind_ != nullptr ? kind_->find(number) : nullptr;
            names.push_back(
                json_string(field != nullptr ? std::string(field->name) : std::to_string(number)));
        }
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return json_array(names);
    }

    const kind_def* kind_;
    std::uint16_t number_;
    const json_options& options_;
    json_members members_;
    json_members unknown_;
    json_members stamps_;
    std::map<const field_def*, elements> sets_;
    std::map<const field_def*, elements> set_stamps_;
};

}  // namespace

std::string record_to_json(const dictionary& known, record_id id, std::uint16_t kind,
                           std::span<const cell* const> winners, const json_options& options) {
    record_writer writer(known.find(kind), kind, options);
    for (const cell* c : winners)
        writer.take(*c);
    return writer.finish(id);
}

std::string value_to_json(const field_def& field, bytes_view element, const value& content) {
    if (content.is_cleared())
        return "null";
    if (!field.set_valued)
        return scalar_json(field, content);
    return element_json(field, element, content).value_or(raw(content));
}

}  // namespace pendata
