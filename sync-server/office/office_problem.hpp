// Failures of the office as problems: what a person is told, with the file or field to blame.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/dictionary/problem.hpp"

namespace pendata {

inline problem as_problem(errc code, std::string field = {}) {
    return {code, std::move(field), std::string(text_of(code, true)), std::string(text_of(code, false))};
}
inline problem as_problem(const boost::system::error_code& code, std::string field = {}) {
    return as_problem(to_errc(code), std::move(field));
}

// A problem found inside a transaction, whose own failures are only codes: keeps the words until it has ended.
class told_problem {
public:
    boost::system::error_code tell(problem what) {
        what_ = std::move(what);
        return make_error_code(what_->code);
    }
    problem of(const boost::system::error_code& code) const {
        return what_ && what_->code == to_errc(code) ? *what_ : as_problem(code);
    }

private:
    std::optional<problem> what_;
};

}  // namespace pendata
