// Dating it.
#include "sync-server/office/keep_leaf.hpp"

#include <algorithm>

namespace pendata {

result<kept_certificate> keep_leaf(office& of, std::int64_t wall_ms) {
    PENDATA_TRY(view, of.view());
    PENDATA_CHECK(of.look_at_clock(*view, wall_ms));
    PENDATA_TRY(head, view->head());
    return keep_certificate(of.folder(), of.identity(), std::max(wall_ms, head.latest_ms));
}

}  // namespace pendata
