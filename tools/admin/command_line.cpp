// Declaring commands and options, and reading texts into values.
#include "tools/admin/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "core/dictionary/text.hpp"
#include "core/identity/civil_day.hpp"
#include "tools/admin/grant_text.hpp"

namespace pendata::admin {

namespace {

// What CLI11 reads; values come of it in read_texts().
struct texts {
    std::string data, lang, role, regions, rooms, from, to, day, met_on, id, kind, hash;
    std::vector<std::string> ids, columns;
    std::int64_t pick = -1;
};

class command_line {
public:
    explicit command_line(const voice& people)
        : people_(people),
          app_(say("Alat kantor Pendata: wilayah, petugas, perangkat, kasus, cadangan.",
                   "The tools of a Pendata office: regions, officers, devices, cases, backups."),
               "pendata-admin") {
        declare_globals();
        declare_office();
        declare_regions();
        declare_officers();
        declare_devices();
        declare_reading();
        declare_held();
        declare_bags();
        declare_ledger();
        declare_lists();
        declare_batches();
        declare_reports();
    }

    std::variant<order, exit_status> parse(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp& help) {
            return static_cast<exit_status>(app_.exit(help, std::cout, std::cerr));
        } catch (const CLI::CallForAllHelp& help) {
            return static_cast<exit_status>(app_.exit(help, std::cout, std::cerr));
        } catch (const CLI::CallForVersion& version) {
            return static_cast<exit_status>(app_.exit(version, std::cout, std::cerr));
        } catch (const CLI::ParseError& wrong) {
            return people_.wrong_use(sorry(wrong));
        }
        if (const auto wrong = read_texts()) return people_.wrong_use(*wrong);
        return order_;
    }

private:
    std::string say(std::string_view id, std::string_view en) const { return std::string(people_.say(id, en)); }

    // The parser's own words are English: in front of them stands what sort of mistake it is.
    std::string sorry(const CLI::ParseError& wrong) const {
        if (!people_.indonesian()) return wrong.what();
        const std::string sort = wrong.get_name();
        const char* words = "salah tulis";
        if (sort == "RequiredError") words = "ada yang kurang";
        if (sort == "ExtrasError") words = "tidak dikenal";
        if (sort == "ValidationError" || sort == "ConversionError") words = "nilai tidak sah";
        if (sort == "ArgumentMismatch") words = "banyaknya nilai salah";
        if (sort == "ExcludesError") words = "tidak boleh bersamaan";
        return std::string(words) + " (" + wrong.what() + ")";
    }

    CLI::App* add(CLI::App& to, const char* name, command run, std::string_view id, std::string_view en) {
        auto* one = to.add_subcommand(name, say(id, en));
        one->callback([this, run] { order_.run = run; });
        return one;
    }
    CLI::App* add_group(const char* name, std::string_view id, std::string_view en) {
        auto* group = app_.add_subcommand(name, say(id, en));
        group->require_subcommand(1);
        return group;
    }
    void add_file(CLI::App* to, std::string_view id, std::string_view en) {
        to->add_option("FILE", given().file, say(id, en))->required();
    }
    void add_name(CLI::App* to) { to->add_option("NAME", given().name, say("Nama petugas", "Name of the officer"))->required(); }
    void add_id(CLI::App* to, const char* name, std::string_view id, std::string_view en) {
        to->add_option(name, texts_.id, say(id, en))->required();
    }
    void add_rooms(CLI::App* to) {
        to->add_option("--compartments", texts_.rooms, say("Kompartemen, contoh S0,S1", "Compartments, as S0,S1"));
    }
    void add_duty(CLI::App* to) {
        to->add_option("--region", texts_.regions, say("Kode wilayah, dipisah koma", "Region codes, commas between"))->required();
        add_rooms(to);
        to->add_option("--from", texts_.from, say("Hari pertama, YYYY-MM-DD", "First day, YYYY-MM-DD"));
        to->add_option("--to", texts_.to, say("Hari terakhir, YYYY-MM-DD", "Last day, YYYY-MM-DD"));
    }

    void declare_globals() {
        app_.fallthrough();
        app_.require_subcommand(1);
        app_.add_option("--data", texts_.data, say("Folder kantor", "The office's folder"))->required();
        app_.add_flag("--json", given().json, say("Hasil sebagai JSON", "Results as JSON"));
        app_.add_flag("--clock-is-right", given().clock_is_right,
                      say("Jam komputer sudah diperiksa, walau jauh sesudah catatan terakhir kantor",
                          "The clock was looked at, though it is long after the office's last entry"));
        app_.add_option("--lang", texts_.lang, say("Bahasa pesan: id atau en", "Language of messages: id or en"))
            ->check(CLI::IsMember({"id", "en"}));
        app_.set_version_flag("--version", "pendata-admin " PENDATA_VERSION);
        app_.footer(say("Contoh:", "Examples:") +
                    "\n  pendata-admin --data /srv/pendata init --regency 32.11 --advertise kantor.example:7443"
                    "\n  pendata-admin --data /srv/pendata regions import regions.csv --scheme kemendagri --vintage 2025"
                    "\n  pendata-admin --data /srv/pendata officer add 'Siti' --role psm --region 32.11.01.2001"
                    "\n  pendata-admin --data /srv/pendata device code --officer Siti --qr siti.png\n\n" +
                    say("Status: 0 selesai, 1 gagal, 2 salah pakai, 3 belum tuntas.",
                        "Status: 0 done, 1 failed, 2 wrong use, 3 not finished."));
    }

    void declare_office() {
        auto* start = add(app_, "init", nullptr, "Membuat kantor baru di folder", "Makes a new office in the folder");
        start->add_option("--regency", given().regency, say("Kode kabupaten/kota", "Code of the regency"))->capture_default_str();
        start->add_option("--advertise", given().advertise, say("ALAMAT:PORT untuk kode", "ADDRESS:PORT for codes"))
            ->capture_default_str();
        start->add_flag("--print-recovery", given().print_recovery, say("Cetak kunci pemulihan", "Print the recovery key"));
        start->add_option("--recovery", given().recovery_file,
                          say("Berkas berisi kunci pemulihan (- : masukan standar)", "File with the recovery key (-: standard input)"));
        add(app_, "status", &status, "Keadaan kantor", "State of the office");
        add(app_, "verify", &verify, "Menghitung ulang semua sidik dan rantai komit",
            "Recomputes every fingerprint and checks the commit chain");
        add_file(add(app_, "backup", &backup, "Cadangan utuh, juga selagi server jalan", "A whole backup, server running or not"),
                 "Berkas cadangan, belum ada", "The backup, not there yet");
        auto* back = app_.add_subcommand("restore", say("Memulihkan kantor dari cadangan", "Restores the office from a backup"));
        back->callback([this] { order_.restores = true; });
        add_file(back, "Berkas cadangan", "The backup");
        back->add_option("--ledger", given().ledger_file, say("Salinan ledger yang lebih baru", "A newer copy of the ledger"));
        back->footer(say("Server harus berhenti. Contoh:", "The server must be stopped. Example:") +
                     "\n  pendata-admin --data /srv/pendata restore /media/usb/office-backup.db --ledger /media/usb/ledger");
        add(app_, "restore-report", &restore_told, "Apa yang kembali sesudah pemulihan, dan apa yang hilang",
            "What came back after a restore, and what is lost");
    }

    void declare_regions() {
        auto* group = add_group("regions", "Wilayah", "Regions");
        auto* import = add(*group, "import", &regions_import, "Mengambil kode wilayah dari CSV", "Takes region codes from CSV");
        add_file(import, "CSV: code,name atau code,parent,name", "CSV: code,name or code,parent,name");
        import->add_option("--scheme", given().scheme, say("Skema kode", "Scheme of the codes"))
            ->required()
            ->check(CLI::IsMember({"kemendagri"}));
        import->add_option("--vintage", given().vintage, say("Edisi kode, contoh 2025", "Vintage of the codes, as 2025"))->required();
        auto* list = add(*group, "list", &regions_list, "Daftar wilayah", "Lists regions");
        list->add_option("--under", given().under, say("Hanya di bawah kode ini", "Only at or below this code"));
    }

    void declare_officers() {
        auto* group = add_group("officer", "Petugas dan tugasnya", "Officers and duties");
        auto* fresh = add(*group, "add", &officer_add, "Mencatat petugas", "Notes an officer");
        add_name(fresh);
        fresh->add_option("--role", texts_.role, "psm, tksk, facilitator, operator, verifier, admin")->required();
        add_duty(fresh);
        fresh->add_option("--device", texts_.id, say("Petugas perangkat ini, yang hilang karena pemulihan",
                                                     "Whoever this device was enrolled for, lost by a restore"));
        auto* duty = add(*group, "duty", &officer_duty, "Mengganti tugas", "Replaces the duty");
        add_name(duty);
        add_duty(duty);
        add(*group, "list", &officer_list, "Daftar petugas", "Lists officers");
        add_name(add(*group, "end", &officer_end, "Mengakhiri semua tugas", "Ends all duties"));
    }

    void declare_devices() {
        auto* group = add_group("device", "Perangkat", "Devices");
        auto* code = add(*group, "code", &device_code, "Kode pendaftaran sekali pakai", "One-time enrolment codes");
        code->add_option("--officer", given().names, say("Nama petugas, dipisah koma", "Names of officers, commas between"))->required();
        code->add_option("--qr", given().qr_file, say("Kode QR sebagai PNG", "The code as a QR picture, PNG"));
        add(*group, "list", &device_list, "Daftar perangkat", "Lists devices");
        add_id(add(*group, "revoke", &device_revoke, "Mencabut perangkat", "Revokes a device"), "ID", "Perangkat", "The device");
        add_id(add(*group, "report", &device_report, "Apa yang ada di perangkat", "What is on a device"), "ID", "Perangkat",
               "The device");
    }

    void declare_reading() {
        auto* all = add(app_, "export", &export_all, "Semua catatan sebagai JSON Lines", "All records as JSON Lines");
        all->add_option("--scope", given().scopes, say("Hanya wilayah ini, seperti tabletnya; dengan koma", "Only these regions, as their tablet; with commas"))->delimiter(',');
        all->add_option("--kind", texts_.kind, say("Hanya jenis ini", "Only this kind"));
        add_rooms(all);
        all->add_flag("--stamps", given().stamps, say("Dengan stempel", "With stamps"));
        add_id(add(app_, "history", &history, "Riwayat satu catatan", "History of a record"), "ID", "Catatan", "The record");
        add(app_, "match", &match_persons, "Mencari orang yang tercatat dua kali", "Looks for persons recorded twice");
        add(app_, "cases", &cases, "Kasus yang terbuka", "Open cases")
            ->add_option("--kind", given().case_kind, say("Jenis kasus", "Kind of case"))
            ->check(CLI::IsMember({"conflict", "duplicate", "review", "overlap"}));
        auto* decide = add(app_, "decide", &decide_case, "Memutuskan kasus", "Decides a case");
        add_id(decide, "CASE", "Kasus", "The case");
        auto* how = decide->add_option_group("how");
        how->add_option("--pick", texts_.pick, say("Nomor calon, mulai 0", "Number of the candidate, from 0"))
            ->check(CLI::NonNegativeNumber);
        how->add_option("--value", given().value, say("Nilai yang benar sebagai JSON", "The right value, as JSON"));
        how->add_flag("--same", given().same, say("Orang yang sama", "The same person"));
        how->add_flag("--different", given().different, say("Orang berbeda", "Different people"));
        how->add_flag("--unsure", given().unsure, say("Belum pasti", "Not sure yet"));
        how->add_flag("--undo", given().undo, say("Menarik kembali jawaban", "Takes the answer back"));
        how->require_option(1);
        declare_deciding();
        declare_splitting();
        declare_writing();
        declare_erasing();
    }

    void declare_writing() {
        auto* fresh = add(app_, "add", &add_record, "Mencatat program bantuan atau suksesi wilayah", "Notes a programme of aid or a succession of regions");
        fresh->add_option("KIND", given().name_of_kind, "programme, succession")->required();
        auto* old = add(app_, "edit", &edit_record, "Mengisi yang hanya boleh diisi kantor", "Writes what only the office may write");
        add_id(old, "ID", "Catatan", "The record");
        for (auto* one : {fresh, old}) one->add_option("JSON", given().value, say("Isian sebagai JSON", "The fields as JSON"))->required();
    }

    void declare_deciding() {
        auto* day = add(app_, "decide-day", &decide_day, "Memutuskan semua kasus dari satu perangkat dan satu hari",
                        "Decides all cases of one device and one day");
        day->add_option("--device", texts_.id, say("Perangkat", "The device"))->required();
        day->add_option("--day", texts_.day, say("Hari nilai itu ditulis, YYYY-MM-DD (UTC)", "Day its values were written, YYYY-MM-DD (UTC)"))->required();
        auto* which = day->add_option_group("which");
        which->add_flag("--for", given().in_favour, say("Nilai dari perangkat itu yang benar", "What that device says is right"));
        which->add_flag("--against", given().against, say("Nilai yang lain yang benar", "What the others say is right"));
        which->require_option(1);
        day->add_flag("--dry-run", given().dry_run, say("Hanya menampilkan", "Only lists"));
        auto* earlier = add(app_, "restore-value", &restore_value, "Mengembalikan nilai lama dari riwayat", "Brings an earlier value of the history back");
        add_id(earlier, "ID", "Catatan", "The record");
        earlier->add_option("FIELD", given().field, say("Isian", "The field"))->required();
        earlier->add_option("STAMP", given().stamp, say("Stempel nilai itu, dari history", "The value's stamp, from history"))->required();
    }

    void declare_splitting() {
        auto* split = add(app_, "split", &split_village, "Memindahkan catatan desa yang dimekarkan menurut RW/RT dalam suksesi",
                          "Moves the records of a village that was split, by the RW and RT of the succession");
        split->add_option("CODE", given().under, say("Desa lama", "The old village"))->required();
        split->add_flag("--dry-run", given().dry_run, say("Hanya menampilkan", "Only lists"));
    }

    void declare_erasing() {
        auto* erasing = add(app_, "erase", &erase, "Menghapus catatan menurut hukum, beserta yang mengikutinya",
                            "Erases a record by law, with what follows it");
        add_id(erasing, "ID", "Catatan", "The record");
        erasing->add_option("--legal-basis", given().reason, say("Dasar hukum, dicatat dalam ledger", "The legal basis, noted in the ledger"))->required();
        erasing->add_flag("--dry-run", given().dry_run, say("Hanya menampilkan", "Only lists"));
    }

    void declare_held() {
        auto* group = add_group("held", "Tulisan yang tertahan", "Held writes");
        add(*group, "list", &held_list, "Daftar yang tertahan", "Lists what is held");
        const auto verdict = [&](const char* name, command run, std::string_view id, std::string_view en) {
            auto* one = add(*group, name, run, id, en);
            auto* which = one->add_option_group("which");
            which->add_option("ID", texts_.ids, say("Tulisan", "Writes"));
            which->add_flag("--all", given().all, say("Semua", "All"));
            which->require_option(1);
            one->add_option("--note", given().note, say("Catatan bagi penulisnya", "Note to the author"));
        };
        verdict("accept", &held_accept, "Menerima", "Accepts");
        verdict("return", &held_return, "Mengembalikan kepada penulis", "Returns to the author");
        verdict("reject", &held_reject, "Menolak", "Rejects");
    }

    void declare_bags() {
        auto* group = add_group("bag", "Kantong surat dari tablet", "Mail bags of tablets");
        auto* import = add(*group, "import", &import_bag, "Menerima kantong, misalnya dari USB", "Takes a bag in, as from USB");
        add_file(import, "Berkas kantong (- : masukan standar)", "The bag (-: standard input)");
        import->add_option("--receipts", given().receipts_file,
                           say("Kantong tanda terima untuk dibawa kembali", "A bag of receipts, to be carried back"));
    }

    void declare_ledger() {
        auto* group = add_group("ledger", "Ledger kantor", "The office's ledger");
        add(*group, "status", &show_ledger, "Kepala ledger", "Head of the ledger");
        add_file(add(*group, "export", &export_ledger, "Menyalin ke luar", "Writes a copy"), "Berkas salinan", "The copy");
        add(*group, "accept-loss", &accept_loss, "Mengakui ledger yang lebih baru hilang", "Accepts that a newer ledger is lost")
            ->add_option("--reason", given().reason, say("Alasan, dicatat dalam ledger", "The reason, noted in the ledger"))
            ->required();
        add_file(add(*group, "import", &import_ledger, "Mengambil dari salinan", "Takes in a copy"), "Berkas salinan", "The copy");
    }

    CLI::App* add_of_source(CLI::App& to, const char* name, command run, std::string_view id, std::string_view en) {
        auto* one = add(to, name, run, id, en);
        one->add_option("SOURCE", given().source, say("Sumber daftar", "The list's source"))->required();
        return one;
    }
    void add_version(CLI::App* to) {
        to->add_option("--version", given().version, say("Versi, bukan yang berlaku", "A version other than the active one"))->check(CLI::PositiveNumber);
    }

    void declare_lists() {
        auto* group = add_group("list", "Daftar kementerian atau program, sebagai calon", "Lists of a ministry or programme, as candidates");
        auto* import = add(*group, "import", &list_import_file, "Mengambil satu versi daftar dari CSV", "Takes a version of a list from CSV");
        add_file(import, "CSV: judul kolom di baris pertama; nik boleh bertopeng", "CSV: titles in the first line; NIKs may be masked");
        import->add_option("--source", given().source, say("Sumber daftar, contoh BNBA-PKH", "The list's source, as BNBA-PKH"))->required();
        import->add_option("--programme", given().programme, say("Kode program", "Code of the programme"));
        import->add_option("--period", given().period, say("Masa, contoh 2026-Q4", "Period, as 2026-Q4"));
        import->add_option("--rows", given().rows, say("Banyaknya baris menurut sumber", "Number of rows as the source tells"));
        import->add_option("--sha256", texts_.hash, say("SHA-256 berkas menurut sumber", "SHA-256 of the file as the source tells"));
        import->add_option("--column", texts_.columns, say("Arti sebuah kolom, contoh name='NAMA PENGURUS'", "What a column means, as name='NAMA PENGURUS'"));
        import->add_flag("--accept-fewer", given().accept_fewer, say("Terima walau jauh lebih sedikit baris", "Accept markedly fewer rows"));
        import->footer(say("Contoh:", "Example:") + "\n  pendata-admin --data /srv/pendata list import bnba.csv --source BNBA-PKH --period 2026-Q4 --rows 33250");
        add(*group, "status", &list_status, "Versi yang berlaku dari tiap sumber", "The active version of each source");
        add_version(add_of_source(*group, "show", &list_show, "Semua versi dari satu sumber", "All versions of a source"));
        auto* rows = add_of_source(*group, "rows", &list_rows_of, "Baris dengan calon dan alasannya", "Rows with candidates and reasons");
        add_version(rows);
        rows->add_option("--linked", given().linked, say("Hanya certain, review atau none", "Only certain, review or none"))
            ->check(CLI::IsMember({"certain", "review", "none"}));
        rows->add_option("--limit", given().limit, say("Paling banyak baris", "At most so many rows"))->capture_default_str();
        auto* decide = add_of_source(*group, "decide", &list_decide, "Memutuskan siapa yang dimaksud satu baris", "Decides whom a row means");
        decide->add_option("ROW", given().row, say("Nomor baris, dari list rows", "The row's number, from list rows"))->required()->check(CLI::PositiveNumber);
        add_version(decide);
        auto* who = decide->add_option_group("who");
        who->add_option("--person", texts_.id, say("Orangnya", "The person"));
        who->add_flag("--none", given().nobody, say("Tidak ada di kantor ini", "Nobody at this office"));
        who->add_flag("--undo", given().undo, say("Menarik kembali jawaban", "Takes the answer back"));
        who->require_option(1);
        add(*group, "match", &list_match, "Mencari lagi calon untuk daftar yang berlaku", "Looks the active lists up anew")
            ->add_option("SOURCE", given().source, say("Hanya sumber ini", "Only this source"));
    }

    CLI::App* add_of_village(CLI::App& to, const char* name, command run, std::string_view id, std::string_view en) {
        auto* one = add(to, name, run, id, en);
        one->add_option("VILLAGE", given().village, say("Kode desa/kelurahan", "Code of the village"))->required();
        one->add_option("--period", given().period, say("Masa, contoh 2026-Q4", "Period, as 2026-Q4"))->required();
        return one;
    }

    void declare_batches() {
        auto* group = add_group("batch", "Daftar desa yang disahkan, dan masa yang ditutup dengannya", "Validated lists of villages, and the periods they close");
        auto* validate = add_of_village(*group, "validate", &batch_validate, "Mengesahkan daftar desa untuk satu masa, dan menutup masa itu",
                                        "Validates a village's list for a period, and closes it");
        validate->add_option("--minutes", given().minutes, say("Nomor berita acara", "Number of the minutes"))->required();
        validate->add_option("--met-on", texts_.met_on, say("Tanggal musyawarah, YYYY-MM-DD", "Day of the meeting, YYYY-MM-DD"));
        validate->add_option("--note", given().note, say("Catatan", "A note"));
        validate->footer(say("Contoh:", "Example:") + "\n  pendata-admin --data /srv/pendata batch validate 32.11.01.2001 --period 2026-Q4 --minutes 141/BA/2026");
        auto* list = add(*group, "list", &batch_list, "Berkas pengesahan", "Batches");
        list->add_option("--under", given().under, say("Hanya di bawah kode ini", "Only at or below this code"));
        list->add_option("--period", given().period, say("Hanya masa ini", "Only this period"));
        auto* show = add(*group, "show", &batch_show, "Apakah daftar hari ini masih seperti yang disahkan, dan apa bedanya",
                         "Whether today's list is the validated one, and how it differs");
        show->add_option("BATCH", given().village, say("Berkas, atau kode desa dengan --period", "The batch, or a village's code with --period"))->required();
        show->add_option("--period", given().period, say("Masa, contoh 2026-Q4", "Period, as 2026-Q4"));
        add_rooms(show);
        add_of_village(*group, "correct", &batch_correct, "Perbaikan bernomor atas masa yang sudah ditutup", "A numbered correction of a closed period")
            ->add_option("--reason", given().reason, say("Alasan", "The reason"))
            ->required();
    }

    void declare_reports() {
        auto* one = add(app_, "report", &print_report, "Laporan suatu masa", "A report of a period");
        one->add_option("REPORT", given().report, say("R1: PMKS per desa dan kategori", "R1: by village and category"))->required()->check(CLI::IsMember({"R1"}));
        one->add_option("--period", given().period, say("Masa, contoh 2026-Q4", "Period, as 2026-Q4"))->required();
        one->add_option("--region", texts_.regions, say("Wilayah; bawaan: kabupaten", "Region; by default the regency"));
        one->add_option("--correction", given().correction, say("Sampai perbaikan bernomor ini", "Up to the correction of this number"));
        one->add_option("--format", given().format, "json, csv")->capture_default_str()->check(CLI::IsMember({"json", "csv"}));
        one->add_option("--out", given().file, say("Berkas hasil; bawaan: keluaran standar", "File to write; by default standard output"));
        add_rooms(one);
        one->footer(say("Contoh:", "Example:") + "\n  pendata-admin --data /srv/pendata report R1 --period 2026-Q4 --region 32.11.01 --format csv");
    }

    // Texts into values; what is wrong with the first that is none.
    std::optional<std::string> read_texts() {
        given().data = texts_.data;
        if (const auto wrong = read_duty()) return wrong;
        if (const auto wrong = read_ids()) return wrong;
        if (const auto wrong = read_list()) return wrong;
        if (!texts_.kind.empty()) {
            const auto* kind = builtin_dictionary().find(texts_.kind);
            if (kind == nullptr) return not_a("--kind", texts_.kind);
            given().kind = kind->number;
        }
        if (texts_.pick >= 0) given().pick = static_cast<std::size_t>(texts_.pick);
        if (!given().name.empty()) {
            const auto name = normal_text(given().name, false);
            if (!name) return not_a("NAME", {});
            given().name = *name;
        }
        const auto names = normal_text(given().names, false);
        if (!names) return not_a("--officer", {});
        given().names = *names;
        return std::nullopt;
    }

    std::optional<std::string> read_duty() {
        if (!texts_.role.empty()) {
            const auto* part = role_named(texts_.role);
            if (part == nullptr) return not_a("--role", texts_.role);
            given().part = *part;
        }
        if (!texts_.regions.empty()) given().regions = pieces_of(texts_.regions);
        if (!texts_.rooms.empty()) {
            given().rooms = parse_rooms(texts_.rooms);
            if (!given().rooms) return not_a("--compartments", texts_.rooms);
        }
        const auto read_day = [](const std::string& text, std::optional<std::int32_t>& day) {
            if (!text.empty()) day = identity::parse_civil_day(text);
            return text.empty() || day.has_value();
        };
        if (!read_day(texts_.from, given().from)) return not_a("--from", texts_.from);
        if (!read_day(texts_.to, given().to)) return not_a("--to", texts_.to);
        if (!read_day(texts_.day, given().day)) return not_a("--day", texts_.day);
        if (!read_day(texts_.met_on, given().day)) return not_a("--met-on", texts_.met_on);
        return std::nullopt;
    }

    std::optional<std::string> read_list() {
        for (const auto& text : texts_.columns) {
            const auto mark = text.find('=');
            const auto field = list_field_named(std::string_view(text).substr(0, mark));
            if (!field || mark == std::string::npos) return not_a("--column", text);
            given().columns.push_back({*field, text.substr(mark + 1)});
        }
        if (texts_.hash.empty()) return std::nullopt;
        bytes raw;
        if (!from_hex(texts_.hash, raw) || raw.size() != sizeof(digest::raw)) return not_a("--sha256", texts_.hash);
        given().hash = digest::from(raw);
        return std::nullopt;
    }

    std::optional<std::string> read_ids() {
        if (!texts_.id.empty()) {
            const auto id = parse_id<record_id>(texts_.id);
            if (!id) return not_a("ID", texts_.id);
            given().record = *id;
            given().device = device_id::from(id->view());
        }
        for (const auto& text : texts_.ids) {
            const auto id = parse_id<write_id>(text);
            if (!id) return not_a("ID", text);
            given().writes.push_back(*id);
        }
        return std::nullopt;
    }

    std::string not_a(std::string_view option, const std::string& text) const {
        return std::string(option) + ": " + say("nilai tidak sah", "not valid") + (text.empty() ? "" : ": " + text);
    }

    arguments& given() { return order_.given; }

    const voice& people_;
    order order_;
    texts texts_;
    CLI::App app_;
};

}  // namespace

std::variant<order, exit_status> parse_command_line(int argc, char** argv, const voice& people) {
    return command_line(people).parse(argc, argv);
}

bool wants_indonesian(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--lang=en" || (word == "--lang" && i + 1 < argc && std::string_view(argv[i + 1]) == "en")) return false;
        if (word == "--lang=id" || (word == "--lang" && i + 1 < argc && std::string_view(argv[i + 1]) == "id")) return true;
    }
    const char* of_system = std::getenv("LANG");
    return of_system == nullptr || !std::string_view(of_system).starts_with("en");
}

}  // namespace pendata::admin
