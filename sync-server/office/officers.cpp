// Officers and duties as records.
#include "sync-server/office/officers.hpp"

#include <algorithm>

#include "core/dictionary/check.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/placing.hpp"
#include "sync-server/office/examining.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"
#include "sync-server/office/regions.hpp"

namespace pendata {

namespace {

namespace officer_fields = fields::officer;
namespace duty_fields = fields::duty;

office_change duty_change(const record_id& id, const officer_id& who, role part, const new_duty& duty, compartment_mask rooms) {
    office_change change;
    change.record = id;
    change.kind = kinds::duty;
    const auto say = [&](field_input input) { change.fields.push_back(std::move(input)); };
    say(as_field(kinds::duty, duty_fields::officer, value::reference(record_id::from(who.view()))));
    say(as_field(kinds::duty, duty_fields::role, value::integer(static_cast<std::int64_t>(part))));
    for (const auto& code : duty.regions) say(as_element(kinds::duty, duty_fields::regions, value::text(code)));
    if (duty.from) say(as_field(kinds::duty, duty_fields::from, value::integer(*duty.from)));
    if (duty.to) say(as_field(kinds::duty, duty_fields::to, value::integer(*duty.to)));
    for (compartment room = 0; room < compartment_count; ++room) {
        if (contains(rooms, room)) say(as_element(kinds::duty, duty_fields::compartments, value::integer(room)));
    }
    return change;
}

std::optional<problem> wrong_duty(office_view& view, const new_duty& duty) {
    if (duty.regions.empty()) return as_problem(errc::missing_field, "region");
    for (const auto& code : duty.regions) {
        const auto known = is_duty_node(code) ? knows_region(view, region_of(code)) : result<bool>(false);
        if (known.has_error()) return as_problem(known.error());
        if (!*known) return as_problem(errc::unknown_region, code);
    }
    if (duty.rooms && (*duty.rooms == 0 || *duty.rooms > 0x0f)) return as_problem(errc::bad_value, "compartments");
    if (duty.from && duty.to && *duty.to < *duty.from) return as_problem(errc::bad_value, "to");
    return std::nullopt;
}

std::optional<problem> wrong_name(const std::string& name) {
    const auto input = as_field(kinds::officer, officer_fields::name, value::text(name));
    const auto found = check_value(*input.field, {}, input.content, {});
    const auto* error = first_error(found);
    return error == nullptr ? std::nullopt : std::optional(*error);
}

// Duties of the officer that hold on the day or begin later.
result<std::vector<office_record>> duties_from(office_view& view, const officer_id& who, std::int32_t day) {
    std::vector<office_record> out;
    PENDATA_CHECK(each_record(view, kinds::duty, [&](office_record& found) {
        const auto* of = found.find({kinds::duty, duty_fields::officer, {}});
        const auto* to = found.find({kinds::duty, duty_fields::to, {}});
        if (of == nullptr || of->what.content != value::reference(record_id::from(who.view()))) return;
        const bool ended = to != nullptr && to->what.content.type() == value_type::integer && to->what.content.as_integer() < day;
        if (!ended) out.push_back(std::move(found));
    }));
    return out;
}

// They end with the day before `day`.
void end_duties(const std::vector<office_record>& duties, std::int32_t day, std::vector<office_change>& changes) {
    for (const auto& d : duties) {
        office_change change;
        change.record = d.id;
        change.kind = kinds::duty;
        change.fields.push_back(as_field(kinds::duty, duty_fields::to, value::integer(day - 1)));
        changes.push_back(std::move(change));
    }
}

}  // namespace

compartment_mask rooms_of(role by) {
    switch (by) {
        case role::psm:
        case role::facilitator:
            return 0x01;
        case role::tksk:
            return 0x03;
        case role::operator_:
        case role::verifier:
        case role::admin:
            return 0x07;
    }
    return 0x01;
}

bool has_duty_from(const officer& who, std::int32_t day) {
    return std::any_of(who.duties.begin(), who.duties.end(), [&](const duty& d) { return !d.to || *d.to >= day; });
}

namespace {

// `out.officer`: of the device where one is named.
checked<officer_added> add(office& of, officer_added out, const std::optional<device_id>& device, const std::string& name,
                           role part, const new_duty& duty, std::int64_t now_ms) {
    if (const auto wrong = wrong_name(name)) return *wrong;
    told_problem told;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        if (device) {
            PENDATA_TRY(row, to.device(*device));
            if (!row) return told.tell(as_problem(errc::device_unknown, "device"));
            // Of one whom a restore lost, tablets may have brought back a part without the name.
            const auto* known = context.who.find(row->officer);
            if (known != nullptr && !known->name.empty()) return told.tell(as_problem(errc::already_exists, "device"));
            out.officer = row->officer;
        }
        if (context.who.find_named(name) != nullptr) return told.tell(as_problem(errc::already_exists, "name"));
        if (const auto wrong = wrong_duty(to, duty)) return told.tell(*wrong);
        office_change person;
        person.record = record_id::from(out.officer.view());
        person.kind = kinds::officer;
        person.fields.push_back(as_field(kinds::officer, officer_fields::name, value::text(name)));
        person.fields.push_back(as_field(kinds::officer, officer_fields::role, value::integer(static_cast<std::int64_t>(part))));
        const std::vector<office_change> changes{std::move(person), duty_change(out.duty, out.officer, part, duty,
                                                                                duty.rooms.value_or(rooms_of(part)))};
        PENDATA_CHECK(write_as_office(to, context, of.own_author(), changes));
        return examine_again(of, to, context);
    });
    if (done.has_error()) return told.of(done.error());
    return out;
}

}  // namespace

checked<officer_added> add_officer(office& of, const std::string& name, role part, const new_duty& duty, std::int64_t now_ms) {
    const officer_added fresh{fresh_id<officer_id>(now_ms), fresh_id<record_id>(now_ms)};
    return add(of, fresh, std::nullopt, name, part, duty, now_ms);
}

checked<officer_added> add_lost_officer(office& of, const device_id& device, const std::string& name, role part,
                                        const new_duty& duty, std::int64_t now_ms) {
    return add(of, {officer_id{}, fresh_id<record_id>(now_ms)}, device, name, part, duty, now_ms);
}

checked<record_id> replace_duty(office& of, const std::string& name, const new_duty& duty, std::int64_t now_ms) {
    const auto id = fresh_id<record_id>(now_ms);
    told_problem told;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        const auto* who = context.who.find_named(name);
        if (who == nullptr) return told.tell(as_problem(errc::officer_unknown, "name"));
        if (const auto wrong = wrong_duty(to, duty)) return told.tell(*wrong);
        const std::int32_t begins = duty.from.value_or(day_of(now_ms));
        compartment_mask rooms = who->duties.empty() ? rooms_of(who->part) : who->duties.back().rooms;
        for (const auto& d : who->duties) {
            if (d.holds_on(day_of(now_ms))) rooms = d.rooms;
        }
        PENDATA_TRY(present, duties_from(to, who->id, begins));
        std::vector<office_change> changes;
        end_duties(present, begins, changes);
        changes.push_back(duty_change(id, who->id, who->part, duty, duty.rooms.value_or(rooms)));
        PENDATA_CHECK(write_as_office(to, context, of.own_author(), changes));
        return examine_again(of, to, context);
    });
    if (done.has_error()) return told.of(done.error());
    return id;
}

checked<void> end_officer(office& of, const std::string& name, std::int64_t now_ms) {
    const auto who = officer_named(of, name, now_ms);
    if (who.has_error()) return as_problem(who.error(), "name");
    if (const auto noted = note_end_of_duty(of, who->id, now_ms); noted.has_error()) return as_problem(noted.error());
    const auto done = end_duties_of(of, who->id, now_ms + 1, now_ms);
    if (done.has_error()) return as_problem(done.error());
    return {};
}

result<bool> end_duties_of(office& of, const officer_id& who, std::int64_t ended_ms, std::int64_t now_ms) {
    const std::int32_t day = day_of(ended_ms);
    bool ended = false;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(present, duties_from(to, who, day));
        // One given afterwards is another matter.
        std::vector<office_record> then;
        for (auto& d : present) {
            PENDATA_TRY(rows, to.history_of(d.id));
            if (!rows.empty() && rows.front().received_ms < ended_ms) then.push_back(std::move(d));
        }
        ended = !then.empty();
        if (!ended) return {};
        std::vector<office_change> changes;
        end_duties(then, day, changes);
        PENDATA_CHECK(write_as_office(to, context, of.own_author(), changes));
        return examine_again(of, to, context);
    });
    PENDATA_CHECK(done);
    return ended;
}

result<officer> officer_named(office& of, const std::string& name, std::int64_t now_ms) {
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(bearings, of.bearings(*view, now_ms));
    const auto* who = bearings.who->find_named(name);
    if (who == nullptr) return errc::officer_unknown;
    return *who;
}

result<std::vector<officer>> list_officers(office& of, std::int64_t now_ms) {
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(bearings, of.bearings(*view, now_ms));
    std::vector<officer> out;
    for (const auto& [id, who] : bearings.who->officers()) out.push_back(who);
    std::sort(out.begin(), out.end(), [](const officer& a, const officer& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
    return out;
}

}  // namespace pendata
