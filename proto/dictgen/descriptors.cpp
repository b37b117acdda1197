// Reading descriptors and their options into rows.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "pendata/v1/options.pb.h"
#include "proto/dictgen/source.hpp"

namespace dictgen {

namespace {

namespace pb = google::protobuf;
namespace v1 = pendata::v1;

std::string where_of(const pb::FileDescriptor* file, const std::string& full_name) {
    const std::string& package = file->package();
    return file->name() + ": " +
           (package.empty() ? full_name : full_name.substr(package.size() + 1));
}

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// LifeStatus becomes life_status.
std::string snake(const std::string& name) {
    std::string out;
    for (const char c : name) {
        if (std::isupper(static_cast<unsigned char>(c)) && !out.empty())
            out.push_back('_');
        out.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
    return out;
}

template <class Roles>
std::uint32_t mask_of(const Roles& roles) {
    std::uint32_t mask = 0;
    for (const int r : roles)
        mask |= 1u << static_cast<unsigned>(r);
    return mask;
}

constexpr std::uint32_t every_role = 0x3f;

class reader {
public:
    explicit reader(messages& errors) : errors_(errors) {}

    void read(const pb::FileDescriptor& file) {
        if (file.options().HasExtension(v1::dictionary_version)) {
            out_.version = file.options().GetExtension(v1::dictionary_version);
        }
        for (int i = 0; i < file.enum_type_count(); ++i)
            read_enum(*file.enum_type(i));
        for (int i = 0; i < file.message_type_count(); ++i) {
            const auto& message = *file.message_type(i);
            if (message.options().HasExtension(v1::kind))
                read_kind(message);
        }
    }

    source take() {
        std::stable_sort(out_.kinds.begin(), out_.kinds.end(),
                         [](const kind_row& a, const kind_row& b) { return a.number < b.number; });
        return std::move(out_);
    }

private:
    void read_enum(const pb::EnumDescriptor& from) {
        enum_row row;
        row.where = where_of(from.file(), from.full_name());
        row.name = snake(from.name());
        const std::string prefix = row.name + "_";
        bool has_codes = false;
        for (int i = 0; i < from.value_count(); ++i) {
            const auto& value = *from.value(i);
            const std::string tail = lower(value.name());
            if (tail == prefix + "unspecified")
                continue;
            const auto& option = value.options().GetExtension(v1::code);
            has_codes |= value.options().HasExtension(v1::code);
            code_row code;
            code.where = row.where + "." + value.name();
            code.number = value.number();
            code.name = option.name();
            if (code.name.empty()) {
                if (!tail.starts_with(prefix)) {
                    errors_.push_back(code.where + ": its name must begin with " + prefix +
                                      " in capitals");
                }
                code.name = tail.substr(std::min(tail.size(), prefix.size()));
            }
            code.label_id = option.id();
            code.label_en = option.en();
            code.rank = option.rank();
            code.has_category = option.has_category();
            code.category = read_category(option.category());
            for (const auto& m : option.maps())
                code.maps.push_back({m.to(), m.tag(), m.least_age(), m.most_age(), m.review()});
            row.codes.push_back(std::move(code));
        }
        // The enumerations of the options themselves are no codes.
        if (has_codes || from.file()->options().optimize_for() == pb::FileOptions::LITE_RUNTIME) {
            out_.enums.push_back(std::move(row));
        }
    }

    static category_row read_category(const v1::Category& from) {
        category_row row;
        row.person = from.person();
        row.family = from.family();
        row.group = from.group();
        row.compartment = from.compartment();
        row.least_age = from.least_age();
        row.most_age = from.most_age();
        row.doubtful_months = from.doubtful_months();
        row.least_members = from.least_members();
        row.hard_stop = from.hard_stop();
        row.warn_only = from.warn_only();
        row.guidance_id = from.guidance_id();
        row.guidance_en = from.guidance_en();
        row.needs_disabilities = from.needs_disabilities();
        row.women_only = from.women_only();
        row.history = from.history();
        row.older.assign(from.older().begin(), from.older().end());
        return row;
    }

    void read_kind(const pb::Descriptor& from) {
        const auto& option = from.options().GetExtension(v1::kind);
        kind_row row;
        row.where = where_of(from.file(), from.full_name());
        row.name = snake(from.name());
        row.number = option.number();
        row.label_id = option.id();
        row.label_en = option.en();
        if (option.scope() != v1::Kind::SCOPE_UNSPECIFIED)
            row.scope = lower(v1::Kind::Scope_Name(option.scope()));
        row.scope_field = option.scope_field();
        row.second_field = option.second_field();
        row.rooms = lower(v1::Kind::Rooms_Name(option.rooms()));
        if (!option.office_only())
            row.writers = option.writers().empty() ? every_role : mask_of(option.writers());
        for (int i = 0; i < from.field_count(); ++i) {
            row.fields.push_back(read_field(*from.field(i)));
            auto& field = row.fields.back();
            if (field.policy == "office") {
                field.writers = 0;
            } else if (!field.named_writers) {
                field.writers = row.writers;
            }
        }
        std::sort(row.fields.begin(), row.fields.end(),
                  [](const field_row& a, const field_row& b) { return a.number < b.number; });
        out_.kinds.push_back(std::move(row));
    }

    field_row read_field(const pb::FieldDescriptor& from) {
        const auto& option = from.options().GetExtension(v1::field);
        field_row row;
        row.where = where_of(from.file(), from.full_name());
        row.name = from.name();
        row.number = static_cast<std::uint32_t>(from.number());
        row.has_option = from.options().HasExtension(v1::field);
        row.set_valued = from.is_repeated();
        row.explicit_presence = from.is_repeated() || from.has_presence();
        row.type = type_of(from, option);
        if (option.policy() != v1::Field::POLICY_UNSPECIFIED)
            row.policy = lower(v1::Field::Policy_Name(option.policy()));
        row.compartment = option.compartment();
        row.label_id = option.id();
        row.label_en = option.en();
        row.named_writers = !option.writers().empty();
        row.writers = mask_of(option.writers());
        row.required = option.required() || option.key();
        row.change = option.change();
        row.key_index = option.key_index();
        row.index = option.index() || option.key_index();
        row.search = option.search();
        row.lines = option.lines();
        row.key = option.key();
        row.must_exist = option.must_exist();
        row.least = option.least();
        row.most = option.most();
        row.warn_above = option.warn_above();
        row.target = option.target();
        row.aliases = option.aliases();
        if (from.enum_type() != nullptr)
            row.enum_name = snake(from.enum_type()->name());
        for (const auto& m : option.moves()) {
            row.moves.push_back({m.from(), m.to(), mask_of(m.roles()), m.least_evidence()});
        }
        if (from.message_type() != nullptr)
            read_members(*from.message_type(), row);
        return row;
    }

    void read_members(const pb::Descriptor& element, field_row& row) {
        for (int i = 0; i < element.field_count(); ++i) {
            const auto& member = *element.field(i);
            if (member.is_repeated() || member.message_type() != nullptr) {
                errors_.push_back(where_of(member.file(), member.full_name()) +
                                  ": an element holds single values only");
                continue;
            }
            row.members.push_back(read_field(member));
        }
        std::sort(row.members.begin(), row.members.end(),
                  [](const field_row& a, const field_row& b) { return a.number < b.number; });
    }

    std::string type_of(const pb::FieldDescriptor& from, const v1::Field& option) {
        static const std::map<pb::FieldDescriptor::Type, std::string> plain = {
            {pb::FieldDescriptor::TYPE_STRING, "text"},
            {pb::FieldDescriptor::TYPE_INT64, "integer"},
            {pb::FieldDescriptor::TYPE_BOOL, "boolean"},
            {pb::FieldDescriptor::TYPE_ENUM, "code"},
            {pb::FieldDescriptor::TYPE_BYTES, "octets"},
            {pb::FieldDescriptor::TYPE_MESSAGE, "octets"},
        };
        static const std::map<v1::Field::Type, pb::FieldDescriptor::Type> carrier = {
            {v1::Field::INTEGER, pb::FieldDescriptor::TYPE_ENUM},
            {v1::Field::DATE, pb::FieldDescriptor::TYPE_INT32},
            {v1::Field::REFERENCE, pb::FieldDescriptor::TYPE_BYTES},
            {v1::Field::REGION, pb::FieldDescriptor::TYPE_STRING},
            {v1::Field::NIK, pb::FieldDescriptor::TYPE_STRING},
            {v1::Field::KK, pb::FieldDescriptor::TYPE_STRING},
            {v1::Field::PHONE, pb::FieldDescriptor::TYPE_STRING},
            {v1::Field::DEGREES, pb::FieldDescriptor::TYPE_SINT32},
            {v1::Field::MOMENT, pb::FieldDescriptor::TYPE_INT64},
        };
        const std::string where = where_of(from.file(), from.full_name());
        if (option.type() == v1::Field::TYPE_UNSPECIFIED) {
            const auto found = plain.find(from.type());
            if (found != plain.end())
                return found->second;
            errors_.push_back(where + ": " + from.type_name() +
                              " needs a type option (DATE int32, DEGREES sint32); " +
                              "whole numbers are int64");
            return "integer";
        }
        const auto found = carrier.find(option.type());
        if (found == carrier.end() || found->second != from.type()) {
            errors_.push_back(where + ": type " + v1::Field::Type_Name(option.type()) +
                              " does not go with " + from.type_name());
        }
        return lower(v1::Field::Type_Name(option.type()));
    }

    messages& errors_;
    source out_;
};

}  // namespace

source read_descriptors(const std::string& descriptor_set, messages& errors) {
    pb::FileDescriptorSet set;
    if (!set.ParseFromString(descriptor_set)) {
        errors.push_back("the descriptor set can not be read");
        return {};
    }
    pb::DescriptorPool pool;
    reader read(errors);
    for (const auto& file : set.file()) {
        const pb::FileDescriptor* built = pool.BuildFile(file);
        if (built == nullptr) {
            errors.push_back(file.name() + ": does not build; was the set made with its imports?");
            return {};
        }
        if (built->package() == "pendata.v1")
            read.read(*built);
    }
    return read.take();
}

}  // namespace dictgen
