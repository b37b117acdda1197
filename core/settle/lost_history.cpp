// The notes of a loss.
#include "core/settle/lost_history.hpp"

#include <algorithm>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"

namespace pendata {

namespace {

// In files: never change.
constexpr char back_note[] = "lost.back";
constexpr std::size_t forks_kept = 16;  // of one device; older ones are told of no more

std::string fork_note(const device_id& device) { return "lost." + to_hex(device.view()); }

void put(byte_writer& to, const position& p) {
    to.raw(p.segment.view());
    to.varint(p.at);
    to.u64(p.hash);
}

position read_place(byte_reader& in) {
    position p;
    p.segment = in.id<segment_id>();
    p.at = in.varint();
    p.hash = in.u64();
    return p;
}

result<void> put_forks(office_transaction& to, const device_id& device, std::span<const fork_seen> forks) {
    bytes content;
    byte_writer out(content);
    for (const auto& f : forks) {
        put(out, f.point);
        put(out, f.told);
        out.zigzag(f.first_ms);
        for (const auto n : {f.batches, f.writes, f.cells, f.held}) out.varint(n);
    }
    return to.put_note(fork_note(device), content);
}

}  // namespace

void add_to(sequence_ranges& ranges, sequence at) {
    auto next = std::find_if(ranges.begin(), ranges.end(), [&](const auto& r) { return r.second + 1 >= at; });
    if (next == ranges.end() || next->first > at + 1) {
        ranges.insert(next, {at, at});
        return;
    }
    next->first = std::min(next->first, at);
    next->second = std::max(next->second, at);
    const auto after = next + 1;
    if (after == ranges.end() || after->first > next->second + 1) return;
    next->second = after->second;
    ranges.erase(after);
}

sequence_ranges gaps_of(const sequence_ranges& ranges, sequence after, sequence to) {
    sequence_ranges gaps;
    sequence from = after + 1;
    for (const auto& [first, last] : ranges) {
        if (last < from) continue;
        if (first > to) break;
        if (first > from) gaps.emplace_back(from, first - 1);
        from = last + 1;
    }
    if (from <= to) gaps.emplace_back(from, to);
    return gaps;
}

result<bool> is_loss_known(office_view& view) {
    PENDATA_TRY(restored, view.note(restored_note));
    if (!restored.empty()) return true;
    PENDATA_TRY(back, view.note(back_note));
    return !back.empty();
}

result<std::vector<fork_seen>> forks_of(office_view& view, const device_id& device) {
    PENDATA_TRY(content, view.note(fork_note(device)));
    std::vector<fork_seen> out;
    byte_reader in(content);
    while (!in.at_end() && !in.failed()) {
        fork_seen f;
        f.point = read_place(in);
        f.told = read_place(in);
        f.first_ms = in.zigzag();
        for (auto* n : {&f.batches, &f.writes, &f.cells, &f.held}) *n = in.varint();
        out.push_back(f);
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

result<void> note_fork(office_transaction& to, const device_id& device, const position& point,
                       std::span<const position> told, std::int64_t now_ms) {
    fork_seen now;
    now.point = point;
    now.first_ms = now_ms;
    for (const auto& p : told) {
        if (p.at >= now.told.at) now.told = p;
    }
    PENDATA_TRY(forks, forks_of(to, device));
    // Cut off before it was told, a device asks again.
    const bool again = !forks.empty() && forks.back().point == now.point && forks.back().told == now.told;
    if (again) return {};
    forks.push_back(now);
    if (forks.size() > forks_kept) forks.erase(forks.begin());
    return put_forks(to, device, forks);
}

result<void> note_batch_back(office_transaction& to, const device_id& device, const position& was, std::size_t writes) {
    PENDATA_TRY(back, positions_back(to));
    add_to(back[was.segment], was.at);
    bytes content;
    byte_writer out(content);
    for (const auto& [segment, ranges] : back) {
        out.raw(segment.view());
        out.varint(ranges.size());
        for (const auto& [first, last] : ranges) {
            out.varint(first);
            out.varint(last - first);
        }
    }
    PENDATA_CHECK(to.put_note(back_note, content));
    PENDATA_TRY(forks, forks_of(to, device));
    if (forks.empty()) return {};
    ++forks.back().batches;
    forks.back().writes += writes;
    return put_forks(to, device, forks);
}

result<void> note_cells_back(office_transaction& to, const device_id& device, std::uint64_t cells, std::uint64_t held) {
    PENDATA_TRY(forks, forks_of(to, device));
    if (forks.empty() || cells == 0) return {};
    forks.back().cells += cells;
    forks.back().held += held;
    return put_forks(to, device, forks);
}

result<std::map<segment_id, sequence_ranges>> positions_back(office_view& view) {
    PENDATA_TRY(content, view.note(back_note));
    std::map<segment_id, sequence_ranges> out;
    byte_reader in(content);
    while (!in.at_end() && !in.failed()) {
        auto& ranges = out[in.id<segment_id>()];
        for (auto count = in.varint(); count > 0 && !in.failed(); --count) {
            const sequence first = in.varint();
            ranges.emplace_back(first, first + in.varint());
        }
    }
    if (in.failed()) return errc::corrupt;
    return out;
}

}  // namespace pendata
