// A change of village for each.
#include "sync-server/office/splitting.hpp"

#include "sync-server/office/office.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

checked<std::vector<split_line>> carry_out_split(office& of, const std::string& village, std::int64_t now_ms) {
    std::vector<split_line> out;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(plan, plan_split(to, context.words, village));
        std::vector<office_change> changes;
        for (const auto& line : plan) {
            if (!line.to || *line.to == village) continue;
            const auto field = context.words.find(line.kind)->scope_field;
            PENDATA_TRY(record, to.find(line.record));
            const auto* present = record ? record->find({line.kind, field, {}}) : nullptr;
            office_change change;
            change.record = line.record;
            change.kind = line.kind;
            change.fields = {as_field(line.kind, field, value::text(*line.to))};
            change.why = intent::change;
            if (present != nullptr) change.evidence = present->what.evidence;
            change.effective_date = line.since;
            changes.push_back(std::move(change));
        }
        if (!changes.empty()) PENDATA_CHECK(write_as_office(to, context, of.own_author(), changes));
        out = std::move(plan);
        return {};
    });
    if (done.has_error()) return as_problem(done.error(), village);
    return out;
}

}  // namespace pendata
