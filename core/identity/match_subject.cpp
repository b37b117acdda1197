// Folding a person for the matcher, and the packed form: fields in a fixed order, texts with their length before them.
#include "core/identity/match_subject.hpp"

#include <algorithm>

#include "core/identity/kk.hpp"
#include "core/identity/name_folding.hpp"
#include "core/identity/sixteen_digits.hpp"

namespace pendata::identity {
namespace {

constexpr char packed_version = 1;
constexpr std::size_t phone_digits = 9;
constexpr std::size_t most_names = 8;
constexpr std::size_t most_subject_words = 12;
constexpr std::size_t longest_packed = 255;

std::vector<std::string> folded(std::string_view name) {
    folded_name read = fold_name(name);
    std::vector<std::string> words = std::move(read.words);
    if (words.size() > most_subject_words) words.resize(most_subject_words);
    for (auto& word : words) word.resize(std::min(word.size(), longest_packed));
    std::erase(words, std::string());
    return words;
}

std::string digits_typed(std::string_view text) {
    digits_reading read = read_sixteen_digits(text);
    if (read.fault == digits_fault::none) return std::move(read.digits);
    if (read.fault == digits_fault::masked) return read.digits.substr(0, shown_digits);
    return {};
}

std::string last_digits(std::string_view phone) {
    std::string digits;
    for (const char c : phone) {
        if (c >= '0' && c <= '9') digits += c;
    }
    return digits.size() < phone_digits ? std::string() : digits.substr(digits.size() - phone_digits);
}

void put(std::string& out, std::string_view text) {
    out += static_cast<char>(static_cast<unsigned char>(std::min(text.size(), longest_packed)));
    out += text.substr(0, longest_packed);
}

void put(std::string& out, const std::vector<std::string>& words) {
    out += static_cast<char>(words.size());
    for (const auto& word : words) put(out, word);
}

class unpacker {
public:
    explicit unpacker(std::string_view text) : left_(text) {}

    bool failed() const { return failed_; }
    bool at_end() const { return left_.empty(); }

    unsigned char byte() {
        if (left_.empty()) {
            failed_ = true;
            return 0;
        }
        const auto c = static_cast<unsigned char>(left_.front());
        left_.remove_prefix(1);
        return c;
    }

    std::string text() {
        const std::size_t size = byte();
        if (size > left_.size()) {
            failed_ = true;
            return {};
        }
        std::string out(left_.substr(0, size));
        left_.remove_prefix(size);
        return out;
    }

    std::vector<std::string> words() {
        std::vector<std::string> out;
        for (std::size_t count = byte(); count > 0 && !failed_; --count) out.push_back(text());
        return out;
    }

private:
    std::string_view left_;
    bool failed_ = false;
};

}  // namespace

match_subject subject_of(const person_facts& facts) {
    match_subject out;
    out.names.push_back(folded(facts.name));
    for (const auto alias : facts.aliases) {
        if (out.names.size() == most_names) break;
        auto words = folded(alias);
        if (!words.empty() && std::find(out.names.begin(), out.names.end(), words) == out.names.end()) {
            out.names.push_back(std::move(words));
        }
    }
    out.mother = folded(facts.mother_name);
    out.nik = digits_typed(facts.nik);
    for (const auto number : facts.other_niks) {
        if (out.other_niks.size() == most_names) break;
        auto digits = digits_typed(number);
        if (digits.size() == number_digits && digits != out.nik) out.other_niks.push_back(std::move(digits));
    }
    std::sort(out.other_niks.begin(), out.other_niks.end());
    out.birth = facts.birth_date;
    if (out.birth) out.precision = facts.precision;
    out.birth_place = fold_name(facts.birth_place).key.substr(0, longest_packed);
    out.sex = facts.sex;
    if (kk_check kk = check_kk(facts.kk_number); kk.ok()) out.kk = std::move(kk.digits);
    out.family = facts.family.substr(0, longest_packed);
    out.phone = last_digits(facts.phone);
    out.village = facts.village.substr(0, longest_packed);
    return out;
}

std::string packed(const match_subject& subject) {
    std::string out(1, packed_version);
    out += static_cast<char>(subject.names.size());
    for (const auto& words : subject.names) put(out, words);
    put(out, subject.mother);
    put(out, subject.nik);
    put(out, subject.other_niks);
    out += static_cast<char>(subject.birth ? static_cast<int>(subject.precision) : 0);
    const auto day = static_cast<std::uint32_t>(subject.birth.value_or(0));
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(day >> shift & 0xff);
    put(out, subject.birth_place);
    out += static_cast<char>(subject.sex ? static_cast<int>(*subject.sex) : 0);
    put(out, subject.kk);
    put(out, subject.family);
    put(out, subject.phone);
    put(out, subject.village);
    return out;
}

std::optional<match_subject> unpacked(std::string_view text) {
    unpacker in(text);
    if (in.byte() != packed_version) return std::nullopt;
    match_subject out;
    for (std::size_t count = in.byte(); count > 0 && !in.failed(); --count) out.names.push_back(in.words());
    out.mother = in.words();
    out.nik = in.text();
    out.other_niks = in.words();
    const int precision = in.byte();
    std::uint32_t day = 0;
    for (int i = 0; i < 4; ++i) day = day << 8 | in.byte();
    if (precision > 0) {
        out.birth = static_cast<civil_day>(day);
        out.precision = static_cast<birth_precision>(precision);
    }
    out.birth_place = in.text();
    if (const int sex = in.byte(); sex > 0) out.sex = static_cast<identity::sex>(sex);
    out.kk = in.text();
    out.family = in.text();
    out.phone = in.text();
    out.village = in.text();
    const bool sound = !in.failed() && in.at_end() && !out.names.empty() && precision <= 4 &&
                       (!out.sex || static_cast<int>(*out.sex) <= 2);
    if (!sound) return std::nullopt;
    return out;
}

int birth_slack_days(birth_precision precision) {
    switch (precision) {
        case birth_precision::day:
            return 0;
        case birth_precision::month:
            return 31;
        case birth_precision::year:
            return 366;
        case birth_precision::estimated:
            return 3 * 366;
    }
    return 0;
}

year_span birth_years(const match_subject& subject) {
    const int year = static_cast<int>(to_date(*subject.birth).year());
    const int off = subject.precision == birth_precision::estimated ? 2 : 0;
    return {year - off, year + off};
}

}  // namespace pendata::identity
