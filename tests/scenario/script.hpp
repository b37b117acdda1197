// Scenarios as scripts (docs/testing.md, "Scenarios"): officers with tablets, an office, acts done without a network, and
// the batches these acts seal. A script is played once for each order in which its batches may arrive, by sync and by
// mail bag, each also with everything delivered twice; there must be one outcome (I1, I5, I6). The real engine, both
// session machines, the office's store in memory.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/cases/reviewed.hpp"
#include "core/identity/head_count.hpp"
#include "core/settle/closings.hpp"
#include "tests/support/world.hpp"

namespace pendata::test {

// One playing of a script, in a world of its own. People and records go by the script's names.
class performance {
public:
    performance();

    world& in() { return *world_; }

    // Casting. An officer has a tablet, which has not synced yet.
    void officer(const std::string& name, role part, const std::vector<std::string>& regions, compartment_mask rooms = 1);
    world_tablet& tablet(const std::string& name);
    const officer_id& id_of(const std::string& name) { return people_.at(name).id; }

    // What an officer does on the tablet. Requires: the tablet allows it.
    void add(const std::string& who, const std::string& record, std::string_view kind, const std::string& json, std::uint8_t evidence = 2);
    void edit(const std::string& who, const std::string& record, const std::string& json, save_options options = {});
    void withdraw(const std::string& who, const std::string& record, std::string_view reason);
    // Whether the tablet lets the officer settle the case of that field by the candidate whose JSON value it is.
    bool decide(const std::string& who, const std::string& record, const std::string& field, const std::string& value);
    const record_id& operator[](const std::string& record) const { return records_.at(record); }
    // "\"NAME\":\"ID\"," for the JSON of another record.
    std::string link(const std::string& field, const std::string& record) const;

    // Every tablet syncs, so often; each must come to rest.
    void everybody(int rounds = 2);
    session_outcome sync(const std::string& who);
    void later(std::int64_t ms) { world_->office.now_ms += ms; }

    // A programme of aid with the codes of others it may not meet, written by the office.
    void programme(const std::string& code, const std::vector<std::string>& forbidden = {});
    // A region of the office's list, and that codes follow others.
    void restrict(const std::string& record, bool is_so = true);
    void region(const std::string& code, const std::string& name);
    // Parts of the first of `from`: an RW, an RT of it or "-" for all of it, and the village they are of now.
    struct part_of_village {
        std::string rw, rt, to;
    };
    void succession(std::int64_t change, const std::vector<std::string>& from, const std::vector<std::string>& to, const std::vector<part_of_village>& parts = {});
    // The office carries out what the successions say of the village's parts; gives the plan, by the script's names.
    std::map<std::string, std::optional<std::string>> split(const std::string& village);
    // Whether the tablet lets the officer answer the review of that rule, or the overlap ("overlap").
    bool answer(const std::string& who, const std::string& rule, std::size_t pick = 0);

    // The office looks at every two persons, and families, that share a key, by the matcher's own comparison; gives the cases it wrote.
    std::size_t match();
    // How many people the office's persons are, by what was answered so far.
    identity::head_count heads();
    // Whether the tablet lets the officer say of the two whether they are one.
    bool say_of_pair(const std::string& who, const std::string& a, const std::string& b, duplicate_answer answer);

    // At the office.
    std::vector<custody_row> held();
    void accept(const std::vector<write_id>& ids);
    void accept_all();
    // By law, with what follows it; gives how many records that were.
    std::size_t erase(const std::string& record);

    // The office validates the village's list, which closes the period; once more: the next numbered correction.
    void close_period(const std::string& village, const std::string& period, const std::string& minutes);
    closing_standing standing(const std::string& village, const std::string& period);
    // Report R1 as JSON and as CSV; of a closing that is not here the error's name.
    std::string printed(const std::string& region, const std::string& period, std::uint32_t correction = 0, compartment_mask rooms = 0x0f);

    // What there is to see.
    std::string shown(const std::string& who, const std::string& record);
    bool shows(const std::string& who, const std::string& record, std::string_view what);
    std::string cases(const std::string& who);
    bool is_told(const std::string& who, std::string_view what);  // in a case
    std::string history(const std::string& record);  // of the office: a line "FIELD VALUE AUTHOR-NAME eEVIDENCE" a write
    // Everything that must not hang on the order of arrival.
    std::string outcome();

private:
    struct person {
        officer_id id;
        std::unique_ptr<world_tablet> tablet;
    };
    std::string name_of(const officer_id& id) const;
    void office_writes(const cell_request& request, const record_id& to, const std::optional<cell>& over = {});
    std::vector<record_cells> matchable();  // persons and families at the office, by their names in the script
    // What the office says of its own: fields with values, of sets an element each.
    void office_says(const record_id& id, std::string_view kind, const std::vector<std::pair<const char*, value>>& fields);

    std::uint64_t office_saves_ = 1'000'000;  // beyond those of the small office itself
    std::unique_ptr<world> world_;
    std::map<std::string, person> people_;
    std::map<std::string, record_id> records_;
    std::vector<std::string> order_;  // of casting
};

// Something done without a network; what it saved is sealed as a message of its own.
struct act {
    std::string by;
    std::function<void(performance&)> work;
};

struct script {
    std::function<void(performance&)> opening;  // who is there, and what was known to all
    std::vector<act> acts;                      // in the order of their time, a minute apart
    std::function<void(performance&)> meanwhile = {};  // at the office, before anything arrives
    std::function<void(performance&)> then = {};       // when all has arrived: verdicts, decisions, what follows
    std::function<void(performance&)> check;           // of each playing
    std::vector<std::string> revoked = {};             // who is not served any more, and does not come to rest
};

void rehearse(const script& of);
// Of a script that is too large for every order: in the order of its acts by sync, and in the reverse by bag, both twice.
void rehearse_large(const script& of);

// The members of a person's JSON that a census wants.
std::string person_json(const std::string& name, const std::string& village, const std::string& more = {});

}  // namespace pendata::test
