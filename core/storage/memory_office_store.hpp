// The office's store in memory, for tests and the simulator: the same contract as the one on disk, without a
// disk. A snapshot costs nothing, so a copy of the store is a backup and an assignment a restore.
// Threads: one for the store, its copies and their views.
#pragma once

#include <memory>

#include "core/storage/office_store.hpp"

namespace pendata {

struct office_tables;

class memory_office_store final : public office_store {
public:
    memory_office_store();
    ~memory_office_store() override;
    memory_office_store(const memory_office_store&);
    memory_office_store& operator=(const memory_office_store&);

    result<std::unique_ptr<office_view>> view() override;
    // Requires: not from inside `work`.
    result<void> transact(const std::function<result<void>(office_transaction&)>& work) override;

private:
    std::shared_ptr<const office_tables> tables_;
    bool transacting_ = false;
};

}  // namespace pendata
