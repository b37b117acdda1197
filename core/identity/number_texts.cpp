// What is said to people about identity and family card numbers, Indonesian first. No sentence
// repeats the number: these texts also reach logs.
#include "core/identity/kk.hpp"
#include "core/identity/nik.hpp"

namespace pendata::identity {
namespace {

struct both {
    std::string_view indonesian;
    std::string_view english;

    std::string_view in(bool id) const { return id ? indonesian : english; }
};

constexpr both spreadsheet_text = {
    "Bentuk spreadsheet (seperti 3.20412E+15): digit terakhir sudah hilang. Atur kolom sebagai "
    "teks, "
    "lalu ambil nomor asli dari sumbernya.",
    "Spreadsheet form (like 3.20412E+15): the last digits are lost. Format the column as text and "
    "take "
    "the number from its source again."};

both both_of(nik_error error) {
    switch (error) {
        case nik_error::none:
            return {"NIK benar.", "The NIK is well formed."};
        case nik_error::empty:
            return {"NIK kosong.", "The NIK is empty."};
        case nik_error::not_digits:
            return {"NIK hanya boleh berisi angka.", "A NIK holds digits only."};
        case nik_error::wrong_length:
            return {"NIK harus 16 angka.", "A NIK has 16 digits."};
        case nik_error::spreadsheet_form:
            return spreadsheet_text;
        case nik_error::masked:
            return {
                "NIK disamarkan (4 angka terakhir tersembunyi): hanya untuk mencari calon yang "
                "cocok.",
                "The NIK is masked (last 4 digits hidden): good only to look for candidates."};
        case nik_error::temporary_number:
            return {"Diawali 0: ini nomor sementara, bukan NIK. Disimpan sebagai alias.",
                    "It begins with 0: a temporary number, not a NIK. Kept as an alias."};
        case nik_error::day_out_of_range:
            return {
                "Tanggal lahir di dalam NIK (angka ke-7 dan 8) harus 01-31, atau 41-71 bagi "
                "perempuan.",
                "The day in the NIK (digits 7 and 8) must be 01-31, or 41-71 for women."};
        case nik_error::month_out_of_range:
            return {"Bulan lahir di dalam NIK (angka ke-9 dan 10) harus 01-12.",
                    "The month in the NIK (digits 9 and 10) must be 01-12."};
        case nik_error::no_such_date:
            return {"Tanggal lahir di dalam NIK tidak ada di kalender.",
                    "The birth date in the NIK is not in the calendar."};
        case nik_error::serial_zero:
            return {"Empat angka terakhir NIK tidak boleh 0000.",
                    "The last four digits of a NIK are never 0000."};
    }
    return {"NIK salah.", "The NIK is wrong."};
}

both both_of(nik_warning warning) {
    switch (warning) {
        case nik_warning::region_unknown:
            return {"Kode wilayah di dalam NIK tidak dikenal.",
                    "The region code in the NIK is not known."};
        case nik_warning::birth_date_differs:
            return {"Tanggal lahir berbeda dari yang ada di dalam NIK.",
                    "The birth date differs from the one in the NIK."};
        case nik_warning::sex_differs:
            return {"Jenis kelamin berbeda dari yang ada di dalam NIK.",
                    "The sex differs from the one in the NIK."};
        case nik_warning::equals_kk:
            return {"NIK sama dengan nomor KK.", "The NIK equals the KK number."};
        case nik_warning::equal_digits:
            return {"Semua 16 angka NIK sama.", "All 16 digits of the NIK are equal."};
        case nik_warning::copied_to_all:
            return {"Satu NIK dipakai untuk semua anggota keluarga.",
                    "One NIK is used for every member of the family."};
    }
    return {"NIK perlu diperiksa.", "The NIK needs a look."};
}

both both_of(kk_error error) {
    switch (error) {
        case kk_error::none:
            return {"Nomor KK benar.", "The KK number is well formed."};
        case kk_error::empty:
            return {"Nomor KK kosong.", "The KK number is empty."};
        case kk_error::not_digits:
            return {"Nomor KK hanya boleh berisi angka.", "A KK number holds digits only."};
        case kk_error::wrong_length:
            return {"Nomor KK harus 16 angka.", "A KK number has 16 digits."};
        case kk_error::spreadsheet_form:
            return spreadsheet_text;
        case kk_error::masked:
            return {"Nomor KK disamarkan (4 angka terakhir tersembunyi).",
                    "The KK number is masked (last 4 digits hidden)."};
    }
    return {"Nomor KK salah.", "The KK number is wrong."};
}

}  // namespace

std::string_view text_of(nik_error error, bool indonesian) {
    return both_of(error).in(indonesian);
}
std::string_view text_of(nik_warning warning, bool indonesian) {
    return both_of(warning).in(indonesian);
}
std::string_view text_of(kk_error error, bool indonesian) {
    return both_of(error).in(indonesian);
}

}  // namespace pendata::identity
