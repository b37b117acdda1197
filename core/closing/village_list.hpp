// A village's list in one compartment: its listed assignments, each with what the meeting reads of its subject. The minutes are
// bound to its hash for ever; what differs later is found entry by entry. Canonical bytes: docs/protocol.md, "List of a village".
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/sha256.hpp"
#include "core/cases/reviewed.hpp"

namespace pendata {

struct listed_cell {
    cell_key key;
    value content;
    friend auto operator<=>(const listed_cell&, const listed_cell&) = default;
};

struct list_entry {
    record_id assignment, subject;
    digest leaf;                     // of its canonical bytes
    std::vector<listed_cell> cells;  // ascending by key
    bool is_erased = false;          // by law: its leaf alone is left

    friend bool operator==(const list_entry&, const list_entry&) = default;
};

struct village_list {
    compartment room = 0;
    std::vector<list_entry> entries;  // ascending by assignment

    friend bool operator==(const village_list&, const village_list&) = default;
};

// The compartments that have lists. S3 is on none: nobody at a village's meeting may know of it.
inline constexpr compartment listed_rooms = 3;

// Of an assignment in that compartment: what is listed of it, and of its subject as far as that compartment's reader may
// know it; no stamps, nothing cleared, and not what the meeting decides (its status).
list_entry entry_of(const record_cells& assignment, const record_cells& subject, compartment room);

digest leaf_of(const list_entry& entry);
// Of the list of that village for that period, whatever the order the entries came in.
digest hash_of(const village_list& list, std::string_view village, std::string_view period);

enum class list_change : std::uint8_t { added, removed, changed, erased };
std::string_view name_of(list_change what);

struct list_difference {
    list_change what = list_change::added;
    record_id assignment, subject;
    cell_key key{};        // of `changed`
    value before{}, after{};  // the same; cleared: it was not there, it is not there now

    friend bool operator==(const list_difference&, const list_difference&) = default;
};

// Ascending by assignment, then key.
std::vector<list_difference> differences(const village_list& bound, const village_list& today);

// Takes the content of every entry out that is about one of those; gives how many. The list's hash stays.
std::size_t forget_entries(village_list& list, const std::function<bool(const record_id&)>& is_gone);

}  // namespace pendata
