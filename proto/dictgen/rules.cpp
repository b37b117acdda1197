// What a dictionary must fulfil before the engine may stand on it, each refusal in one sentence.
#include <algorithm>
#include <map>
#include <set>

#include "proto/dictgen/source.hpp"

namespace dictgen {

namespace {

constexpr std::uint32_t rank_gap = 10;  // room for states that come later

bool is_name(const std::string& text) {
    if (text.empty() || text.front() < 'a' || text.front() > 'z')
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// A code may be written in capitals too: P01, L.
bool is_code_name(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

class checker {
public:
    explicit checker(const source& from) : from_(from) {}

    messages run() {
        if (from_.version == 0)
            say("the dictionary", "no file has the option dictionary_version");
        if (from_.kinds.empty())
            say("the dictionary", "no message has the option kind");
        for (const auto& e : from_.enums)
            check_enum(e);
        std::map<std::uint32_t, std::string> numbers;
        std::set<std::string> names;
        for (const auto& k : from_.kinds) {
            const auto [at, is_new] = numbers.emplace(k.number, k.name);
            if (!is_new)
                say(k.where, "number " + std::to_string(k.number) + " is that of " + at->second);
            if (!names.insert(k.name).second)
                say(k.where, "the name " + k.name + " is used twice");
            check_kind(k);
        }
        return std::move(found_);
    }

private:
    void say(const std::string& where, const std::string& what) {
        found_.push_back(where + ": " + what);
    }

    void check_labels(const std::string& where, const std::string& id, const std::string& en) {
        if (id.empty())
            say(where, "no Indonesian label (id)");
        if (en.empty())
            say(where, "no English label (en)");
    }

    void check_enum(const enum_row& e) {
        std::set<std::string> names;
        std::set<std::int32_t> numbers;
        const auto with_category = std::count_if(e.codes.begin(), e.codes.end(),
                                                 [](const code_row& c) { return c.has_category; });
        if (with_category != 0 && with_category != static_cast<std::ptrdiff_t>(e.codes.size())) {
            say(e.where, "either every value is a category or none");
        }
        for (const auto& c : e.codes) {
            check_labels(c.where, c.label_id, c.label_en);
            if (!is_code_name(c.name))
                say(c.where, "'" + c.name + "' is no name for a code");
            if (!names.insert(c.name).second)
                say(c.where, "the code " + c.name + " is used twice");
            if (!numbers.insert(c.number).second)
                say(c.where, "number " + std::to_string(c.number) + " is used twice");
            if (c.number < 0)
                say(c.where, "a code's number is not negative");
            if (c.has_category)
                check_category(c);
            check_mappings(c);
        }
    }

    void check_mappings(const code_row& c) {
        for (const auto& m : c.maps) {
            if (from_.find_category(m.to) == nullptr)
                say(c.where, "maps to '" + m.to + "', which is no category");
            if (m.most_age != 0 && m.least_age > m.most_age)
                say(c.where, "least_age is above most_age");
            const auto* tags = from_.find_enum("assignment_tag");
            const bool known = tags != nullptr && std::any_of(tags->codes.begin(), tags->codes.end(),
                                                              [&](const code_row& t) { return t.name == m.tag; });
            if (!m.tag.empty() && !known)
                say(c.where, "the tag '" + m.tag + "' is no code of AssignmentTag");
        }
    }

    void check_category(const code_row& c) {
        const auto& rule = c.category;
        if (!rule.person && !rule.family && !rule.group)
            say(c.where, "a category needs a unit: person, family or group");
        if (rule.compartment > 3)
            say(c.where, "compartments are 0 to 3");
        if (rule.most_age != 0 && rule.least_age > rule.most_age)
            say(c.where, "least_age is above most_age");
        if (rule.hard_stop && rule.warn_only)
            say(c.where, "either hard_stop or warn_only");
        if (rule.hard_stop && (rule.guidance_id.empty() || rule.guidance_en.empty()))
            say(c.where, "a hard stop says what to do instead: guidance_id, guidance_en");
    }

    void check_kind(const kind_row& k) {
        if (!is_name(k.name))
            say(k.where, "'" + k.name + "' is no name for a kind");
        if (k.number == 0 || k.number > 0xffff)
            say(k.where, "a kind's number is 1 to 65535");
        check_labels(k.where, k.label_id, k.label_en);
        std::set<std::string> names;
        for (const auto& f : k.fields) {
            check_field(k, f);
            if (!names.insert(f.name).second)
                say(f.where, "the name is used twice");
        }
        check_presence(k);
        check_scope(k);
        if (k.rooms == "of_category" && category_fields(k) != 1) {
            say(k.where, "rooms: OF_CATEGORY needs one ONCE field of an enum of categories");
        }
    }

    std::ptrdiff_t category_fields(const kind_row& k) const {
        return std::count_if(k.fields.begin(), k.fields.end(), [&](const field_row& f) {
            const auto* codes = from_.find_enum(f.enum_name);
            return codes != nullptr && f.policy == "once" && !codes->codes.empty() &&
                   codes->codes.front().has_category;
        });
    }

    void check_presence(const kind_row& k) {
        const auto is = [&](std::size_t at, const char* name, std::uint32_t number) {
            return k.fields.size() > at && k.fields[at].name == name &&
                   k.fields[at].number == number;
        };
        if (!is(0, "presence", 1))
            say(k.where, "field 1 must be presence");
        if (!is(1, "presence_reason", 2))
            say(k.where, "field 2 must be presence_reason");
    }

    void check_scope(const kind_row& k) {
        if (k.scope.empty())
            return say(k.where, "no scope rule");
        static const std::map<std::string, scope_need> needs = {
            {"place", {"region", false}},     {"follows", {"reference", false}},
            {"places", {"region", true}},     {"own_code", {"region", false}},
            {"common", {"reference", false}},
        };
        const auto wanted = needs.find(k.scope);
        if (wanted == needs.end()) {
            if (!k.scope_field.empty())
                say(k.where, "the scope rule " + k.scope + " has no scope_field");
        } else {
            check_scope_field(k, "scope_field", k.scope_field, wanted->second);
        }
        if (k.scope == "common") {
            check_scope_field(k, "second_field", k.second_field, {"reference", false});
        } else if (k.scope == "follows" && !k.second_field.empty()) {
            check_scope_field(k, "second_field", k.second_field, {"region", false});
        } else if (!k.second_field.empty()) {
            say(k.where, "the scope rule " + k.scope + " has no second_field");
        }
    }

    struct scope_need {
        std::string type;
        bool set_valued;
    };

    void check_scope_field(const kind_row& k, const std::string& option, const std::string& name,
                           const scope_need& wanted) {
        const auto field = std::find_if(k.fields.begin(), k.fields.end(),
                                        [&](const field_row& f) { return f.name == name; });
        if (field == k.fields.end())
            return say(k.where, option + " '" + name + "' is no field of it");
        if (field->type != wanted.type || field->set_valued != wanted.set_valued) {
            say(k.where, "the scope rule " + k.scope + " needs a " +
                             (wanted.set_valued ? "set of " : "single ") + wanted.type +
                             " field, " + field->name + " is none");
        }
        if (wanted.set_valued && !field->required && k.writers != 0)
            say(field->where, "the places of a record that tablets make are required");
    }

    void check_field(const kind_row& k, const field_row& f) {
        if (!f.has_option)
            return say(f.where, "no option field: label, policy and the rest are missing");
        if (!is_name(f.name))
            say(f.where, "'" + f.name + "' is no name for a field");
        if (f.name == "id" || f.name == "kind")
            say(f.where, "the name is taken by the record itself");
        if (f.number > 0xffff)
            say(f.where, "a field's number is 1 to 65535");
        if (f.policy.empty())
            say(f.where, "no policy");
        if (!f.explicit_presence)
            say(f.where, "must be optional or repeated: absent is not empty");
        if (f.set_valued && f.policy != "set" && f.policy != "office")
            say(f.where, "a repeated field is SET or OFFICE");
        if (!f.set_valued && f.policy == "set")
            say(f.where, "a SET field is repeated");
        if (f.policy == "office" && f.named_writers)
            say(f.where, "only the office writes an OFFICE field");
        if (f.key)
            say(f.where, "key belongs to the members of an element");
        check_value_options(f);
        check_reference(k, f);
        check_states(f);
        if (!f.members.empty() || (f.type == "octets" && f.set_valued))
            check_members(f);
    }

    // What fields and the members of elements have in common.
    void check_value_options(const field_row& f) {
        check_labels(f.where, f.label_id, f.label_en);
        if (f.compartment > 3)
            say(f.where, "compartments are 0 to 3");
        if (f.least > f.most && f.most != 0)
            say(f.where, "least is above most");
        if (f.lines && f.type != "text")
            say(f.where, "only text has lines");
        if (f.must_exist && f.type != "region")
            say(f.where, "must_exist asks for a region");
        if (f.index && f.set_valued)
            say(f.where, "a set has no column: no index");
        static const std::set<std::string> words = {"text", "nik", "kk", "phone", "region"};
        if (f.search && !words.contains(f.type))
            say(f.where, "only text is searched");
        if (!f.enum_name.empty() && from_.find_enum(f.enum_name) == nullptr) {
            say(f.where, "the enum " + f.enum_name + " has no codes");
        }
    }

    void check_reference(const kind_row& k, const field_row& f) {
        if (!f.target.empty() && f.type != "reference")
            say(f.where, "only a reference has a target");
        if (!f.target.empty() && from_.find_kind(f.target) == nullptr)
            say(f.where, "unknown kind '" + f.target + "'");
        if (f.aliases.empty())
            return;
        const bool found =
            std::any_of(k.fields.begin(), k.fields.end(), [&](const field_row& other) {
                return other.name == f.aliases && other.set_valued && other.type == f.type;
            });
        if (!found || (f.type != "text" && f.type != "nik"))
            say(f.where, "aliases must name a set of the same sort, of the same kind");
    }

    void check_states(const field_row& f) {
        if (f.policy != "state") {
            if (!f.moves.empty())
                say(f.where, "moves belong to a STATE field");
            return;
        }
        const auto* codes = from_.find_enum(f.enum_name);
        if (codes == nullptr)
            return say(f.where, "a STATE field needs an enum");
        std::vector<std::uint32_t> ranks;
        for (const auto& c : codes->codes) {
            if (c.rank == 0)
                say(c.where, "a state of " + f.name + " without rank");
            ranks.push_back(c.rank);
        }
        std::sort(ranks.begin(), ranks.end());
        for (std::size_t i = 1; i < ranks.size(); ++i) {
            if (ranks[i] != ranks[i - 1] && ranks[i] - ranks[i - 1] < rank_gap) {
                say(codes->where, "ranks " + std::to_string(ranks[i - 1]) + " and " +
                                      std::to_string(ranks[i]) +
                                      " leave no gap: equal, or at least 10 apart");
            }
        }
        for (const auto& m : f.moves)
            check_move(f, *codes, m);
    }

    void check_move(const field_row& f, const enum_row& codes, const move_row& m) {
        const auto known = [&](const std::string& name) {
            return std::any_of(codes.codes.begin(), codes.codes.end(),
                               [&](const code_row& c) { return c.name == name; });
        };
        if (m.from != "any" && !known(m.from))
            say(f.where, "a move from '" + m.from + "', which is no state");
        if (!known(m.to))
            say(f.where, "a move to '" + m.to + "', which is no state");
        if (m.from == m.to)
            say(f.where, "a move from '" + m.from + "' to itself");
        if (m.least_evidence > 5)
            say(f.where, "evidence is 0 to 5");
    }

    void check_members(const field_row& f) {
        if (f.members.empty())
            return;
        bool has_key = false;
        for (const auto& m : f.members) {
            has_key |= m.key;
            if (!m.has_option) {
                say(m.where, "no option field: label and the rest are missing");
                continue;
            }
            if (!is_name(m.name))
                say(m.where, "'" + m.name + "' is no name for a field");
            if (m.number > 127)
                say(m.where, "a member's number is 1 to 127");
            if (!m.policy.empty() || m.compartment != 0 || m.named_writers) {
                say(m.where, "policy, compartment and writers are those of the whole element");
            }
            if (!m.explicit_presence)
                say(m.where, "must be optional");
            check_value_options(m);
        }
        if (!has_key)
            say(f.where, "its element has no key");
    }

    const source& from_;
    messages found_;
};

}  // namespace

const enum_row* source::find_enum(const std::string& name) const {
    const auto at =
        std::find_if(enums.begin(), enums.end(), [&](const enum_row& e) { return e.name == name; });
    return at == enums.end() ? nullptr : &*at;
}

const code_row* source::find_category(const std::string& name) const {
    for (const auto& e : enums) {
        for (const auto& c : e.codes) {
            if (c.has_category && c.name == name)
                return &c;
        }
    }
    return nullptr;
}

const kind_row* source::find_kind(const std::string& name) const {
    const auto at =
        std::find_if(kinds.begin(), kinds.end(), [&](const kind_row& k) { return k.name == name; });
    return at == kinds.end() ? nullptr : &*at;
}

messages check_rules(const source& from) {
    return checker(from).run();
}

}  // namespace dictgen
