// A village that was split or abolished: which new village each of its records belongs to, by the RW and RT that the
// succession gives away (docs/architecture.md, "Places"). Only proposed here: a record moves by a change of its village.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/dictionary/dictionary.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

struct split_line {
    record_id record;
    std::uint16_t kind = 0;
    std::string rw, rt;              // as recorded
    std::optional<std::string> to;   // where its part went, or its own village; nothing: no part tells, somebody has to look
    std::int32_t since = 0;          // the day from which it is so
};

// Of every record whose own village is this one, ascending by record. Of two successions the later counts; where two of
// one day give the same part to different villages, nobody can tell. Errors: not_found, where no succession names parts of it
// and nothing is in it.
result<std::vector<split_line>> plan_split(office_view& view, const dictionary& words, const std::string& village);

}  // namespace pendata
