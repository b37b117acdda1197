// The steps and what follows what.
#include "sync-server/jobs/match_job.hpp"

namespace pendata {

namespace {

constexpr std::size_t records_at_once = 200;  // a fraction of a second in the lane that snapshots share
constexpr std::size_t pairs_at_once = 100;

}  // namespace

void match_job::wake(office_executor& with) {
    if (running_) {
        again_ = true;
        return;
    }
    running_ = true;
    read(with);
}

void match_job::read(office_executor& with) {
    if (!with.has_room(lane::prepare)) {
        with.when_room(lane::prepare, [this, &with] { read(with); });
        return;
    }
    const auto work = [this, up_to = written_to_](office_view& view, const office_context&) -> result<std::shared_ptr<const step>> {
        PENDATA_CHECK(search_->forget(up_to));
        step out;
        PENDATA_TRY(more, search_->read_on(view, records_at_once));
        out.more = more;
        PENDATA_TRY(pairs, search_->queued(pairs_at_once));
        out.pairs = std::move(pairs);
        return std::make_shared<const step>(std::move(out));
    };
    with.prepare<std::shared_ptr<const step>>(work, [this, &with](result<std::shared_ptr<const step>> found) {
        if (found.has_error()) return give_up(found.error());
        written_to_ = 0;
        if ((*found)->pairs.empty()) return go_on(with, (*found)->more);
        write(with, std::move(*found));
    });
}

void match_job::write(office_executor& with, std::shared_ptr<const step> found) {
    if (!with.has_room(lane::write)) {
        with.when_room(lane::write, [this, &with, found] { write(with, found); });
        return;
    }
    const auto work = [this, found](office_transaction& to, const office_context& context) -> result<matching::written> {
        return search_->write_cases(to, context, own_author_, found->pairs);
    };
    with.write<matching::written>(work, [this, &with](result<matching::written> done) {
        if (done.has_error()) return give_up(done.error());
        written_to_ = done->up_to;
        go_on(with, true);
    }, found->pairs.size() * 256);
}

void match_job::go_on(office_executor& with, bool more) {
    if (more || again_) {
        again_ = false;
        read(with);
        return;
    }
    running_ = false;
}

// The next commit wakes it again.
void match_job::give_up(const boost::system::error_code& why) {
    log_.write(log_level::warning, "matching", {{"why", to_errc(why)}});
    running_ = false;
    again_ = false;
}

}  // namespace pendata
