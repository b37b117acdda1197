// What was promised: every write of every save that returned success, kept apart from the engine. At the end each of
// them is found at the office, or there is a reason why no one could bring it.
#pragma once

#include <map>
#include <string>

#include "core/model/cell.hpp"
#include "tools/sim/scene/sim_tablet.hpp"

namespace pendata::sim {

struct promise {
    record_id record;
    int tablet = 0;
    std::int64_t at_ms = 0;
    std::string excused;  // why nobody could bring it; empty: it has to be there
};

class oracle {
public:
    // After a save of this record: its pending writes are promised.
    void remember(const sim_tablet& by, const record_id& record, std::int64_t now_ms);
    // After an import: so are those of every record.
    void remember_all(const sim_tablet& by, std::int64_t now_ms);
    // What this tablet has not sent yet can not come any more.
    void excuse_unsent(const sim_tablet& of, const std::string& why);

    // All that came from this tablet may be gone.
    void excuse(int tablet, const std::string& why);
    // What is pending on it now will be sent, whatever was said before.
    void demand_pending(const sim_tablet& of);

    const std::map<write_id, promise>& promises() const { return promises_; }

private:
    static void visit_pending(const sim_tablet& of, const std::function<void(const pending_write&)>& visitor);

    std::map<write_id, promise> promises_;
};

}  // namespace pendata::sim
