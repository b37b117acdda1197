// Looks for the same person behind the office's commits, step by step: a read takes what changed into the matching index,
// a write makes cases of the pairs found, and so on until nothing is left. At most one step runs at a time; nobody waits
// for it. What it does stands in sync-server/office/matching.hpp.
//
// Threads: made, woken and answered on the connections' thread. Lifetime: longer than the executor, which may still run
// its last step.
#pragma once

#include <cstdint>
#include <memory>

#include "sync-server/jobs/event_log.hpp"
#include "sync-server/jobs/office_executor.hpp"
#include "sync-server/office/matching.hpp"

namespace pendata {

class match_job {
public:
    match_job(std::unique_ptr<matching> search, const officer_id& own_author, const event_log& log)
        : search_(std::move(search)), own_author_(own_author), log_(log) {}

    // Something was committed, or the office has just started.
    void wake(office_executor& with);

private:
    struct step {
        bool more = false;
        std::vector<match_index::queued_pair> pairs;
    };

    void read(office_executor& with);
    void write(office_executor& with, std::shared_ptr<const step> found);
    void go_on(office_executor& with, bool more);
    void give_up(const boost::system::error_code& why);

    std::unique_ptr<matching> search_;
    officer_id own_author_;
    const event_log& log_;
    bool running_ = false;
    bool again_ = false;           // woken meanwhile
    std::int64_t written_to_ = 0;  // pairs up to it have their cases durably
};

}  // namespace pendata
