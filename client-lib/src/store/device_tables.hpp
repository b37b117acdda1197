// The tables of a tablet's file, together: one of each, on one connection.
#pragma once

#include "client-lib/src/store/custody_rows.hpp"
#include "client-lib/src/store/cut_rows.hpp"
#include "client-lib/src/store/journal_rows.hpp"
#include "client-lib/src/store/mail_rows.hpp"
#include "client-lib/src/store/origin_rows.hpp"
#include "client-lib/src/store/pending_rows.hpp"
#include "client-lib/src/store/photo_rows.hpp"
#include "client-lib/src/store/projection_rows.hpp"
#include "client-lib/src/store/record_rows.hpp"
#include "client-lib/src/store/search_index.hpp"
#include "client-lib/src/store/staging_rows.hpp"
#include "client-lib/src/store/state_rows.hpp"

namespace pendata::store {

struct device_tables {
    device_tables(sqlite::database& connection, const dictionary& census)
        : file(connection),
          origins(file),
          records(file, origins),
          pending(file, origins),
          journal(file),
          mail(file),
          custody(file),
          cut(file, origins),
          staging(file),
          photos(file),
          state(file),
          search(file),
          projection(file, census, search) {}

    sqlite::database& file;
    origin_rows origins;
    record_rows records;
    pending_rows pending;
    journal_rows journal;
    mail_rows mail;
    custody_rows custody;
    cut_rows cut;
    staging_rows staging;
    photo_rows photos;
    state_rows state;
    search_index search;
    projection_rows projection;
};

}  // namespace pendata::store
