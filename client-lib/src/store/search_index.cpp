// FTS5 without content can only forget a row when it is told the text it indexed. That text is a pure function of
// the projection, so it is made again from the old row before the change and waits in the queue.
#include "client-lib/src/store/search_index.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace pendata::store {

namespace {

// The state's row that names the folding the index was made by.
constexpr std::string_view form_name = "search";

result<std::vector<std::int64_t>> rows_of(sqlite::cursor& run) {
    std::vector<std::int64_t> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        out.push_back(run.number(0));
    }
}

// A gram as FTS5 quotes a string.
std::string quoted(std::string_view gram) {
    std::string out = "\"";
    for (const char c : gram) {
        if (c == '"') out.push_back(c);
        out.push_back(c);
    }
    return out + '"';
}

}  // namespace

result<void> search_index::changed(std::int64_t record, std::string_view was) {
    // What is indexed is what the first change found; later ones find what never was indexed.
    return file_.execute("INSERT INTO search_queue(record, was) VALUES(?, ?) ON CONFLICT DO NOTHING", record,
                         sqlite::as_text{was});
}

result<void> search_index::remove(std::int64_t record, std::string_view text) {
    if (text.empty()) return {};
    return file_.execute("INSERT INTO search(search, rowid, text) VALUES('delete', ?, ?)", record,
                         sqlite::as_text{text});
}

result<void> search_index::erase(std::int64_t record, std::string_view was) {
    PENDATA_TRY(run, file_.query("SELECT was FROM search_queue WHERE record = ?", record));
    PENDATA_TRY(queued, run.step());
    if (!queued) return remove(record, was);
    PENDATA_CHECK(remove(record, run.blob(0)));
    return file_.execute("DELETE FROM search_queue WHERE record = ?", record);
}

result<void> search_index::forget_deleted() { return file_.execute("INSERT INTO search(search) VALUES('optimize')"); }

result<void> search_index::index_one(std::int64_t record, std::string_view was, std::string_view now) {
    if (was != now) {
        PENDATA_CHECK(remove(record, was));
        if (!now.empty()) {
            PENDATA_CHECK(file_.execute("INSERT INTO search(rowid, text) VALUES(?, ?)", record, sqlite::as_text{now}));
        }
    }
    return file_.execute("DELETE FROM search_queue WHERE record = ?", record);
}

result<std::uint64_t> search_index::index_some(std::size_t limit, const searched_values& values) {
    struct waiting {
        std::int64_t record;
        std::string was;
    };
    std::vector<waiting> queue;
    PENDATA_TRY(run, file_.query("SELECT record, was FROM search_queue ORDER BY record LIMIT ?", limit));
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) break;
        queue.push_back({run.number(0), std::string(run.blob(1))});
    }
    for (const auto& [record, was] : queue) {
        PENDATA_TRY(now, values(record));
        PENDATA_CHECK(index_one(record, was, indexed_text(now)));
    }
    PENDATA_TRY(left, file_.use("SELECT count(*) FROM search_queue"));
    PENDATA_TRY(found, left.step());
    static_cast<void>(found);
    return left.number<std::uint64_t>(0);
}

result<bool> search_index::is_outdated() {
    PENDATA_TRY(run, file_.query("SELECT content FROM state WHERE name = ?", sqlite::as_text{form_name}));
    PENDATA_TRY(found, run.step());
    return !found || run.blob(0) != bytes(1, static_cast<char>(search_form));
}

result<void> search_index::clear() {
    PENDATA_CHECK(file_.execute("INSERT INTO search(search) VALUES('delete-all')"));
    PENDATA_CHECK(file_.execute("DELETE FROM search_queue"));
    return file_.execute("INSERT INTO state(name, content) VALUES(?, ?) "
                         "ON CONFLICT DO UPDATE SET content = excluded.content",
                         sqlite::as_text{form_name}, bytes(1, static_cast<char>(search_form)));
}

result<std::vector<std::int64_t>> search_index::candidates(const word_list& query, std::size_t limit) {
    std::unordered_map<std::int64_t, double> weights;
    for (const std::string& gram : grams_of(query)) {
        PENDATA_TRY(run, file_.query("SELECT rowid FROM search WHERE search MATCH ?", sqlite::as_text{quoted(gram)}));
        PENDATA_TRY(rows, rows_of(run));
        // A gram that few records have tells more than one of every Muhammad.
        const double weight = 1 / (1 + std::log2(1.0 + static_cast<double>(rows.size())));
        for (const auto row : rows) weights[row] += weight;
    }
    std::vector<std::pair<double, std::int64_t>> ranked;
    ranked.reserve(weights.size());
    for (const auto& [row, weight] : weights) ranked.emplace_back(-weight, row);
    const auto kept = std::min(limit, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end());
    std::vector<std::int64_t> out;
    for (std::size_t n = 0; n < kept; ++n) out.push_back(ranked[n].second);

    PENDATA_TRY(waiting, file_.use("SELECT record FROM search_queue"));
    PENDATA_TRY(queued, rows_of(waiting));
    out.insert(out.end(), queued.begin(), queued.end());
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace pendata::store
