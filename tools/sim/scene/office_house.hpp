// The office of a world: the real one, in a folder, opened as the server opens it. It may be shut or killed at any
// time; everything else asks it whether it is open.
#pragma once

#include <memory>
#include <vector>

#include "sync-server/office/office.hpp"
#include "tools/sim/scene/stage.hpp"

namespace pendata::sim {

// Whoever is connected.
class office_guest {
public:
    virtual ~office_guest() = default;
    // The office's process is.
    virtual void office_is_gone() = 0;
    virtual void on_commit() = 0;
};

class office_house {
public:
    explicit office_house(stage& on);

    // Makes the folder, with the regions of the world.
    void found(const std::vector<std::string>& villages);
    // As a server starts: the ledger is learnt, a segment begins.
    void open();
    // Shut or killed: whoever is connected loses the connection.
    void close(std::string_view why);
    bool is_open() const { return opened_ != nullptr; }

    // Requires: is open.
    office& of() { return *opened_; }
    std::int64_t now_ms() const { return on_.time.now_ms(); }
    const public_key& identity() const { return identity_; }
    // Tickets for resumption die with the process that gave them.
    std::uint64_t ticket_epoch() const { return epoch_; }

    void joined(const std::shared_ptr<office_guest>& c) { connected_.push_back(c); }
    // Something was committed: those who follow are told.
    void tell_committed();

private:
    stage& on_;
    std::filesystem::path folder_;
    std::unique_ptr<office> opened_;
    public_key identity_{};
    std::uint64_t epoch_ = 0;
    std::vector<std::weak_ptr<office_guest>> connected_;
    bool telling_ = false;
};

}  // namespace pendata::sim
