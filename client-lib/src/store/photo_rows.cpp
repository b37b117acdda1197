// One row a photo, one row a piece.
#include "client-lib/src/store/photo_rows.hpp"

namespace pendata::store {

namespace {

constexpr char photo_columns[] = "SELECT row, hash, size, state, why, tries, passed, mark, mark_hash, record, room FROM photo WHERE ";

constexpr int number_of(photo_state s) { return static_cast<int>(s); }

result<tablet_photo> read_photo_row(sqlite::cursor& run) {
    tablet_photo out;
    out.row = run.number<std::uint64_t>(0);
    PENDATA_TRY(hash, run.id<digest>(1));
    out.photo = hash;
    out.size = run.number<std::uint64_t>(2);
    out.state = static_cast<photo_state>(run.number(3));
    out.why = static_cast<errc>(run.number(4));
    out.tries = run.number<std::uint32_t>(5);
    out.passed = run.number<std::uint64_t>(6);
    out.mark = {run.number<std::uint64_t>(7), run.number<std::uint64_t>(8)};
    PENDATA_TRY(record, run.id<record_id>(9));
    out.record = record;
    out.room = run.number<compartment>(10);
    return out;
}

}  // namespace

result<std::optional<tablet_photo>> photo_rows::find(const digest& hash) {
    PENDATA_TRY(run, file_.query(std::string(photo_columns) + "hash = ?", hash.view()));
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<tablet_photo>();
    PENDATA_TRY(out, read_photo_row(run));
    return std::optional(out);
}

result<std::vector<tablet_photo>> photo_rows::list(std::uint64_t after, std::size_t limit, bool errands) {
    const std::string which = errands ? "row > ? AND state IN (0, 2)" : "row > ?";
    PENDATA_TRY(run, file_.query(photo_columns + which + " ORDER BY row LIMIT ?", after, limit));
    std::vector<tablet_photo> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(one, read_photo_row(run));
        out.push_back(one);
    }
}

result<photo_summary> photo_rows::summary() {
    PENDATA_TRY(run, file_.use("SELECT state, count(*), total(size), total(passed), total(mark_hash <> 0), total(iif(mark_hash <> 0, size, 0)) FROM photo GROUP BY state"));
    photo_summary out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        const auto state = static_cast<photo_state>(run.number(0));
        const auto count = run.number<std::uint64_t>(1);
        const auto size = static_cast<std::uint64_t>(run.real(2));
        if (state == photo_state::waiting) {
            out.waiting = count;
            out.bytes = size;
            out.passed = static_cast<std::uint64_t>(run.real(3));
            out.again = static_cast<std::uint64_t>(run.real(4));
            out.again_bytes = static_cast<std::uint64_t>(run.real(5));
        }
        if (state == photo_state::refused) out.refused = count;
        if (state == photo_state::wanted) out.wanted = count;
        if (state == photo_state::wanted || state == photo_state::absent) continue;
        out.held += count;
        out.held_bytes += size;
    }
}

result<std::uint64_t> photo_rows::put(const tablet_photo& p) {
    PENDATA_CHECK(file_.execute(
        "INSERT INTO photo(hash, size, state, why, tries, passed, mark, mark_hash, record, room) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(hash) DO UPDATE SET size = excluded.size, state = excluded.state, why = excluded.why, "
        "tries = excluded.tries, passed = excluded.passed, mark = excluded.mark, mark_hash = excluded.mark_hash, record = excluded.record, "
        "room = excluded.room",
        p.photo.view(), p.size, number_of(p.state), static_cast<int>(p.why), p.tries, p.passed, p.mark.number, p.mark.hash, p.record.view(),
        p.room));
    PENDATA_TRY(put, find(p.photo));
    if (!put) return errc::corrupt;
    return put->row;
}

result<void> photo_rows::put_piece(const digest& hash, std::uint32_t number, bytes_view content) {
    return file_.execute("INSERT INTO photo_piece(photo, number, content) SELECT row, ?, ? FROM photo WHERE hash = ? "
                         "ON CONFLICT DO UPDATE SET content = excluded.content",
                         number, content, hash.view());
}

result<std::optional<bytes>> photo_rows::piece(const digest& hash, std::uint32_t number) {
    PENDATA_TRY(run, file_.query("SELECT content FROM photo_piece WHERE photo = (SELECT row FROM photo WHERE hash = ?) "
                                 "AND number = ?",
                                 hash.view(), number));
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<bytes>();
    return std::optional(bytes(run.blob(0)));
}

result<piece_set> photo_rows::pieces(const digest& hash) {
    PENDATA_TRY(run, file_.query("SELECT number FROM photo_piece WHERE photo = (SELECT row FROM photo WHERE hash = ?)",
                                 hash.view()));
    piece_set out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        const auto number = run.number<std::uint64_t>(0);
        if (number >= piece_count(limits::photo_bytes)) return errc::corrupt;
        out.add(static_cast<std::uint32_t>(number));
    }
}

result<void> photo_rows::drop_pieces(const digest& hash) {
    return file_.execute("DELETE FROM photo_piece WHERE photo = (SELECT row FROM photo WHERE hash = ?)", hash.view());
}

result<std::vector<digest>> photo_rows::of_others() {
    PENDATA_TRY(run, file_.use("SELECT hash FROM photo WHERE state IN (2, 3, 5) ORDER BY row"));
    std::vector<digest> out;
    for (;;) {
        PENDATA_TRY(more, run.step());
        if (!more) return out;
        PENDATA_TRY(hash, run.id<digest>(0));
        out.push_back(hash);
    }
}

result<void> photo_rows::drop(const digest& hash) {
    PENDATA_CHECK(drop_pieces(hash));
    return file_.execute("DELETE FROM photo WHERE hash = ?", hash.view());
}

result<photo_mark> photo_rows::newest_mark() {
    PENDATA_TRY(run, file_.use("SELECT mark, mark_hash FROM photo WHERE mark > 0 ORDER BY mark DESC LIMIT 1"));
    PENDATA_TRY(found, run.step());
    if (!found) return photo_mark{};
    return photo_mark{run.number<std::uint64_t>(0), run.number<std::uint64_t>(1)};
}

result<void> photo_rows::offer_again() {
    // The hash of the mark stays: by it such a photo is known as one that was there before.
    return file_.execute("UPDATE photo SET state = ?, passed = 0, mark = 0 WHERE state = ?",
                         number_of(photo_state::waiting), number_of(photo_state::kept));
}

}  // namespace pendata::store
