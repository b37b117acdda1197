// What a restore lost and who brought it back: a line for each device, and the commits of the lost history of which
// nothing came back. What nobody held is gone; here stands from when to when, whose tablets had seen it, and who has not
// called yet and may still have written it.
#pragma once

#include <string>
#include <vector>

#include "core/settle/lost_history.hpp"
#include "sync-server/office/restoring.hpp"

namespace pendata {

struct device_after_restore {
    device_id device;
    std::string officer;
    bool revoked = false;
    std::int64_t last_contact_ms = 0;
    bool heard = false;             // it asked for its fork point
    std::vector<fork_seen> forks;
};

struct lost_range {
    segment_id segment;
    sequence from = 0, to = 0;      // commits of that segment of which nothing came back
    std::int64_t since_ms = 0;      // between these times they were made, as far as anybody can tell
    std::int64_t until_ms = 0;
    std::vector<device_id> told_by; // who had seen them, ascending
};

struct restore_report {
    std::vector<restored_row> restores;
    std::vector<device_after_restore> devices;
    std::vector<lost_range> missing;
    std::uint64_t held = 0;         // given back and waiting for acceptance
};

result<restore_report> report_of_restore(office& of, office_view& view, std::int64_t now_ms);

// {"restores":[{"at","time"}],"devices":[{"device","officer","heard","last_contact","point","told","batches","writes",
// "cells","held","revoked"}],"missing":[{"segment","from","to","since","until","told_by":[DEVICE…]}],"not_heard":[DEVICE…],"held"}.
std::string to_json(const restore_report& report);

}  // namespace pendata
