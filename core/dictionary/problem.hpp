// Why an input was refused, for the person who typed it: the failure, the field, and a hint in both
// languages. Never holds the value itself.
#pragma once

#include <boost/system/result.hpp>
#include <string>

#include "core/base/assert.hpp"
#include "core/base/error.hpp"

namespace pendata {

struct problem {
    errc code = errc::ok;
    std::string field;    // empty where no field is to blame
    std::string hint_id;  // Indonesian
    std::string hint_en;
};

// Taking the value of an unchecked failure is a bug: a problem is inspected, not thrown.
[[noreturn]] inline void throw_exception_from_error(const problem&, const boost::source_location& at) {
    detail::assert_failed("checked value", at.file_name(), static_cast<int>(at.line()));
}

template <class T>
using checked = boost::system::result<T, problem>;

}  // namespace pendata
