// What the engine is measured beside: SQLite with one typed table and one index, opened as the engine opens it
// (WAL, synchronous=FULL), its full-text index, and the engine's compression over typed columns. None of them
// keeps stamps, evidence, authors, history, signatures or anything else that a census needs.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/dictionary/problem.hpp"
#include "core/sqlite/database.hpp"
#include "tools/bench/census.hpp"

namespace pendata::bench {

class raw_table {
public:
    // A new file.
    static checked<raw_table> create(const std::filesystem::path& file);

    // One that was closed.
    static checked<raw_table> open(const std::filesystem::path& file);
    // Rows of which the text index has these words, at most 20.
    checked<std::size_t> search(std::string_view words);

    // In one durable transaction; prepared statements are kept.
    checked<void> insert(std::span<const raw_row> rows);

    // The full-text index of name, aliases, NIK and address, in one durable transaction.
    checked<void> index_texts(std::span<const raw_row> rows);

    // Closes, and says how large the file is.
    std::uint64_t close();

private:
    explicit raw_table(std::filesystem::path file);
    result<void> make_table();
    result<void> insert_one(const raw_row& row);

    std::filesystem::path path_;
    std::unique_ptr<sqlite::database> file_;
    std::string insert_sql_;
};

// The rows in groups of as many as a sealed batch may touch, each group's columns one after another, compressed
// like a batch: the bytes of all groups.
std::uint64_t raw_codec_bytes(std::span<const raw_row> rows);

// A database's file with what still stands in its log.
std::uint64_t bytes_on_disk(const std::filesystem::path& file);

}  // namespace pendata::bench
