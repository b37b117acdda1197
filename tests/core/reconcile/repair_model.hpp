// An office and a tablet as bare sets of marks, and a repair between them. Shared by the tests that ask whether a
// descent finds every difference and by those that ask what it costs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>

#include "core/reconcile/descent.hpp"
#include "core/reconcile/telling.hpp"

namespace pendata::test {

// A record as one side holds it.
struct model_record {
    std::map<compartment, std::uint64_t> parts;
    std::set<std::string> atoms;
    friend bool operator==(const model_record&, const model_record&) = default;
};
using model_side = std::map<record_id, model_record>;

record_id random_record(std::mt19937_64& random);

// The office's side of a repair over such a set, seen with a tablet's grants.
class model_office final : public row_source {
public:
    model_office(const model_side& records, const grant_list& grants);
    result<std::vector<total>> totals_below(const std::string& node) override;
    result<std::vector<placed_row>> rows_at(const std::string& place) override;

    std::size_t scans = 0;  // atoms looked through

private:
    std::map<std::string, std::vector<placed_row>> rows_;
    std::map<std::string, std::uint64_t> parts_;
};

held_parts held_by(const model_side& tablet, const grant_list& grants);

// What of a record is granted, as it stands at its atoms.
model_record granted(const model_record& record, const grant_list& grants);

struct repair_outcome {
    std::size_t exchanges = 0;   // questions
    std::size_t sent = 0;        // parts
    std::size_t evicted = 0;     // parts
    std::size_t rows_named = 0;  // marks wanted and records doubted
};

// Sees each question and each answer.
struct repair_witness {
    std::function<void(const repair_ask&)> asked = [](const repair_ask&) {};
    std::function<void(const repair_told&)> told = [](const repair_told&) {};
};

// One descent. Afterwards the tablet has what the office sent and lacks what it evicted; followers aside, whose
// atoms are the test's business.
repair_outcome repair(const model_side& office, model_side& tablet, const grant_list& grants,
                      std::uint8_t width = short_width, const repair_witness& witness = {});

// Whether the tablet holds exactly what it is granted.
bool equal(const model_side& office, const model_side& tablet, const grant_list& grants);

}  // namespace pendata::test
