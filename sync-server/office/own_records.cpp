// Parsing, checking with all that the record would be, writing in one commit.
#include "sync-server/office/own_records.hpp"

#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/placing.hpp"
#include "sync-server/office/examining.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/office.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"
#include "sync-server/office/regions.hpp"
#include "sync-server/office/restricting.hpp"

namespace pendata {

namespace {

bool is_the_offices(std::uint16_t kind) { return kind == kinds::programme || kind == kinds::succession; }

problem for_tablets(std::string field) {
    return {errc::not_allowed, std::move(field), "ini diisi petugas di tablet", "officers write this on their tablets"};
}

// A value as it would stand after the save, of a set any element.
const value* after_save(const record_input& input, const office_record* before, std::uint16_t field) {
    const auto is_it = [&](const field_input& in) { return in.field->number == field; };
    const auto given = std::find_if(input.fields.begin(), input.fields.end(), [&](const field_input& in) { return is_it(in) && !in.content.is_cleared(); });
    if (given != input.fields.end()) return &given->content;
    const bool cleared = std::any_of(input.fields.begin(), input.fields.end(), [&](const field_input& in) { return is_it(in) && in.element.empty(); });
    if (cleared || before == nullptr) return nullptr;
    for (const auto& p : before->parts) {
        for (const auto& c : p.cells) {
            const bool removed = std::any_of(input.fields.begin(), input.fields.end(),
                                             [&](const field_input& in) { return is_it(in) && in.element == c.what.key.element; });
            if (c.what.key.field == field && !removed && !c.what.content.is_cleared()) return &c.what.content;
        }
    }
    return nullptr;
}

checked<findings> checked_input(office_view& view, const kind_def& kind, const record_input& input, const office_record* before, std::int64_t now_ms) {
    const check_context context{day_of(now_ms),
                                [&](std::string_view code) {
                                    const auto known = knows_region(view, code);
                                    return known.has_value() && *known;
                                },
                                {}};
    findings out;
    const auto gather = [&](findings found) { std::move(found.begin(), found.end(), std::back_inserter(out)); };
    for (const auto& one : input.fields) {
        const bool takes_all_away = one.field->set_valued && one.element.empty() && one.content.is_cleared();
        if (!takes_all_away) gather(check_value(*one.field, one.element, one.content, context));
    }
    gather(check_record(kind, [&](std::uint16_t field) { return after_save(input, before, field); }, context));
    if (const auto* error = first_error(out)) return *error;
    return out;
}

checked<own_record> write_own_record(office& of, const kind_def& kind, const record_input& input, const record_id& id, std::int64_t now_ms) {
    own_record out{id, {}, {}, {}};
    told_problem told;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(before, to.find(id));
        auto found = checked_input(to, kind, input, before ? &*before : nullptr, now_ms);
        if (found.has_error()) return told.tell(found.error());
        out.warnings = std::move(*found);
        const bool was_restricted = before && is_restricted_now(of.words(), *before);
        office_change change;
        change.record = id;
        change.kind = kind.number;
        change.fields = input.fields;
        PENDATA_TRY(written, write_as_office(to, context, of.own_author(), std::span(&change, 1)));
        out.at = written.at;
        // A restriction that ends, a succession: what waits may be good now.
        if (!written.writes.empty()) PENDATA_CHECK(examine_again(of, to, context));
        // Once nothing can refuse it any more: the ledger takes no word back.
        for (const auto& one : input.fields) {
            const bool is_so = one.content.type() == value_type::integer && one.content.as_integer() != 0;
            if (one.field == restriction_of(kind)) PENDATA_CHECK(note_restriction(of, to, id, was_restricted, is_so, now_ms));
        }
        if (written.writes.empty()) return {};
        for (const auto& one : input.fields) {
            const std::string name(one.field->name);
            if (std::find(out.changed.begin(), out.changed.end(), name) == out.changed.end()) out.changed.push_back(name);
        }
        return {};
    });
    if (done.has_error()) return told.of(done.error());
    return out;
}

}  // namespace

checked<own_record> add_as_office(office& of, std::string_view kind_name, std::string_view json, std::int64_t now_ms) {
    const auto* kind = of.words().find(kind_name);
    if (kind == nullptr) return as_problem(errc::unknown_kind, std::string(kind_name));
    if (!is_the_offices(kind->number)) {
        return kind->writers == 0 ? as_problem(errc::not_allowed, std::string(kind_name)) : for_tablets(std::string(kind_name));
    }
    auto input = parse_record(*kind, json, input_use::create);
    if (input.has_error()) return input.error();
    return write_own_record(of, *kind, *input, input->id.value_or(fresh_id<record_id>(now_ms)), now_ms);
}

checked<own_record> edit_as_office(office& of, const record_id& id, std::string_view json, std::int64_t now_ms) {
    std::uint16_t number = 0;
    {
        auto view = of.view();
        if (view.has_error()) return as_problem(view.error());
        const auto found = (*view)->find(id);
        if (found.has_error()) return as_problem(found.error());
        if (!*found || (*found)->parts.empty()) return as_problem(errc::not_found, to_string(id));
        number = (*found)->kind;
    }
    const auto* kind = of.words().find(number);
    const bool is_derived = is_case_kind(number) || number == kinds::duplicate_case;
    if (kind == nullptr || is_derived || (kind->writers == 0 && !is_the_offices(number))) return as_problem(errc::not_allowed, to_string(id));
    auto input = parse_record(*kind, json, input_use::edit);
    if (input.has_error()) return input.error();
    const auto peoples = std::find_if(input->fields.begin(), input->fields.end(), [](const field_input& in) { return in.field->merge != policy::office; });
    if (peoples != input->fields.end()) return for_tablets(std::string(peoples->field->name));
    return write_own_record(of, *kind, *input, id, now_ms);
}

}  // namespace pendata
