// Replicas and whose they are.
#include "core/model/replica.hpp"

#include <algorithm>

#include "core/base/sha256.hpp"

namespace pendata {

replica_id make_replica(const device_id& of, const std::array<unsigned char, 8>& random) {
    const bytes_view salt(reinterpret_cast<const char*>(random.data()), random.size());
    const digest bound = sha256({"pendata.replica.1", of.view(), salt});
    replica_id out;
    std::copy(random.begin(), random.end(), out.raw.begin());
    std::copy_n(bound.raw.begin(), 8, out.raw.begin() + 8);
    return out;
}

bool is_replica_of(const replica_id& replica, const device_id& device) {
    std::array<unsigned char, 8> salt{};
    std::copy_n(replica.raw.begin(), 8, salt.begin());
    return make_replica(device, salt) == replica;
}

replica_id foreign_replica(const device_id& by, const replica_id& claimed) {
    return replica_id::from(sha256({"pendata.replica.foreign.1", by.view(), claimed.view()}).view());
}

}  // namespace pendata
