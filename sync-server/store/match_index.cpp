// Keys stand in a table ordered by key and person; a person found by a key is read from its packed form.
#include "sync-server/store/match_index.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/identity/match_keys.hpp"
#include "core/sqlite/database.hpp"
#include "core/sqlite/migration.hpp"
#include "core/sqlite/transaction.hpp"

namespace pendata {

namespace {

constexpr std::uint32_t match_application = 0x50644d69;  // "PdMi"; never change

// A form of keys or of packed persons that is not this one: the index is made anew.
constexpr std::int64_t forms_version = 2;

constexpr const char* match_tables = R"(
CREATE TABLE state(name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE subject(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, family BLOB, content BLOB NOT NULL);
CREATE INDEX subject_family ON subject(family) WHERE family IS NOT NULL;
CREATE TABLE match_key(key INTEGER NOT NULL, subject INTEGER NOT NULL, PRIMARY KEY(key, subject)) WITHOUT ROWID;
CREATE TABLE pair(subject INTEGER NOT NULL, other INTEGER NOT NULL, level INTEGER NOT NULL, score INTEGER NOT NULL,
    reasons BLOB NOT NULL, PRIMARY KEY(subject, other)) WITHOUT ROWID;
CREATE TABLE queue(number INTEGER PRIMARY KEY AUTOINCREMENT, a BLOB NOT NULL, b BLOB NOT NULL, level INTEGER NOT NULL,
    score INTEGER NOT NULL, reasons BLOB NOT NULL);
)";

result<std::unique_ptr<sqlite::database>> open_match_file(const std::string& path, const std::string& vfs) {
    sqlite::open_options how;
    how.application_id = match_application;
    how.newest_version = 1;
    how.cache_kb = 32 * 1024;
    how.vfs = vfs;
    PENDATA_TRY(file, sqlite::database::open(path, how));
    static const std::array steps{sqlite::step_of(match_tables)};
    PENDATA_CHECK(sqlite::migrate(*file, steps));
    // It holds what people are called: what is dropped is overwritten.
    PENDATA_CHECK(file->run("PRAGMA secure_delete=FAST; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216; "
                            "PRAGMA wal_autocheckpoint=4000"));
    return file;
}

bool is_spoilt(const boost::system::error_code& code) {
    const errc why = to_errc(code);
    return why == errc::corrupt || why == errc::foreign_file || why == errc::newer_format;
}

bytes reasons_as_bytes(const std::vector<identity::match_reason>& reasons) {
    bytes out;
    for (const auto reason : reasons) out.push_back(static_cast<char>(reason));
    return out;
}

identity::match_finding finding_of(std::int64_t level, std::int64_t score, bytes_view reasons) {
    identity::match_finding out;
    out.level = static_cast<identity::match_level>(level);
    out.score = static_cast<std::uint16_t>(score);
    for (const char c : reasons) out.reasons.push_back(static_cast<identity::match_reason>(static_cast<unsigned char>(c)));
    return out;
}

std::vector<std::uint64_t> plain_keys(const identity::match_subject& subject) {
    std::vector<std::uint64_t> out;
    for (const auto& one : identity::match_keys_of(subject)) out.push_back(one.key);
    return out;
}

}  // namespace

match_index::match_index(std::unique_ptr<sqlite::database> file) : file_(std::move(file)) {}
match_index::~match_index() = default;

result<std::unique_ptr<match_index>> match_index::open(const std::string& path, const std::string& vfs) {
    auto file = open_match_file(path, vfs);
    if (file.has_error() && is_spoilt(file.error()) && vfs.empty()) {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
        file = open_match_file(path, vfs);
    }
    if (file.has_error()) return file.error();
    std::unique_ptr<match_index> out(new match_index(std::move(*file)));
    PENDATA_TRY(run, out->file_->use("SELECT content FROM state WHERE name = 'forms'"));
    PENDATA_TRY(found, run.step());
    const bool current = found && run.number(0) == forms_version;
    PENDATA_CHECK(run.finish());
    if (!current) PENDATA_CHECK(out->transact([&] { return out->clear(); }));
    return out;
}

result<void> match_index::transact(const std::function<result<void>()>& work) {
    PENDATA_TRY(change, sqlite::transaction::begin(*file_, sqlite::isolation::write));
    PENDATA_CHECK(work());
    return change.commit();
}

result<position> match_index::where() {
    PENDATA_TRY(run, file_->use("SELECT content FROM state WHERE name = 'where'"));
    PENDATA_TRY(found, run.step());
    if (!found) return position{};
    byte_reader in(run.blob(0));
    position out;
    out.segment = in.id<segment_id>();
    out.at = in.u64();
    out.hash = in.u64();
    if (!in.complete()) return errc::corrupt;
    return out;
}

result<record_id> match_index::scanned_to() {
    PENDATA_TRY(run, file_->use("SELECT content FROM state WHERE name = 'scanned'"));
    PENDATA_TRY(found, run.step());
    if (!found) return record_id{};
    return run.id<record_id>(0);
}

result<void> match_index::move_to(const position& at, const record_id& scanned) {
    bytes content;
    byte_writer to(content);
    to.raw(at.segment.view());
    to.u64(at.at);
    to.u64(at.hash);
    PENDATA_CHECK(file_->execute("INSERT INTO state(name, content) VALUES('where', ?) ON CONFLICT DO UPDATE SET content = excluded.content",
                                 content));
    return file_->execute("INSERT INTO state(name, content) VALUES('scanned', ?) ON CONFLICT DO UPDATE SET content = excluded.content",
                          scanned.view());
}

result<void> match_index::clear() {
    for (const char* table : {"state", "subject", "match_key", "pair", "queue"}) {
        PENDATA_CHECK(file_->run(std::string("DELETE FROM ") + table));
    }
    return file_->execute("INSERT INTO state(name, content) VALUES('forms', ?)", forms_version);
}

result<std::optional<std::int64_t>> match_index::row_of(const record_id& id) {
    PENDATA_TRY(run, file_->query("SELECT row FROM subject WHERE id = ?", id.view()));
    PENDATA_TRY(found, run.step());
    return found ? std::optional(run.number(0)) : std::nullopt;
}

result<std::vector<match_index::known_pair>> match_index::pairs_of(std::int64_t row) {
    std::vector<known_pair> out;
    PENDATA_TRY(run, file_->query("SELECT other, level, score, reasons FROM pair WHERE subject = ?", row));
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        out.push_back({run.number(0), finding_of(run.number(1), run.number(2), run.blob(3))});
    }
}

// Everybody else who has one of the keys, but for keys that too many have.
result<std::vector<std::int64_t>> match_index::sharing(std::int64_t row, std::span<const std::uint64_t> keys) {
    std::vector<std::int64_t> out;
    for (const auto key : keys) {
        PENDATA_TRY(run, file_->query("SELECT subject FROM match_key WHERE key = ? LIMIT ?", key, identity::largest_block + 1));
        const std::size_t before = out.size();
        for (;;) {
            PENDATA_TRY(more, run.step());
            if (!more) break;
            out.push_back(run.number(0));
        }
        if (out.size() - before > identity::largest_block) out.resize(before);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    std::erase(out, row);
    return out;
}

result<void> match_index::put_keys(std::int64_t row, const std::vector<std::uint64_t>& before,
                                   const std::vector<std::uint64_t>& now) {
    for (const auto key : before) {
        if (std::binary_search(now.begin(), now.end(), key)) continue;
        PENDATA_CHECK(file_->execute("DELETE FROM match_key WHERE key = ? AND subject = ?", key, row));
    }
    for (const auto key : now) {
        if (std::binary_search(before.begin(), before.end(), key)) continue;
        PENDATA_CHECK(file_->execute("INSERT INTO match_key(key, subject) VALUES(?, ?)", key, row));
    }
    return {};
}

result<void> match_index::put(const record_id& id, const identity::match_subject& subject) {
    const auto content = packed(subject);
    const auto keys = plain_keys(subject);
    std::vector<std::uint64_t> keys_before;
    PENDATA_TRY(row, row_of(id));
    if (row) {
        PENDATA_TRY(run, file_->query("SELECT content FROM subject WHERE row = ?", *row));
        PENDATA_TRY(found, run.step());
        if (!found) return errc::corrupt;
        if (run.blob(0) == content) return {};
        if (const auto before = identity::unpacked(run.blob(0))) keys_before = plain_keys(*before);
        PENDATA_CHECK(run.finish());
    }
    const std::optional<bytes_view> family = subject.family.empty() ? std::nullopt : std::optional<bytes_view>(subject.family);
    if (row) {
        PENDATA_CHECK(file_->execute("UPDATE subject SET family = ?, content = ? WHERE row = ?", family, bytes_view(content), *row));
    } else {
        PENDATA_CHECK(file_->execute("INSERT INTO subject(id, family, content) VALUES(?, ?, ?)", id.view(), family, bytes_view(content)));
        row = file_->last_row();
    }
    PENDATA_CHECK(put_keys(*row, keys_before, keys));
    return judge(*row, id, subject, keys);
}

result<void> match_index::judge(std::int64_t row, const record_id& id, const identity::match_subject& subject,
                                std::span<const std::uint64_t> keys) {
    PENDATA_TRY(before, pairs_of(row));
    PENDATA_TRY(others, sharing(row, keys));
    for (const auto& one : before) others.push_back(one.other);
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    for (const auto other : others) {
        PENDATA_TRY(run, file_->query("SELECT id, content FROM subject WHERE row = ?", other));
        PENDATA_TRY(found, run.step());
        if (!found) return errc::corrupt;
        PENDATA_TRY(other_id, run.id<record_id>(0));
        const auto other_subject = identity::unpacked(run.blob(1));
        if (!other_subject) return errc::corrupt;
        PENDATA_CHECK(run.finish());
        const auto known = std::find_if(before.begin(), before.end(), [&](const known_pair& p) { return p.other == other; });
        const auto now = identity::compare(subject, *other_subject);
        const bool was_pair = known != before.end();
        if (now.level == identity::match_level::none && !was_pair) continue;
        if (was_pair && now.level == known->found.level && now.score == known->found.score && now.reasons == known->found.reasons) continue;
        PENDATA_CHECK(note({row, id}, {other, other_id}, now));
    }
    return {};
}

result<void> match_index::look(const std::function<result<void>()>& questions) {
    PENDATA_TRY(snapshot, sqlite::transaction::begin(*file_, sqlite::isolation::snapshot));
    static_cast<void>(snapshot);
    return questions();
}

result<std::vector<match_index::likely>> match_index::similar_to(const identity::match_subject& subject, std::size_t most) {
    constexpr std::int64_t nobody = -1;
    std::vector<likely> out;
    PENDATA_TRY(others, sharing(nobody, plain_keys(subject)));
    for (const auto other : others) {
        PENDATA_TRY(run, file_->query("SELECT id, content FROM subject WHERE row = ?", other));
        PENDATA_TRY(found, run.step());
        const auto known = found ? identity::unpacked(run.blob(1)) : std::nullopt;
        if (!known) return errc::corrupt;
        auto finding = identity::compare(subject, *known);
        if (finding.level == identity::match_level::none) continue;
        PENDATA_TRY(id, run.id<record_id>(0));
        out.push_back({id, std::move(finding)});
    }
    std::sort(out.begin(), out.end(), [](const likely& a, const likely& b) {
        return std::tuple(b.found.level, b.found.score, a.person) < std::tuple(a.found.level, a.found.score, b.person);
    });
    if (out.size() > most) out.resize(most);
    return out;
}

result<void> match_index::note(const party& one, const party& other, const identity::match_finding& found) {
    const auto reasons = reasons_as_bytes(found.reasons);
    const int level = static_cast<int>(found.level);
    for (const auto& [from, to] : {std::pair(one.row, other.row), std::pair(other.row, one.row)}) {
        if (found.level == identity::match_level::none) {
            PENDATA_CHECK(file_->execute("DELETE FROM pair WHERE subject = ? AND other = ?", from, to));
        } else {
            PENDATA_CHECK(file_->execute("INSERT INTO pair(subject, other, level, score, reasons) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO "
                                         "UPDATE SET level = excluded.level, score = excluded.score, reasons = excluded.reasons",
                                         from, to, level, found.score, reasons));
        }
    }
    return file_->execute("INSERT INTO queue(a, b, level, score, reasons) VALUES(?, ?, ?, ?, ?)", std::min(one.id, other.id).view(),
                          std::max(one.id, other.id).view(), level, found.score, reasons);
}

result<void> match_index::remove(const record_id& id) {
    PENDATA_TRY(row, row_of(id));
    if (!row) return {};
    PENDATA_TRY(run, file_->query("SELECT content FROM subject WHERE row = ?", *row));
    PENDATA_TRY(found, run.step());
    const auto subject = found ? identity::unpacked(run.blob(0)) : std::nullopt;
    PENDATA_CHECK(run.finish());
    PENDATA_TRY(pairs, pairs_of(*row));
    for (const auto& one : pairs) {
        PENDATA_TRY(other, file_->query("SELECT id FROM subject WHERE row = ?", one.other));
        PENDATA_TRY(there, other.step());
        if (!there) return errc::corrupt;
        PENDATA_TRY(other_id, other.id<record_id>(0));
        PENDATA_CHECK(other.finish());
        PENDATA_CHECK(note({*row, id}, {one.other, other_id}, {}));
    }
    if (subject) PENDATA_CHECK(put_keys(*row, plain_keys(*subject), {}));
    return file_->execute("DELETE FROM subject WHERE row = ?", *row);
}

result<std::vector<record_id>> match_index::members_of(const record_id& family) {
    PENDATA_TRY(run, file_->query("SELECT id FROM subject WHERE family = ? ORDER BY id", family.view()));
    std::vector<record_id> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(id, run.id<record_id>(0));
        out.push_back(id);
    }
}

result<std::vector<match_index::queued_pair>> match_index::queued(std::size_t limit) {
    PENDATA_TRY(run, file_->query("SELECT number, a, b, level, score, reasons FROM queue ORDER BY number LIMIT ?", limit));
    std::vector<queued_pair> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(a, run.id<record_id>(1));
        PENDATA_TRY(b, run.id<record_id>(2));
        out.push_back({run.number(0), {a, b, finding_of(run.number(3), run.number(4), run.blob(5))}});
    }
}

result<void> match_index::done(std::int64_t up_to) { return file_->execute("DELETE FROM queue WHERE number <= ?", up_to); }

result<match_index::contents> match_index::what_is_in_it() {
    PENDATA_TRY(run, file_->use("SELECT (SELECT count(*) FROM subject), (SELECT count(*) FROM match_key), (SELECT count(*) / 2 FROM pair), "
                                "(SELECT count(*) FROM queue), (SELECT page_count FROM pragma_page_count) * 4096"));
    PENDATA_TRY(found, run.step());
    if (!found) return errc::corrupt;
    return contents{run.number<std::uint64_t>(0), run.number<std::uint64_t>(1), run.number<std::uint64_t>(2),
                    run.number<std::uint64_t>(3), run.number<std::uint64_t>(4)};
}

}  // namespace pendata
