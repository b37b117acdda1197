// Acts of scripts about closed periods: what the office does, and what it prints.
#include <doctest/doctest.h>

#include "core/settle/closings.hpp"
#include "tests/scenario/script.hpp"

namespace pendata::test {

void performance::close_period(const std::string& village, const std::string& period, const std::string& minutes) {
    auto& office = world_->office;
    const auto context = office.context();
    std::vector<write> writes;
    const auto say = [&](const record_id& id, std::uint16_t kind, const std::vector<said_field>& fields) {
        const auto* known = builtin_dictionary().find(kind);
        const authorship by{context.replica, {}, ++office_saves_, to_stamp_time(context.now_ms), context.now_ms, clock_trust::ok};
        for (const auto& f : fields) writes.push_back(*compose(id, request_for(known->name, known->find(f.field)->name, f.content), by, {}, {}));
    };
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(before, closings_of(tx, village, period));
        PENDATA_TRY(what, closing_today(tx, village, period, minutes));
        what.correction = static_cast<std::uint32_t>(before.size());
        what.batch = record_id::from(sha256("batch " + village + period).view());
        const auto snapshot = record_id::from(sha256("snapshot " + village + period + std::to_string(before.size())).view());
        const auto corrects = before.empty() ? std::nullopt : std::optional(before.front().snapshot);
        if (before.empty()) say(what.batch, kinds::batch, batch_fields(what));
        say(snapshot, kinds::report_snapshot, snapshot_fields(what, corrects, {}, context.now_ms));
        PENDATA_TRY(at, settle_own(tx, context, writes));
        static_cast<void>(at);
        records_["batch"] = what.batch;
        return keep_closing(tx, snapshot, what);
    });
    REQUIRE(done.has_value());
}

closing_standing performance::standing(const std::string& village, const std::string& period) {
    auto view = world_->office.store.view();
    const auto rows = closings_of(**view, village, period);
    REQUIRE(rows.has_value());
    REQUIRE(!rows->empty());
    const auto kept = kept_closing(**view, rows->front().snapshot);
    REQUIRE(kept.has_value());
    REQUIRE(kept->has_value());
    auto out = standing_of(**view, **kept);
    REQUIRE(out.has_value());
    return *out;
}

std::string performance::printed(const std::string& region, const std::string& period, std::uint32_t correction, compartment_mask rooms) {
    auto view = world_->office.store.view();
    const auto made = report_of(**view, region, period, correction, rooms);
    if (made.has_error()) return std::string(text_of(to_errc(made.error()), false));
    return report_to_json(*made) + "\n" + report_to_csv(*made);
}

}  // namespace pendata::test
