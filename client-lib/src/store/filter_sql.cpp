// By descent over the filter's tree. A comparison with NULL is no match, in SQL as in the filter, except where
// the filter says otherwise: there IS and IS NOT stand.
#include "client-lib/src/store/filter_sql.hpp"

#include "core/dictionary/text.hpp"

namespace pendata::store {

namespace {

class compiler {
public:
    explicit compiler(const kind_def& kind) : kind_(kind) {}

    result<filter_sql> run(const filter& where) {
        PENDATA_CHECK(add(where));
        return std::move(out_);
    }

private:
    result<void> add(const filter& where) {
        switch (where.is) {
            case filter::form::all:
                return add_parts(where, " AND ", "1");
            case filter::form::any:
                return add_parts(where, " OR ", "0");
            case filter::form::compare:
                return add_comparison(where);
        }
        return errc::bad_expression;
    }

    result<void> add_parts(const filter& where, std::string_view word, std::string_view without_parts) {
        if (where.parts.empty()) {
            out_.condition += without_parts;
            return {};
        }
        out_.condition += '(';
        for (const filter& part : where.parts) {
            if (&part != &where.parts.front()) out_.condition += word;
            PENDATA_CHECK(add(part));
        }
        out_.condition += ')';
        return {};
    }

    result<void> add_comparison(const filter& where) {
        const field_def* field = where.field != nullptr ? kind_.find(where.field->number) : nullptr;
        if (field == nullptr || !field->indexed) return errc::bad_expression;
        const std::string column = "p." + column_of(field->number);
        const column_value operand = column_value::of(where.operand);
        const bool empty = operand.is == column_value::form::none;
        switch (where.by) {
            case comparison::equal:
                return empty ? add(column + " IS NULL") : add(column + " = ?", operand);
            case comparison::not_equal:
                return empty ? add(column + " IS NOT NULL") : add(column + " IS NOT ?", operand);
            case comparison::less:
                return empty ? add("0") : add_order(column, " < ?", operand);
            case comparison::less_or_equal:
                return empty ? add("0") : add_order(column, " <= ?", operand);
            case comparison::greater:
                return empty ? add("0") : add_order(column, " > ?", operand);
            case comparison::greater_or_equal:
                return empty ? add("0") : add_order(column, " >= ?", operand);
            case comparison::contains:
                return empty ? add("0") : add("instr(pendata_fold_case(" + column + "), ?) > 0", operand);
        }
        return errc::bad_expression;
    }

    result<void> add(std::string_view condition) {
        out_.condition += condition;
        return {};
    }
    result<void> add(std::string_view condition, const column_value& operand) {
        out_.operands.push_back(operand);
        return add(condition);
    }

    // SQL puts every number before every text; to the filter they do not compare.
    result<void> add_order(const std::string& column, std::string_view sign, const column_value& operand) {
        const std::string_view type = operand.is == column_value::form::integer ? "integer"
                                      : operand.is == column_value::form::text  ? "text"
                                                                                : "blob";
        return add("(" + column + std::string(sign) + " AND typeof(" + column + ") = '" + std::string(type) + "')",
                   operand);
    }

    const kind_def& kind_;
    filter_sql out_;
};

}  // namespace

result<filter_sql> compile(const kind_def& kind, const filter& where) { return compiler(kind).run(where); }

result<void> add_filter_functions(sqlite::database& file) { return file.add_function("pendata_fold_case", fold_case); }

}  // namespace pendata::store
