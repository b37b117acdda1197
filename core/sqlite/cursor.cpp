// Binding, stepping and columns, straight over SQLite's own calls.
#include "core/sqlite/cursor.hpp"

#include <sqlite3.h>

#include "core/sqlite/database.hpp"
#include "core/sqlite/failure.hpp"

namespace pendata::sqlite {

cursor::cursor(cursor&& other) noexcept
    : owner_(other.owner_), statement_(other.statement_), home_(other.home_), failure_(other.failure_) {
    other.statement_ = nullptr;
}

cursor::~cursor() {
    if (statement_ != nullptr) owner_->give_back(statement_, home_);
}

cursor& cursor::bound(int sqlite_code) {
    if (sqlite_code != SQLITE_OK && failure_ == errc::ok) failure_ = code_of(sqlite_code);
    return *this;
}

cursor& cursor::bind(int parameter, std::nullptr_t) { return bound(sqlite3_bind_null(statement_, parameter)); }

cursor& cursor::bind(int parameter, double number) {
    return bound(sqlite3_bind_double(statement_, parameter, number));
}

cursor& cursor::bind_integer(int parameter, std::int64_t number) {
    return bound(sqlite3_bind_int64(statement_, parameter, number));
}

cursor& cursor::bind_bytes(int parameter, bytes_view data, bool text, bool copy) {
    // A null pointer would bind NULL, and an empty view may have one.
    const char* from = data.data() != nullptr ? data.data() : "";
    const auto keep = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    return bound(text ? sqlite3_bind_text64(statement_, parameter, from, data.size(), keep, SQLITE_UTF8)
                      : sqlite3_bind_blob64(statement_, parameter, from, data.size(), keep));
}

cursor& cursor::bind(int parameter, bytes_view blob) { return bind_bytes(parameter, blob, false, false); }
cursor& cursor::bind(int parameter, as_text text) { return bind_bytes(parameter, text.of, true, false); }
cursor& cursor::bind_copy(int parameter, bytes_view blob) { return bind_bytes(parameter, blob, false, true); }
cursor& cursor::bind_copy(int parameter, as_text text) { return bind_bytes(parameter, text.of, true, true); }

result<bool> cursor::step() {
    if (failure_ == errc::ok) failure_ = owner_->broken();
    if (failure_ != errc::ok) return failure_;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    failure_ = owner_->failed(code);
    return failure_;
}

result<void> cursor::finish() {
    for (;;) {
        PENDATA_TRY(more, step());
        if (!more) return {};
    }
}

column_type cursor::type(int column) const {
    switch (sqlite3_column_type(statement_, column)) {
        case SQLITE_INTEGER:
            return column_type::integer;
        case SQLITE_FLOAT:
            return column_type::real;
        case SQLITE_TEXT:
            return column_type::text;
        case SQLITE_BLOB:
            return column_type::blob;
        default:
            return column_type::null;
    }
}

bytes_view cursor::blob(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return data != nullptr ? bytes_view(static_cast<const char*>(data), static_cast<std::size_t>(size)) : bytes_view();
}

double cursor::real(int column) const { return sqlite3_column_double(statement_, column); }
std::int64_t cursor::integer(int column) const { return sqlite3_column_int64(statement_, column); }

}  // namespace pendata::sqlite
