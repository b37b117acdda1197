// Batches kept as they came.
#include "sync-server/store/office_changes.hpp"

namespace pendata {

result<std::uint64_t> office_queries::held_count(const device_id& device, std::uint64_t most) {
    PENDATA_TRY(row, file_.query("SELECT count(*) FROM (SELECT 1 FROM custody WHERE device=? AND state=? LIMIT ?)",
                                 device.view(), static_cast<int>(custody_state::held), most));
    PENDATA_TRY(found, row.step());
    static_cast<void>(found);
    return row.number<std::uint64_t>(0);
}

result<std::vector<unread_batch>> office_queries::unread_of(const device_id& device, std::size_t limit) {
    std::vector<unread_batch> out;
    PENDATA_TRY(row, file_.query("SELECT hash, path, received_ms, writes, content FROM unread WHERE device=? "
                                 "ORDER BY no LIMIT ?",
                                 device.view(), limit));
    for (;;) {
        PENDATA_TRY(more, row.step());
        if (!more) return out;
        PENDATA_TRY(hash, row.id<digest>(0));
        out.push_back({hash, device, static_cast<arrival>(row.number(1)), row.number(2), row.number<std::uint32_t>(3),
                       bytes(row.blob(4))});
    }
}

result<std::vector<unread_summary>> office_queries::unread() {
    std::vector<unread_summary> out;
    PENDATA_TRY(row, file_.use("SELECT device, count(*), sum(writes), min(received_ms) FROM unread GROUP BY device ORDER BY device"));
    for (;;) {
        PENDATA_TRY(more, row.step());
        if (!more) return out;
        PENDATA_TRY(device, row.id<device_id>(0));
        out.push_back({device, row.number<std::uint64_t>(1), row.number<std::uint64_t>(2), row.number(3)});
    }
}

result<void> office_changes::put(const unread_batch& row) {
    return file_.execute("INSERT INTO unread(hash, device, path, received_ms, writes, content) VALUES(?, ?, ?, ?, ?, ?)",
                         row.hash.view(), row.from.view(), static_cast<int>(row.path), row.received_ms, row.writes, row.content);
}

result<void> office_changes::drop_unread(const digest& hash) {
    return file_.execute("DELETE FROM unread WHERE hash=?", hash.view());
}

result<bool> office_changes::attempt(const std::function<result<bool>()>& work) {
    PENDATA_CHECK(finish());
    PENDATA_CHECK(file_.run("SAVEPOINT attempt"));
    PENDATA_TRY(stands, work());
    if (stands) {
        PENDATA_CHECK(file_.run("RELEASE attempt"));
        return true;
    }
    PENDATA_CHECK(file_.run("ROLLBACK TO attempt; RELEASE attempt"));
    forget_everything();
    return false;
}

// What was gathered, and what was read and is not so any more.
void office_changes::forget_everything() {
    known_.clear();
    unwritten_names_.clear();
    last_number_ = -1;
    events_.clear();
    kinds_.clear();
    sums_.clear();
    last_delivery_.reset();
    queries_.drop_lists();
    queries_.origins().forget();
    queries_.atoms().forget();
}

}  // namespace pendata
