// Saying it.
// What the office makes of each: docs/conflicts.md, "Custody"; docs/protocol.md, "After a fork" and "Repair".
#include "tools/sim/impostor.hpp"

#include "core/base/assert.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/join/author.hpp"
#include "core/model/canonical.hpp"
#include "core/model/region.hpp"
#include "core/settle/case_record.hpp"
#include "core/settle/office_answers.hpp"
#include "tools/sim/office_end.hpp"

namespace pendata::sim {

namespace {

constexpr std::uint64_t saves_of_nobody = 1'000'000;

bool is_answer(const message::any& said) {
    return std::holds_alternative<message::failure>(said) || std::holds_alternative<message::receipted>(said) ||
           std::holds_alternative<message::given_back>(said);
}

}  // namespace

void impostor::plan_day(std::int64_t begins_ms) {
    may(fault::forged_give_back, 60, begins_ms, [this] { give_back(); });
    may(fault::forged_fork_ask, 60, begins_ms, [this] { ask_for_fork(); });
    may(fault::forged_repair_ask, 60, begins_ms, [this] { ask_for_repair(); });
    may(fault::forged_record_id, 60, begins_ms, [this] { claim_an_id(); });
    may(fault::forged_receipt, 60, begins_ms, [this] { bring_receipt(); });
}

// Of a person, stamped as the dictionary says.
cell impostor::cell_of(std::uint16_t field, value content, std::uint8_t evidence) {
    cell c;
    c.key = {kinds::person, field, {}};
    c.at.time = to_stamp_time(on_.time.now_ms());
    c.at.replica = chain_.replica;
    c.author = me_->with->state().officer;
    c.save_number = ++saves_;
    c.evidence = evidence;
    c.content = std::move(content);
    c.at.rank = rank_of(*builtin_dictionary().find(c.key), c.content, evidence, c.at.time);
    return c;
}

// Settled, it says, and under the stamp of somebody who never wrote it.
part impostor::forged_part(const record_id& of) {
    cell c = cell_of(fields::person::birth_date, value::integer(-draw_.between(7'000, 7'003)), 3);
    switch (draw_.below(5)) {
        case 0: c = cell_of(fields::person::birth_date, c.content, 5); break;
        case 1: c = cell_of(fields::person::restricted, value::integer(1), 2); break;
        case 2: c.author.raw[0] ^= 1; break;
        case 3: c.at.generation = 1'000'000; break;
        default: c.why = intent::decision; c.at.generation = 1;
    }
    if (const auto* other = cast_.somebody(draw_); other != nullptr) c.at.replica = other->with->state().chain.replica;
    c.save_number = saves_of_nobody + saves_;
    forged_.insert(id_of(of, c));
    part out{of, 0, {}};
    out.put({c, 1'000'000});
    return out;
}

void impostor::give_back() {
    if (!is_there()) return;
    auto hello = greeting();
    const auto whom = victim();
    if (!hello || !whom) return;
    message::give_back given;
    given.number = 1;
    given.parts.push_back(forged_part(whom->id));
    for (const auto& p : given.parts) given.wanted.push_back({p.record, p.room});
    say(*hello, {given, message::checkpoint{1}}, [this](const message::any& said) {
        if (is_answer(said)) happened(fault::forged_give_back, "office", "answers cells that nobody wrote");
    });
}

// None of these positions is in any history: the fork point is the beginning.
void impostor::ask_for_fork() {
    if (!is_there()) return;
    auto hello = greeting();
    if (!hello) return;
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto head = (*view)->head();
    PENDATA_ASSERT(head.has_value());
    position claimed = office_head(*head).where();
    claimed.hash ^= 1;
    position beyond = claimed;
    beyond.at += 1'000'000;
    hello->pulled = claimed;
    say(*hello, {message::fork_ask{{claimed, beyond}, {claimed, beyond}}}, [this](const message::any& said) {
        const auto* point = std::get_if<message::fork_point>(&said);
        if (point == nullptr) return;
        if (!(point->at == position{})) on_.told.broken("I12", "the office knows a position that was made up");
        happened(fault::forged_fork_ask, "office", "knows none of the positions that were made up");
    });
}

// The sums of everything, and everything whole, of places and records that are not its own.
void impostor::ask_for_repair() {
    if (!is_there()) return;
    auto hello = greeting();
    if (!hello) return;
    repair_ask ask;
    ask.list = draw_.chance(500);
    ask.complete = {"32.11"};
    const auto& villages = cast_.villages();
    const auto& elsewhere = villages[draw_.below(static_cast<std::uint32_t>(villages.size()))];
    ask.sums.push_back({elsewhere, draw_.chance(500), 0, 0, {0}, {draw_.next() & 0xffff'ffff}});
    ask.wanted.push_back({elsewhere, {}, 0, {0}});
    say(*hello, {ask}, [this](const message::any& said) {
        const auto* pull = std::get_if<message::pull>(&said);
        const bool mends = pull != nullptr && pull->mends;
        if (std::holds_alternative<message::repair_told>(said) || mends || std::holds_alternative<message::failure>(said)) {
            happened(fault::forged_repair_ask, "office", "answers a question about places elsewhere");
        }
    });
}

// The id of a case that is not open, or of a village that the office does not know.
record_id impostor::claimed_id() {
    const auto whom = victim();
    if (whom && draw_.chance(700)) return case_record_id(whom->id, {kinds::person, fields::person::birth_date, {}});
    return region_record_id(cast_.subdistrict_of(draw_.below(99)) + ".205" + std::to_string(draw_.below(3)));
}

void impostor::claim_an_id() {
    if (!is_there()) return;
    auto hello = greeting();
    if (!hello) return;
    write w;
    w.record = claimed_id();
    w.what = cell_of(fields::person::village, value::text(me_->with->duty), 2);
    w.claimed_ms = on_.time.now_ms();
    forged_.insert(w.id());
    say(*hello, {message::push{sealed({w})}, message::checkpoint{1}}, [this](const message::any& said) {
        if (is_answer(said)) happened(fault::forged_record_id, "office", "answers a record under the id of another");
    });
}

// The office is to have signed that this settled once.
void impostor::bring_receipt() {
    if (!is_there()) return;
    auto hello = greeting();
    const auto whom = victim();
    if (!hello || !whom) return;
    write w;
    w.record = whom->id;
    w.what = cell_of(fields::person::birth_date, value::integer(-7'001), 5);
    w.claimed_ms = on_.time.now_ms();
    forged_.insert(w.id());
    sealed_batch batch = sealed({w});
    receipt own;
    own.batch = batch.hash;
    own.settled_at = hello->pulled;
    own.signed_by = me_->with->sign_with_key(receipt_message(own));
    batch.receipts.push_back(own);
    say(*hello, {message::push{batch}, message::checkpoint{1}}, [this](const message::any& said) {
        if (is_answer(said)) happened(fault::forged_receipt, "office", "answers a batch with a receipt it never signed");
    });
}

std::optional<message::hello> impostor::greeting() {
    auto facts = me_->with->syncing().facts();
    if (facts.has_error()) return std::nullopt;
    auto hello = facts->hello;
    prove(hello);
    return hello;
}

// The hello, and the rest once it is answered. What the office says is heard for a minute.
void impostor::say(const message::hello& hello, const std::vector<message::any>& then, hearing heard) {
    const auto reader = std::make_shared<frame_reader>();
    const auto end = open_line([reader, heard = std::move(heard)](bytes_view data) {
        reader->feed(data);
        while (true) {
            const auto said = reader->next();
            if (said.has_error() || !*said) return;
            heard(**said);
        }
    });
    (*end)->receive(*encode_frame(hello));
    on_.time.after(second_ms, [end, then] {
        for (const auto& said : then) {
            const auto frame = encode_frame(said);
            PENDATA_ASSERT(frame.has_value());
            (*end)->receive(*frame);
        }
    });
}

}  // namespace pendata::sim
