// A value or a failure. `PENDATA_TRY(name, expression)` names the value or returns the failure to the caller.
#pragma once

#include <boost/system/result.hpp>
#include <utility>

#include "core/base/error.hpp"

namespace pendata {

template <class T>
using result = boost::system::result<T>;

namespace detail {

// A failure on its way up. Converts to a result of any value: an error_code alone would also pass for a bool.
template <class E>
struct passed_on {
    E error;

    template <class T>
    operator boost::system::result<T, E>() const {  // NOLINT: implicit on purpose
        return boost::system::result<T, E>(boost::system::in_place_error, error);
    }
};
template <class E>
passed_on(E) -> passed_on<E>;

}  // namespace detail

}  // namespace pendata

#define PENDATA_TRY_JOIN2(a, b) a##b
#define PENDATA_TRY_JOIN(a, b) PENDATA_TRY_JOIN2(a, b)
#define PENDATA_TRY_AS(temporary, name, ...)          \
    auto temporary = (__VA_ARGS__);                   \
    if (temporary.has_error()) return ::pendata::detail::passed_on{temporary.error()}; \
    auto name = std::move(*temporary)
#define PENDATA_TRY(name, ...) PENDATA_TRY_AS(PENDATA_TRY_JOIN(try_, __LINE__), name, __VA_ARGS__)

// The same for a result without a value. Named anew each time, as one may stand in a function given to another.
#define PENDATA_CHECK_AS(temporary, ...)                                                                     \
    do {                                                                                                     \
        if (auto temporary = (__VA_ARGS__); temporary.has_error())                                           \
            return ::pendata::detail::passed_on{temporary.error()};                                          \
    } while (false)
#define PENDATA_CHECK(...) PENDATA_CHECK_AS(PENDATA_TRY_JOIN(check_, __COUNTER__), __VA_ARGS__)
