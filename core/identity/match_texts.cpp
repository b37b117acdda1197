// What a score's reasons are called, for people and in JSON.
#include "core/identity/match_score.hpp"

namespace pendata::identity {
namespace {

struct reason_words {
    match_reason reason;
    std::string_view name;
    std::string_view indonesian;
    std::string_view english;
};

constexpr reason_words reason_table[] = {
    {match_reason::same_nik, "same_nik", "NIK sama", "same NIK"},
    {match_reason::nik_slip, "nik_slip", "NIK hampir sama (satu angka salah atau tertukar)",
     "NIK nearly the same (one digit wrong or two swapped)"},
    {match_reason::nik_shown_same, "nik_shown_same", "12 angka pertama NIK sama", "first 12 digits of the NIK are the same"},
    {match_reason::nik_differs, "nik_differs", "NIK berbeda", "different NIK"},
    {match_reason::nik_of_two, "nik_of_two", "NIK dipakai dua orang", "one NIK used by two people"},
    {match_reason::same_name, "same_name", "nama sama", "same name"},
    {match_reason::name_alike, "name_alike", "nama mirip", "names alike"},
    {match_reason::name_part, "name_part", "sebagian nama sama", "one name is part of the other"},
    {match_reason::name_partly_differs, "name_partly_differs", "nama sebagian berbeda", "names differ in part"},
    {match_reason::name_differs, "name_differs", "nama berbeda", "different names"},
    {match_reason::known_by_alias, "known_by_alias", "cocok dengan nama lain", "fits another name of the person"},
    {match_reason::same_birth, "same_birth", "tanggal lahir sama", "same date of birth"},
    {match_reason::birth_fits, "birth_fits", "tahun lahir cocok", "years of birth fit"},
    {match_reason::birth_slip, "birth_slip", "tanggal lahir hampir sama", "dates of birth nearly the same"},
    {match_reason::birth_differs, "birth_differs", "tanggal lahir berbeda", "different dates of birth"},
    {match_reason::same_mother, "same_mother", "nama ibu sama", "same mother's name"},
    {match_reason::mother_alike, "mother_alike", "nama ibu mirip", "mothers' names alike"},
    {match_reason::mother_differs, "mother_differs", "nama ibu berbeda", "different mothers' names"},
    {match_reason::sex_differs, "sex_differs", "jenis kelamin berbeda", "different sex"},
    {match_reason::same_kk, "same_kk", "nomor KK sama", "same KK number"},
    {match_reason::same_phone, "same_phone", "nomor telepon sama", "same telephone"},
    {match_reason::same_family, "same_family", "dua anggota dari satu keluarga yang tercatat",
     "two members of one recorded family"},
    {match_reason::same_village, "same_village", "desa sama", "same village"},
    {match_reason::same_subdistrict, "same_subdistrict", "kecamatan sama", "same subdistrict"},
    {match_reason::both_unhoused, "both_unhoused", "keduanya tanpa tempat tinggal tetap", "both without a home"},
};

const reason_words* words_of(match_reason reason) {
    for (const auto& words : reason_table) {
        if (words.reason == reason) return &words;
    }
    return nullptr;
}

}  // namespace

std::string_view text_of(match_reason reason, bool indonesian) {
    const auto* words = words_of(reason);
    if (words == nullptr) return indonesian ? "alasan lain" : "another reason";
    return indonesian ? words->indonesian : words->english;
}

std::string_view name_of(match_reason reason) {
    const auto* words = words_of(reason);
    return words == nullptr ? "other" : words->name;
}

std::string_view name_of(match_level level) {
    switch (level) {
        case match_level::near_certain:
            return "near_certain";
        case match_level::review:
            return "review";
        case match_level::none:
            break;
    }
    return "none";
}

}  // namespace pendata::identity
