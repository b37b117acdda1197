// Bags packed, carried, read; the receipts come back, or not.
// Form: docs/protocol.md, "Mail bags".
#include "tools/sim/trouble_with_bags.hpp"

#include "client-lib/src/engine/bag_desk.hpp"
#include "core/base/assert.hpp"
#include "core/settle/office_answers.hpp"
#include "core/wire/bag.hpp"
#include "core/wire/frame.hpp"

namespace pendata::sim {

void trouble_with_bags::plan_day(std::int64_t begins_ms) {
    may(fault::mail_bag, 250, begins_ms, [this] { carry(); });
}

// One batch can not be read on the way: what came after it in its chain comes before it.
bytes trouble_with_bags::with_damage(bytes_view bag) {
    auto read = decode_bag(bag);
    PENDATA_ASSERT(read.has_value());
    auto& hit = read->batches[draw_.below(static_cast<std::uint32_t>(read->batches.size() - 1))];
    hit.resize(hit.size() / 2);
    const auto damaged = encode_bag(*read);
    PENDATA_ASSERT(damaged.has_value());
    return *damaged;
}

void trouble_with_bags::carry() {
    auto* from = cast_.somebody(draw_);
    auto* by = cast_.somebody(draw_);
    if (from == nullptr || by == nullptr || from == by) return;
    bag_count packed;
    // Work sealed at two times is two batches, which may not come in their order.
    if (draw_.chance(500)) {
        PENDATA_ASSERT(bag_desk(from->with->engine()).pack(packed).has_value());
        from->person->work();
        if (!from->may_work() || !by->may_work()) return;
    }
    auto bag = bag_desk(from->with->engine()).pack(packed);
    PENDATA_ASSERT(bag.has_value());
    if (packed.batches == 0) return;
    if (packed.batches > 1 && draw_.chance(500)) bag = with_damage(*bag);
    happened(fault::mail_bag, from->with->name(), "gives away " + std::to_string(packed.batches) + " batches");
    if (draw_.chance(400)) return read_at_office(*from, *bag);
    const auto carried = bag_desk(by->with->engine()).carry(*bag);
    PENDATA_ASSERT(carried.has_value());
    on_.told.tell(by->with->name(), "carries " + std::to_string(carried->carried));
    by->sync->wake();
}

void trouble_with_bags::read_at_office(actor& from, bytes_view bag) {
    const auto read = decode_bag(bag);
    PENDATA_ASSERT(read.has_value());
    mail_bag back;
    for (const auto& encoded : read->batches) {
        const auto batch = decode_batch(encoded);
        if (batch.has_error()) continue;
        result<void> done;
        const bool lives = office_.lives_through(fault::office_killed_at_bag, 300, [&] {
            done = office_.of().transact(office_.now_ms(), [&](office_transaction& to, const office_context& context) -> result<void> {
                PENDATA_TRY(answer, take_batch(to, context, *batch, arrival::carried));
                back.receipts.push_back(answer);
                return {};
            });
        });
        if (!lives) return on_.told.tell("office", "dies over a bag");
        // An office that was copied back may not know the tablet yet: the bag stays good for another time.
        if (done.has_error()) on_.told.tell("office", "does not take a batch: " + done.error().message());
    }
    office_.tell_committed();
    on_.told.tell("office", "reads a bag of " + std::to_string(read->batches.size()));
    if (draw_.chance(300) || !from.may_work()) return;  // the receipts are forgotten at the office
    from.sync->cut_off();
    const auto taken = bag_desk(from.with->engine()).take_receipts(*encode_bag(back));
    PENDATA_ASSERT(taken.has_value());
    on_.told.tell(from.with->name(), "gets " + std::to_string(taken->batches) + " receipts");
}

}  // namespace pendata::sim
