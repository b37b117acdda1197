// What a census costs on the wire: invented villages pulled in full batches and pushed day by day. The sizes are
// printed, not asserted: they are the number to watch when the columns change.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"
#include "core/wire/frame.hpp"
#include "tools/synthetic/population.hpp"
#include "tools/synthetic/random_source.hpp"

namespace pendata {

namespace {

enum class ranked { zero, by_evidence, state };

// Turns invented persons into the writes a tablet would make of them: one save a record.
class census_taker {
public:
    census_taker(std::uint64_t seed, unsigned number) : dice_(seed, "census taker") {
        by_.at.replica.raw[0] = static_cast<unsigned char>(number);
        by_.author.raw[1] = static_cast<unsigned char>(number);
        for (std::size_t i = 2; i < 16; ++i) by_.at.replica.raw[i] = by_.author.raw[i] = static_cast<unsigned char>(dice_.next());
    }

    std::vector<write> take(const synthetic::person& p) {
        writes_.clear();
        begin(p.id, 1);
        integer(1, 1, ranked::zero);
        text(10, p.name, ranked::by_evidence);
        for (const std::string& alias : p.aliases) element(11, value::text(alias));
        text(12, p.nik, ranked::by_evidence);
        code(15, p.no_nik_reason);
        integer(16, p.birth_date, ranked::by_evidence);
        code(17, p.birth_precision, ranked::by_evidence);
        text(18, p.birth_place, ranked::by_evidence);
        text(19, p.mother_name, ranked::by_evidence);
        integer(20, static_cast<int>(p.sex), ranked::by_evidence);
        code(21, p.life_status, ranked::state);
        code(22, p.marital_status);
        code(23, p.education);
        text(24, std::string(p.occupation));
        text(25, p.phone);
        put(26, value::reference(p.family), ranked::zero);
        integer(27, p.family_role, ranked::zero);
        text(28, p.village, ranked::by_evidence);
        text(29, p.rw);
        text(30, p.rt);
        text(31, p.hamlet);
        text(32, p.address);
        text(33, p.ktp_village, ranked::by_evidence);
        text(34, p.ktp_address, ranked::by_evidence);
        for (const auto disability : p.disabilities) element(35, value::integer(number_of(disability)), 2);
        if (p.income) integer(36, *p.income, ranked::zero);
        text(37, p.welfare_notes);
        return std::move(writes_);
    }

private:
    void begin(record_id record, std::uint16_t kind) {
        std::uint64_t ms = 0;
        for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | record.raw[i];
        record_ = record;
        by_.key.kind = kind;
        ++by_.save_number;
        // The id is made when the form opens; saving comes some minutes after.
        by_.at.time = to_stamp_time(static_cast<std::int64_t>(ms) + 1 + dice_.below(180'000));
        from_papers_ = dice_.chance(600);
    }

    void put(std::uint16_t field, value v, ranked how, bytes key = {}, compartment room = 0) {
        cell c = by_;
        c.key.field = field;
        c.key.element = std::move(key);
        c.room = room;
        c.evidence = how == ranked::by_evidence && from_papers_ ? 3 : 2;
        c.at.rank = how == ranked::by_evidence ? c.evidence : how == ranked::state ? 10 : 0;
        c.content = std::move(v);
        writes_.push_back({record_, std::move(c), {}, to_unix_ms(by_.at.time) - 4321, clock_trust::ok});
    }
    void text(std::uint16_t field, const std::string& t, ranked how = ranked::zero) {
        if (!t.empty()) put(field, value::text(t), how);
    }
    void integer(std::uint16_t field, std::int64_t n, ranked how) { put(field, value::integer(n), how); }
    void code(std::uint16_t field, std::string_view name, ranked how = ranked::zero) {
        if (!name.empty()) integer(field, number_of(name), how);
    }
    void element(std::uint16_t field, const value& v, compartment room = 0) {
        put(field, value::integer(1), ranked::zero, v.encoded(), room);
    }
    std::int64_t number_of(std::string_view name) {
        return codes_.try_emplace(std::string(name), static_cast<std::int64_t>(codes_.size() % 8) + 1).first->second;
    }

    synthetic::random_source dice_;
    cell by_;
    record_id record_;
    bool from_papers_ = false;
    std::map<std::string, std::int64_t> codes_;
    std::vector<write> writes_;
};

constexpr std::size_t villages = 10;
constexpr std::size_t persons_each = 500;
constexpr std::size_t persons_a_day = 40;

// A day's work of one census taker.
using day = std::vector<std::vector<write>>;

std::vector<std::vector<day>> take_census(int most_sensitive) {
    std::vector<std::vector<day>> out;
    for (unsigned v = 0; v < villages; ++v) {
        synthetic::settings settings;
        settings.persons = persons_each;
        settings.most_sensitive = most_sensitive;
        const std::string code = "32.11.01.20" + std::string(v < 9 ? "0" : "") + std::to_string(v + 1);
        const auto village = synthetic::make_village(settings, {code, "Desa " + std::to_string(v + 1), "Wado", "Sumedang"});
        census_taker taker(7, v);
        auto& days = out.emplace_back();
        for (std::size_t i = 0; i < village.persons.size(); ++i) {
            if (i % persons_a_day == 0) days.emplace_back();
            days.back().push_back(taker.take(village.persons[i]));
        }
    }
    return out;
}

std::size_t pulled_bytes(const std::vector<std::vector<day>>& census, std::size_t parts_per_frame) {
    std::size_t total = 0;
    sequence at = 100;
    message::pull pull;
    const auto flush = [&] {
        pull.reached.at = at;
        total += encode_frame(pull)->size();
        pull.parts.clear();
    };
    // The office settles a day of each census taker after another.
    for (std::size_t d = 0; d < persons_each / persons_a_day + 1; ++d) {
        for (const auto& days : census) {
            if (d >= days.size()) continue;
            ++at;
            for (const auto& person : days[d]) {
                std::map<compartment, part> parts;
                for (const write& w : person) {
                    part& p = parts[w.what.room];
                    p.record = w.record;
                    p.room = w.what.room;
                    p.put({w.what, at});
                }
                for (auto& [room, p] : parts) pull.parts.push_back({std::move(p), true});
            }
            if (pull.parts.size() >= parts_per_frame) flush();
        }
    }
    flush();
    return total;
}

std::size_t pushed_bytes(const std::vector<std::vector<day>>& census, std::size_t persons_per_batch) {
    std::size_t total = 0;
    for (const auto& days : census) {
        sealed_batch batch;
        batch.content.replica = days.front().front().front().what.at.replica;
        std::size_t persons = 0;
        const auto seal = [&] {
            ++batch.content.number;
            for (auto& c : batch.signed_by) c = static_cast<unsigned char>(c * 5 + 17);
            batch.hash = batch_digest(batch.content);
            batch.content.previous = batch.hash;
            total += encode_frame(message::push{batch})->size();
            batch.content.writes.clear();
        };
        for (const day& d : days) {
            for (const auto& person : d) {
                std::ranges::copy(person, std::back_inserter(batch.content.writes));
                if (++persons % persons_per_batch == 0) seal();
            }
        }
        if (!batch.content.writes.empty()) seal();
    }
    return total;
}

}  // namespace

TEST_CASE("bytes a person takes on the wire") {
    for (const int most_sensitive : {0, 2}) {
        const auto census = take_census(most_sensitive);
        std::size_t persons = 0;
        std::size_t cells = 0;
        std::size_t raw = 0;
        for (const auto& days : census) {
            for (const day& d : days) {
                for (const auto& person : d) {
                    ++persons;
                    cells += person.size();
                    for (const write& w : person) raw += w.what.content.encoded().size() + w.what.key.element.size();
                }
            }
        }
        const auto each = [persons](std::size_t size) { return static_cast<double>(size) / static_cast<double>(persons); };
        MESSAGE("up to S" << most_sensitive << ": " << persons << " persons, " << each(cells) << " cells and " << each(raw)
                          << " value bytes a person");
        for (const std::size_t parts : {limits::parts_per_pull_goal, std::size_t{64}, std::size_t{1024}}) {
            MESSAGE("  pulled, " << parts << " parts a frame: " << each(pulled_bytes(census, parts)) << " bytes a person");
        }
        for (const std::size_t people : {1, 5, 40}) {
            MESSAGE("  pushed, " << people << " a batch: " << each(pushed_bytes(census, people)) << " bytes a person");
        }
    }
}

}  // namespace pendata
