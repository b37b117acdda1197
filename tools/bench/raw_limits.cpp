// The raw table, the raw text index, the raw columns.
#include "tools/bench/raw_limits.hpp"

#include "core/base/limits.hpp"
#include "core/sqlite/transaction.hpp"
#include "core/wire/compression.hpp"
#include "tools/bench/told.hpp"

namespace pendata::bench {

namespace {

constexpr std::uint32_t application_id = 0x50444272;  // "PDBr"

struct value_binder {
    sqlite::cursor& run;
    int parameter;
    bool is_blob;

    void operator()(std::monostate) const { run.bind(parameter, nullptr); }
    void operator()(std::int64_t number) const { run.bind(parameter, number); }
    void operator()(const std::string& text) const {
        if (is_blob) {
            run.bind(parameter, bytes_view(text));
        } else {
            run.bind(parameter, sqlite::as_text{text});
        }
    }
};

bool is_searched(std::string_view column) {
    return column == "name" || column == "aliases" || column == "nik" || column == "address";
}

std::string searched_text(const raw_row& row) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto* text = std::get_if<std::string>(&row[i]);
        if (text != nullptr && is_searched(raw_columns()[i].name)) out.append(*text).push_back(' ');
    }
    return out;
}

std::string insert_statement() {
    std::string marks;
    for (std::size_t i = 0; i < raw_columns().size(); ++i) marks += marks.empty() ? "?" : ", ?";
    return "INSERT INTO person VALUES(" + marks + ")";
}

struct value_packer {
    bytes& out;

    void varint(std::uint64_t n) const {
        for (; n >= 0x80; n >>= 7) out.push_back(static_cast<char>(n | 0x80));
        out.push_back(static_cast<char>(n));
    }
    void operator()(std::monostate) const { varint(0); }
    void operator()(std::int64_t number) const {
        const auto zigzag = (static_cast<std::uint64_t>(number) << 1) ^
                            static_cast<std::uint64_t>(number >> 63);
        varint(zigzag + 1);
    }
    void operator()(const std::string& text) const {
        varint(text.size() + 1);
        out.append(text);
    }
};

}  // namespace

raw_table::raw_table(std::filesystem::path file) : path_(std::move(file)), insert_sql_(insert_statement()) {}

checked<raw_table> raw_table::create(const std::filesystem::path& file) {
    PENDATA_TRY(made, open(file));
    PENDATA_CHECK(told(made.make_table()));
    return made;
}

checked<raw_table> raw_table::open(const std::filesystem::path& file) {
    raw_table made(file);
    sqlite::open_options wanted;
    wanted.application_id = application_id;
    PENDATA_TRY(opened, told(sqlite::database::open(file.string(), wanted)));
    made.file_ = std::move(opened);
    return made;
}

checked<std::size_t> raw_table::search(std::string_view words) {
    std::string quoted;
    for (const char c : words) quoted += c == '"' ? '\'' : c;
    std::string each;
    for (std::size_t at = 0; at < quoted.size();) {
        const auto end = std::min(quoted.find(' ', at), quoted.size());
        if (end > at) each += (each.empty() ? "\"" : " \"") + quoted.substr(at, end - at) + "\"";
        at = end + 1;
    }
    PENDATA_TRY(run, told(file_->query("SELECT p.* FROM words w JOIN person p ON p.rowid = w.rowid WHERE words MATCH ? LIMIT 20",
                                       sqlite::as_text{each})));
    std::size_t found = 0;
    for (;;) {
        PENDATA_TRY(more, told(run.step()));
        if (!more) return found;
        ++found;
    }
}

result<void> raw_table::make_table() {
    std::string columns;
    for (const auto& column : raw_columns()) {
        columns.append(columns.empty() ? "" : ", ").append(column.name).append(" ").append(column.type);
    }
    PENDATA_TRY(all, sqlite::transaction::begin(*file_, sqlite::isolation::write));
    PENDATA_CHECK(file_->run("CREATE TABLE person(" + columns + ");"
                             "CREATE INDEX person_nik ON person(nik)"));
    PENDATA_CHECK(file_->mark(0));
    return all.commit();
}

result<void> raw_table::insert_one(const raw_row& row) {
    PENDATA_TRY(run, file_->use(insert_sql_));
    for (std::size_t i = 0; i < row.size(); ++i) {
        const bool is_blob = raw_columns()[i].type[0] == 'B';
        std::visit(value_binder{run, static_cast<int>(i) + 1, is_blob}, row[i]);
    }
    return run.finish();
}

checked<void> raw_table::insert(std::span<const raw_row> rows) {
    PENDATA_TRY(all, told(sqlite::transaction::begin(*file_, sqlite::isolation::write)));
    for (const auto& row : rows) PENDATA_CHECK(told(insert_one(row)));
    return told(all.commit());
}

checked<void> raw_table::index_texts(std::span<const raw_row> rows) {
    PENDATA_TRY(all, told(sqlite::transaction::begin(*file_, sqlite::isolation::write)));
    PENDATA_CHECK(told(file_->run(
        "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', detail=none)")));
    for (const auto& row : rows) {
        const std::string text = searched_text(row);
        PENDATA_CHECK(told(file_->execute("INSERT INTO words(text) VALUES(?)", sqlite::as_text{text})));
    }
    return told(all.commit());
}

std::uint64_t raw_table::close() {
    file_.reset();
    return bytes_on_disk(path_);
}

std::uint64_t raw_codec_bytes(std::span<const raw_row> rows) {
    std::uint64_t total = 0;
    while (!rows.empty()) {
        const auto group = rows.first(std::min(rows.size(), limits::records_per_batch));
        bytes plain, packed;
        std::vector<std::size_t> cuts;
        for (std::size_t column = 0; column < raw_columns().size(); ++column) {
            if (column > 0) cuts.push_back(plain.size());
            for (const auto& row : group) std::visit(value_packer{plain}, row[column]);
        }
        // Cuts cost more than they bring in columns this small: the better of both.
        bytes cut;
        wire::append_compressed(packed, plain);
        wire::append_compressed(cut, plain, cuts);
        total += std::min(packed.size(), cut.size());
        rows = rows.subspan(group.size());
    }
    return total;
}

std::uint64_t bytes_on_disk(const std::filesystem::path& file) {
    std::uint64_t total = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code absent;
        const auto size = std::filesystem::file_size(file.string() + suffix, absent);
        if (!absent) total += size;
    }
    return total;
}

}  // namespace pendata::bench
