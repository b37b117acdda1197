// Carrying out what a split of a village gives away (core/settle/splitting.hpp): each record that a part names gets a change of
// its village, of the day the split took effect. RW and RT stay: nobody moved.
#pragma once

#include "core/dictionary/problem.hpp"
#include "core/settle/splitting.hpp"

namespace pendata {

class office;

// In one transaction. Gives the plan it carried out: lines without `to`, and those that stay, were left as they are.
checked<std::vector<split_line>> carry_out_split(office& of, const std::string& village, std::int64_t now_ms);

}  // namespace pendata
