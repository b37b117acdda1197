// Photos at the office. A photo that several devices brought has the pieces of the first that was whole.
#include "sync-server/store/office_changes.hpp"

namespace pendata {

namespace {

result<std::optional<office_photo>> read_office_photo(sqlite::cursor& row) {
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<office_photo>();
    PENDATA_TRY(hash, row.id<digest>(0));
    PENDATA_TRY(device, row.id<device_id>(1));
    return std::optional(office_photo{hash, device, row.number<std::uint64_t>(2), row.number(3) != 0, row.number(4),
                                      {row.number<std::uint64_t>(5), row.number<std::uint64_t>(6)}});
}

constexpr char photo_columns[] = "SELECT hash, device, size, whole, began_ms, ifnull(mark, 0), mark_hash FROM photo WHERE ";

constexpr std::string_view pieces_of_device =
    "SELECT number FROM photo_piece WHERE photo=(SELECT pieces FROM photo WHERE hash=? AND device=?)";

}  // namespace

result<std::optional<office_photo>> office_queries::photo(const digest& hash, const device_id& from) {
    PENDATA_TRY(row, file_.query(std::string(photo_columns) + "hash=? AND device=?", hash.view(), from.view()));
    return read_office_photo(row);
}

result<std::optional<office_photo>> office_queries::whole_photo(const digest& hash) {
    PENDATA_TRY(row, file_.query(std::string(photo_columns) + "hash=? AND whole=1 ORDER BY device LIMIT 1", hash.view()));
    return read_office_photo(row);
}

result<piece_set> office_queries::photo_pieces(const digest& hash, const device_id& from) {
    PENDATA_TRY(row, file_.query(pieces_of_device, hash.view(), from.view()));
    piece_set out;
    for (;;) {
        PENDATA_TRY(more, row.step());
        if (!more) return out;
        const auto number = row.number<std::uint64_t>(0);
        if (number >= piece_count(limits::photo_bytes)) return errc::corrupt;
        out.add(static_cast<std::uint32_t>(number));
    }
}

result<std::optional<bytes>> office_queries::photo_piece(const digest& hash, const device_id& from, std::uint32_t number) {
    PENDATA_TRY(row, file_.query("SELECT content FROM photo_piece WHERE photo=(SELECT pieces FROM photo WHERE hash=? "
                                 "AND device=?) AND number=?",
                                 hash.view(), from.view(), number));
    PENDATA_TRY(found, row.step());
    if (!found) return std::optional<bytes>();
    return std::optional(bytes(row.blob(0)));
}

result<photo_mark> office_queries::photo_marked(std::uint64_t number) {
    PENDATA_TRY(row, file_.query("SELECT mark, mark_hash FROM photo WHERE mark=?", number));
    PENDATA_TRY(found, row.step());
    if (!found) return photo_mark{};
    return photo_mark{row.number<std::uint64_t>(0), row.number<std::uint64_t>(1)};
}

result<bool> office_queries::is_photo_erased(const digest& hash) {
    PENDATA_TRY(row, file_.query("SELECT 1 FROM photo_erased WHERE hash=?", hash.view()));
    return row.step();
}

result<std::vector<digest>> office_queries::erased_photos(const digest& after, std::size_t limit) {
    PENDATA_TRY(row, file_.query("SELECT hash FROM photo_erased WHERE hash>? ORDER BY hash LIMIT ?", after.view(), limit));
    std::vector<digest> out;
    for (;;) {
        PENDATA_TRY(more, row.step());
        if (!more) return out;
        PENDATA_TRY(hash, row.id<digest>(0));
        out.push_back(hash);
    }
}

result<photos_of_device> office_queries::photos_from(const device_id& device) {
    PENDATA_TRY(row, file_.query("SELECT count(*), total(size) FROM photo WHERE device=?", device.view()));
    PENDATA_TRY(found, row.step());
    static_cast<void>(found);
    return photos_of_device{row.number<std::uint64_t>(0), static_cast<std::uint64_t>(row.real(1))};
}

result<std::vector<office_photo>> office_queries::photos(const digest& after, const device_id& after_from, std::size_t limit) {
    PENDATA_TRY(row, file_.query(std::string(photo_columns) + "(hash, device) > (?, ?) ORDER BY hash, device LIMIT ?",
                                 after.view(), after_from.view(), limit));
    std::vector<office_photo> out;
    for (;;) {
        PENDATA_TRY(one, read_office_photo(row));
        if (!one) return out;
        out.push_back(*one);
    }
}

result<void> office_changes::put_photo_piece(const office_photo& of, std::uint32_t number, bytes_view content) {
    PENDATA_CHECK(file_.execute("INSERT INTO photo(hash, device, size, whole, began_ms, pieces) "
                                "VALUES(?, ?, ?, 0, ?, (SELECT ifnull(max(no), 0) + 1 FROM photo)) ON CONFLICT(hash, device) DO NOTHING",
                                of.photo.view(), of.from.view(), of.size, of.began_ms));
    return file_.execute("INSERT INTO photo_piece(photo, number, content) SELECT no, ?, ? FROM photo WHERE hash=? AND device=? "
                         "ON CONFLICT DO UPDATE SET content=excluded.content",
                         number, content, of.photo.view(), of.from.view());
}

// Whether what lies under that number is the photo, as it was when it became whole.
result<bool> office_changes::is_photo_sound(const digest& hash, std::int64_t pieces) {
    PENDATA_TRY(row, file_.query("SELECT content FROM photo_piece WHERE photo=? ORDER BY number", pieces));
    bytes content;
    for (;;) {
        PENDATA_TRY(more, row.step());
        if (!more) return sha256(content) == hash;
        content += row.blob(0);
    }
}

// The new set is proved; where the one that is there was damaged since, the new one takes its place for everybody.
result<void> office_changes::unite_pieces(const digest& hash, const device_id& from) {
    std::int64_t pieces = 0, own = 0;
    {
        PENDATA_TRY(row, file_.query("SELECT pieces, (SELECT no FROM photo WHERE hash=?1 AND device=?2) FROM photo "
                                     "WHERE hash=?1 AND whole=1 LIMIT 1",
                                     hash.view(), from.view()));
        PENDATA_TRY(found, row.step());
        if (!found) return {};
        pieces = row.number(0);
        own = row.number(1);
    }
    PENDATA_TRY(sound, is_photo_sound(hash, pieces));
    PENDATA_CHECK(file_.execute("DELETE FROM photo_piece WHERE photo=?", sound ? own : pieces));
    return file_.execute("UPDATE photo SET pieces=?1 WHERE hash=?2 AND (whole=1 OR device=?3)", sound ? pieces : own, hash.view(),
                         from.view());
}

result<photo_mark> office_changes::photo_is_whole(const digest& hash, const device_id& from) {
    PENDATA_CHECK(unite_pieces(hash, from));
    photo_mark newest;
    {
        PENDATA_TRY(row, file_.use("SELECT mark, mark_hash FROM photo WHERE mark IS NOT NULL ORDER BY mark DESC LIMIT 1"));
        PENDATA_TRY(found, row.step());
        if (found) newest = {row.number<std::uint64_t>(0), row.number<std::uint64_t>(1)};
    }
    const auto mark = next_mark(newest, hash, from);
    PENDATA_CHECK(file_.execute("UPDATE photo SET whole=1, mark=?, mark_hash=? WHERE hash=? AND device=?", mark.number, mark.hash,
                                hash.view(), from.view()));
    return mark;
}

result<void> office_changes::drop_photo(const digest& hash, const device_id& from) {
    PENDATA_CHECK(file_.execute("DELETE FROM photo_piece WHERE photo=(SELECT no FROM photo WHERE hash=? AND device=?)", hash.view(),
                                from.view()));
    return file_.execute("DELETE FROM photo WHERE hash=? AND device=?", hash.view(), from.view());
}

result<void> office_changes::erase_photo(const digest& hash) {
    PENDATA_CHECK(file_.execute("DELETE FROM photo_piece WHERE photo IN (SELECT no FROM photo WHERE hash=?)", hash.view()));
    PENDATA_CHECK(file_.execute("DELETE FROM photo WHERE hash=?", hash.view()));
    return file_.execute("INSERT INTO photo_erased(hash) VALUES(?) ON CONFLICT DO NOTHING", hash.view());
}

}  // namespace pendata
