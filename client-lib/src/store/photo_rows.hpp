// Photos on a tablet and their pieces. They stand apart from records: nothing here is a write, and nothing here keeps
// a record from being sent. Page: docs/storage.md.
#pragma once

#include <optional>
#include <vector>

#include "core/sqlite/database.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

class photo_rows {
public:
    explicit photo_rows(sqlite::database& file) : file_(file) {}

    result<std::optional<tablet_photo>> find(const digest& hash);
    result<std::vector<tablet_photo>> list(std::uint64_t after, std::size_t limit, bool errands);
    result<photo_summary> summary();
    result<std::uint64_t> put(const tablet_photo& photo);
    result<void> put_piece(const digest& hash, std::uint32_t number, bytes_view content);
    result<std::optional<bytes>> piece(const digest& hash, std::uint32_t number);
    result<piece_set> pieces(const digest& hash);
    result<void> drop_pieces(const digest& hash);
    result<std::vector<digest>> of_others();
    result<void> drop(const digest& hash);
    result<photo_mark> newest_mark();
    result<void> offer_again();

private:
    sqlite::database& file_;
};

}  // namespace pendata::store
