// Reading officers and duties out of their records.
#include "core/settle/directory.hpp"

#include <algorithm>
#include <set>

#include "core/dictionary/field_numbers.hpp"
#include "core/model/region.hpp"
#include "core/settle/each_record.hpp"

namespace pendata {

namespace {

const value* plain(const office_record& r, std::uint16_t field) {
    const auto* c = r.find(cell_key{r.kind, field, {}});
    return c == nullptr || c->what.content.is_cleared() ? nullptr : &c->what.content;
}

std::string text_of_field(const office_record& r, std::uint16_t field) {
    const auto* v = plain(r, field);
    return v != nullptr && v->type() == value_type::text ? std::string(v->as_text()) : std::string();
}

std::optional<std::int64_t> number_of_field(const office_record& r, std::uint16_t field) {
    const auto* v = plain(r, field);
    if (v == nullptr || v->type() != value_type::integer) return std::nullopt;
    return v->as_integer();
}

std::optional<std::int32_t> date_of_field(const office_record& r, std::uint16_t field) {
    const auto number = number_of_field(r, field);
    return number ? std::optional(static_cast<std::int32_t>(*number)) : std::nullopt;
}

bool is_present(const office_record& r) {
    const auto presence = number_of_field(r, fields::officer::presence);  // field 1 of every kind
    return !presence || *presence == codes::presence::present;
}

result<void> each_present(office_view& view, std::uint16_t kind, const std::function<void(const office_record&)>& visit) {
    return each_record(view, kind, [&](const office_record& r) {
        if (is_present(r)) visit(r);
    });
}

duty duty_of(const office_record& r) {
    duty d;
    d.rooms = 0;
    for (const auto& p : r.parts) {
        for (const auto& c : p.cells) {
            if (c.what.key.element.empty() || c.what.content.is_cleared()) continue;
            const auto element = value::decode(c.what.key.element);
            if (element.has_error()) continue;
            if (c.what.key.field == fields::duty::regions && element->type() == value_type::text) {
                d.regions.emplace(element->as_text());
            }
            if (c.what.key.field == fields::duty::compartments && element->type() == value_type::integer &&
                element->as_integer() >= 0 && element->as_integer() < compartment_count) {
                d.rooms = static_cast<compartment_mask>(d.rooms | 1u << element->as_integer());
            }
        }
    }
    d.from = date_of_field(r, fields::duty::from);
    d.to = date_of_field(r, fields::duty::to);
    if (d.rooms == 0) d.rooms = 1;  // none named: the open one
    return d;
}

std::vector<std::string> codes_in(const office_record& r, std::uint16_t field) {
    std::vector<std::string> out;
    for (const auto& p : r.parts) {
        for (const auto& c : p.cells) {
            if (c.what.key.field != field || c.what.content.is_cleared()) continue;
            const auto element = value::decode(c.what.key.element);
            if (element.has_value() && element->type() == value_type::text) out.emplace_back(element->as_text());
        }
    }
    return out;
}

// The new code stands for all of the old one's ground: another name, status or code, or villages made one. After a split,
// or where a village is gone, nobody can tell from the code alone whose a record is: it stays with the subdistrict until
// each record has a change of village.
bool carries_over(std::int64_t change) {
    using namespace codes::succession_kind;
    return change == merge || change == rename || change == status || change == code;
}

// A code that a region had. `with_parts`: one village under another name or code, whose parts are what they were; of several
// villages made one nobody can tell whose part it was.
struct former_code {
    std::string code;
    bool with_parts;
    auto operator<=>(const former_code&) const = default;
};
// Which codes each region follows, directly.
using followed_codes = std::map<std::string, std::set<former_code>>;

void add_succession(const office_record& r, followed_codes& out) {
    const auto change = number_of_field(r, fields::succession::change);
    const auto to = codes_in(r, fields::succession::to);
    if (!change || !carries_over(*change) || to.size() != 1) return;
    const auto from = codes_in(r, fields::succession::from);
    for (const auto& code : from) {
        const bool same_village = *change != codes::succession_kind::merge && from.size() == 1 && is_village_code(code) && is_village_code(to.front());
        if (code != to.front()) out[to.front()].insert({code, same_village});
    }
}

// A duty on a region is one on the codes that it, or what lies in it, had before: records keep the code they were captured
// under.
void cover_former_codes(duty& d, const followed_codes& followed) {
    std::vector<atom> open(d.regions.begin(), d.regions.end());
    while (!open.empty()) {
        const atom region = open.back();
        open.pop_back();
        for (const auto& [to, from] : followed) {
            const bool is_part = region.size() > to.size() && covers(to, region);
            if (!covers(region, to) && !is_part) continue;
            for (const auto& [code, with_parts] : from) {
                if (is_part && !with_parts) continue;
                const atom former = is_part ? code + region.substr(to.size()) : code;
                if (!covers(region, former) && d.regions.insert(former).second) open.push_back(former);
            }
        }
    }
}

}  // namespace

result<directory> directory::read(office_view& view, std::string regency) {
    directory out;
    out.regency_ = std::move(regency);
    PENDATA_TRY(head, view.head());
    out.read_at_ = head.at;
    PENDATA_CHECK(each_present(view, kinds::officer, [&](const office_record& r) {
        officer o;
        o.id = officer_id::from(r.id.view());
        o.name = text_of_field(r, fields::officer::name);
        o.part = static_cast<role>(number_of_field(r, fields::officer::role).value_or(0));
        out.officers_.emplace(o.id, std::move(o));
    }));
    PENDATA_CHECK(each_present(view, kinds::duty, [&](const office_record& r) {
        const auto* who = plain(r, fields::duty::officer);
        if (who == nullptr || who->type() != value_type::reference) return;
        const auto at = out.officers_.find(officer_id::from(who->as_reference().view()));
        if (at != out.officers_.end()) at->second.duties.push_back(duty_of(r));
    }));
    followed_codes followed;
    PENDATA_CHECK(each_present(view, kinds::succession, [&](const office_record& r) { add_succession(r, followed); }));
    for (auto& [id, o] : out.officers_) {
        for (auto& d : o.duties) cover_former_codes(d, followed);
    }
    return out;
}

result<bool> directory::is_current(office_view& view) const {
    for (const auto kind : {kinds::officer, kinds::duty, kinds::succession}) {
        PENDATA_TRY(changed, view.kind_changed_at(kind));
        if (changed > read_at_) return false;
    }
    return true;
}

const officer* directory::find(const officer_id& id) const {
    const auto at = officers_.find(id);
    return at == officers_.end() ? nullptr : &at->second;
}

const officer* directory::find_named(std::string_view name) const {
    for (const auto& [id, o] : officers_) {
        if (o.name == name) return &o;
    }
    return nullptr;
}

grant_list directory::grants_of(const officer_id& id, std::int32_t day) const {
    const auto* who = find(id);
    grant_list grants;
    if (who == nullptr) return grants;
    for (const auto& d : who->duties) {
        if (!d.holds_on(day)) continue;
        for (const auto& region : d.regions) grants.push_back({region, d.rooms});
    }
    if (!grants.empty()) grants.push_back({std::string(reference_atom), 1});
    return normalised(std::move(grants));
}

namespace {

// Whoever has no village is met in one and recorded with its subdistrict.
bool is_met_in(const atom& node, const atom& place) { return is_subdistrict_code(place) && covers(place, node); }

}  // namespace

bool duty::reaches_one_of(const atom_set& atoms) const {
    return std::any_of(regions.begin(), regions.end(), [&](const atom& node) {
        return std::any_of(atoms.begin(), atoms.end(), [&](const atom& a) { return covers(node, a) || is_met_in(node, a); });
    });
}

bool directory::on_duty(const officer_id& id, const atom_set& atoms, std::int32_t day) const {
    const auto* who = find(id);
    return who != nullptr && std::any_of(who->duties.begin(), who->duties.end(), [&](const duty& d) {
               return d.holds_on(day) && d.reaches_one_of(atoms);
           });
}

bool directory::ever_on_duty(const officer_id& id, const atom_set& atoms) const {
    const auto* who = find(id);
    return who != nullptr && std::any_of(who->duties.begin(), who->duties.end(),
                                         [&](const duty& d) { return d.reaches_one_of(atoms); });
}

}  // namespace pendata
