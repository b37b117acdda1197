// The office's file, version by version. Keys are ordered so that a new record's rows are appended wherever they can be.
#include "sync-server/store/office_schema.hpp"

#include <vector>

namespace pendata::office_schema {

namespace {

constexpr const char* version_1 = R"sql(
CREATE TABLE commits(
    at INTEGER PRIMARY KEY,
    segment BLOB NOT NULL,
    hash BLOB NOT NULL,
    ms INTEGER NOT NULL,
    latest_ms INTEGER NOT NULL);
CREATE TABLE event(
    at INTEGER PRIMARY KEY,
    records BLOB NOT NULL);

CREATE TABLE record(
    no INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    kind INTEGER,
    root BLOB,
    places BLOB,
    contested BLOB,
    parts BLOB);
CREATE TABLE of_kind(kind INTEGER, no INTEGER, id BLOB NOT NULL, PRIMARY KEY(kind, no)) WITHOUT ROWID;
CREATE TABLE under(atom INTEGER, id BLOB, PRIMARY KEY(atom, id)) WITHOUT ROWID;
CREATE TABLE follower(root INTEGER, id BLOB, PRIMARY KEY(root, id)) WITHOUT ROWID;
CREATE TABLE atom(no INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE kind(no INTEGER PRIMARY KEY, changed_at INTEGER NOT NULL, records INTEGER NOT NULL);
CREATE TABLE sum(room INTEGER, path TEXT, content BLOB NOT NULL, PRIMARY KEY(room, path)) WITHOUT ROWID;

CREATE TABLE origin(
    no INTEGER PRIMARY KEY,
    replica BLOB NOT NULL,
    author BLOB NOT NULL,
    UNIQUE(replica, author));
CREATE TABLE delivery(
    no INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    batch BLOB NOT NULL,
    device BLOB NOT NULL,
    path INTEGER NOT NULL,
    received_ms INTEGER NOT NULL);
CREATE TABLE history(
    row INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL,
    writes BLOB NOT NULL);

CREATE TABLE custody(
    no INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    record BLOB NOT NULL,
    device BLOB NOT NULL,
    state INTEGER NOT NULL,
    at INTEGER NOT NULL,
    waits_for BLOB,
    batch BLOB NOT NULL,
    path INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    note TEXT NOT NULL,
    what BLOB NOT NULL);
CREATE INDEX custody_record ON custody(record, at, id);
CREATE INDEX custody_state ON custody(state, at, id);
CREATE INDEX custody_device ON custody(device, at, id);
CREATE INDEX custody_place ON custody(waits_for, at, id) WHERE waits_for IS NOT NULL;
CREATE TABLE custody_base(base BLOB, id BLOB, PRIMARY KEY(base, id)) WITHOUT ROWID;
CREATE TABLE accepted(
    id BLOB PRIMARY KEY,
    record BLOB NOT NULL,
    device BLOB NOT NULL,
    at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX accepted_device ON accepted(device, at, id);

CREATE TABLE batch(
    no INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    replica BLOB NOT NULL,
    number INTEGER NOT NULL,
    previous BLOB NOT NULL,
    device BLOB NOT NULL,
    last_save INTEGER NOT NULL,
    answer BLOB NOT NULL);
CREATE INDEX batch_number ON batch(replica, number, hash);
CREATE TABLE replica(
    id BLOB PRIMARY KEY,
    number INTEGER NOT NULL,
    last_save INTEGER NOT NULL,
    forked INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE device(
    id BLOB PRIMARY KEY,
    public_key BLOB NOT NULL,
    officer BLOB NOT NULL,
    label TEXT NOT NULL,
    enrolled_ms INTEGER NOT NULL,
    revoked INTEGER NOT NULL,
    last_contact_ms INTEGER NOT NULL,
    told_pending INTEGER NOT NULL,
    told_oldest_s INTEGER NOT NULL,
    told_trust INTEGER NOT NULL,
    pulled_segment BLOB NOT NULL,
    pulled_at INTEGER NOT NULL,
    pulled_hash INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE code(
    secret_hash BLOB PRIMARY KEY,
    officer BLOB NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_by BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE note(name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
)sql";

// What a tablet told of its failed syncs.
constexpr const char* version_2 = R"sql(
ALTER TABLE device ADD COLUMN told_trouble INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN told_trouble_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN told_by_office INTEGER NOT NULL DEFAULT 0;
)sql";

// Digests in short beside what is listed by place, so that a repair reads no records. Rows of before have none until
// their record is put again.
constexpr const char* version_3 = "ALTER TABLE under ADD COLUMN marks BLOB NOT NULL DEFAULT x''";

// Batches of a device that has too much waiting already, as they came.
constexpr const char* unread_batches = R"sql(
CREATE TABLE unread(
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    device BLOB NOT NULL,
    path INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    writes INTEGER NOT NULL,
    content BLOB NOT NULL);
CREATE INDEX unread_device ON unread(device, no);
)sql";

// Photos, as each device brings them. `pieces` is the number of the photo whose pieces these are; `mark` is the place
// among those that are whole.
constexpr const char* photos = R"sql(
CREATE TABLE photo(
    no INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    device BLOB NOT NULL,
    size INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    began_ms INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    mark INTEGER,
    mark_hash INTEGER NOT NULL DEFAULT 0,
    UNIQUE(hash, device));
CREATE UNIQUE INDEX photo_mark ON photo(mark) WHERE mark IS NOT NULL;
CREATE INDEX photo_device ON photo(device, size);
CREATE TABLE photo_piece(
    photo INTEGER NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    UNIQUE(photo, number));
CREATE TABLE photo_erased(hash BLOB PRIMARY KEY) WITHOUT ROWID;
)sql";

// Lists of others, version by version. A row's number is that of its version << 24 + its place. What was erased by law has
// no text and no content; marks of it keep it from coming back.
constexpr const char* lists = R"sql(
CREATE TABLE list_version(
    no INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    hash BLOB NOT NULL,
    state INTEGER NOT NULL,
    doubt INTEGER NOT NULL,
    programme TEXT NOT NULL,
    period TEXT NOT NULL,
    rows INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    full_niks INTEGER NOT NULL,
    zero_niks INTEGER NOT NULL,
    imported_ms INTEGER NOT NULL,
    active_ms INTEGER NOT NULL,
    linked_ms INTEGER NOT NULL,
    titles TEXT NOT NULL,
    meanings TEXT NOT NULL,
    UNIQUE(source, version),
    UNIQUE(source, hash));
CREATE UNIQUE INDEX list_active ON list_version(source) WHERE state=1;
CREATE TABLE list_row(
    no INTEGER PRIMARY KEY,
    line INTEGER NOT NULL,
    row_key TEXT,
    content BLOB NOT NULL,
    text TEXT NOT NULL,
    sure INTEGER NOT NULL,
    answer INTEGER);
CREATE INDEX list_row_content ON list_row(content);
CREATE INDEX list_row_key ON list_row(row_key) WHERE row_key IS NOT NULL;
CREATE INDEX list_row_answer ON list_row(answer) WHERE answer IS NOT NULL;
CREATE TABLE list_link(
    row INTEGER,
    person BLOB,
    level INTEGER NOT NULL,
    score INTEGER NOT NULL,
    reasons BLOB NOT NULL,
    PRIMARY KEY(row, person)) WITHOUT ROWID;
CREATE INDEX list_link_person ON list_link(person);
CREATE TABLE list_answer(
    no INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    row_key TEXT,
    content BLOB NOT NULL,
    kind INTEGER NOT NULL,
    person BLOB,
    author BLOB NOT NULL,
    ms INTEGER NOT NULL);
CREATE INDEX list_answer_content ON list_answer(source, content);
CREATE INDEX list_answer_key ON list_answer(source, row_key) WHERE row_key IS NOT NULL;
CREATE INDEX list_answer_person ON list_answer(person) WHERE person IS NOT NULL;
CREATE TABLE list_erased(mark BLOB PRIMARY KEY) WITHOUT ROWID;
)sql";

}  // namespace

std::span<const sqlite::migration_step> steps() {
    static const std::vector<sqlite::migration_step> all = {sqlite::step_of(version_1), sqlite::step_of(version_2),
                                                           sqlite::step_of(version_3), sqlite::step_of(unread_batches),
                                                           sqlite::step_of(photos), sqlite::step_of(lists)};
    return all;
}

}  // namespace pendata::office_schema
