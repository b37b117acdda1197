// Forging.
// What each forgery is held for: docs/conflicts.md, "Custody".
#include "tools/sim/forger.hpp"

#include "core/base/assert.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"
#include "core/model/replica.hpp"
#include "core/settle/office_answers.hpp"
#include "core/wire/frame.hpp"
#include "tools/sim/office_end.hpp"

namespace pendata::sim {

void forger::plan_day(std::int64_t begins_ms) {
    may(fault::forged_batch, 150, begins_ms, [this] { forge(); });
    may(fault::hostile_bytes, 150, begins_ms, [this] { babble(); });
}

// An ordinary write to somebody's telephone number or date of birth, before it is tampered with.
std::optional<write> forger::forged_write() {
    const auto whom = victim();
    if (!whom) return std::nullopt;
    write w;
    w.record = whom->id;
    const bool on_birth = draw_.chance(400);  // a field that opens cases
    w.what.key = {kinds::person, on_birth ? fields::person::birth_date : fields::person::phone, {}};
    w.what.at.time = to_stamp_time(on_.time.now_ms());
    w.what.at.replica = chain_.replica;
    w.what.author = me_->with->state().officer;
    w.what.save_number = ++saves_;
    w.what.evidence = 2;
    w.what.content = on_birth ? value::integer(-draw_.between(7'000, 7'003)) : value::text("0812000000" + std::to_string(draw_.between(10, 99)));
    w.what.at.rank = on_birth ? w.what.evidence : 0;
    if (const auto* present = whom->find(w.what.key); present != nullptr && draw_.chance(600)) {
        w.seen = {id_of(w.record, present->what)};
        w.what.at.generation = present->what.at.generation;
    }
    w.claimed_ms = on_.time.now_ms();
    return w;
}

// In order by itself; only what it stands on is not.
write forger::standing_on(const write& base) {
    write w = base;
    w.what.at = {0, 0, to_stamp_time(on_.time.now_ms()) + 1, chain_.replica};
    w.what.author = me_->with->state().officer;
    w.what.save_number = ++saves_;
    w.what.room = 0;
    w.what.why = {};
    w.what.evidence = 2;
    w.what.content = value::text("0813000000" + std::to_string(draw_.between(10, 99)));
    w.seen = {base.id()};
    return w;
}

// An officer with a duty where the forger writes, or nobody.
officer_id forger::somebody_else() {
    const auto own = me_->with->state().officer;
    for (int tries = 6; tries > 0 && draw_.chance(900); --tries) {
        const auto* other = cast_.somebody(draw_);
        if (other == nullptr || !covers(other->with->duty, me_->with->duty)) continue;
        if (const auto found = other->with->state().officer; found != own) return found;
    }
    auto nobody = own;
    nobody.raw[0] ^= 1;
    return nobody;
}

// False where what it makes is odd, but no forgery.
bool forger::tamper(write& w) {
    const auto is = [this](fault f) {
        on_.faults.happened(f);
        return true;
    };
    switch (draw_.below(11)) {
        case 0: w.what.at.generation = 1'000'000; return is(fault::forged_stamp);
        case 1: w.what.at.rank = 77; return is(fault::forged_stamp);
        case 2: w.what.author = somebody_else(); return is(fault::forged_author);
        case 3: w.what.room = 3; return is(fault::forged_room);
        case 4: w.what.key.kind = 9'999; return is(fault::forged_field);
        case 5: w.what.key.field = fields::person::restricted; w.what.content = value::integer(1); return is(fault::forged_field);
        case 6: w.what.content = value::text(std::string(5'000, 'x')); return is(fault::forged_size);
        case 7: w.what.why = intent::decision; ++w.what.at.generation; return is(fault::forged_decision);
        case 8:
            w.what.evidence = 5;
            if (w.what.at.rank != 0) w.what.at.rank = 5;
            return is(fault::evidence_beyond);
        case 9:
            if (const auto* other = cast_.somebody(draw_); other != nullptr) w.what.at.replica = other->with->state().chain.replica;
            return !is_replica_of(w.what.at.replica, me_->with->state().device) && is(fault::forged_replica);
        default: w.what.at.time = to_stamp_time(on_.time.now_ms() + 3'000 * day_ms); return false;
    }
}

void forger::forge() {
    if (!is_there()) return;
    std::vector<write> writes;
    for (int i = draw_.between(1, 4); i > 0; --i) {
        auto w = forged_write();
        if (!w) continue;
        const bool forged = tamper(*w);
        if (forged) forged_.insert(w->id());
        writes.push_back(*w);
        const bool on_phone = w->what.key == cell_key{kinds::person, fields::person::phone, {}};
        if (forged && on_phone && draw_.chance(400)) writes.push_back(standing_on(*w));
    }
    if (writes.empty()) return;
    auto batch = sealed(std::move(writes));
    if (draw_.chance(100)) batch.signed_by[7] ^= 1;
    happened(fault::forged_batch, me_->with->name(), "forges a batch");
    say(frames_with(batch));
}

bytes forger::frames_with(const sealed_batch& batch) {
    message::hello hello;
    hello.device = batch.device;
    prove(hello);
    bytes all;
    for (const auto& frame : {encode_frame(hello), encode_frame(message::push{batch}), encode_frame(message::checkpoint{1})}) {
        if (frame.has_value()) all += *frame;
    }
    return all;
}

// Frames that are cut, turned around and mixed.
void forger::babble() {
    bytes all;
    if (me_ != nullptr && me_->with->is_open() && draw_.chance(600)) {
        all = frames_with({});
        for (int i = draw_.between(1, 8); i > 0 && !all.empty(); --i) {
            all[draw_.below(static_cast<std::uint32_t>(all.size()))] ^= static_cast<char>(1 << draw_.below(8));
        }
    } else {
        for (int i = draw_.between(1, 300); i > 0; --i) all += static_cast<char>(draw_.below(256));
    }
    happened(fault::hostile_bytes, "somebody", "sends " + std::to_string(all.size()) + " hostile bytes");
    say(all);
}

void forger::say(const bytes& all) { (*open_line([](bytes_view) {}))->receive(all); }

}  // namespace pendata::sim
