// Who may have which lock beside whom.
#include "tools/sim/disk/file_locks.hpp"

#include <doctest/doctest.h>

namespace pendata::test {

using sim::file_locks;
using sqlite::lock_level;

TEST_CASE("many read, one writes, and a waiting writer lets nobody new in") {
    file_locks locks;
    file_locks::holder a, b, c;
    CHECK(locks.raise(a, lock_level::shared));
    CHECK(locks.raise(b, lock_level::shared));
    CHECK(locks.raise(a, lock_level::reserved));
    CHECK(locks.is_reserved());
    CHECK_FALSE(locks.raise(b, lock_level::reserved));
    CHECK_FALSE(locks.raise(a, lock_level::exclusive));
    CHECK(a.level == lock_level::pending);
    CHECK_FALSE(locks.raise(c, lock_level::shared));
    locks.lower(b, lock_level::none);
    CHECK(locks.raise(a, lock_level::exclusive));
    locks.lower(a, lock_level::shared);
    CHECK_FALSE(locks.is_reserved());
    CHECK(locks.raise(c, lock_level::shared));
    locks.release(a);
    locks.release(c);
    CHECK(locks.raise(b, lock_level::shared));
    CHECK(locks.raise(b, lock_level::exclusive));
    locks.release(b);
}

TEST_CASE("locks of the shared memory are had by one alone or by several") {
    file_locks locks;
    file_locks::holder a, b;
    REQUIRE(locks.region(a, 0, 4096, true) != nullptr);
    REQUIRE(locks.region(b, 0, 4096, false) == locks.region(a, 0, 4096, false));
    CHECK(locks.lock(a, 3, 1, false));
    CHECK(locks.lock(b, 3, 1, false));
    CHECK_FALSE(locks.lock(a, 2, 3, true));
    locks.unlock(b, 3, 1);
    CHECK(locks.lock(a, 2, 3, true));
    CHECK_FALSE(locks.lock(b, 4, 1, false));
    CHECK(locks.lock(b, 5, 2, true));
    locks.release(a);
    CHECK(locks.lock(b, 4, 1, false));
    locks.release(b);
}

TEST_CASE("shared memory is gone with the last who had it") {
    file_locks locks;
    file_locks::holder a, b;
    auto* const memory = static_cast<char*>(locks.region(a, 1, 4096, true));
    memory[0] = 'x';
    CHECK(static_cast<char*>(locks.region(b, 1, 4096, false))[0] == 'x');
    locks.leave(a);
    CHECK(static_cast<char*>(locks.region(b, 1, 4096, false))[0] == 'x');
    locks.leave(b);
    CHECK(locks.region(a, 1, 4096, false) == nullptr);
    locks.leave(a);
}

}  // namespace pendata::test
