// What every function of the C ABI does at the boundary: checks what it was given, keeps exceptions inside, and
// copies results and failures out. Conventions: client-lib/include/pendata/pendata.h.
#pragma once

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>
#include <string_view>

#include "client-lib/src/engine/tablet.hpp"
#include "pendata/pendata.h"

namespace pendata::capi {

// Writes what went wrong, as far as the caller's struct reaches; gives the status.
pendata_status fail(pendata_error* error, const problem& why, std::int64_t row = -1);
pendata_status fail(pendata_error* error, errc why);
pendata_status succeed(pendata_error* error);

inline pendata_status finish(pendata_error* error, const checked<void>& done) {
    return done.has_value() ? succeed(error) : fail(error, done.error());
}
inline pendata_status finish(pendata_error* error, const result<void>& done) {
    return done.has_value() ? succeed(error) : fail(error, to_errc(done.error()));
}

// Runs a call's work, which gives a status. No exception leaves the library; memory is the one that may run out.
template <class Work>
pendata_status guard(pendata_error* error, Work&& work) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return fail(error, errc::no_memory);
    } catch (...) {
        return fail(error, errc::internal);
    }
}

inline std::string_view text(pendata_view view) { return {view.data, view.size}; }

// True when every pointer is there and every view has bytes where it says so.
inline bool given(pendata_view view) { return view.data != nullptr || view.size == 0; }
template <class Pointer>
bool given(Pointer* pointer) {
    return pointer != nullptr;
}
template <class... Parameters>
bool all_given(Parameters... parameters) {
    return (given(parameters) && ...);
}

// The caller's struct as this library knows it: what the caller's version lacks keeps its default. Nothing where
// the struct has no size.
template <class Struct>
std::optional<Struct> known(const Struct* from, Struct defaults) {
    if (from == nullptr) return defaults;
    if (from->struct_size < sizeof from->struct_size) return std::nullopt;
    std::memcpy(&defaults, from, std::min(from->struct_size, sizeof defaults));
    return defaults;
}

// Requires an empty buffer. Errors: no_memory, by exception.
void give(pendata_buffer* out, std::string_view content);

// An answer that is there before what it tells of is made to last.
class prepared_answer {
public:
    prepared_answer() = default;
    prepared_answer(const prepared_answer&) = delete;
    prepared_answer& operator=(const prepared_answer&) = delete;
    ~prepared_answer() { pendata_buffer_free(&content_); }

    // Errors: no_memory, by exception.
    void prepare(std::string_view content) {
        pendata_buffer_free(&content_);
        give(&content_, content);
    }
    void give_to(pendata_buffer* out) noexcept {
        *out = content_;
        content_ = {nullptr, 0};
    }

private:
    pendata_buffer content_{nullptr, 0};
};

inline void clear(pendata_buffer* out) {
    if (out != nullptr) *out = {nullptr, 0};
}

inline pendata_view view_of(std::string_view content) { return {content.data(), content.size()}; }

}  // namespace pendata::capi
