// Why an input was refused, for the person who typed it: the failure, the field, and a hint in both
// languages. Never holds the value itself.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

#include "core/base/error.hpp"

namespace pendata {

struct problem {
    errc code = errc::ok;
    std::string field;    // empty where no field is to blame
    std::string hint_id;  // Indonesian
    std::string hint_en;
};

// Never called by our own code: a problem is inspected, not thrown.
[[noreturn]] inline void throw_exception_from_error(const problem& p, const boost::source_location&) {
    throw std::logic_error("unchecked problem: " + p.hint_en);
}

template <class T>
using checked = boost::system::result<T, problem>;

}  // namespace pendata
