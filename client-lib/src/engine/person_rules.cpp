// A NIK beside the numbers of its family, and faces.
#include "client-lib/src/engine/person_rules.hpp"

#include <algorithm>

#include "client-lib/src/engine/tablet.hpp"
#include "core/dictionary/category.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/identity/nik.hpp"
#include "core/identity/province.hpp"

namespace pendata {

namespace {

const value* text_in(const record_view& view, std::uint16_t field) {
    const value* found = view.find(field);
    return found != nullptr && found->type() == value_type::text ? found : nullptr;
}

finding nik_finding(identity::nik_warning warning) {
    return {severity::warning, {errc::bad_nik, "nik", std::string(identity::text_of(warning, true)), std::string(identity::text_of(warning, false))}};
}

// The NIKs of the others in the family, as far as they have one.
checked<std::vector<std::string>> niks_beside(device_transaction& tx, const record_id& family, const record_id& person) {
    std::vector<std::string> out;
    PENDATA_ASK(members, tx.referring(kinds::person, fields::person::family, family));
    for (const auto& id : members) {
        if (id == person) continue;
        PENDATA_ASK(member, find_view(tx, id));
        const value* nik = member ? text_in(*member, fields::person::nik) : nullptr;
        if (nik != nullptr) out.emplace_back(nik->as_text());
    }
    return out;
}

}  // namespace

checked<findings> person_findings(device_transaction& tx, const record_view& person) {
    findings found;
    if (person.kind != kinds::person) return found;
    const value* nik = text_in(person, fields::person::nik);
    const value* family = person.find(fields::person::family);
    if (nik == nullptr || family == nullptr || family->type() != value_type::reference) return found;
    PENDATA_ASK(house, find_view(tx, family->as_reference()));
    const value* card = house ? text_in(*house, fields::family::kk_number) : nullptr;
    if (card != nullptr && card->as_text() == nik->as_text()) found.push_back(nik_finding(identity::nik_warning::equals_kk));
    PENDATA_ASK(others, niks_beside(tx, family->as_reference(), person.id));
    std::vector<std::string_view> all(others.begin(), others.end());
    all.push_back(nik->as_text());
    if (identity::one_nik_for_all(all)) found.push_back(nik_finding(identity::nik_warning::copied_to_all));
    return found;
}

checked<void> check_face(device_transaction& tx, const record_id& person, std::span<const field_input> inputs) {
    constexpr compartment most_closed = compartment_count - 1;
    const bool adds = std::any_of(inputs.begin(), inputs.end(), [](const field_input& in) {
        return in.field->number == fields::person::face_photo && !in.content.is_cleared() && in.field->name == "face_photo";
    });
    if (!adds) return {};
    PENDATA_ASK(listed, tx.referring(kinds::assignment, fields::assignment::subject, person));
    for (const auto& id : listed) {
        PENDATA_ASK(assignment, find_view(tx, id));
        const value* number = assignment ? assignment->find(fields::assignment::category) : nullptr;
        if (number == nullptr || number->type() != value_type::integer) continue;
        const auto* category = find_category(static_cast<std::int32_t>(number->as_integer()));
        if (category == nullptr || category->room != most_closed) continue;
        return make_problem(errc::not_allowed, "face_photo", "subjek kategori rahasia tidak difoto wajahnya",
                            "no face is photographed of a subject of a confidential category");
    }
    return {};
}

result<bool> district_is_known(device_transaction& tx, std::string_view district, std::string_view regency) {
    if (covers(regency, district)) return region_is_known(tx, district, regency);
    return identity::province_ever_was(district.substr(0, 2));
}

}  // namespace pendata
