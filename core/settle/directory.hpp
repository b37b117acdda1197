// Who is who at the office: officers with their duties, read from their records. What a device may hold and
// what an author may write follow from it.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

struct duty {
    atom_set regions;
    std::optional<std::int32_t> from, to;  // days since 1970-01-01, both included
    compartment_mask rooms = 1;

    bool holds_on(std::int32_t day) const { return (!from || *from <= day) && (!to || day <= *to); }
    // Whether work there is of this duty: at what it covers, and with the subdistrict it lies in.
    bool reaches_one_of(const atom_set& atoms) const;
};

struct officer {
    officer_id id;
    std::string name;
    role part = role::psm;
    std::vector<duty> duties;
};

class directory {
public:
    // Reads all officers and duties. Errors: of the view.
    static result<directory> read(office_view& view, std::string regency);

    // True while nothing it was read from has changed.
    result<bool> is_current(office_view& view) const;

    const officer* find(const officer_id& id) const;
    const officer* find_named(std::string_view name) const;
    const std::map<officer_id, officer>& officers() const { return officers_; }
    const std::string& regency() const { return regency_; }

    // What the officer's device may hold on that day: its duties and reference data. Empty without a duty.
    grant_list grants_of(const officer_id& id, std::int32_t day) const;

    // Whether a duty of the officer that holds on the day reaches one of the atoms; and whether any ever did.
    bool on_duty(const officer_id& id, const atom_set& atoms, std::int32_t day) const;
    bool ever_on_duty(const officer_id& id, const atom_set& atoms) const;

private:
    std::string regency_;
    std::map<officer_id, officer> officers_;
    sequence read_at_ = 0;
};

}  // namespace pendata
