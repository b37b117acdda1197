// Values into columns and back.
#include "client-lib/src/store/columns.hpp"

namespace pendata::store {

std::vector<const field_def*> columns_of(const kind_def& kind) {
    std::vector<const field_def*> out;
    for (const field_def& field : kind.fields) {
        if (field.indexed || field.searched) out.push_back(&field);
    }
    return out;
}

std::string table_of(std::uint16_t kind) { return "projection_" + std::to_string(kind); }
std::string column_of(std::uint16_t field) { return "f" + std::to_string(field); }

column_value column_value::of(const value& content) {
    switch (content.type()) {
        case value_type::cleared:
            return {};
        case value_type::text:
            return {form::text, 0, bytes(content.as_text())};
        case value_type::integer:
            return {form::integer, content.as_integer(), {}};
        case value_type::reference:
            return {form::octets, 0, bytes(content.as_reference().view())};
        case value_type::octets:
            return {form::octets, 0, bytes(content.as_octets())};
    }
    return {form::octets, 0, content.encoded()};
}

column_value column_value::read(const sqlite::cursor& run, int column) {
    switch (run.type(column)) {
        case sqlite::column_type::integer:
            return {form::integer, run.number(column), {}};
        case sqlite::column_type::text:
            return {form::text, 0, bytes(run.blob(column))};
        case sqlite::column_type::blob:
            return {form::octets, 0, bytes(run.blob(column))};
        case sqlite::column_type::null:
        case sqlite::column_type::real:
            break;
    }
    return {};
}

value column_value::to_value(bool reference) const {
    switch (is) {
        case form::none:
            break;
        case form::integer:
            return value::integer(number);
        case form::text:
            return value::text(data);
        case form::octets:
            return reference && data.size() == sizeof(record_id::raw) ? value::reference(record_id::from(data))
                                                                      : value::octets(data);
    }
    return {};
}

void column_value::bind(sqlite::cursor& run, int parameter) const {
    switch (is) {
        case form::none:
            run.bind(parameter, nullptr);
            break;
        case form::integer:
            run.bind(parameter, number);
            break;
        case form::text:
            run.bind_copy(parameter, sqlite::as_text{data});
            break;
        case form::octets:
            run.bind_copy(parameter, bytes_view(data));
            break;
    }
}

}  // namespace pendata::store
