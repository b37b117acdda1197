// Import of JSON Lines: batches, each all or nothing; with --continue bad rows go to FILE.rejected with reasons.
#include <chrono>
#include <cstdio>
#include <memory>

#include "tools/field/commands.hpp"
#include "tools/field/import_rows.hpp"
#include "tools/field/terminal.hpp"
#include "tools/field/text_input.hpp"

namespace field {

namespace {

constexpr std::size_t rows_per_batch = 500;
constexpr std::size_t line_bytes = 320 * 1024;  // beyond what the library takes, so that it says so

// Bad rows as JSON Lines; the file is made when the first one comes.
class rejected_file {
public:
    explicit rejected_file(std::string path) : path_(std::move(path)) {}
    ~rejected_file() {
        if (file_ != nullptr) std::fclose(file_);
    }
    rejected_file(const rejected_file&) = delete;
    rejected_file& operator=(const rejected_file&) = delete;

    bool add(const std::string& line) {
        if (file_ == nullptr) file_ = std::fopen(path_.c_str(), "wb");
        return file_ != nullptr && std::fwrite(line.data(), 1, line.size(), file_) == line.size() &&
               std::fputc('\n', file_) != EOF && std::fflush(file_) == 0;
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
    std::FILE* file_ = nullptr;
};

struct batch {
    std::vector<std::string> rows;
    std::vector<std::uint64_t> lines;  // of each row, from 1
};

class importer {
public:
    importer(const arguments& typed, pendata::client::tablet& tablet)
        : typed_(typed), tablet_(tablet), rejected_(typed.file + ".rejected"), progress_(!typed.json) {}

    int run() {
        line_reader in(typed_.file);
        if (!in.is_open()) return cannot_read();
        batch next;
        std::string line;
        for (std::uint64_t number = 1; in.next(line, line_bytes); ++number) {
            if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
            if (line.find_first_not_of(" \t") == std::string::npos) continue;
            next.rows.push_back(line);
            next.lines.push_back(number);
            if (next.rows.size() < rows_per_batch) continue;
            if (const int bad = take(next); bad != done) return bad;
        }
        if (in.failed()) return cannot_read();
        return next.rows.empty() ? done : take(next);
    }

    std::uint64_t added() const { return added_; }
    std::uint64_t rejected() const { return rejected_count_; }

private:
    int cannot_read() {
        say(typed_.file + ": " + std::string(in_language(typed_, "berkas tidak dapat dibaca", "the file can not be read")));
        return failed;
    }

    int take(batch& rows) {
        pendata_save_options options = PENDATA_SAVE_OPTIONS_DEFAULT;
        options.evidence = typed_.evidence;
        options.skip_bad = typed_.skip_bad ? 1 : 0;
        const auto outcome = tablet_.add_all(typed_.kind, rows.rows, &options);
        if (!outcome.ok()) {
            std::string where = typed_.file;
            if (outcome.why().row >= 0) where += ":" + std::to_string(rows.lines[static_cast<std::size_t>(outcome.why().row)]);
            return refuse(typed_, outcome.why(), where);
        }
        const import_outcome counted = read_outcome(*outcome);
        added_ += counted.added;
        rejected_count_ += counted.rejected.size();
        for (const auto& bad : counted.rejected) {
            if (bad.row >= rows.rows.size()) continue;
            if (rejected_.add(rejected_line(rows.rows[bad.row], rows.lines[bad.row], bad))) continue;
            say(rejected_.path() + ": " + std::string(in_language(typed_, "tidak dapat ditulis", "can not be written")));
            return failed;
        }
        progress_.show(std::to_string(added_) + " + " + std::to_string(rejected_count_));
        rows = {};
        return done;
    }

    const arguments& typed_;
    pendata::client::tablet& tablet_;
    rejected_file rejected_;
    progress_line progress_;
    std::uint64_t added_ = 0;
    std::uint64_t rejected_count_ = 0;
};

// A spreadsheet that rounded its numbers leaves NIKs that end in 0: none of them can be believed.
bool looks_rounded(const arguments& typed) {
    nik_endings endings;
    line_reader in(typed.file);
    if (!in.is_open()) return false;
    for (std::string line; in.next(line, line_bytes);) endings.count(line);
    return endings.look_rounded();
}

}  // namespace

int import(const arguments& typed) {
    const auto start = std::chrono::steady_clock::now();
    auto opened = open(typed, opening::existing);
    if (opened.exit_status != done) return opened.exit_status;
    if (looks_rounded(typed)) {
        say(typed, "lebih dari 30 % NIK berakhir 0: pembulatan lembar sebar, seluruh berkas ditolak",
            "more than 30 % of the NIKs end in 0: rounded by a spreadsheet, the whole file is refused");
        return failed;
    }
    importer rows(typed, opened.tablet);
    const int outcome = rows.run();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    print(typed.json ? import_json(rows.added(), rows.rejected(), seconds) : import_words(typed, rows.added(), rows.rejected()));
    if (outcome != done) return finish(typed, outcome);
    return finish(typed, rows.rejected() > 0 ? not_finished : done);
}

}  // namespace field
