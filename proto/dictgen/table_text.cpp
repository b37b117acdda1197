// Writing the table: constant arrays of the structs in core/dictionary, one array of codes an enum,
// one of fields a kind.
#include <algorithm>

#include "proto/dictgen/source.hpp"

namespace dictgen {

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

std::string number(std::int64_t n) {
    return std::to_string(n);
}
std::string flag(bool b) {
    return b ? "true" : "false";
}
// `operator` is a word of C++.
std::string word(const std::string& text) {
    return text == "operator" ? "operator_" : text;
}

class table_writer {
public:
    explicit table_writer(const source& from) : from_(from) {}

    std::string run() {
        out_ =
            "// The dictionary's table, made by proto/dictgen from proto/pendata/v1. Not edited by "
            "hand.\n"
            "#include \"core/dictionary/category.hpp\"\n"
            "#include \"core/dictionary/dictionary.hpp\"\n\n"
            "namespace pendata {\n\n"
            "namespace {\n\n";
        for (const auto& e : from_.enums)
            write_codes(e);
        for (const auto& k : from_.kinds)
            write_fields(k);
        write_kinds();
        out_ += "constexpr dictionary table{" + number(from_.version) + ", kinds};\n\n";
        write_categories();
        write_mappings();
        out_ +=
            "}  // namespace\n\n"
            "const dictionary& builtin_dictionary() { return table; }\n\n"
            "std::span<const category_def> categories() { return category_rows; }\n\n"
            "std::span<const older_mapping> older_mappings() { return mapping_rows; }\n\n"
            "}  // namespace pendata\n";
        return std::move(out_);
    }

private:
    void write_codes(const enum_row& e) {
        if (e.codes.empty())
            return;
        out_ += "constexpr code_def codes_" + e.name + "[] = {\n";
        for (const auto& c : e.codes) {
            out_ += "    {" + number(c.number) + ", " + quoted(c.name) + ", " + quoted(c.label_id) +
                    ", " + quoted(c.label_en) + ", " + number(c.rank) + "},\n";
        }
        out_ += "};\n\n";
    }

    void write_moves(const std::string& name, const field_row& f) {
        if (f.moves.empty())
            return;
        const auto& codes = from_.find_enum(f.enum_name)->codes;
        const auto state = [&](const std::string& of) -> std::string {
            if (of == "any")
                return "any_state";
            return number(std::find_if(codes.begin(), codes.end(), [&](const code_row& c) {
                              return c.name == of;
                          })->number);
        };
        out_ += "constexpr transition_def moves_" + name + "[] = {\n";
        for (const auto& m : f.moves) {
            out_ += "    {" + state(m.from) + ", " + state(m.to) + ", " +
                    number(m.roles != 0 ? m.roles : f.writers) + ", " + number(m.least_evidence) +
                    "},\n";
        }
        out_ += "};\n\n";
    }

    void write_fields(const kind_row& k) {
        for (const auto& f : k.fields) {
            const std::string name = k.name + "_" + f.name;
            write_moves(name, f);
            if (!f.members.empty())
                write_field_array("members_" + name, k, f.members);
        }
        write_field_array("fields_" + k.name, k, k.fields);
    }

    void write_field_array(const std::string& array, const kind_row& k,
                           const std::vector<field_row>& rows) {
        out_ += "constexpr field_def " + array + "[] = {\n";
        for (const auto& f : rows)
            write_field(k, f);
        out_ += "};\n\n";
    }

    void write_field(const kind_row& k, const field_row& f) {
        const bool is_member = f.policy.empty();
        // Where the compartment is not the field's own, the table names the closest one.
        const std::uint32_t room = k.rooms == "of_field" ? f.compartment : 3;
        const auto* target = from_.find_kind(f.target);
        const auto* codes = from_.find_enum(f.enum_name);
        std::uint32_t aliases = 0;
        for (const auto& other : k.fields) {
            if (!f.aliases.empty() && other.name == f.aliases)
                aliases = other.number;
        }
        const std::string name = k.name + "_" + f.name;
        out_ += "    {" + number(f.number) + ", " + quoted(f.name) + ", field_type::" + f.type +
                ", policy::" + (is_member ? "latest" : f.policy) + ", " + number(room) + ", " +
                quoted(f.label_id) + ", " + quoted(f.label_en) + ", " + number(f.writers) + ", " +
                flag(f.required) + ", " + flag(f.change) + ", " + flag(f.index) + ", " +
                flag(f.key_index) + ", " + flag(f.search) + ", " + number(f.least) + ", " +
                number(f.most) + ", " + number(target != nullptr ? target->number : 0) + ", " +
                (codes != nullptr && !codes->codes.empty() ? "codes_" + codes->name : "{}") + ", " +
                (f.moves.empty() ? "{}" : "moves_" + name) + ", " + flag(f.set_valued) + ", " +
                flag(f.key) + ", " + flag(f.lines) + ", " + flag(f.must_exist) + ", " +
                number(f.warn_above) + ", " + number(aliases) + ", " +
                (f.members.empty() ? "nullptr" : "members_" + name) + ", " +
                number(static_cast<std::int64_t>(f.members.size())) + "},\n";
    }

    void write_kinds() {
        out_ += "constexpr kind_def kinds[] = {\n";
        for (const auto& k : from_.kinds) {
            std::uint32_t scope_field = 0;
            std::uint32_t category_field = 0;
            std::uint32_t second_field = 0;
            for (const auto& f : k.fields) {
                if (f.name == k.scope_field)
                    scope_field = f.number;
                if (f.name == k.second_field)
                    second_field = f.number;
                const auto* codes = from_.find_enum(f.enum_name);
                const bool lists =
                    codes != nullptr && !codes->codes.empty() && codes->codes.front().has_category;
                if (k.rooms == "of_category" && lists)
                    category_field = f.number;
            }
            out_ += "    {" + number(k.number) + ", " + quoted(k.name) + ", " + quoted(k.label_id) +
                    ", " + quoted(k.label_en) + ", scope_rule::" + k.scope + ", " +
                    number(scope_field) + ", " + number(k.writers) + ", fields_" + k.name +
                    ", room_rule::" + k.rooms + ", " + number(category_field) + ", " +
                    number(second_field) + "},\n";
        }
        out_ += "};\n\n";
    }

    void write_categories() {
        std::string rows;
        for (const auto& e : from_.enums) {
            for (const auto& c : e.codes) {
                if (!c.has_category)
                    continue;
                write_category(rows, c);
            }
        }
        out_ += "constexpr category_def category_rows[] = {\n" + rows + "};\n\n";
    }

    static void write_category(std::string& rows, const code_row& c) {
        const auto& r = c.category;
        std::string older;
        for (const auto& name : r.older)
            older += (older.empty() ? "" : ",") + name;
        const std::uint32_t units =
            (r.person ? 1u : 0u) | (r.family ? 2u : 0u) | (r.group ? 4u : 0u);
        rows += "    {" + number(c.number) + ", " + quoted(c.name) + ", " + quoted(c.label_id) +
                ", " + quoted(c.label_en) + ", " + quoted(older) + ", " + number(units) + ", " +
                number(r.compartment) + ", " + number(r.least_age) + ", " +
                (r.most_age == 0 ? "no_age_bound" : number(r.most_age)) + ", " +
                number(r.doubtful_months) + ", " + flag(r.hard_stop) + ", " +
                flag(r.needs_disabilities) + ", " + flag(r.women_only) + ", " +
                number(r.least_members) + ", " + flag(r.history) + ", " + flag(r.warn_only) + ", " +
                quoted(r.guidance_id) + ", " + quoted(r.guidance_en) + "},\n";
    }

    void write_mappings() {
        out_ += "constexpr older_mapping mapping_rows[] = {\n";
        for (const auto& e : from_.enums) {
            for (const auto& c : e.codes) {
                for (const auto& m : c.maps)
                    write_mapping(c, m);
            }
        }
        out_ += "};\n\n";
    }

    void write_mapping(const code_row& c, const mapping_row& m) {
        const auto* to = from_.find_category(m.to);
        std::int32_t tag = 0;
        if (const auto* tags = from_.find_enum("assignment_tag")) {
            for (const auto& t : tags->codes)
                tag = t.name == m.tag ? t.number : tag;
        }
        out_ += "    {" + number(c.number) + ", " + quoted(c.name) + ", " +
                number(to == nullptr ? 0 : to->number) + ", " + number(m.least_age) + ", " +
                (m.most_age == 0 ? "no_age_bound" : number(m.most_age)) + ", " + number(tag) + ", " +
                flag(m.review) + "},\n";
    }

    const source& from_;
    std::string out_;
};

// Words that C++ keeps for itself; the constant gets an underscore.
bool is_reserved(const std::string& text) {
    static const std::vector<std::string> words = {"operator", "case",   "new",   "default",
                                                   "private",  "public", "class", "delete",
                                                   "union",    "short",  "long",  "int"};
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::string constant(const std::string& type, const std::string& name, std::int64_t value) {
    return "inline constexpr " + type + " " + name + (is_reserved(name) ? "_" : "") + " = " +
           number(value) + ";\n";
}

}  // namespace

std::string table_text(const source& from) {
    return table_writer(from).run();
}

std::string numbers_text(const source& from) {
    std::string out =
        "// Numbers of kinds, fields and codes for code that must name one: kinds::person,\n"
        "// fields::person::village, codes::life_status::deceased. Made by proto/dictgen. Not "
        "edited by hand.\n"
        "#pragma once\n\n"
        "#include <cstdint>\n\n"
        "namespace pendata::kinds {\n";
    for (const auto& k : from.kinds)
        out += constant("std::uint16_t", k.name, k.number);
    out += "}  // namespace pendata::kinds\n\n";
    for (const auto& k : from.kinds) {
        const std::string scope = "pendata::fields::" + k.name + (is_reserved(k.name) ? "_" : "");
        out += "namespace " + scope + " {\n";
        for (const auto& f : k.fields)
            out += constant("std::uint16_t", f.name, f.number);
        out += "}  // namespace " + scope + "\n\n";
    }
    for (const auto& e : from.enums) {
        out += "namespace pendata::codes::" + e.name + " {\n";
        for (const auto& c : e.codes)
            out += constant("std::int32_t", c.name, c.number);
        out += "}  // namespace pendata::codes::" + e.name + "\n\n";
    }
    return out;
}

}  // namespace dictgen
