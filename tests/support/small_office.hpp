// A small office in memory for tests: one kecamatan with three villages, officers added as needed, tablets that
// only seal and sign. Time stands where the test puts it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/dictionary/field_numbers.hpp"
#include "core/join/author.hpp"
#include "core/join/seal.hpp"
#include "core/settle/intake.hpp"
#include "core/storage/memory_office_store.hpp"
#include "core/storage/memory_snapshot_shelf.hpp"

namespace pendata::test {

inline constexpr std::int64_t noon_ms = 1'790'000'000'000;  // in September 2026
inline const std::string village_a = "32.11.01.2001";
inline const std::string village_b = "32.11.01.2002";
inline const std::string village_c = "32.11.02.2001";

inline cell_key person_cell(std::uint16_t field) { return {kinds::person, field, {}}; }

// A tablet without a database: what it saw is what a test tells it.
struct paper_tablet {
    officer_id officer;
    device_id device;
    key_seed seed{};
    chain_head chain;
    std::uint64_t last_save = 0;
    std::vector<unsealed_write> unsealed;
    // Times of what it saw, as sealed; of what is not here it takes it that it was just before.
    std::map<write_id, stamp_time> base_times;

    // Composes and keeps a write on `around`; returns it. Requires: it says something new.
    write save(record_id record, const cell_request& request, const std::vector<write>& around, std::int64_t now_ms,
               const std::vector<cell>& candidates = {});
    // Makes the next save share its number with the one before: one act.
    bool same_save = false;
    sealed_batch seal_all(std::int64_t now_ms);
};

// A replica of the device; another one for each salt.
replica_id paper_replica(const device_id& device, unsigned char salt = 1);

class small_office {
public:
    small_office();

    // What it knows; another one is a build of another version.
    const dictionary* words = &builtin_dictionary();
    memory_office_store store;
    memory_snapshot_shelf shelf;
    load_rules loads;
    std::int64_t now_ms = noon_ms;
    std::size_t held_quota = limits::custody_per_device;
    std::size_t case_quota = limits::cases_per_device;
    std::set<record_id> erased;  // by law
    std::set<digest> erased_photos;
    std::uint64_t free_bytes = UINT64_MAX;

    officer_id add_officer(const std::string& name, role part, const std::vector<std::string>& regions,
                           compartment_mask rooms = 1);
    // The officer's duty is on these regions from now on.
    void replace_duty(const std::string& name, const std::vector<std::string>& regions, compartment_mask rooms = 1);
    paper_tablet add_tablet(officer_id officer);
    receipt take(const sealed_batch& batch, arrival path = arrival::sync);
    void write_own(const std::vector<write>& writes);
    office_context context();
    const directory& who();
    const key_seed& identity() const { return identity_; }
    std::string fingerprint_from_scratch(const grant_list& grants);
    std::string fingerprint_kept(const grant_list& grants);
    // Canonical bytes of every record that is not the office's own housekeeping, and all open cases.
    std::string everything();
    std::optional<office_record> find(const record_id& id);

private:
    directory who_;
    key_seed identity_{};
    replica_id replica_;
    std::uint64_t own_saves_ = 0;
    int made_ = 0;
};

// The request for a plain field of a kind.
cell_request request_for(std::string_view kind, std::string_view field, value content, std::uint8_t evidence = 2,
                         intent why = intent::correction);
record_id numbered_record(int n);

}  // namespace pendata::test
