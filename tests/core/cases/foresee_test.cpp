// What a tablet foresees of cases is what the office finds, once it has the same writes.
#include "core/cases/foresee.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "core/base/sha256.hpp"
#include "core/join/author.hpp"
#include "core/join/join.hpp"
#include "tests/support/arbitrary.hpp"

namespace pendata {

namespace {

constexpr record_id of_record{};

// One cell at the office, and what a tablet has of it.
class office_and_tablet {
public:
    explicit office_and_tablet(policy merge) { field_.merge = merge; }

    // Somebody else's, settled; it had seen some of what is.
    void settle(int content, std::uint8_t evidence, std::vector<std::size_t> sees, intent why = intent::correction) {
        std::vector<write> around;
        for (const auto i : sees) {
            if (i < settled_.size()) around.push_back(settled_[i]);
        }
        if (auto w = composed(content, evidence, why, around, {})) settled_.push_back(std::move(*w));
    }
    // The tablet pulls: the value, and the case.
    void pull() {
        seen_ = settled_.empty() ? std::vector<cell>() : std::vector<cell>{current(settled_)->what};
        told_.reset();
        const auto graph = graph_of(settled_);
        if (const auto found = find_case(field_.merge, graph)) {
            told_ = told_case{found->sort, found->waiting, {}};
            for (const auto i : found->candidates) told_->candidates.push_back(graph[i].what);
        }
    }
    // What the tablet's officer writes on what is seen there.
    void save(int content, std::uint8_t evidence, intent why = intent::correction) {
        std::vector<write> around;
        for (const auto& c : seen_) around.push_back({of_record, c, {}, 0, clock_trust::ok});
        around.insert(around.end(), pending_.begin(), pending_.end());
        const bool decides = why == intent::decision;
        if (decides && !told_) return;
        if (auto w = composed(content, evidence, why, around, decides ? told_->candidates : std::vector<cell>())) pending_.push_back(std::move(*w));
    }

    bool has_told() const { return told_.has_value(); }
    std::optional<foreseen_case> foreseen() const { return foresee(field_.merge, of_record, seen_, told_, graph_of(pending_)); }
    std::optional<foreseen_case> found() const {
        auto all = settled_;
        all.insert(all.end(), pending_.begin(), pending_.end());
        const auto graph = graph_of(all);
        const auto found = find_case(field_.merge, graph);
        if (!found) return std::nullopt;
        foreseen_case out{found->sort, found->waiting, {}};
        for (const auto i : found->candidates) out.candidates.push_back(graph[i].what);
        return out;
    }
    // Told where a law is broken.
    std::string story() const {
        std::string out = std::to_string(static_cast<int>(field_.merge)) + ":";
        for (const auto* layer : {&settled_, &pending_}) {
            for (const auto& w : *layer) {
                out += layer == &settled_ ? "\nsettled " : "\npending ";
                out += to_string(w.id()).substr(0, 4) + " = " + std::to_string(w.what.content.as_integer()) + " e" + std::to_string(w.what.evidence) + " g" +
                       std::to_string(w.what.at.generation) + " intent " + std::to_string(static_cast<int>(w.what.why)) + " saw";
                for (const auto& id : w.seen) out += " " + to_string(id).substr(0, 4);
            }
        }
        return out;
    }
    bool is_pending(const cell& c) const {
        return std::any_of(pending_.begin(), pending_.end(), [&](const write& w) { return w.id() == id_of(of_record, c); });
    }

private:
    std::optional<write> composed(int content, std::uint8_t evidence, intent why, const std::vector<write>& around, const std::vector<cell>& candidates) {
        ++saves_;
        const authorship by{replica_id::from(sha256(std::to_string(saves_)).view()), {}, saves_, saves_ << 16, 0, clock_trust::ok};
        const cell_request request{&field_, {1, 1, {}}, 0, value::integer(content), evidence, why, std::nullopt};
        return compose(of_record, request, by, around, candidates);
    }
    static std::vector<graph_write> graph_of(const std::vector<write>& writes) {
        std::vector<graph_write> out;
        for (const auto& w : writes) out.push_back({w.id(), w.what, w.seen, false});
        return out;
    }

    field_def field_{};
    std::uint64_t saves_ = 0;
    std::vector<write> settled_, pending_;
    std::vector<cell> seen_;
    std::optional<told_case> told_;
};

int drawn(int from, int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, below)); }

}  // namespace

TEST_CASE("somebody else's value of equal evidence arrives while one's own waits") {
    office_and_tablet cell(policy::evidence);
    cell.settle(1990, 2, {});
    cell.pull();
    cell.save(1991, 2);
    CHECK(!cell.foreseen());
    cell.settle(1992, 2, {0});
    cell.pull();
    REQUIRE(cell.foreseen());
    CHECK(cell.foreseen()->sort == case_sort::conflict);
    CHECK(!cell.foreseen()->waiting);
    CHECK(cell.foreseen() == cell.found());
}

TEST_CASE("better evidence that arrives is no case, nor is a change that waits") {
    for (const auto why : {intent::correction, intent::change}) {
        office_and_tablet cell(policy::evidence);
        cell.settle(1990, 2, {});
        cell.pull();
        cell.save(1991, 2, why);
        cell.settle(1992, 4, {0});
        cell.pull();
        CHECK(!cell.foreseen());
        CHECK(!cell.found());
    }
}

TEST_CASE("what contradicts a better founded value is a proposal as soon as it is saved") {
    office_and_tablet cell(policy::evidence);
    cell.settle(1990, 4, {});
    cell.pull();
    cell.save(1991, 2);
    REQUIRE(cell.foreseen());
    CHECK(cell.foreseen()->sort == case_sort::proposal);
    CHECK(cell.foreseen() == cell.found());
}

TEST_CASE("a decision that waits ends the case here, and what arrives unseen opens it again") {
    office_and_tablet cell(policy::evidence);
    cell.settle(1990, 2, {});
    cell.settle(1991, 2, {});
    cell.pull();
    REQUIRE(cell.foreseen());
    cell.save(1990, 2, intent::decision);
    CHECK(!cell.foreseen());
    cell.settle(1995, 2, {0});
    cell.pull();
    CHECK(cell.foreseen());
    CHECK(cell.found());
}

TEST_CASE("other policies") {
    office_and_tablet once(policy::once);
    once.settle(8, 2, {});
    once.pull();
    once.save(24, 2);
    CHECK(once.foreseen());
    office_and_tablet latest(policy::latest);
    latest.settle(1, 2, {});
    latest.pull();
    latest.save(2, 2);
    latest.settle(3, 2, {0});
    latest.pull();
    CHECK(!latest.foreseen());
}

TEST_CASE("what arises here is found there, and what is settled here is settled there") {
    CHECK(rc::check("random lives of a cell", [] {
        office_and_tablet cell(*rc::gen::element(policy::evidence, policy::once, policy::latest, policy::state));
        const auto said = [] { return drawn(0, 4); };
        const auto founded = [] { return static_cast<std::uint8_t>(drawn(1, 5)); };
        const auto settle_some = [&](int most) {
            for (int i = drawn(0, most); i > 0; --i) {
                std::vector<std::size_t> sees;
                for (int n = drawn(0, 3); n > 0; --n) sees.push_back(static_cast<std::size_t>(drawn(0, 5)));
                cell.settle(said(), founded(), sees, *rc::gen::weightedElement<intent>({{6, intent::correction}, {1, intent::change}}));
            }
        };
        settle_some(5);
        cell.pull();
        RC_ASSERT(cell.foreseen().has_value() == cell.has_told());
        for (int i = drawn(0, 3); i > 0; --i) {
            cell.save(said(), founded(), *rc::gen::weightedElement<intent>({{6, intent::correction}, {2, intent::change}, {3, intent::decision}}));
        }
        if (drawn(0, 2) == 0) {
            settle_some(4);
            cell.pull();
        }
        RC_LOG() << cell.story();
        const auto foreseen = cell.foreseen();
        if (foreseen) {
            const auto found = cell.found();
            if (!cell.has_told()) RC_ASSERT(found.has_value());
            RC_CLASSIFY(foreseen->sort == case_sort::proposal, "proposal");
            RC_CLASSIFY(std::any_of(foreseen->candidates.begin(), foreseen->candidates.end(), [&](const pendata::cell& c) { return cell.is_pending(c); }), "with what waits");
        }
        if (cell.has_told() && !foreseen) RC_ASSERT(!cell.found());
    }));
}

}  // namespace pendata
