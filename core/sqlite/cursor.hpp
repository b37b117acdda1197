// One run of a prepared statement: bind, step, read columns. The statement is prepared once for each SQL
// text and connection; when the cursor goes, it is reset and waits for the next run.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

struct sqlite3_stmt;

namespace pendata::sqlite {

class database;

// Marks bytes to be bound as text; all other bytes are bound as a blob.
struct as_text {
    std::string_view of;
};

enum class column_type { null, integer, real, text, blob };

// Lifetime: shorter than its database. Threads: those of its database, one at a time.
class cursor {
public:
    cursor(cursor&& other) noexcept;
    cursor& operator=(cursor&&) = delete;
    ~cursor();

    // Parameters are numbered from 1. Blobs and texts are not copied: they live until the last step().
    // A failure to bind is told by the next step().
    cursor& bind(int parameter, std::nullptr_t);
    cursor& bind(int parameter, bytes_view blob);
    cursor& bind(int parameter, as_text text);
    cursor& bind(int parameter, double number);
    template <std::integral Integer>
    cursor& bind(int parameter, Integer number) {
        return bind_integer(parameter, static_cast<std::int64_t>(number));
    }
    template <class T>
    cursor& bind(int parameter, const std::optional<T>& content) {
        return content ? bind(parameter, *content) : bind(parameter, nullptr);
    }
    // The same with a copy, where the content may go before the last step().
    cursor& bind_copy(int parameter, bytes_view blob);
    cursor& bind_copy(int parameter, as_text text);
    template <class T>
    cursor& bind_copy(int parameter, const std::optional<T>& content) {
        return content ? bind_copy(parameter, *content) : bind(parameter, nullptr);
    }
    template <class Number>
        requires std::is_arithmetic_v<Number> || std::is_null_pointer_v<Number>
    cursor& bind_copy(int parameter, Number number) {
        return bind(parameter, number);
    }

    // True on a row, false at the end. After a failure every further step fails the same way.
    result<bool> step();
    // Steps to the end, where rows do not matter.
    result<void> finish();

    // Columns are numbered from 0. Views live until the next step().
    column_type type(int column) const;
    bool is_null(int column) const { return type(column) == column_type::null; }
    bytes_view blob(int column) const;  // of a text its UTF-8
    double real(int column) const;
    template <std::integral Integer = std::int64_t>
    Integer number(int column) const {
        return static_cast<Integer>(integer(column));
    }
    // An identifier or digest. Errors: corrupt, where the blob has another size.
    template <class Id>
    result<Id> id(int column) const {
        const bytes_view data = blob(column);
        if (data.size() != sizeof(Id::raw)) return errc::corrupt;
        return Id::from(data);
    }

private:
    friend class database;
    cursor(database& owner, sqlite3_stmt* statement, const void* home)
        : owner_(&owner), statement_(statement), home_(home) {}

    cursor& bind_integer(int parameter, std::int64_t number);
    cursor& bind_bytes(int parameter, bytes_view data, bool text, bool copy);
    cursor& bound(int sqlite_code);
    std::int64_t integer(int column) const;

    database* owner_;
    sqlite3_stmt* statement_;
    const void* home_;  // where the statement goes back to
    errc failure_ = errc::ok;
};

}  // namespace pendata::sqlite
