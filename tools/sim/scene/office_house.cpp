// Opening and shutting the office.
#include "tools/sim/scene/office_house.hpp"

#include "core/base/assert.hpp"
#include "sync-server/auth/recovery_text.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/regions.hpp"

namespace pendata::sim {

office_house::office_house(stage& on) : on_(on), folder_(on.folder / "office") {}

void office_house::found(const std::vector<std::string>& villages) {
    key_seed seed{};
    for (auto& byte : seed) byte = static_cast<unsigned char>(on_.draw.below(256));
    new_office wanted{"32.11", {"office.example", 7311}, write_recovery_text(seed)};
    auto made = office::create(folder_, wanted, now_ms());
    PENDATA_ASSERT(made.has_value());
    opened_ = std::move(*made);
    identity_ = opened_->identity().public_key();
    std::vector<region_row> rows{{"32", "", "Jawa Barat"}, {"32.11", "32", "Sumedang"}};
    for (const auto& village : villages) {
        const std::string above(parent_of(village));
        if (rows.back().code.substr(0, above.size()) != above) rows.push_back({above, "32.11", "Kecamatan " + above});
        rows.push_back({village, above, "Desa " + village});
    }
    PENDATA_ASSERT(import_regions(*opened_, rows, "kemendagri", "2026", now_ms()).has_value());
}

void office_house::open() {
    if (is_open()) return;
    auto opened = office::open(folder_);
    if (opened.has_error()) on_.told.broken("I9", "the office does not open again: " + opened.error().hint_en);
    opened_ = std::move(*opened);
    ++epoch_;
    const auto learned = learn_from_ledger(*opened_, now_ms());
    const auto segment = opened_->start_segment(now_ms());
    PENDATA_ASSERT(learned.has_value() && segment.has_value());
    on_.told.tell("office", "opens, sequence " + std::to_string(segment->at));
}

void office_house::close(std::string_view why) {
    if (!is_open()) return;
    on_.told.tell("office", why);
    for (const auto& weak : std::exchange(connected_, {})) {
        if (const auto one = weak.lock()) one->office_is_gone();
    }
    opened_.reset();
}

void office_house::tell_committed() {
    constexpr std::int64_t commits_together_ms = 50;
    if (std::exchange(telling_, true)) return;
    on_.time.after(commits_together_ms, [this] {
        telling_ = false;
        std::erase_if(connected_, [](const auto& weak) { return weak.expired(); });
        for (const auto& weak : std::vector(connected_)) {
            if (const auto one = weak.lock()) one->on_commit();
        }
    });
}

}  // namespace pendata::sim
