// An expanded block, so that no compression stands between the fuzzer and the columns; the first byte says whether
// it is a batch's or a pull's. Promises: no crash, groups in order, keys in order, and cells that were accepted can
// be written again and are the same.
#include <algorithm>

#include "core/base/assert.hpp"
#include "core/wire/columns.hpp"
#include "tests/fuzz/target.hpp"

namespace pendata {

namespace {

using wire::group;
using wire::row;

bool same(const row& a, const row& b) {
    return a.what == b.what && a.changed_at == b.changed_at && a.seen == b.seen && a.claimed_ms == b.claimed_ms &&
           a.trust == b.trust;
}

bool same(const group& a, const group& b) {
    return a.number == b.number && a.record == b.record && a.room == b.room && a.whole == b.whole &&
           std::ranges::equal(a.rows, b.rows, [](const row& x, const row& y) { return same(x, y); });
}

void check(bytes_view data, wire::table_of content) {
    const bool writes = content == wire::table_of::writes;
    const std::optional<replica_id> replica = writes ? std::optional(replica_id{}) : std::nullopt;
    const auto groups = wire::read_columns(data, content, replica);
    if (groups.has_error()) return;
    wire::table_view table;
    table.replica = replica;
    for (const group& g : *groups) {
        PENDATA_ASSERT(table.groups.empty() || table.groups.back().number < g.number);
        table.groups.push_back({g.number, g.record, g.room, g.whole, table.rows.size(), g.rows.size()});
        for (std::size_t r = 0; r < g.rows.size(); ++r) {
            PENDATA_ASSERT(r == 0 || g.rows[r - 1].what.key < g.rows[r].what.key);
            const row& from = g.rows[r];
            table.rows.push_back({&from.what, from.changed_at, writes ? &from.seen : nullptr, from.claimed_ms, from.trust});
        }
    }
    const auto again = wire::read_columns(wire::write_columns(table).data, content, replica);
    PENDATA_ASSERT(again.has_value());
    PENDATA_ASSERT(std::ranges::equal(*again, *groups, [](const group& a, const group& b) { return same(a, b); }));
}

}  // namespace

}  // namespace pendata

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pendata;
    if (size == 0) return 0;
    check(view_of(data + 1, size - 1), data[0] % 2 == 0 ? wire::table_of::writes : wire::table_of::parts);
    return 0;
}
