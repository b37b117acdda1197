// What every desk of the tablet's engine works with: the store, the dictionary, the clock, randomness and the
// device's key. Desks hold no state of their own: what matters is in the file.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "core/base/signing.hpp"
#include "core/dictionary/dictionary.hpp"
#include "core/dictionary/problem.hpp"
#include "core/model/clock.hpp"
#include "core/storage/device_store.hpp"

namespace pendata {

struct tablet {
    device_store& store;
    const dictionary& words;
    std::function<clock_reading()> read_clock;
    std::function<void(std::span<unsigned char>)> fill_random;
    std::function<result<signature>(bytes_view)> sign;  // with the device's key
};

// A fresh random id.
template <class Id>
Id random_id(const tablet& t) {
    Id id;
    t.fill_random(id.raw);
    return id;
}
record_id new_record_id(const tablet& t, std::int64_t now_ms);

// Runs `work` in a transaction or a read; a problem it names itself goes before the store's failure.
checked<void> change(const tablet& t, const std::function<checked<void>(device_transaction&)>& work);
checked<void> look(const tablet& t, const std::function<checked<void>(device_transaction&)>& work);

// A store's failure as a problem without a field.
problem problem_of(const boost::system::error_code& code);
inline problem problem_of(const problem& p) { return p; }
problem make_problem(errc code, std::string field, std::string hint_id, std::string hint_en);

}  // namespace pendata

// As PENDATA_TRY and PENDATA_CHECK where the function gives checked<T> and the expression may fail either way.
#define PENDATA_ASK_AS(temporary, name, ...)                                                                     \
    auto temporary = (__VA_ARGS__);                                                                              \
    if (temporary.has_error()) return ::pendata::detail::passed_on{::pendata::problem_of(temporary.error())};    \
    auto name = std::move(*temporary)
#define PENDATA_ASK(name, ...) PENDATA_ASK_AS(PENDATA_TRY_JOIN(ask_, __LINE__), name, __VA_ARGS__)
#define PENDATA_DEMAND_AS(temporary, ...)                                                                        \
    do {                                                                                                         \
        if (auto temporary = (__VA_ARGS__); temporary.has_error())                                               \
            return ::pendata::detail::passed_on{::pendata::problem_of(temporary.error())};                       \
    } while (false)
#define PENDATA_DEMAND(...) PENDATA_DEMAND_AS(PENDATA_TRY_JOIN(demand_, __COUNTER__), __VA_ARGS__)
