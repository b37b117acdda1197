// Separators away, spoilt forms told apart.
#include "core/identity/sixteen_digits.hpp"

#include <algorithm>
#include <array>

namespace pendata::identity {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_mask(char c) {
    return c == 'x' || c == 'X' || c == '*';
}

// Separators as they come from keyboards, word processors and spreadsheets.
constexpr std::array<std::string_view, 13> separators = {
    " ",
    "\t",
    "\r",
    "\n",
    ".",
    "-",
    "\xC2\xA0",      // no-break space
    "\xE2\x80\x90",  // hyphen
    "\xE2\x80\x91",  // no-break hyphen
    "\xE2\x80\x93",  // en dash
    "\xE2\x80\x94",  // em dash
    "\xE2\x80\xAF",  // narrow no-break space
    "\xE2\x88\x92",  // minus
};

std::string without_separators(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto separator =
            std::find_if(separators.begin(), separators.end(),
                         [&](std::string_view s) { return text.starts_with(s); });
        if (separator != separators.end()) {
            text.remove_prefix(separator->size());
            continue;
        }
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at]))
        ++at;
    return at;
}

// digits [. or , digits] E [+ or -] digits, the decimal comma being the Indonesian one.
bool is_spreadsheet_form(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return false;
    text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    std::size_t at = skip_digits(text, 0);
    if (at == 0)
        return false;
    if (at < text.size() && (text[at] == '.' || text[at] == ','))
        at = skip_digits(text, at + 1);
    if (at == text.size() || (text[at] != 'E' && text[at] != 'e'))
        return false;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-'))
        ++at;
    return at < text.size() && skip_digits(text, at) == text.size();
}

bool is_masked(std::string_view text) {
    return text.size() == number_digits &&
           std::all_of(text.begin(), text.begin() + shown_digits, is_digit) &&
           std::all_of(text.begin() + shown_digits, text.end(), is_mask);
}

}  // namespace

digits_reading read_sixteen_digits(std::string_view text) {
    if (is_spreadsheet_form(text))
        return {digits_fault::spreadsheet_form, {}};
    std::string digits = without_separators(text);
    if (digits.empty())
        return {digits_fault::empty, {}};
    if (is_masked(digits)) {
        digits.replace(shown_digits, std::string::npos, "xxxx");
        return {digits_fault::masked, std::move(digits)};
    }
    if (!std::all_of(digits.begin(), digits.end(), is_digit))
        return {digits_fault::not_digits, {}};
    if (digits.size() != number_digits)
        return {digits_fault::wrong_length, {}};
    return {digits_fault::none, std::move(digits)};
}

}  // namespace pendata::identity
