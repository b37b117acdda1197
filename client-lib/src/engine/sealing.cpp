// Cutting unsealed writes into batches within the limits and signing them.
#include "client-lib/src/engine/sealing.hpp"

#include <set>
#include <unordered_map>

#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"

namespace pendata {

namespace {

// As many of the writes, saves uncut, as one batch may hold.
std::size_t batch_end(const std::vector<pending_write>& writes, std::size_t from) {
    constexpr std::size_t write_overhead = 160;  // canonical bytes of a write beyond its value
    std::set<record_id> records;
    std::size_t size = 0;
    std::size_t end = from;
    for (std::size_t i = from; i < writes.size(); ++i) {
        records.insert(writes[i].what.record);
        size += write_overhead + writes[i].what.what.content.encoded().size() + writes[i].what.what.key.element.size() +
                16 * writes[i].what.seen.size();
        const bool full = records.size() > limits::records_per_batch || size > limits::batch_bytes ||
                          i - from >= limits::writes_per_batch;
        if (full && end > from) break;
        const bool save_ends = i + 1 == writes.size() || writes[i + 1].what.what.save_number != writes[i].what.what.save_number;
        if (save_ends) end = i + 1;
    }
    return end == from ? writes.size() : end;
}

// Everything sealed or settled that the tablet holds of the records at hand.
class known_bases {
public:
    explicit known_bases(device_transaction& tx) : tx_(tx) {}

    result<void> learn(const write& w) {
        if (w.seen.empty() || !known_.insert(w.record).second) return {};
        PENDATA_TRY(record, tx_.find(w.record));
        if (!record) return {};
        for (const auto& p : record->settled) {
            for (const auto& c : p.cells) bases_.emplace(id_of(w.record, c.what), known_base{c.what.at.time, true});
        }
        for (const auto& p : record->cut) {
            for (const auto& c : p.cells) bases_.emplace(id_of(w.record, c.what), known_base{c.what.at.time, true});
        }
        for (const auto& p : record->pending) {
            if (p.state == pending_state::unsealed) continue;
            bases_.emplace(p.what.id(), known_base{p.what.what.at.time, p.state != pending_state::sealed});
        }
        return {};
    }

    std::optional<known_base> operator()(const write_id& id) const {
        const auto at = bases_.find(id);
        return at == bases_.end() ? std::nullopt : std::optional(at->second);
    }

private:
    device_transaction& tx_;
    std::set<record_id> known_;
    std::unordered_map<write_id, known_base> bases_;
};

}  // namespace

result<std::size_t> seal_some(device_transaction& tx, const tablet& with, std::size_t most) {
    PENDATA_TRY(waiting, tx.unsealed(most * limits::writes_per_batch));
    if (waiting.empty()) return std::size_t{0};
    PENDATA_TRY(state, tx.state());
    const auto now = with.read_clock();
    known_bases bases(tx);
    std::size_t sealed = 0;
    for (std::size_t from = 0; from < waiting.size() && sealed < most; ++sealed) {
        const std::size_t end = batch_end(waiting, from);
        std::vector<unsealed_write> writes;
        std::vector<std::uint64_t> rows;
        for (std::size_t i = from; i < end; ++i) {
            PENDATA_CHECK(bases.learn(waiting[i].what));
            writes.push_back({waiting[i].what, waiting[i].read});
            if (rows.empty() || rows.back() != waiting[i].row) rows.push_back(waiting[i].row);
        }
        sealed_batch batch;
        batch.content = seal(writes, state.chain, state.anchor, now, [&](const write_id& id) { return bases(id); });
        batch.device = state.device;
        batch.hash = batch_digest(batch.content);
        PENDATA_TRY(signed_by, with.sign(batch_signature_message(batch.hash)));
        batch.signed_by = signed_by;
        PENDATA_CHECK(tx.put_sealed(batch, rows));
        state.chain = after(state.chain, batch.content, batch.hash);
        from = end;
    }
    PENDATA_CHECK(tx.put_state(state));
    return sealed;
}

}  // namespace pendata
