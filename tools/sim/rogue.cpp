// Being there, signing, calling.
#include "tools/sim/rogue.hpp"

#include <array>

#include "core/base/assert.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"
#include "core/model/replica.hpp"
#include "core/settle/office_answers.hpp"
#include "tools/sim/office_end.hpp"

namespace pendata::sim {

namespace {

bytes exporter_of_line() { return bytes(32, 'r'); }

}  // namespace

bool rogue::is_there() {
    if (me_ == nullptr) {
        if (!cast_.has_room()) return false;
        const auto& villages = cast_.villages();
        me_ = &cast_.hire(role::psm, villages[draw_.below(static_cast<std::uint32_t>(villages.size()))]);
        me_->fallen = lot::idle;
        std::array<unsigned char, 8> random{};
        for (auto& byte : random) byte = static_cast<unsigned char>(draw_.below(256));
        chain_.replica = make_replica(me_->with->state().device, random);
    }
    return me_->with->is_open();
}

std::optional<office_record> rogue::victim() {
    auto view = office_.of().view();
    PENDATA_ASSERT(view.has_value());
    const auto ids = (*view)->records_under(me_->with->duty, {}, 64);
    PENDATA_ASSERT(ids.has_value());
    if (ids->empty()) return std::nullopt;
    auto found = (*view)->find((*ids)[draw_.below(static_cast<std::uint32_t>(ids->size()))]);
    PENDATA_ASSERT(found.has_value());
    if (!*found || (*found)->kind != kinds::person) return std::nullopt;
    return std::move(*found);
}

sealed_batch rogue::sealed(std::vector<write> writes) {
    sealed_batch batch;
    batch.content.replica = chain_.replica;
    batch.content.number = ++chain_.number;
    batch.content.previous = chain_.hash;
    batch.content.writes = std::move(writes);
    batch.device = me_->with->state().device;
    batch.hash = batch_digest(batch.content);
    batch.signed_by = me_->with->sign_with_key(batch_signature_message(batch.hash));
    chain_.hash = batch.hash;
    return batch;
}

void rogue::prove(message::hello& hello) const {
    hello.replica = chain_.replica;
    hello.last_sealed = chain_.number;
    hello.has_pending = true;
    const auto proof = me_->with->sign_with_key(proof_message(exporter_of_line()));
    hello.proof.assign(reinterpret_cast<const char*>(proof.data()), proof.size());
}

rogue::line_end rogue::open_line(std::function<void(bytes_view)> hears) {
    const auto end = std::make_shared<std::unique_ptr<office_end>>();
    const auto killed = [this] {
        office_.kill();
        on_.time.after(draw_.between(2, 90) * second_ms, [this] { office_.open(); });
    };
    office_end::setup there{exporter_of_line(), std::nullopt, end, std::move(hears), [] {}, [] {}, [] {}, killed};
    *end = std::make_unique<office_end>(on_, office_, std::move(there));
    on_.time.after(minute_ms, [end] { (*end)->die(); });
    return end;
}

}  // namespace pendata::sim
