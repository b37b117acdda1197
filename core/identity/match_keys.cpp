// Keys of one record. Where a birth is not known to the day its neighbours' keys are written as well, by both sides
// alike, so that spans which touch share one.
#include "core/identity/match_keys.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "core/identity/household.hpp"
#include "core/identity/name_comparison.hpp"
#include "core/identity/sixteen_digits.hpp"

namespace pendata::identity {
namespace {

constexpr int years_of_a_time = 8;
constexpr std::size_t key_kecamatan_size = 8;  // 32.11.01

// FNV-1a, cut to 47 bits: six bytes in a SQLite row.
class key_maker {
public:
    explicit key_maker(key_sort sort) { add_byte(static_cast<unsigned char>(sort)); }

    key_maker& text(std::string_view part) {
        for (const char c : part) add_byte(static_cast<unsigned char>(c));
        add_byte(0xff);
        return *this;
    }

    key_maker& number(std::int64_t part) {
        for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(part >> shift & 0xff));
        return *this;
    }

    match_key key() const { return (hash_ ^ hash_ >> 47) & ((match_key{1} << 47) - 1); }

private:
    void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3u; }

    std::uint64_t hash_ = 0xcbf29ce484222325u;
};

using code_set = std::set<std::string>;

// Codes of the words that tell something; of all where none does.
code_set codes_of(const std::vector<std::string>& words) {
    code_set telling, all;
    for (const auto& word : words) {
        if (word.size() < 2) continue;
        const std::string code = sound_code(word);
        all.insert(code);
        if (!is_common_opening(word)) telling.insert(code);
    }
    return telling.empty() ? all : telling;
}

std::string whole_code(const std::vector<std::string>& words) {
    std::vector<std::string> codes;
    for (const auto& word : words) codes.push_back(sound_code(word));
    std::sort(codes.begin(), codes.end());
    std::string out;
    for (const auto& code : codes) out.append(code).append(" ");
    return out;
}

// By eight years, with the time next to it where the birth may lie there.
std::vector<int> times_of(const match_subject& subject) {
    const auto years = birth_years(subject);
    std::vector<int> out{years.first / years_of_a_time};
    if (years.last / years_of_a_time != out.front()) out.push_back(years.last / years_of_a_time);
    return out;
}

class key_list {
public:
    explicit key_list(const match_subject& subject) : of_(subject) {
        for (const auto& words : of_.names) {
            const auto codes = codes_of(words);
            own_.insert(codes.begin(), codes.end());
        }
        mother_ = codes_of(of_.mother);
    }

    std::vector<sorted_key> make() {
        if (is_household(of_)) return {{key_maker(key_sort::kk_of_family).text(of_.kk).key(), key_sort::kk_of_family}};
        add_numbers();
        if (of_.birth) add_births();
        for (const auto& word : own_) {
            if (!of_.kk.empty()) add(key_maker(key_sort::kk_and_name).text(of_.kk).text(word), key_sort::kk_and_name);
        }
        if (!of_.phone.empty()) add(key_maker(key_sort::phone).text(of_.phone), key_sort::phone);
        const auto by_key = [](const sorted_key& a, const sorted_key& b) { return a.key < b.key; };
        std::sort(out_.begin(), out_.end(), by_key);
        const auto same = [](const sorted_key& a, const sorted_key& b) { return a.key == b.key; };
        out_.erase(std::unique(out_.begin(), out_.end(), same), out_.end());
        return std::move(out_);
    }

private:
    void add(const key_maker& made, key_sort sort) { out_.push_back({made.key(), sort}); }

    void add_numbers() {
        const auto add_number = [&](const std::string& digits) {
            if (digits.size() == number_digits) add(key_maker(key_sort::nik).text(digits), key_sort::nik);
            if (digits.size() >= shown_digits) {
                add(key_maker(key_sort::nik_shown).text(digits.substr(0, shown_digits)), key_sort::nik_shown);
            }
        };
        add_number(of_.nik);
        for (const auto& digits : of_.other_niks) add_number(digits);
    }

    void add_births() {
        const auto years = birth_years(of_);
        const std::string kecamatan = of_.village.substr(0, key_kecamatan_size);
        if (of_.precision == birth_precision::day) {
            for (const auto& word : own_) {
                add(key_maker(key_sort::birth_and_name).number(*of_.birth).text(word), key_sort::birth_and_name);
            }
            for (const auto& word : mother_) {
                add(key_maker(key_sort::mother_and_birth).number(*of_.birth).text(word), key_sort::mother_and_birth);
            }
        }
        for (const int time : times_of(of_)) {
            for (const auto& word : own_) {
                for (const auto& mother : mother_) {
                    add(key_maker(key_sort::mother_and_name).number(time).text(word).text(mother),
                        key_sort::mother_and_name);
                }
            }
            if (is_unhoused(of_)) {
                add(key_maker(key_sort::unhoused).number(time).number(of_.sex ? static_cast<int>(*of_.sex) : 0),
                    key_sort::unhoused);
            }
        }
        for (int year = years.first; year <= years.last; ++year) {
            for (const auto& words : of_.names) {
                add(key_maker(key_sort::name_and_year).number(year).text(whole_code(words)), key_sort::name_and_year);
            }
            for (const auto& word : own_) {
                if (kecamatan.empty()) break;
                add(key_maker(key_sort::place_and_name).number(year).text(kecamatan).text(word),
                    key_sort::place_and_name);
            }
            if (!of_.kk.empty()) add(key_maker(key_sort::kk_and_year).number(year).text(of_.kk), key_sort::kk_and_year);
        }
    }

    const match_subject& of_;
    code_set own_, mother_;
    std::vector<sorted_key> out_;
};

}  // namespace

std::vector<sorted_key> match_keys_of(const match_subject& subject) { return key_list(subject).make(); }

bool is_unhoused(const match_subject& subject) {
    return subject.village.size() <= key_kecamatan_size && subject.nik.empty() && subject.kk.empty();
}

}  // namespace pendata::identity
