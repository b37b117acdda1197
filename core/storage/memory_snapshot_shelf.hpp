// A shelf in memory, for tests and the simulator. Threads: one.
#pragma once

#include <vector>

#include "core/storage/snapshot_shelf.hpp"

namespace pendata {

class memory_snapshot_shelf final : public snapshot_shelf {
public:
    explicit memory_snapshot_shelf(std::size_t room = 64) : room_(room) {}

    result<std::optional<shelved_snapshot>> find(const digest& hash) override;
    result<std::optional<shelved_snapshot>> newest(const grant& scope) override;
    result<void> note(const shelved_snapshot& found) override;
    result<void> drop(const digest& hash) override;
    result<message::snapshot_chunk> chunk(const digest& hash, std::uint64_t number) override;
    result<message::snapshot_head> put(const filler& fill) override;

    std::size_t size() const { return kept_.size(); }
    result<void> clear() override {
        kept_.clear();
        return {};
    }

private:
    struct kept {
        shelved_snapshot what;
        std::vector<message::snapshot_chunk> chunks;
    };
    std::vector<kept>::iterator at(const digest& hash);

    std::size_t room_;
    std::vector<kept> kept_;  // the last one was put last
};

}  // namespace pendata
