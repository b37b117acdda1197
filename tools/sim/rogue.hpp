// What malicious peers have in common: an enrolled device, a chain made by hand, and a line to the office on which anything
// may be said.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "core/wire/frame.hpp"
#include "tools/sim/trouble.hpp"

namespace pendata::sim {

class office_end;

class rogue : protected trouble {
public:
    // Writes that no rule lets settle by themselves.
    const std::set<write_id>& forged() const { return forged_; }

protected:
    using trouble::trouble;
    using line_end = std::shared_ptr<std::unique_ptr<office_end>>;

    // Enrols it first, where there is room. False: nobody is there, or its app was killed.
    bool is_there();
    // A person where its duty is.
    std::optional<office_record> victim();
    // The next of its chain, so that nothing but what was tampered with is wrong.
    sealed_batch sealed(std::vector<write> writes);
    void prove(message::hello& hello) const;
    // Stands for a minute. The office may well die of what it is told there, too.
    line_end open_line(std::function<void(bytes_view)> hears);

    actor* me_ = nullptr;
    std::uint64_t saves_ = 0;
    chain_head chain_;
    std::set<write_id> forged_;
};

}  // namespace pendata::sim
