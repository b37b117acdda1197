// Dealing groups of cells to the open and the closed block, and gathering them again in their order.
#include "core/wire/blocks.hpp"

#include <algorithm>
#include <utility>

#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "core/wire/columns.hpp"
#include "core/wire/compression.hpp"
#include "core/wire/fields.hpp"
#include "core/wire/plain.hpp"
#include "core/wire/receipts.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata::wire {

namespace {

constexpr compartment first_closed = 2;

struct two_tables {
    table_view open;
    table_view closed;

    table_view& of(compartment room) { return room < first_closed ? open : closed; }
};

// The group of that number at the end of the table, added where it is not there yet.
group_view& group_at(table_view& table, std::uint32_t number, const record_id& record) {
    if (table.groups.empty() || table.groups.back().number != number) {
        table.groups.push_back({number, record, 0, false, table.rows.size(), 0});
    }
    return table.groups.back();
}

template <class Message>
bool write_blocks(const two_tables& tables, Message& out, effort how_hard = effort::quick) {
    if (!tables.open.groups.empty()) {
        const column_bytes columns = write_columns(tables.open);
        if (columns.data.size() > limits::expanded_bytes) return false;
        append_compressed(*out.mutable_open(), columns.data, columns.cuts, how_hard);
    }
    if (!tables.closed.groups.empty()) {
        const column_bytes columns = write_columns(tables.closed);
        if (columns.data.size() > limits::expanded_bytes) return false;
        out.set_closed(padded_block(columns.data, columns.cuts, how_hard));
    }
    return true;
}

template <class Message>
result<std::vector<group>> read_blocks(const Message& in, table_of content,
                                       const std::optional<replica_id>& replica = {}) {
    std::vector<group> open;
    bytes scratch;
    if (!in.open().empty()) {
        PENDATA_TRY(data, expand(in.open(), scratch));
        PENDATA_TRY(groups, read_columns(data, content, replica));
        open = std::move(groups);
    }
    if (in.closed().empty()) return open;
    PENDATA_TRY(data, expand_padded(in.closed(), scratch));
    PENDATA_TRY(closed, read_columns(data, content, replica));
    std::vector<group> all;
    all.reserve(open.size() + closed.size());
    std::ranges::merge(std::make_move_iterator(open.begin()), std::make_move_iterator(open.end()),
                       std::make_move_iterator(closed.begin()), std::make_move_iterator(closed.end()),
                       std::back_inserter(all), {}, &group::number, &group::number);
    return all;
}

// True where `w` may stand in one group with `before`: the next cell of the same record in the same save.
bool continues(const write& before, const write& w) {
    const cell& a = before.what;
    const cell& b = w.what;
    return before.record == w.record && a.key < b.key && a.key.kind == b.key.kind && a.at.replica == b.at.replica &&
           a.at.time == b.at.time && a.author == b.author && a.save_number == b.save_number &&
           a.effective_date == b.effective_date && a.why == b.why && before.claimed_ms == w.claimed_ms &&
           before.trust == w.trust;
}

bool fits(const cell& c) {
    return c.key.element.size() <= limits::element_bytes &&
           c.content.encoded().size() <= limits::encoded_value_bytes && static_cast<std::uint8_t>(c.why) <= 15;
}

bool fits(const batch_content& content) {
    if (content.writes.size() > limits::writes_per_batch) return false;
    std::size_t seen = 0;
    for (const write& w : content.writes) {
        if (!fits(w.what) || w.seen.size() > limits::seen_per_write) return false;
        seen += w.seen.size();
    }
    return seen <= limits::seen_per_batch && canonical_batch(content).size() <= limits::batch_bytes;
}

// Joins the rows of the groups of one number: a save may have cells in both blocks.
result<void> gather_writes(std::vector<group> groups, std::vector<write>& out) {
    std::uint32_t next = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        group& own = groups[g];
        if (own.number != next++) return errc::malformed;
        if (g + 1 < groups.size() && groups[g + 1].number == own.number) {
            group& other = groups[++g];
            if (other.record != own.record) return errc::malformed;
            std::ranges::move(other.rows, std::back_inserter(own.rows));
            const auto key = [](const row& r) -> const cell_key& { return r.what.key; };
            std::ranges::sort(own.rows, {}, key);
            if (std::ranges::adjacent_find(own.rows, {}, key) != own.rows.end()) return errc::malformed;
        }
        if (out.size() + own.rows.size() > limits::writes_per_batch) return errc::limit_exceeded;
        for (row& r : own.rows) {
            out.push_back({own.record, std::move(r.what), std::move(r.seen), r.claimed_ms, r.trust});
        }
    }
    return {};
}

}  // namespace

bool write_batch(const sealed_batch& batch, v1::SealedBatch& out) {
    const batch_content& content = batch.content;
    if (!fits(content)) return false;
    out.set_replica(plain(content.replica));
    out.set_number(content.number);
    out.set_previous(plain(content.previous));
    out.set_anchor(content.anchor);
    out.set_device(plain(batch.device));
    out.set_signed_by(plain(batch.signed_by));
    if (batch.receipts.size() > limits::receipts_per_batch) return false;
    for (const receipt& r : batch.receipts) {
        if (!write_receipt(r, *out.add_receipts())) return false;
    }

    two_tables tables;
    tables.open.replica = tables.closed.replica = content.replica;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < content.writes.size(); ++i) {
        const write& w = content.writes[i];
        if (i > 0 && !continues(content.writes[i - 1], w)) ++number;
        table_view& table = tables.of(w.what.room);
        ++group_at(table, number, w.record).count;
        table.rows.push_back({&w.what, 0, &w.seen, w.claimed_ms, w.trust});
    }
    return write_blocks(tables, out);
}

result<sealed_batch> read_batch(const v1::SealedBatch& in) {
    sealed_batch out;
    if (!read_plain(in.replica(), out.content.replica) || !read_plain(in.previous(), out.content.previous) ||
        !read_plain(in.device(), out.device) || !read_plain(in.signed_by(), out.signed_by)) {
        return errc::malformed;
    }
    out.content.number = in.number();
    out.content.anchor = in.anchor();
    if (std::cmp_greater(in.receipts_size(), limits::receipts_per_batch)) return errc::limit_exceeded;
    for (const auto& r : in.receipts()) {
        PENDATA_TRY(answer, read_receipt(r));
        out.receipts.push_back(std::move(answer));
    }
    PENDATA_TRY(groups, read_blocks(in, table_of::writes, out.content.replica));
    PENDATA_CHECK(gather_writes(std::move(groups), out.content.writes));
    const bytes canonical = canonical_batch(out.content);
    if (canonical.size() > limits::batch_bytes) return errc::limit_exceeded;
    out.hash = sha256(canonical);
    return out;
}

namespace {

template <class Message>
bool put_parts(const std::vector<message::pulled_part>& parts, Message& out, effort how_hard = effort::quick) {
    if (parts.size() > limits::parts_per_pull) return false;
    std::size_t cells = 0;
    std::size_t value_bytes = 0;
    two_tables tables;
    for (std::uint32_t number = 0; number < parts.size(); ++number) {
        const part& p = parts[number].content;
        cells += p.cells.size();
        if (p.cells.size() > limits::cells_per_part || cells > limits::cells_per_pull) return false;
        compartment room = p.room;
        for (const settled_cell& c : p.cells) {
            value_bytes += c.what.content.encoded().size();
            if (!fits(c.what) || value_bytes > limits::expanded_bytes) return false;
            room = std::max(room, c.what.room);
        }
        table_view& table = tables.of(room);
        table.groups.push_back({number, p.record, p.room, parts[number].whole, table.rows.size(), p.cells.size()});
        for (const settled_cell& c : p.cells) table.rows.push_back({&c.what, c.changed_at});
    }
    return write_blocks(tables, out, how_hard);
}

template <class Message>
result<std::vector<message::pulled_part>> take_parts(const Message& in) {
    PENDATA_TRY(groups, read_blocks(in, table_of::parts));
    if (groups.size() > limits::parts_per_pull) return errc::limit_exceeded;
    std::vector<message::pulled_part> out;
    out.reserve(groups.size());
    std::size_t cells = 0;
    for (group& g : groups) {
        if (g.number != out.size()) return errc::malformed;
        cells += g.rows.size();
        message::pulled_part p;
        p.content.record = g.record;
        p.content.room = g.room;
        p.whole = g.whole;
        p.content.cells.reserve(g.rows.size());
        for (row& r : g.rows) p.content.cells.push_back({std::move(r.what), r.changed_at});
        out.push_back(std::move(p));
    }
    if (cells > limits::cells_per_pull) return errc::limit_exceeded;
    return out;
}

}  // namespace

bool write_parts(const std::vector<message::pulled_part>& parts, v1::Pull& out, effort how_hard) {
    return put_parts(parts, out, how_hard);
}
bool write_parts(const std::vector<message::pulled_part>& parts, v1::GiveBack& out) { return put_parts(parts, out); }
result<std::vector<message::pulled_part>> read_parts(const v1::Pull& in) { return take_parts(in); }
result<std::vector<message::pulled_part>> read_parts(const v1::GiveBack& in) { return take_parts(in); }

}  // namespace pendata::wire
