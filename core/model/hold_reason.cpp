// Names and texts of the reasons for custody.
#include "core/model/hold_reason.hpp"

namespace pendata {

namespace {

struct row {
    hold_reason reason;
    std::string_view name;
    std::string_view indonesian;
    std::string_view english;
};

constexpr row rows[] = {
    {hold_reason::none, "none", "tidak ditahan", "not held"},
    {hold_reason::no_place, "no_place", "desa atau subjeknya belum diketahui", "its village or subject is not known yet"},
    {hold_reason::dependant, "dependant", "menunggu isian lain yang ditahan", "waits for another held write"},
    {hold_reason::evidence_beyond_role, "evidence_beyond_role", "bukti melebihi wewenang peran",
     "more evidence than the role may claim"},
    {hold_reason::state_beyond_role, "state_beyond_role", "perubahan status melebihi wewenang peran",
     "a state change beyond the role"},
    {hold_reason::office_only, "office_only", "hanya kantor yang boleh mengisi", "only the office fills this in"},
    {hold_reason::captured_in_former_duty, "captured_in_former_duty", "dicatat pada masa tugas yang telah berakhir",
     "captured in a duty that has ended"},
    {hold_reason::outside_duty, "outside_duty", "di luar wilayah tugas", "outside the area of duty"},
    {hold_reason::no_right_to_decide, "no_right_to_decide", "tidak berhak memutuskan", "no right to decide"},
    {hold_reason::failed_check, "failed_check", "isian tidak lolos pemeriksaan", "the value failed its check"},
    {hold_reason::unknown_field, "unknown_field", "isian belum dikenal kantor", "field not known to the office yet"},
    {hold_reason::device_revoked, "device_revoked", "perangkat telah dicabut", "the device has been revoked"},
    {hold_reason::compartment_mismatch, "compartment_mismatch", "tingkat kerahasiaan tidak cocok",
     "not in the compartment it belongs to"},
    {hold_reason::malformed, "malformed", "susunan isian tidak sah", "the write is not well formed"},
    {hold_reason::unknown_author, "unknown_author", "petugas tidak dikenal", "the author is unknown"},
    {hold_reason::foreign_replica, "foreign_replica", "memakai cap perangkat lain", "stamped as another device's"},
    {hold_reason::quota, "quota", "terlalu banyak yang menunggu dari perangkat ini", "too much of this device waits already"},
    {hold_reason::erased_by_law, "erased_by_law", "catatannya dihapus menurut hukum", "its record was erased by law"},
};

const row& row_of(hold_reason reason) {
    for (const auto& r : rows) {
        if (r.reason == reason) return r;
    }
    return rows[0];
}

}  // namespace

std::string_view name_of(hold_reason reason) { return row_of(reason).name; }

std::optional<hold_reason> hold_reason_named(std::string_view name) {
    for (const auto& r : rows) {
        if (r.name == name) return r.reason;
    }
    return std::nullopt;
}

std::string_view text_of(hold_reason reason, bool indonesian) {
    const auto& r = row_of(reason);
    return indonesian ? r.indonesian : r.english;
}

}  // namespace pendata
