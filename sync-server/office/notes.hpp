// Names of the office's notes in the store: small values that are of this office and of no record.
// In files: never change.
#pragma once

namespace pendata::office_notes {

inline constexpr char regency[] = "office.regency";        // text
inline constexpr char replica[] = "office.replica";        // 16 bytes: of the office's own writes
inline constexpr char own_author[] = "office.author";      // 16 bytes: who signs where nobody else does
inline constexpr char last_save[] = "office.last_save";    // u64: of that replica
inline constexpr char backed_up[] = "office.backed_up";    // u64: what whatever may be put back has, as tablets are told
inline constexpr char backups[] = "office.backups";        // varint sequence, zigzag ms for each, oldest first
inline constexpr char newer_ledger[] = "office.newer_ledger";  // u64 entries, u64 hash: a head shown that this ledger lacks
inline constexpr char erased_as_of[] = "office.erased";    // u64 number, u64 hash: the newest erasure of the ledger that was looked through
inline constexpr char erased_in[] = "office.erased_in";    // the same: the newest one that the store has carried out
inline constexpr char restricted_as_of[] = "office.restricted";  // the same, of the newest restriction that the store has carried out; zeros: none
// u32: the rules that everything was looked at with; while that is under way u32 with which, u16 and 16 bytes: kind and record so far
inline constexpr char rules[] = "office.rules";

}  // namespace pendata::office_notes
