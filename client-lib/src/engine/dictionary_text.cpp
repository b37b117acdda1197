// Kinds, fields, codes.
#include "client-lib/src/engine/dictionary_text.hpp"

#include "core/dictionary/json_text.hpp"

namespace pendata {

namespace {

std::string_view name_of(field_type type) {
    switch (type) {
        case field_type::text: return "text";
        case field_type::integer: return "integer";
        case field_type::boolean: return "boolean";
        case field_type::date: return "date";
        case field_type::code: return "code";
        case field_type::reference: return "reference";
        case field_type::region: return "region";
        case field_type::nik: return "nik";
        case field_type::kk: return "kk";
        case field_type::phone: return "phone";
        case field_type::degrees: return "degrees";
        case field_type::moment: return "moment";
        case field_type::octets: return "octets";
    }
    return "text";
}

std::string truth(bool yes) { return yes ? "true" : "false"; }

std::string roles_text(role_mask roles) {
    std::vector<std::string> out;
    for (const role r : {role::psm, role::tksk, role::facilitator, role::operator_, role::verifier, role::admin}) {
        if ((roles & bit(r)) != 0) out.push_back(json_string(pendata::name_of(r)));
    }
    return json_array(out);
}

std::string codes_text(std::span<const code_def> codes) {
    std::vector<std::string> out;
    for (const auto& code : codes) {
        out.push_back(json_object({{"name", json_string(code.name)},
                                   {"label", json_string(code.label_id)},
                                   {"label_en", json_string(code.label_en)}}));
    }
    return json_array(out);
}

std::string fields_text(const dictionary& words, std::span<const field_def> fields) {
    std::vector<std::string> out;
    for (const auto& field : fields) {
        json_members members{{"name", json_string(field.name)},
                             {"label", json_string(field.label_id)},
                             {"label_en", json_string(field.label_en)},
                             {"type", json_string(name_of(field.type))},
                             {"policy", json_string(pendata::name_of(field.merge))},
                             {"compartment", std::to_string(field.room)},
                             {"writers", roles_text(field.writers)},
                             {"required", truth(field.required)},
                             {"set", truth(field.set_valued)},
                             {"change", truth(field.offers_change)},
                             {"indexed", truth(field.indexed)},
                             {"searched", truth(field.searched)},
                             {"lines", truth(field.lines)}};
        if (field.least != 0 || field.most != 0) {
            members.emplace_back("least", std::to_string(field.least));
            members.emplace_back("most", std::to_string(field.most));
        }
        if (!field.codes.empty()) members.emplace_back("codes", codes_text(field.codes));
        if (const auto* target = words.find(field.target_kind)) members.emplace_back("target", json_string(target->name));
        if (field.member_count > 0) members.emplace_back("members", fields_text(words, field.members()));
        out.push_back(json_object(std::move(members)));
    }
    return json_array(out);
}

}  // namespace

std::string dictionary_text(const dictionary& words) {
    std::vector<std::string> kinds;
    for (const auto& kind : words.kinds) {
        kinds.push_back(json_object({{"name", json_string(kind.name)},
                                     {"label", json_string(kind.label_id)},
                                     {"label_en", json_string(kind.label_en)},
                                     {"writers", roles_text(kind.writers)},
                                     {"fields", fields_text(words, kind.fields)}}));
    }
    return json_object({{"version", std::to_string(words.version)}, {"kinds", json_array(kinds)}});
}

}  // namespace pendata
