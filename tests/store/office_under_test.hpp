// The stores the office contract is checked on, each behind a factory. A contract case runs its body once on a
// fresh store of each kind; what it finds must not depend on which.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/storage/office_store.hpp"

namespace pendata::test {

class office_under_test {
public:
    virtual ~office_under_test() = default;
    virtual office_store& store() = 0;
    // Closes and opens again what lasts; does nothing where nothing does.
    virtual void reopen() = 0;

    // A view or a transaction that must succeed.
    std::unique_ptr<office_view> view();
    void change(const std::function<void(office_transaction&)>& work);
};

struct office_factory {
    std::string name;
    std::function<std::unique_ptr<office_under_test>()> make;
};

const std::vector<office_factory>& office_factories();

void on_each_office(const std::function<void(office_under_test&)>& body);

// The value of a call that must succeed.
template <class T>
T must(result<T> got) {
    INFO("error: ", got.has_error() ? got.error().message() : std::string());
    REQUIRE(got.has_value());
    return std::move(*got);
}
inline void must(const result<void>& got) {
    INFO("error: ", got.has_error() ? got.error().message() : std::string());
    REQUIRE(got.has_value());
}

}  // namespace pendata::test
