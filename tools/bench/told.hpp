// Failures of the bench's own and of what it stands on, as problems in both languages.
#pragma once

#include <string>
#include <utility>

#include "core/base/result.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata::bench {

inline problem failed(std::string id, std::string en) {
    return {errc::internal, {}, std::move(id), std::move(en)};
}

// A store's or a library's failure in words.
template <class T>
checked<T> told(result<T> from) {
    if (from.has_value()) {
        if constexpr (std::is_void_v<T>) {
            return {};
        } else {
            return std::move(*from);
        }
    }
    const errc code = to_errc(from.error());
    return problem{code, {}, std::string(text_of(code, true)), std::string(text_of(code, false))};
}

}  // namespace pendata::bench
