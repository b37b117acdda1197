// One step after the other.
#include "sync-server/jobs/rules_job.hpp"

#include "sync-server/office/newer_rules.hpp"

namespace pendata {

namespace {

constexpr std::size_t subjects_in_step = 100;  // a fraction of a tenth of a second
struct looked {
    bool more = false;
};

constexpr std::size_t step_weight = subjects_in_step * 4096;

}  // namespace

void rules_job::start(office_executor& with) {
    if (!with.has_room(lane::write)) {
        with.when_room(lane::write, [this, &with] { start(with); });
        return;
    }
    const auto work = [](office_transaction& to, const office_context& context) -> result<looked> {
        PENDATA_TRY(more, look_by_newer_rules(to, context, subjects_in_step));
        return looked{more};
    };
    with.write<looked>(work, [this, &with](result<looked> done) {
        if (done.has_error()) return log_.write(log_level::warning, "rules", {{"why", to_errc(done.error())}});
        if (done->more) start(with);
    }, step_weight);
}

}  // namespace pendata
