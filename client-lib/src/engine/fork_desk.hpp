// An office that lost the end of its history (docs/protocol.md, "After a fork"): the tablet goes back with it to where
// both agree, sends its own batches again and gives back what it held of anybody's. Each call is one transaction.
#pragma once

#include "client-lib/src/engine/tablet.hpp"
#include "core/wire/message.hpp"

namespace pendata {

class fork_desk {
public:
    explicit fork_desk(const tablet& t) : tablet_(t) {}

    // What this tablet remembers.
    result<message::fork_ask> positions();

    // Cuts the settled layer to the fork point, queues own batches and cut cells beyond it, takes the point as cursor.
    // Again with the same point: nothing. Errors: unexpected_message, where the point is none it remembers.
    result<void> go_back_to(const position& point);

    // The next handful to give back; `wanted` is empty where nothing is left.
    result<message::give_back> cut_cells();
    result<void> mark(const message::given_back& answer);

private:
    const tablet& tablet_;
};

}  // namespace pendata
