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

bytes_view view_of(const signature& s) { return {reinterpret_cast<const char*>(s.data()), s.size()}; }

bool all_zero(bytes_view data) { return data.find_first_not_of('\0') == bytes_view::npos; }

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
    if (all_zero(data) || data.size() < frame_start_size) return torn;
    byte_reader in(data);
    const std::uint32_t size = in.u32();
    if (size != ~in.u32() || size > ledger_limits::body_bytes) {
        // The end of these eight bytes may have stayed unwritten, and everything after them.
        return all_zero(data.substr(frame_start_size - 1)) ? result<std::size_t>(torn) : damaged("size");
    }
    const std::size_t whole = frame_start_size + size + sizeof(signature) + frame_end.size();
    if (data.size() < whole) return torn;
    const bytes_view body = in.raw(size);
    const bytes_view signed_by = in.raw(sizeof(signature));
    if (in.raw(frame_end.size()) != frame_end) {
        return all_zero(data.substr(whole - 1)) ? result<std::size_t>(torn) : damaged("end");
    }
    auto entry = decode_body(body);
    if (!entry) return damaged("body");
    std::memcpy(entry->signed_by.data(), signed_by.data(), signed_by.size());
    if (entry->number != number_after(last_number(), entry->fact)) return damaged("number");
    if (entry->previous != last_hash()) return damaged("chain");
    if (!is_signed(*entry, office_)) return damaged("signature");
    entries_.push_back(std::move(*entry));
    return whole;
}

}  // namespace pendata
