// Reading family card numbers.
#include "core/identity/kk.hpp"

#include "core/identity/sixteen_digits.hpp"

namespace pendata::identity {
namespace {

kk_error kk_error_of(digits_fault fault) {
    switch (fault) {
        case digits_fault::none:
            return kk_error::none;
        case digits_fault::empty:
            return kk_error::empty;
        case digits_fault::spreadsheet_form:
            return kk_error::spreadsheet_form;
        case digits_fault::not_digits:
            return kk_error::not_digits;
        case digits_fault::wrong_length:
            return kk_error::wrong_length;
        case digits_fault::masked:
            return kk_error::masked;
    }
    return kk_error::not_digits;
}

}  // namespace

kk_check check_kk(std::string_view text) {
    digits_reading reading = read_sixteen_digits(text);
    return {kk_error_of(reading.fault), std::move(reading.digits)};
}

}  // namespace pendata::identity
