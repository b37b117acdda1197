// A transaction that is rolled back unless it was committed. After a failed statement it cannot be.
#pragma once

#include "core/base/result.hpp"

namespace pendata::sqlite {

class database;

enum class isolation {
    write,     // takes the write lock at once, so that it never fails for having read first
    snapshot,  // reads only, all of it as of begin()
};

// Lifetime: shorter than its database; one at a time on a connection.
class transaction {
public:
    // Errors: busy, after the connection's wait; those of reading and writing.
    static result<transaction> begin(database& owner, isolation kind);
    transaction(transaction&& other) noexcept;
    transaction& operator=(transaction&&) = delete;
    ~transaction();

    // Durable when it returned success; on a failure everything is as it was before begin().
    result<void> commit();

private:
    explicit transaction(database& owner) : owner_(&owner) {}
    void end();

    database* owner_;  // null once ended
};

}  // namespace pendata::sqlite
