// Frames: a size and its complement, so that a damaged size is never taken for a torn end; the body; the
// signature; four bytes that are not zero, since a crash may leave zeros where the end should be.
#include "sync-server/ledger/ledger_chain.hpp"

#include <algorithm>
#include <cstring>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"

namespace pendata {

namespace {

constexpr bytes_view magic = "pendata.ledger.1";  // never change
constexpr bytes_view any_magic = "pendata.ledger.";
constexpr bytes_view frame_end = "end\n";
constexpr std::size_t frame_start_size = 8;
constexpr std::size_t size_bytes = 4;  // of its first half
constexpr std::uint64_t sector_bytes = 512;  // what a disk writes whole: never larger
constexpr std::size_t longest_frame =
    frame_start_size + ledger_limits::body_bytes + sizeof(signature) + frame_end.size();

bytes_view view_of(const signature& s) { return {reinterpret_cast<const char*>(s.data()), s.size()}; }

bool all_zero(bytes_view data) { return data.find_first_not_of('\0') == bytes_view::npos; }

// Whether the disk left a sector of these bytes, which begin at `offset` of the file, as zeros.
bool lacks_sector(std::uint64_t offset, bytes_view data) {
    while (!data.empty()) {
        const auto left = static_cast<std::size_t>(sector_bytes - offset % sector_bytes);
        if (all_zero(data.substr(0, left))) return true;
        offset += left;
        data.remove_prefix(std::min(left, data.size()));
    }
    return false;
}

}  // namespace

bytes ledger_chain::beginning() const {
    bytes out(magic);
    out.append(reinterpret_cast<const char*>(office_.data()), office_.size());
    return out;
}

digest ledger_chain::last_hash() const { return entries_.empty() ? sha256(beginning()) : entries_.back().hash; }

bytes ledger_chain::framed(const ledger_entry& entry) {
    const bytes body = encode_body(entry);
    const auto size = static_cast<std::uint32_t>(body.size());
    bytes out;
    byte_writer to(out);
    to.u32(size);
    to.u32(~size);
    to.raw(body);
    to.raw(view_of(entry.signed_by));
    to.raw(frame_end);
    return out;
}

bytes ledger_chain::tail() const {
    if (entries_.empty()) return size_ == 0 ? bytes() : beginning();
    return bytes(view_of(entries_.back().signed_by)).append(frame_end);
}

ledger_standing ledger_chain::standing_of(const message::ledger_head& theirs) const {
    if (theirs.entries == 0) return ledger_standing::known;
    auto standing = ledger_standing::unknown;
    for (const auto& entry : entries_) {
        if (entry.head() == theirs) return ledger_standing::known;
        if (const auto* branch = std::get_if<branch_joined>(&entry.fact)) {
            const auto& had = branch->hashes;
            if (std::find(had.begin(), had.end(), theirs.hash) != had.end()) return ledger_standing::known;
        }
        // This ledger's own numbers went on above, so a head up to there that is not its own is of the lost one.
        const auto* loss = std::get_if<loss_accepted>(&entry.fact);
        if (loss != nullptr && theirs.entries <= loss->lost.entries) standing = ledger_standing::lost;
    }
    return standing;
}

result<void> ledger_chain::read(bytes_view data, ledger_fault& fault) {
    if (size_ == 0) {
        PENDATA_TRY(used, read_beginning(data, fault));
        data.remove_prefix(used);
        size_ += used;
    }
    while (!data.empty()) {
        PENDATA_TRY(used, read_entry(data, fault));
        if (used == 0) break;
        data.remove_prefix(used);
        size_ += used;
    }
    return {};
}

result<std::size_t> ledger_chain::read_beginning(bytes_view data, ledger_fault& fault) const {
    const bytes wanted = beginning();
    fault = {0, "beginning"};
    if (!data.starts_with(any_magic)) return errc::foreign_file;
    if (!data.starts_with(magic)) return errc::newer_format;
    if (data.size() < wanted.size()) return errc::corrupt;
    if (!data.starts_with(wanted)) return errc::wrong_office;
    return wanted.size();
}

result<std::size_t> ledger_chain::read_entry(bytes_view data, ledger_fault& fault) {
    const auto damaged = [&](std::string_view what) {
        fault = {last_number() + 1, what};
        return errc::corrupt;
    };
    constexpr std::size_t torn = 0;
    // A power cut may leave any sectors of what was being appended unwritten, also its first.
    const auto torn_or = [&](std::size_t frame, std::size_t from, std::string_view what) -> result<std::size_t> {
        const bool is_last = data.size() <= frame || all_zero(data.substr(frame));
        if (is_last && lacks_sector(size_ + from, data.substr(from, frame - from))) return torn;
        return damaged(what);
    };
    if (all_zero(data) || data.size() < frame_start_size) return torn;
    byte_reader in(data);
    const std::uint32_t size = in.u32();
    if (size != ~in.u32() || size > ledger_limits::body_bytes) {
        // The end of these eight bytes may have stayed unwritten, and everything after them.
        if (all_zero(data.substr(frame_start_size - 1))) return torn;
        // Two bytes of a size are zeros by right: a sector that ends behind them tells nothing.
        const std::uint64_t in_sector = sector_bytes - size_ % sector_bytes;
        return torn_or(longest_frame, in_sector <= 2 ? static_cast<std::size_t>(in_sector) : 0, "size");
    }
    const std::size_t whole = frame_start_size + size + sizeof(signature) + frame_end.size();
    if (data.size() < whole) return torn;
    const bytes_view body = in.raw(size);
    const bytes_view signed_by = in.raw(sizeof(signature));
    if (in.raw(frame_end.size()) != frame_end) {
        if (all_zero(data.substr(whole - 1))) return torn;
        return torn_or(whole, size_bytes, "end");
    }
    // What is left of the size may be zeros by right; the rest is not.
    auto entry = decode_body(body);
    if (!entry) return torn_or(whole, size_bytes, "body");
    std::memcpy(entry->signed_by.data(), signed_by.data(), signed_by.size());
    if (entry->number != number_after(last_number(), entry->fact)) return torn_or(whole, size_bytes, "number");
    if (entry->previous != last_hash()) return torn_or(whole, size_bytes, "chain");
    if (!is_signed(*entry, office_)) return torn_or(whole, size_bytes, "signature");
    entries_.push_back(std::move(*entry));
    return whole;
}

}  // namespace pendata
