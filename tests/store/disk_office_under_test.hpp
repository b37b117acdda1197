// The SQLite office store on a virtual disk. Opening it again is a power cut: what was committed must have been
// durable, and what was not is torn or forgotten.
#pragma once

#include <memory>

#include "sync-server/store/sqlite_office_store.hpp"
#include "tests/store/office_under_test.hpp"
#include "tools/sim/disk/disk_mount.hpp"

namespace pendata::test {

class disk_office_under_test final : public office_under_test {
public:
    disk_office_under_test() { open(); }

    office_store& store() override { return *store_; }
    void reopen() override {
        disk_.crash();
        store_.reset();
        open();
    }

private:
    void open() {
        mount_ = std::make_unique<sim::disk_mount>(disk_);
        office_file_options options;
        options.create = true;
        options.vfs = mount_->vfs();
        store_ = must(sqlite_office_store::open("office/office.db", options));
    }

    sim::virtual_disk disk_{7};
    std::unique_ptr<sim::disk_mount> mount_;
    std::unique_ptr<sqlite_office_store> store_;
};

}  // namespace pendata::test
