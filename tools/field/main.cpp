// pendata: a tablet at the command line. Reads the command line as docs/cli.md fixes it and calls the command;
// the only source that sees CLI11.
#include <CLI/CLI.hpp>

#include <cstdlib>
#include <functional>
#include <string_view>

#include "tools/field/commands.hpp"
#include "tools/field/terminal.hpp"

namespace {

using field::arguments;
using command = std::function<int(const arguments&)>;

// The language has to be known before the help is written.
bool wants_english(int count, char** words) {
    const char* const set = std::getenv("LANG");
    bool english = set != nullptr && std::string_view(set).starts_with("en");
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        if (word == "--lang=en" || (word == "--lang" && i + 1 < count && std::string_view(words[i + 1]) == "en")) english = true;
        if (word == "--lang=id" || (word == "--lang" && i + 1 < count && std::string_view(words[i + 1]) == "id")) english = false;
    }
    return english;
}

class command_line {
public:
    explicit command_line(bool english) : app_("", "pendata") {
        typed_.english = english;
        app_.description(text("Sensus kesejahteraan sosial di tablet, tanpa jaringan.", "A social-welfare census on a tablet, without a network."));
        const auto labels = app_.get_formatter();
        if (!english) {
            labels->label("Usage", "Pemakaian");
            labels->label("Positionals", "Argumen");
            labels->label("OPTIONS", "PILIHAN");
            labels->label("SUBCOMMAND", "PERINTAH");
            labels->label("REQUIRED", "(wajib)");
        }
        app_.option_defaults()->group(text("Pilihan", "Options"));
        app_.set_version_flag("--version", pendata_version(), text("versi", "version"));
        app_.set_help_flag("-h,--help", text("bantuan", "this help"));
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.add_option("--db", typed_.db, text("berkas basis data", "database file"))->type_name("FILE")->required();
        app_.add_option("--at", typed_.at, text("jam dinding yang dipercaya (RFC 3339)", "wall clock to believe (RFC 3339)"))->type_name("TIME");
        app_.add_option("--office", typed_.office, text("alamat kantor pengganti", "office address to use instead"))->type_name("ADDR:PORT");
        app_.add_option("--lang", language_, text("bahasa: id atau en", "language: id or en"))->check(CLI::IsMember({"id", "en"}));
        app_.add_flag("--json", typed_.json, text("keluaran JSON", "JSON output"));
        example(app_, "pendata --db tablet.db add person '{\"name\":\"Siti Aminah\",\"village\":\"32.11.01.2001\"}'");
        add_office_commands();
        add_saving_commands();
        add_reading_commands();
        add_case_commands();
        add_photo_commands();
        add_bag_commands();
    }

    int run(int count, char** words) {
        try {
            app_.parse(count, words);
        } catch (const CLI::CallForHelp& wanted) {
            return app_.exit(wanted);
        } catch (const CLI::CallForVersion& wanted) {
            return app_.exit(wanted);
        } catch (const CLI::ParseError& wrong) {
            field::say(wrong.what() + text("  (bantuan: pendata --help)", "  (help: pendata --help)"));
            return field::wrong_use;
        }
        return chosen_(typed_);
    }

private:
    std::string text(std::string_view indonesian, std::string_view english) const {
        return std::string(field::in_language(typed_, indonesian, english));
    }
    void example(CLI::App& of, const std::string& line) {
        of.footer(text("Contoh:\n  ", "Example:\n  ") + line);
    }
    CLI::App& add(CLI::App& to, const char* name, const std::string& does, const std::string& line, command work) {
        CLI::App& made = *to.add_subcommand(name, does);
        made.set_help_flag("-h,--help", text("bantuan", "this help"));
        made.group(text("Perintah", "Commands"));
        example(made, line);
        made.callback([this, work = std::move(work)] { chosen_ = work; });
        return made;
    }
    void required(CLI::App& of, const char* name, std::string& to, const std::string& what) {
        of.add_option(name, to, what)->required();
    }
    void add_evidence(CLI::App& to) {
        to.add_option("--evidence", typed_.evidence, text("bukti 0-5 untuk semua isian", "evidence 0-5 of all fields"))->check(CLI::Range(0, 5));
    }

    void add_office_commands();
    void add_saving_commands();
    void add_import_command();
    void add_reading_commands();
    void add_case_commands();
    void add_photo_commands();
    void add_bag_commands();

    arguments typed_;
    std::string language_;
    CLI::App app_;
    command chosen_;
};

void command_line::add_office_commands() {
    auto& enrol = add(app_, "enrol", text("daftarkan tablet dengan kode sekali pakai", "enrol with a one-time code"),
                      "pendata --db tablet.db enrol PD1-…", field::enrol);
    required(enrol, "CODE", typed_.code, text("kode pendaftaran", "enrolment code"));
    enrol.add_option("--label", typed_.label, text("nama tablet ini", "what people call this tablet"));

    auto& sync = add(app_, "sync", text("kirim dan terima sampai tidak ada yang tertunda", "exchange until nothing is pending"),
                     "pendata --db tablet.db sync --json", field::sync);
    sync.add_flag("--watch", typed_.watch, text("tetap tersambung dan ikuti", "stay connected and follow"));
    sync.add_option("--timeout", typed_.timeout_s, text("batas waktu dalam detik", "time limit in seconds"))
        ->type_name("S")->check(CLI::Range(0.001, 1e7));

    add(app_, "status", text("apa yang ada di mana", "what is where"), "pendata --db tablet.db status", field::status);
}

void command_line::add_saving_commands() {
    const std::string json = text("objek JSON, atau - untuk masukan baku", "a JSON object, or - for standard input");
    auto& made = add(app_, "add", text("catatan baru", "new record"),
                     "pendata --db tablet.db add person '{\"name\":\"Siti\",\"nik\":{\"value\":\"3211…\",\"evidence\":3}}'", field::add);
    required(made, "KIND", typed_.kind, text("jenis catatan", "kind of record"));
    required(made, "JSON", typed_.content, json);
    add_evidence(made);

    auto& similar = add(app_, "similar", text("mungkin sudah tercatat di tablet ini?", "maybe already recorded on this tablet?"),
                        "pendata --db tablet.db similar person '{\"name\":\"Siti\",\"birth_date\":\"1972-08-05\"}'", field::similar);
    required(similar, "KIND", typed_.kind, text("jenis catatan", "kind of record"));
    required(similar, "JSON", typed_.content, json);

    auto& edit = add(app_, "edit", text("betulkan isian", "correct fields"),
                     "pendata --db tablet.db edit ID '{\"phone\":\"081234567890\",\"aliases\":{\"add\":[\"Iti\"]}}'", field::edit);
    required(edit, "ID", typed_.id, "id");
    required(edit, "JSON", typed_.content, json);
    add_evidence(edit);
    auto* const change = edit.add_flag("--change", typed_.change, text("keadaannya berubah, bukan salah tulis", "the world moved on"));
    edit.add_option("--effective", typed_.effective, text("tanggal berlaku", "date of the change"))->type_name("DATE")->needs(change);
    edit.add_flag("--confirm", typed_.confirm, text("nilai sama, bukti baru", "same value, new evidence"))->excludes(change);

    auto& retract = add(app_, "retract", text("tarik kembali isian sendiri", "take back one's own write"),
                        "pendata --db tablet.db retract ID phone", field::retract);
    required(retract, "ID", typed_.id, "id");
    required(retract, "FIELD", typed_.field, text("isian", "field"));

    auto& withdraw = add(app_, "withdraw", text("keluarkan catatan (dapat dikembalikan)", "remove a record (reversible)"),
                         "pendata --db tablet.db withdraw ID --reason salah_data", field::withdraw);
    required(withdraw, "ID", typed_.id, "id");
    withdraw.add_option("--reason", typed_.reason, text("alasan", "reason"))->required();

    auto& restore = add(app_, "restore", text("kembalikan nilai terdahulu", "bring an earlier value back"),
                        "pendata --db tablet.db restore ID name STAMP", field::restore);
    required(restore, "ID", typed_.id, "id");
    required(restore, "FIELD", typed_.field, text("isian", "field"));
    required(restore, "STAMP", typed_.stamp, text("cap dari show --history", "stamp from show --history"));
    add_import_command();
}

void command_line::add_import_command() {
    auto& import = add(app_, "import", text("banyak catatan dari JSON Lines", "many records from JSON Lines"),
                       "pendata --db tablet.db import person warga.jsonl --continue", field::import);
    required(import, "KIND", typed_.kind, text("jenis catatan", "kind of record"));
    required(import, "FILE", typed_.file, text("satu objek tiap baris", "one object a line"));
    import.add_flag("--continue", typed_.skip_bad, text("lewati baris salah ke FILE.rejected", "skip bad rows into FILE.rejected"));
    add_evidence(import);
}

void command_line::add_reading_commands() {
    auto& show = add(app_, "show", text("satu catatan", "one record"), "pendata --db tablet.db show ID --history", field::show);
    required(show, "ID", typed_.id, "id");
    show.add_flag("--history", typed_.history, text("semua nilai dengan asalnya", "every value with its origin"));

    auto& list = add(app_, "list", text("catatan satu jenis", "records of a kind"),
                     "pendata --db tablet.db list person --where \"village = '32.11.01.2001' and name ~ 'siti'\"", field::list);
    required(list, "KIND", typed_.kind, text("jenis catatan", "kind of record"));
    list.add_option("--where", typed_.where, text("saringan", "filter"))->type_name("EXPR");
    list.add_option("--limit", typed_.limit, text("paling banyak", "at most"))->type_name("N")->check(CLI::NonNegativeNumber);

    auto& search = add(app_, "search", text("cari nama, NIK, alamat", "search names, NIK, address"),
                       "pendata --db tablet.db search 'siti aminah'", field::search);
    required(search, "TEXT", typed_.text, text("yang dicari", "what to look for"));
    search.add_option("--limit", typed_.limit, text("paling banyak", "at most"))->type_name("N")->check(CLI::NonNegativeNumber);

    auto& all = add(app_, "export", text("semua catatan, JSON kanonik", "every record, canonical JSON"),
                    "pendata --db tablet.db export --kind person > person.jsonl", field::export_records);
    all.add_option("--kind", typed_.kind, text("hanya jenis ini", "this kind only"))->type_name("KIND");
    all.add_flag("--stamps", typed_.stamps, text("dengan cap", "with stamps"));
    all.add_flag("--settled", typed_.settled, text("tanpa yang belum diterima kantor", "without what is pending"));
}

void command_line::add_case_commands() {
    auto& cases = add(app_, "cases", text("kasus yang menunggu keputusan", "cases that wait for a decision"),
                      "pendata --db tablet.db cases", field::cases);
    cases.add_option("--kind", typed_.case_kind, text("jenis kasus", "kind of case"))->check(CLI::IsMember({"conflict", "duplicate", "review", "overlap"}));

    auto& decide = add(app_, "decide", text("putuskan kasus", "decide a case"), "pendata --db tablet.db decide CASE --pick 0", field::decide);
    required(decide, "CASE", typed_.id, text("kasus", "case"));
    auto* const how = decide.add_option_group(text("keputusan", "decision"));
    how->add_option("--pick", typed_.pick, text("calon nomor N, mulai 0", "candidate number N, from 0"))->type_name("N")->check(CLI::NonNegativeNumber);
    how->add_option("--value", typed_.value, text("nilai yang benar", "the right value"))->type_name("JSON");
    how->add_flag("--same", typed_.same, text("orang yang sama", "the same person"));
    how->add_flag("--different", typed_.different, text("orang berbeda", "different people"));
    how->add_flag("--unsure", typed_.unsure, text("belum pasti", "not sure yet"));
    how->add_flag("--undo", typed_.undo, text("tarik kembali jawaban", "take the answer back"));
    how->require_option(1);
}

void command_line::add_photo_commands() {
    CLI::App& photo = *app_.add_subcommand("photo", text("foto: dikirim sesudah semua catatan", "photos: sent after all records"));
    photo.set_help_flag("-h,--help", text("bantuan", "this help"));
    photo.group(text("Perintah", "Commands"));
    photo.require_subcommand(1);
    example(photo, "pendata --db tablet.db photo add rumah.jpg");
    required(add(photo, "add", text("simpan foto, untuk dibawa ke kantor", "keep a photo, to be brought to the office"),
                 "pendata --db tablet.db photo add rumah.jpg", field::photo_add), "FILE", typed_.file, text("berkas foto", "photo file"));
    auto& get = add(photo, "get", text("tulis foto ke berkas; yang belum di sini diminta", "write a photo to a file; one not here is asked for"),
                    "pendata --db tablet.db photo get HASH --out rumah.jpg", field::photo_get);
    required(get, "HASH", typed_.id, text("sidik foto", "the photo's hash"));
    get.add_option("--out", typed_.file, text("berkas tujuan", "file to write"))->type_name("FILE")->required();
    add(photo, "list", text("foto di tablet ini", "photos of this tablet"), "pendata --db tablet.db photo list --json", field::photo_list);
}

void command_line::add_bag_commands() {
    CLI::App& bag = *app_.add_subcommand("bag", text("kantong surat: kiriman lewat jalan lain", "mail bag: batches by another way"));
    bag.set_help_flag("-h,--help", text("bantuan", "this help"));
    bag.group(text("Perintah", "Commands"));
    bag.require_subcommand(1);
    example(bag, "pendata --db tablet.db bag export kantong.pdbag");
    const std::string what = text("berkas kantong", "bag file");
    required(add(bag, "export", text("kemas kiriman tablet ini", "pack this tablet's batches"),
                 "pendata --db tablet.db bag export kantong.pdbag", field::bag_export), "FILE", typed_.file, what);
    required(add(bag, "carry", text("bawa kiriman tablet lain", "take another tablet's batches along"),
                 "pendata --db tablet.db bag carry kantong.pdbag", field::bag_carry), "FILE", typed_.file, what);
    required(add(bag, "import", text("terima tanda terima yang dibawa kembali", "take the receipts a bag brings back"),
                 "pendata --db tablet.db bag import kantong.pdbag", field::bag_import), "FILE", typed_.file, what);
}

}  // namespace

int main(int count, char** words) {
    return command_line(wants_english(count, words)).run(count, words);
}
