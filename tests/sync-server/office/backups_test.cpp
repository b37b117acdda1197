// Backups: a file is whole or not there, and tablets are told only what every backup that may be restored contains.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "core/base/byte_writer.hpp"
#include "core/settle/lost_history.hpp"
#include "sync-server/office/backups.hpp"
#include "tests/sync-server/office/office_fixture.hpp"

using namespace pendata;
using namespace pendata::test;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kept_days = 30;

sequence told_after(office_folder& f, sequence at) {
    REQUIRE(code_of(f.of->transact(f.now_ms, [&](office_transaction& to, const office_context&) {
        return note_backup(to, {at, f.now_ms}, kept_days);
    })) == errc::ok);
    return backed_up_to(*f.view()).value();
}

sequence head(office_folder& f) { return f.view()->head()->at; }

void commits(office_folder& f, int count) {
    for (int i = 0; i < count; ++i) REQUIRE(code_of(f.of->start_segment(f.now_ms)) == errc::ok);
}

}  // namespace

TEST_CASE("tablets are told of what the oldest backup that is kept contains") {
    office_folder f;
    commits(f, 12);
    f.now_ms += kept_days * day_ms;
    CHECK(told_after(f, 5) == 5);
    f.now_ms += day_ms;
    CHECK(told_after(f, 9) == 5);
    f.now_ms += kept_days * day_ms;
    CHECK(told_after(f, 12) == 9);
}

TEST_CASE("tablets are never told more than the office had for as long as backups are kept") {
    office_folder f;
    const auto noted = [&] { return told_after(f, head(f)); };
    // Somebody copied the folder and noted nothing; the first backup, or the first after a long pause, is of the day after.
    commits(f, 3);
    const auto copied = head(f);
    f.now_ms += day_ms;
    commits(f, 2);
    CHECK(noted() == 0);
    f.now_ms += (kept_days - 1) * day_ms;
    CHECK(noted() == copied);
    f.now_ms += day_ms - 1;
    CHECK(noted() == copied);
    f.now_ms += 1;
    CHECK(noted() == copied + 2);

    f.now_ms += 3 * kept_days * day_ms;
    const auto before = head(f);
    commits(f, 4);
    CHECK(noted() == before);
}

TEST_CASE("backups of a history that was lost count, too, as long as they are kept") {
    office_folder f;
    commits(f, 30);
    f.now_ms += kept_days * day_ms;
    const auto tablet = f.enrol(f.add("Ani", role::psm, village_a));
    REQUIRE(code_of(f.of->transact(f.now_ms, [&](office_transaction& to, const office_context&) -> result<void> {
        const position fork{segment_id{}, 7, 1};
        const position told{segment_id{}, 11, 2};
        PENDATA_CHECK(note_fork(to, tablet.device, fork, std::span(&told, 1), f.now_ms));
        bytes restored;
        byte_writer out(restored);
        out.varint(7);
        out.zigzag(f.now_ms);
        return to.put_note(restored_note, restored);
    })) == errc::ok);
    f.now_ms += day_ms;
    CHECK(told_after(f, 20) == 7);
    f.now_ms += kept_days * day_ms;
    CHECK(told_after(f, 30) == 20);
}

TEST_CASE("a backup is whole under its name, and what was begun and left is no hindrance") {
    office_folder f;
    const auto file = f.folder.path() / "malam.db";
    std::ofstream(file.string() + ".part") << "a piece";
    const auto made = make_backup(*f.of, file, f.now_ms);
    REQUIRE(made.has_value());
    CHECK(made->bytes == fs::file_size(file));
    CHECK_FALSE(fs::exists(file.string() + ".part"));
    CHECK(code_of(make_backup(*f.of, file, f.now_ms)) == errc::already_exists);
    CHECK(made->bytes == fs::file_size(file));
    CHECK(code_of(make_backup(*f.of, f.folder.path() / "none" / "malam.db", f.now_ms)) != errc::ok);
}
