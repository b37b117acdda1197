// The list of stores under test, and the two ways a case uses one.
#include "tests/store/office_under_test.hpp"

#include "core/storage/memory_office_store.hpp"
#include "tests/store/disk_office_under_test.hpp"
#include "tests/store/sqlite_office_under_test.hpp"

namespace pendata::test {

namespace {

class memory_under_test final : public office_under_test {
public:
    office_store& store() override { return store_; }
    void reopen() override {}

private:
    memory_office_store store_;
};

}  // namespace

std::unique_ptr<office_view> office_under_test::view() { return must(store().view()); }

void office_under_test::change(const std::function<void(office_transaction&)>& work) {
    must(store().transact([&](office_transaction& t) -> result<void> {
        work(t);
        return {};
    }));
}

const std::vector<office_factory>& office_factories() {
    static const std::vector<office_factory> all = {
        {"memory", [] { return std::make_unique<memory_under_test>(); }},
        {"SQLite, power cut", [] { return std::make_unique<disk_office_under_test>(); }},
        {"SQLite", [] { return std::make_unique<sqlite_office_under_test>(); }},
    };
    return all;
}

void on_each_office(const std::function<void(office_under_test&)>& body) {
    for (const auto& factory : office_factories()) {
        INFO("store: ", factory.name);
        const auto office = factory.make();
        body(*office);
    }
}

}  // namespace pendata::test
