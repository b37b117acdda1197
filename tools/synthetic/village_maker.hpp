// One village being made: the census taker goes from house to house, and every record gets its id
// at the time it was written. Used by make_village only.
#pragma once

#include <span>

#include "tools/synthetic/household.hpp"
#include "tools/synthetic/number_maker.hpp"
#include "tools/synthetic/place_tables.hpp"
#include "tools/synthetic/population.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata::synthetic {

class village_maker {
public:
    village_maker(const settings& settings, const place& village);

    population make();

private:
    // What the persons of one house have in common.
    struct house {
        family& of;
        bool poor;
        bool in_capitals;  // this officer writes names as the card does
    };

    void make_family(std::size_t size, std::int64_t at_ms);
    void settle_place(family& family);
    void visit_family(family& family, std::string_view respondent);
    void add_persons(const house& in, std::span<const member> members);
    person make_person(const house& in, const member& member);
    void fill_birth(person& person, int age);
    void fill_number(person& person, int age);
    void fill_livelihood(person& person, int age, bool poor);
    void fill_card_address(person& person);
    std::string written_name(const std::string& name, identity::sex of, int age, bool in_capitals);
    void capture_again();

    record_id next_id();
    civil_day today_at(std::int64_t ms) const { return static_cast<civil_day>(ms / 86400000); }

    const settings& settings_;
    const place& village_;
    random_source dice_;
    number_maker numbers_;
    std::vector<hamlet> hamlets_;
    position middle_;
    std::int64_t now_ms_ = 0;
    population made_;
};

}  // namespace pendata::synthetic
