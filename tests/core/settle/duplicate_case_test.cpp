// Duplicate cases: one id for a pair, what waits for people, and how far a cluster is looked for.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/value.hpp"
#include "core/settle/duplicate_case.hpp"

using namespace pendata;

namespace {

record_id id(int number) {
    record_id out;
    out.raw[0] = 1;
    out.raw[15] = static_cast<unsigned char>(number);
    return out;
}

duplicate_case between(int a, int b, duplicate_answer state) {
    duplicate_case out;
    out.id = duplicate_case_id(id(a), id(b));
    out.a = id(std::min(a, b));
    out.b = id(std::max(a, b));
    out.state = state;
    return out;
}

duplicate_lookup lookup_in(const std::vector<duplicate_case>& all) {
    return [&all](const record_id& record) -> result<std::vector<duplicate_case>> {
        std::vector<duplicate_case> out;
        std::copy_if(all.begin(), all.end(), std::back_inserter(out),
                     [&](const duplicate_case& c) { return c.a == record || c.b == record; });
        return out;
    };
}

cell of_case(std::uint16_t field, value content) {
    cell out;
    out.key = {kinds::duplicate_case, field, {}};
    out.content = std::move(content);
    return out;
}

}  // namespace

TEST_CASE("a pair has one case, whoever meets it in whatever order; never change") {
    CHECK(duplicate_case_id(id(1), id(2)) == duplicate_case_id(id(2), id(1)));
    CHECK(duplicate_case_id(id(1), id(2)) != duplicate_case_id(id(1), id(3)));
    CHECK(to_string(duplicate_case_id(id(1), id(2))) == "c799e77f-df5b-822d-b07e-09b998c442fe");
}

TEST_CASE("a case is read back from its cells, and told") {
    namespace duplicate = fields::duplicate_case;
    std::vector<cell> cells{of_case(duplicate::a, value::reference(id(2))), of_case(duplicate::b, value::reference(id(1))),
                            of_case(duplicate::score, value::integer(970)),
                            of_case(duplicate::band, value::integer(codes::match_band::near_certain)),
                            of_case(duplicate::state, value::integer(codes::duplicate_state::different))};
    const auto found = read_duplicate(id(9), cells);
    REQUIRE(found.has_value());
    CHECK(found->a == id(1));
    CHECK(found->b == id(2));
    CHECK(found->near_certain);
    CHECK(found->state == duplicate_answer::different);
    const auto text = duplicate_to_json(*found);
    CHECK(text.find("\"level\":\"near_certain\"") != std::string::npos);
    CHECK(text.find("\"score\":0.970") != std::string::npos);
    CHECK(text.find("\"kind\":\"duplicate\"") != std::string::npos);
    cells.erase(cells.begin());
    CHECK_FALSE(read_duplicate(id(9), cells).has_value());
}

TEST_CASE("what waits: proposals, and a different that others contradict") {
    const auto proposed = between(1, 2, duplicate_answer::proposed);
    CHECK(waits_for_people(proposed, {}));
    CHECK(waits_for_people(between(1, 2, duplicate_answer::unsure), {}));
    CHECK_FALSE(waits_for_people(between(1, 2, duplicate_answer::same), {}));
    auto gone = proposed;
    gone.withdrawn = true;
    CHECK_FALSE(waits_for_people(gone, {}));
    const auto apart = between(1, 3, duplicate_answer::different);
    std::vector around{between(1, 2, duplicate_answer::same), apart};
    CHECK_FALSE(waits_for_people(apart, around));
    around.push_back(between(2, 3, duplicate_answer::same));
    CHECK(waits_for_people(apart, around));
}

TEST_CASE("a cluster is found from any of its records, and no further than its answers reach") {
    const std::vector all{between(1, 2, duplicate_answer::same), between(2, 3, duplicate_answer::same),
                          between(3, 4, duplicate_answer::proposed), between(4, 5, duplicate_answer::same)};
    for (const int from : {1, 2, 3}) {
        const auto around = cases_around(id(from), lookup_in(all));
        REQUIRE(around.has_value());
        CHECK(around->size() == 3);
        const auto clusters = identity::clusters_of(answers_in(*around));
        REQUIRE(clusters.size() == 1);
        CHECK(clusters[0].members == std::vector{id(1), id(2), id(3)});
        CHECK(cluster_to_json(clusters[0]).find("\"as_one\":true") != std::string::npos);
    }
}
