// Once after an update with newer review rules: everything is looked at, step by step in the writer's lane, each step behind
// what tablets wait for. What it does stands in sync-server/office/newer_rules.hpp.
//
// Threads: made, started and answered on the connections' thread. Lifetime: longer than the executor.
#pragma once

#include "sync-server/jobs/event_log.hpp"
#include "sync-server/jobs/office_executor.hpp"

namespace pendata {

class rules_job {
public:
    explicit rules_job(const event_log& log) : log_(log) {}

    // Where it fails, the next start of the server goes on.
    void start(office_executor& with);

private:
    const event_log& log_;
};

}  // namespace pendata
