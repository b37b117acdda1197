// Composing households: the head and the spouse, then children while there is room, then those whom
// large rural households take in.
#include "tools/synthetic/household.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace pendata::synthetic {
namespace {

using identity::sex;

sex any_sex(random_source& dice) {
    return dice.chance(508) ? sex::male : sex::female;
}

class composer {
public:
    composer(random_source& dice, std::size_t size) : dice_(dice), size_(size) {}

    std::vector<member> compose() {
        add_head_and_wife();
        add_children();
        while (has_room())
            add_someone();
        return std::move(members_);
    }

private:
    bool has_room() const { return members_.size() < size_; }

    void add(int role, sex of, int age, std::string_view marital, int mother) {
        members_.push_back({role, of, std::clamp(age, 0, 98), marital, mother});
    }

    void add_head_and_wife() {
        // People alone are mostly old, large households have heads in the middle of life.
        int age = dice_.between(23, 44);
        if (size_ == 1)
            age += dice_.between(20, 44);
        if (size_ == 2)
            age += dice_.between(0, 38);
        if (size_ > 2)
            age += dice_.between(0, 20);
        const bool man = dice_.chance(size_ == 1 ? 380u : 860u);
        if (man && size_ >= 2 && dice_.chance(930)) {
            add(role_head, sex::male, age, "married", -1);
            add(role_wife, sex::female, std::max(age - dice_.between(-2, 9), 17), "married", -1);
            mother_ = 1;
            return;
        }
        const bool widowed = dice_.chance(age > 50 ? 820u : 350u);
        const bool never = size_ == 1 && dice_.chance(80);
        add(role_head, man ? sex::male : sex::female, age,
            never     ? "unmarried"
            : widowed ? "widowed"
                      : "divorced",
            -1);
        mother_ = man ? -1 : 0;
    }

    void add_children() {
        const int parent_age = members_[mother_ >= 0 ? static_cast<std::size_t>(mother_) : 0].age;
        // The eldest at home was born when the mother was 18 to 34, the next every two to six
        // years.
        int age = parent_age - dice_.between(18, 34);
        const std::size_t others = size_ >= 5 ? dice_.below(3) : size_ >= 3 && dice_.chance(150);
        while (members_.size() + others < size_ && age >= 0) {
            // Grown children have mostly left: skipped ages leave room for elders and relatives.
            if (age > 22 && dice_.chance(700)) {
                age -= dice_.between(2, 6);
                continue;
            }
            if (parent_age - age <= 46) {
                const bool married = age >= 20 && dice_.chance(250);
                add(role_child, any_sex(dice_), age, married ? "married" : "unmarried", mother_);
            }
            age -= dice_.between(2, 6);
        }
    }

    void add_someone() {
        constexpr std::array<unsigned, 5> weights = {200, 330, 220, 60, 190};
        const member head = members_.front();
        switch (dice_.pick_weighted(weights)) {
            case 0:
                add_child_in_law();
                break;
            case 1:
                add_grandchild();
                break;
            case 2:
                add_elder(role_parent, head.age);
                break;
            case 3:
                add_elder(role_parent_in_law, head.age);
                break;
            default: {
                const int age = dice_.between(3, 70);
                add(role_relative, any_sex(dice_), age, age > 45 ? "widowed" : "unmarried", -1);
            }
        }
    }

    void add_child_in_law() {
        const auto spouse = std::find_if(members_.begin(), members_.end(), [](const member& m) {
            return m.role == role_child && m.age >= 20 && m.marital_status == "married";
        });
        const bool taken = std::any_of(members_.begin(), members_.end(),
                                       [](const member& m) { return m.role == role_child_in_law; });
        if (spouse == members_.end() || taken)
            return;
        const sex of = spouse->sex == sex::male ? sex::female : sex::male;
        add(role_child_in_law, of, spouse->age + dice_.between(-3, 4), "married", -1);
    }

    void add_grandchild() {
        if (members_.front().age < 42)
            return;
        const int oldest = std::min(members_.front().age - 40, 16);
        int mother = -1;
        for (std::size_t i = 0; i < members_.size(); ++i) {
            const member& m = members_[i];
            const bool parent_here = (m.role == role_child || m.role == role_child_in_law) &&
                                     m.sex == sex::female && m.marital_status == "married";
            if (parent_here)
                mother = static_cast<int>(i);
        }
        const int age = dice_.between(0, oldest);
        if (mother >= 0 && members_[static_cast<std::size_t>(mother)].age - age < 17)
            mother = -1;
        add(role_grandchild, any_sex(dice_), age, "unmarried", mother);
    }

    void add_elder(int role, int head_age) {
        const auto alike = std::count_if(members_.begin(), members_.end(),
                                         [&](const member& m) { return m.role == role; });
        if (head_age > 68 || alike >= 1)
            return;
        const sex of = dice_.chance(300) ? sex::male : sex::female;
        add(role, of, head_age + dice_.between(19, 34), "widowed", -1);
        if (role == role_parent && of == sex::female) {
            members_.front().mother = static_cast<int>(members_.size()) - 1;
        }
    }

    random_source& dice_;
    std::size_t size_;
    int mother_ = -1;
    std::vector<member> members_;
};

}  // namespace

std::vector<member> make_household(random_source& dice, std::size_t size) {
    return composer(dice, size).compose();
}

std::vector<std::size_t> make_sizes(random_source& dice, std::size_t families,
                                    std::size_t persons) {
    // One to eight members, as the census of rural West Java finds them.
    constexpr std::array<unsigned, 8> habit = {85, 165, 245, 255, 145, 65, 28, 12};
    std::vector<std::size_t> sizes(families);
    for (std::size_t& size : sizes)
        size = dice.pick_weighted(habit) + 1;
    std::size_t sum = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    while (sum != persons) {
        std::size_t& size = sizes[dice.below(static_cast<std::uint32_t>(families))];
        if (sum < persons && size < largest_household) {
            ++size;
            ++sum;
        } else if (sum > persons && size > 1) {
            --size;
            --sum;
        }
    }
    return sizes;
}

}  // namespace pendata::synthetic
