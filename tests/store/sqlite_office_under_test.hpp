// The SQLite office store in a folder of its own that goes with it.
#pragma once

#include "sync-server/store/sqlite_office_store.hpp"
#include "tests/store/office_under_test.hpp"
#include "tests/store/test_folder.hpp"

namespace pendata::test {

class sqlite_office_under_test final : public office_under_test {
public:
    sqlite_office_under_test() { reopen(); }

    office_store& store() override { return *store_; }
    void reopen() override {
        store_.reset();
        store_ = must(sqlite_office_store::open(path(), {.create = true}));
    }
    sqlite_office_store& file() { return *store_; }
    std::string path() const { return folder_.path("office.db"); }

private:
    test_folder folder_;
    std::unique_ptr<sqlite_office_store> store_;
};

}  // namespace pendata::test
