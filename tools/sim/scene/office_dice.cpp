// fresh_id.hpp, from the seed.
#include "tools/sim/scene/office_dice.hpp"

#include "sync-server/office/fresh_id.hpp"

namespace pendata {

namespace {

sim::dice& office_dice() {
    static sim::dice drawn(0);
    return drawn;
}

}  // namespace

namespace sim {
void draw_office_ids_from(dice from) { office_dice() = from; }
}  // namespace sim

std::array<unsigned char, 10> ten_dice() { return office_dice().ten_bytes(); }

std::array<unsigned char, 16> fresh_secret() {
    std::array<unsigned char, 16> out{};
    for (auto& byte : out) byte = static_cast<unsigned char>(office_dice().below(256));
    return out;
}

}  // namespace pendata
