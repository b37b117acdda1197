// A small world in one thread: the small office and tablets with the real engine on real SQLite files, joined by
// the real session machines over a wire the test can cut at any byte. Time and randomness come from the test.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "client-lib/src/engine/author_desk.hpp"
#include "client-lib/src/engine/fork_desk.hpp"
#include "client-lib/src/engine/reading_desk.hpp"
#include "client-lib/src/engine/snapshot_desk.hpp"
#include "client-lib/src/engine/sync_desk.hpp"
#include "client-lib/src/store/sqlite_device_store.hpp"
#include "core/settle/fork_point.hpp"
#include "core/sync/server_session.hpp"
#include "tests/support/small_office.hpp"

namespace pendata::test {

// A folder of its own that goes with the object; in memory where the system has a place for that.
class scratch_folder {
public:
    scratch_folder();
    ~scratch_folder();
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class world_tablet {
public:
    world_tablet(const std::filesystem::path& file, int number, const std::int64_t& office_now_ms,
                 const dictionary& words = builtin_dictionary());

    void reopen();
    // As an app of another version would.
    void reopen(const dictionary& words);
    // Adds a record that must be good; its id.
    record_id add(std::string_view kind, std::string_view json, std::uint8_t evidence = 2);
    // False where nothing changed or it was refused.
    bool edit(const record_id& id, std::string_view json, save_options options = {});
    std::string exported(bool settled = false);
    std::string shown(const record_id& id);

    std::int64_t skew_ms = 0;  // of the wall clock
    key_seed seed{};
    std::unique_ptr<sqlite_device_store> store;
    tablet engine;

    author_desk author() const { return author_desk(engine); }
    reading_desk reading() const { return reading_desk(engine); }
    sync_desk syncing() const { return sync_desk(engine); }
    fork_desk forking() const { return fork_desk(engine); }
    snapshot_desk loading() const { return snapshot_desk(engine); }

    const std::filesystem::path& file() const { return file_; }

private:
    const dictionary* words_;
    std::filesystem::path file_;
    std::mt19937_64 random_;
    tablet make_engine(const dictionary& words);
    const std::int64_t& now_ms_;
};

struct wire_faults {
    std::size_t cut_after_up = SIZE_MAX;    // bytes until the wire breaks
    std::size_t cut_after_down = SIZE_MAX;
};

struct session_outcome {
    errc why = errc::ok;
    session_progress progress;
    std::size_t bytes_up = 0;
    std::size_t bytes_down = 0;
};

class world {
public:
    small_office office;
    scratch_folder folder;

    // A tablet enrolled for the officer.
    std::unique_ptr<world_tablet> tablet_for(const officer_id& officer, const dictionary& words = builtin_dictionary());
    // The tablet lost its key and gets another.
    void enrol_anew(world_tablet& t, const officer_id& officer);
    // A second tablet from a copy of the file, key and all.
    std::unique_ptr<world_tablet> clone(world_tablet& of);
    session_outcome sync(world_tablet& t, const wire_faults& faults = {});
    // The office as it was: a backup is a copy of its store. `noticed`: a restore by the program or a start of the server,
    // which mints a segment; else it goes on in the old one. Devices and revocations come back from the ledger.
    memory_office_store backup() const { return office.store; }
    void restore(const memory_office_store& from, bool noticed);
    void revoke(const world_tablet& t);
    // The newest backup position that tablets are told of.
    sequence backed_up = 0;
    // Runs before each answer to a question of a repair: what others do at the office meanwhile.
    std::function<void()> meanwhile;
    // The office's own export of what the officer is granted.
    std::string exported_for(const officer_id& officer, const dictionary& words = builtin_dictionary());

private:
    std::map<device_id, device_row> ledger_;  // as a ledger would keep them
    int segments_ = 0;
    void enrol(world_tablet& t, const officer_id& officer);

    int tablets_ = 0;
};

}  // namespace pendata::test
