// The tables in the order they were added. A step that was released never changes: add another. Tables of the
// projection come from the dictionary and are not here.
#include "client-lib/src/store/schema.hpp"

#include <array>

namespace pendata::store {

namespace {

// Large columns stand last, so that a scan reads the small ones without following the large.
constexpr const char* first_tables = R"(
CREATE TABLE state(name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE origin(number INTEGER PRIMARY KEY, replica BLOB NOT NULL, author BLOB NOT NULL,
    UNIQUE(replica, author));

CREATE TABLE record(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL);

CREATE TABLE settled(record INTEGER NOT NULL, room INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY(record, room)) WITHOUT ROWID;

CREATE TABLE pending(row INTEGER PRIMARY KEY, record INTEGER NOT NULL, state INTEGER NOT NULL,
    writes INTEGER NOT NULL, claimed_ms INTEGER NOT NULL, sealed INTEGER, batch INTEGER NOT NULL,
    place INTEGER NOT NULL, settled_at INTEGER NOT NULL, held BLOB, clock BLOB NOT NULL, content BLOB NOT NULL);
CREATE INDEX pending_record ON pending(record);
CREATE INDEX pending_unsent ON pending(state, sealed) WHERE state < 2;
CREATE INDEX pending_receipted ON pending(settled_at) WHERE state = 2;
CREATE INDEX pending_held ON pending(held) WHERE held IS NOT NULL;

CREATE TABLE journal(row INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, number INTEGER NOT NULL,
    settled_at INTEGER, answer BLOB, content BLOB NOT NULL);
CREATE INDEX journal_unreceipted ON journal(number) WHERE answer IS NULL;

CREATE TABLE mail(row INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, content BLOB NOT NULL);

CREATE TABLE notice(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record BLOB NOT NULL, kind INTEGER NOT NULL,
    field INTEGER NOT NULL, element BLOB NOT NULL, reason INTEGER NOT NULL, state INTEGER NOT NULL,
    note TEXT NOT NULL);

CREATE TABLE eviction(record BLOB PRIMARY KEY, rooms INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE layout(kind INTEGER PRIMARY KEY, fields TEXT NOT NULL, stale INTEGER NOT NULL);

CREATE TABLE search_queue(record INTEGER PRIMARY KEY, was TEXT NOT NULL);
CREATE VIRTUAL TABLE search USING fts5(text, content='', tokenize='trigram case_sensitive 1', detail=none,
    columnsize=0);
)";

// The journal keeps what receipts of a lost history said; cells cut from the cache wait to be given back.
constexpr const char* after_a_fork = R"(
ALTER TABLE journal ADD COLUMN earlier BLOB;
ALTER TABLE journal ADD COLUMN sealed_ms INTEGER;
CREATE INDEX journal_age ON journal(sealed_ms) WHERE sealed_ms IS NOT NULL;

CREATE TABLE cut(row INTEGER PRIMARY KEY AUTOINCREMENT, record INTEGER NOT NULL, room INTEGER NOT NULL,
    answered_at INTEGER, content BLOB NOT NULL);
CREATE INDEX cut_record ON cut(record);
CREATE INDEX cut_waiting ON cut(row) WHERE answered_at IS NULL;
)";

constexpr const char* staging_table = R"(
CREATE TABLE staged(node TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY(node, number));
)";

// Mail that the office could not take stands aside; receipts of carried batches go back by a bag.
constexpr const char* mail_both_ways = R"(
ALTER TABLE mail ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
CREATE TABLE mail_return(row INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, answer BLOB NOT NULL);
)";

// Of what was given back and did not come back, nothing is shown; it is kept until a backup has the answer.
constexpr const char* put_away_cells = R"(
ALTER TABLE cut ADD COLUMN put_away INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cut_put_away ON cut(answered_at) WHERE put_away;
)";

// Photos beside the records that name them.
constexpr const char* photo_tables = R"(
CREATE TABLE photo(row INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
    state INTEGER NOT NULL, why INTEGER NOT NULL, tries INTEGER NOT NULL, passed INTEGER NOT NULL, mark INTEGER NOT NULL,
    mark_hash INTEGER NOT NULL, record BLOB NOT NULL, room INTEGER NOT NULL);
CREATE INDEX photo_mark ON photo(mark) WHERE mark > 0;
CREATE INDEX photo_others ON photo(row) WHERE state IN (2, 3, 5);
CREATE INDEX photo_errands ON photo(row) WHERE state IN (0, 2);
CREATE TABLE photo_piece(photo INTEGER NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE(photo, number));
)";

}  // namespace

std::span<const sqlite::migration_step> schema_steps() {
    static const std::array steps{sqlite::step_of(first_tables), sqlite::step_of(after_a_fork),
                                  sqlite::step_of(staging_table), sqlite::step_of(mail_both_ways),
                                  sqlite::step_of(put_away_cells), sqlite::step_of(photo_tables)};
    return steps;
}

}  // namespace pendata::store
