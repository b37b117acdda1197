// One row a reason.
#include "core/sync/stuck.hpp"

#include <array>
#include <iterator>

namespace pendata {

namespace {

struct row {
    stuck_reason reason;
    std::string_view name;
    std::string_view indonesian;
    std::string_view english;
};

constexpr row rows[] = {
    {stuck_reason::none, "", "", ""},
    {stuck_reason::not_enrolled, "not_enrolled", "tablet ini belum terdaftar; minta kode pendaftaran",
     "this tablet is not enrolled; ask for an enrolment code"},
    {stuck_reason::key_missing, "key_missing", "kunci perangkat hilang; daftar ulang dengan kode baru",
     "the device key is gone; enrol again with a new code"},
    {stuck_reason::disk_full, "disk_full", "penyimpanan tablet penuh; kosongkan ruang", "this tablet's storage is full; free some space"},
    {stuck_reason::storage, "storage", "berkas tablet tidak dapat dibaca atau ditulis", "this tablet's file can not be read or written"},
    {stuck_reason::not_tried, "not_tried", "belum ada sinkronisasi sejak disimpan", "no sync since it was saved"},
    {stuck_reason::offline, "offline", "kantor tidak terjangkau: tidak ada jaringan, atau kantor mati",
     "the office can not be reached: no network, or the office is down"},
    {stuck_reason::office_silent, "office_silent", "kantor tidak menjawab; jaringan lemah atau menelan kiriman",
     "no answer from the office; the network is weak or swallows what is sent"},
    {stuck_reason::connection_lost, "connection_lost", "sambungan terputus sebelum selesai", "the connection was cut before the end"},
    {stuck_reason::not_secure, "not_secure", "sambungan aman gagal; ada perantara, atau sertifikat kantor kedaluwarsa",
     "no secure connection; something stands in between, or the office's certificate has expired"},
    {stuck_reason::wrong_office, "wrong_office", "yang menjawab bukan kantor tempat tablet ini terdaftar",
     "who answers is not the office this tablet is enrolled at"},
    {stuck_reason::office_busy, "office_busy", "kantor sedang sibuk", "the office is busy"},
    {stuck_reason::office_storage, "office_storage", "kantor tidak dapat menulis (penyimpanannya penuh, atau jamnya salah?); hubungi admin kantor",
     "the office can not write (its storage is full, or its clock wrong?); call its admin"},
    {stuck_reason::refused, "refused", "kantor menolak perangkat ini (dicabut atau tidak dikenal); hubungi admin kantor",
     "the office refuses this device (revoked or unknown); call the office's admin"},
    {stuck_reason::office_behind, "office_behind", "kantor dipulihkan dari cadangan; admin kantor perlu bertindak",
     "the office was restored from a backup; its admin has to act"},
    {stuck_reason::differs, "differs", "isi belum sama dengan kantor; dicoba lagi", "contents differ from the office's; tried again"},
    {stuck_reason::protocol, "protocol", "program tablet dan kantor tidak saling memahami; perbarui aplikasi",
     "the programs of tablet and office do not understand each other; update the app"},
    {stuck_reason::stopped, "stopped", "sinkronisasi dihentikan sebelum selesai", "the sync was stopped before its end"},
    {stuck_reason::damaged, "damaged", "kiriman yang tersegel di tablet ini rusak dan tidak dapat dibaca; jangan hapus berkasnya, hubungi admin kantor",
     "a sealed batch on this tablet is damaged and can not be read; keep the file and call the office's admin"},
    {stuck_reason::unread, "unread", "sebagian kiriman belum dibaca kantor karena terlalu banyak yang ditahan, menunggu keputusan",
     "the office has not read some of what was sent, since too much is held there for a decision"},
    {stuck_reason::held, "held", "kantor menahan sebagian kiriman menunggu keputusan", "the office holds some of what was sent for a decision"},
};

struct stays_row {
    std::string_view name;
    std::string_view indonesian;
    std::string_view english;
};

// By number.
constexpr std::array<stays_row, stays_kinds> stays_rows{{
    {"unread", "tulisan belum dibaca kantor: terlalu banyak yang ditahan di sana; minta admin memutuskannya",
     "writes the office has not read: too much is held there; ask its admin to decide it"},
    {"photos", "foto belum semua terkirim", "photos not all sent"},
    {"photos_refused", "foto ditolak kantor atau rusak; lihat photo list", "photos refused by the office or damaged; see photo list"},
    {"mail_aside", "kiriman titipan yang tidak diterima kantor; disimpan", "carried batches the office could not take; kept"},
    {"evictions", "catatan di luar tugas, dilepas setelah tulisan tentangnya terkirim", "records beyond the duties, let go once what was written on them is sent"},
    {"batches", "kiriman tersegel yang rusak; disimpan, yang lain tetap terkirim", "sealed batches that are damaged; kept, the others go on"},
}};

const row& row_of(stuck_reason reason) {
    for (const auto& r : rows) {
        if (r.reason == reason) return r;
    }
    return rows[0];
}

}  // namespace

bool is_own_trouble(errc code) {
    const int number = static_cast<int>(code);
    return (number >= 200 && number < 300) || code == errc::internal;
}

stuck_reason reason_of(errc outcome, bool by_office) {
    if (by_office && is_own_trouble(outcome)) return stuck_reason::office_storage;
    if (by_office && outcome == errc::timed_out) return stuck_reason::connection_lost;
    switch (outcome) {
        case errc::ok:
            return stuck_reason::none;
        case errc::not_enrolled:
            return stuck_reason::not_enrolled;
        case errc::key_missing:
            return stuck_reason::key_missing;
        case errc::disk_full:
            return stuck_reason::disk_full;
        case errc::offline:
            return stuck_reason::offline;
        case errc::timed_out:
            return stuck_reason::office_silent;
        case errc::connection_lost:
            return stuck_reason::connection_lost;
        case errc::tls_failed:
            return stuck_reason::not_secure;
        case errc::wrong_office:
            return stuck_reason::wrong_office;
        case errc::office_busy:
            return stuck_reason::office_busy;
        case errc::office_storage:
            return stuck_reason::office_storage;
        case errc::lineage_broken:
        case errc::ledger_behind:
            return stuck_reason::office_behind;
        case errc::unequal:
            return stuck_reason::differs;
        case errc::limit_exceeded:
            // An office says so where it holds as much of the device as it may.
            return by_office ? stuck_reason::held : stuck_reason::protocol;
        case errc::cancelled:
            return stuck_reason::stopped;
        default:
            break;
    }
    const int number = static_cast<int>(outcome);
    if (number >= 200 && number < 300) return stuck_reason::storage;
    if ((number >= 400 && number < 500) || outcome == errc::not_allowed) return stuck_reason::refused;
    return stuck_reason::protocol;
}

// What this tablet lacks itself goes before what its last attempt met: that may be long ago.
stuck_reason why_stuck(const stuck_facts& facts) {
    const bool waits = facts.unsent > 0;
    const bool failed = facts.tried_ago_ms >= 0 && facts.outcome != errc::ok;
    if (!facts.enrolled) return waits || failed ? stuck_reason::not_enrolled : stuck_reason::none;
    if (!facts.has_key) return stuck_reason::key_missing;
    if (facts.disk_is_full && (waits || failed)) return stuck_reason::disk_full;
    if (failed) return reason_of(facts.outcome, facts.by_office);
    if (facts.damaged > 0 && facts.tried_ago_ms >= 0) return stuck_reason::damaged;
    if (waits) return stuck_reason::not_tried;
    if (facts.unread > 0) return stuck_reason::unread;
    return facts.held > 0 ? stuck_reason::held : stuck_reason::none;
}

std::string_view name_of(stuck_reason reason) { return row_of(reason).name; }

std::string_view text_of(stuck_reason reason, bool indonesian) {
    const auto& r = row_of(reason);
    return indonesian ? r.indonesian : r.english;
}

std::string_view name_of(stays what) { return stays_rows[static_cast<std::size_t>(what)].name; }

std::string_view text_of(stays what, bool indonesian) {
    const auto& r = stays_rows[static_cast<std::size_t>(what)];
    return indonesian ? r.indonesian : r.english;
}

}  // namespace pendata
