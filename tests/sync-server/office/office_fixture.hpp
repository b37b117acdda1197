// An office in a folder of its own, with the regions of one small regency, and tablets on paper that bring batches.
#pragma once

#include <string>
#include <vector>

#include "core/settle/office_answers.hpp"
#include "sync-server/office/desk.hpp"
#include "sync-server/office/devices.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/officers.hpp"
#include "sync-server/office/reading.hpp"
#include "sync-server/office/regions.hpp"
#include "tests/core/sqlite/temporary_folder.hpp"
#include "tests/support/small_office.hpp"

namespace pendata::test {

inline constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

struct office_folder {
    temporary_folder folder;
    std::unique_ptr<office> of;
    std::int64_t now_ms;

    explicit office_folder(std::int64_t begins_ms = noon_ms);
    // As after a restart of the program.
    void reopen();

    officer_id add(const std::string& name, role part, const std::string& region);
    // Enrolled by the code's way, with a key of its own.
    paper_tablet enrol(const officer_id& officer);
    receipt take(const sealed_batch& batch);
    // A sealed batch of one new person in the village.
    sealed_batch person(paper_tablet& tablet, int number, const std::string& village, const std::string& name);

    std::unique_ptr<office_view> view();
    std::vector<std::string> lines(const grant_list& grants);
};

template <class T>
errc code_of(const result<T>& r) {
    return r.has_error() ? to_errc(r.error()) : errc::ok;
}
template <class T>
errc code_of(const checked<T>& r) {
    return r.has_error() ? r.error().code : errc::ok;
}

}  // namespace pendata::test

namespace pendata {
// So that a failing comparison says which.
inline std::ostream& operator<<(std::ostream& out, errc code) { return out << text_of(code, false); }
}  // namespace pendata
