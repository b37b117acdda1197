// Texts and persistence of failures. One row a failure, so that none can be named and left unexplained.
#include "core/base/error.hpp"

namespace pendata {

namespace {

struct error_row {
    errc code;
    persistence lasts;
    std::string_view indonesian;
    std::string_view english;
};

constexpr auto transient = persistence::transient;
constexpr auto permanent = persistence::permanent;
constexpr auto fatal = persistence::fatal;

constexpr error_row rows[] = {
    {errc::ok, transient, "berhasil", "done"},
    {errc::invalid_argument, permanent, "argumen tidak sah", "invalid argument"},
    {errc::bad_json, permanent, "JSON tidak sah", "not valid JSON"},
    {errc::unknown_kind, permanent, "jenis catatan tidak dikenal", "unknown kind of record"},
    {errc::unknown_field, permanent, "isian tidak dikenal", "unknown field"},
    {errc::bad_value, permanent, "nilai isian tidak sah", "value not valid for its field"},
    {errc::not_found, permanent, "tidak ditemukan", "not found"},
    {errc::not_allowed, permanent, "tidak berwenang", "not allowed"},
    {errc::unknown_region, permanent, "kode wilayah tidak dikenal", "unknown region code"},
    {errc::bad_nik, permanent, "NIK tidak sah", "NIK not valid"},
    {errc::bad_kk, permanent, "nomor KK tidak sah", "KK number not valid"},
    {errc::too_large, permanent, "terlalu besar", "too large"},
    {errc::already_exists, permanent, "sudah ada", "exists already"},
    {errc::not_enrolled, permanent, "perangkat belum terdaftar", "device not enrolled"},
    {errc::bad_expression, permanent, "ungkapan pencarian tidak sah", "filter expression not valid"},
    {errc::nothing_to_do, permanent, "tidak ada yang berubah", "nothing to change"},
    {errc::missing_field, permanent, "isian wajib belum ada", "a required field is missing"},
    {errc::already_enrolled, permanent, "perangkat sudah terdaftar", "device already enrolled"},
    {errc::photo_awaited, transient, "foto belum ada di sini; diminta pada sinkronisasi berikutnya", "the photo is not here yet; the next sync asks for it"},
    {errc::malformed, permanent, "data dari lawan bicara rusak", "malformed data from the peer"},
    {errc::frame_too_large, permanent, "bingkai melewati batas", "frame beyond the limit"},
    {errc::unexpected_message, permanent, "pesan tidak pada gilirannya", "message out of turn"},
    {errc::unsupported_version, permanent, "versi protokol tidak didukung", "protocol version not supported"},
    {errc::bad_signature, permanent, "tanda tangan tidak cocok", "signature does not match"},
    {errc::bad_chain, permanent, "rantai kiriman tidak cocok", "batch chain does not match"},
    {errc::limit_exceeded, permanent, "batas terlampaui", "limit exceeded"},
    {errc::disk_full, transient, "penyimpanan penuh", "disk full"},
    {errc::read_only, permanent, "berkas hanya dapat dibaca", "file is read-only"},
    {errc::busy, transient, "basis data sedang dipakai", "database is busy"},
    {errc::corrupt, fatal, "basis data rusak", "database is damaged"},
    {errc::newer_format, permanent, "berkas dibuat versi yang lebih baru", "file made by a newer version"},
    {errc::foreign_file, permanent, "berkas milik program lain", "file of another program"},
    {errc::io_error, transient, "gagal membaca atau menulis berkas", "file could not be read or written"},
    {errc::no_memory, transient, "memori habis", "out of memory"},
    {errc::key_missing, permanent, "kunci perangkat tidak ada", "device key is missing"},
    {errc::offline, transient, "kantor tidak terjangkau", "office not reachable"},
    {errc::timed_out, transient, "waktu habis", "timed out"},
    {errc::wrong_office, permanent, "kunci kantor tidak cocok", "office key does not match"},
    {errc::connection_lost, transient, "sambungan terputus", "connection lost"},
    {errc::cancelled, transient, "dibatalkan", "cancelled"},
    {errc::tls_failed, transient, "sambungan aman gagal", "secure connection failed"},
    {errc::address_in_use, permanent, "alamat sudah dipakai", "address already in use"},
    {errc::office_busy, transient, "kantor sedang sibuk", "office is busy"},
    {errc::office_storage, transient, "kantor tidak dapat menulis atau membaca penyimpanannya", "the office can not write or read its storage"},
    {errc::code_malformed, permanent, "kode pendaftaran salah tulis", "enrolment code mistyped"},
    {errc::code_unknown, permanent, "kode pendaftaran tidak dikenal", "enrolment code unknown"},
    {errc::code_used, permanent, "kode pendaftaran sudah dipakai", "enrolment code already used"},
    {errc::code_expired, permanent, "kode pendaftaran kedaluwarsa", "enrolment code expired"},
    {errc::device_unknown, permanent, "perangkat tidak dikenal kantor", "device unknown to the office"},
    {errc::device_revoked, permanent, "perangkat telah dicabut", "device has been revoked"},
    {errc::bad_proof, permanent, "bukti kunci perangkat salah", "proof of the device key is wrong"},
    {errc::officer_unknown, permanent, "petugas tidak dikenal", "unknown officer"},
    {errc::bad_setting, permanent, "pengaturan tidak sah", "setting not valid"},
    {errc::not_an_office, permanent, "folder ini bukan kantor Pendata", "folder is not a Pendata office"},
    {errc::office_exists, permanent, "kantor sudah ada di folder ini", "an office exists in this folder"},
    {errc::lineage_broken, transient, "riwayat kantor bercabang", "the office's history has forked"},
    {errc::unequal, transient, "isi belum sama dengan kantor", "contents differ from the office's"},
    {errc::ledger_behind, transient, "ledger kantor lebih tua daripada yang pernah dilihat", "the office's ledger is older than one seen before"},
    {errc::office_serving, transient, "server kantor sedang berjalan", "the office's server is running"},
    {errc::internal, fatal, "kesalahan dalam program", "internal error"},
};

// A number that a newer peer says and this version has no row for: what concerns the network may pass.
constexpr error_row unknown_of_network{errc::internal, transient, "gangguan yang belum dikenal versi ini", "a trouble this version does not know"};

const error_row& row_of(errc code) {
    for (const auto& row : rows) {
        if (row.code == code) return row;
    }
    const int number = static_cast<int>(code);
    return number >= 300 && number < 400 ? unknown_of_network : rows[std::size(rows) - 1];
}

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "pendata"; }
    std::string message(int value) const override {
        return std::string(row_of(static_cast<errc>(value)).english);
    }
};

}  // namespace

persistence persistence_of(errc code) { return row_of(code).lasts; }

std::string_view text_of(errc code, bool indonesian) {
    const auto& row = row_of(code);
    return indonesian ? row.indonesian : row.english;
}

const boost::system::error_category& error_category() {
    static const category instance;
    return instance;
}

errc to_errc(const boost::system::error_code& code) {
    if (!code) return errc::ok;
    if (code.category() == error_category()) return static_cast<errc>(code.value());
    return errc::internal;
}

}  // namespace pendata
