// The enrolment code: what people do to it, and what is not one.
#include "core/sync/enrolment_code.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace pendata;

namespace {

enrolment_code example(const std::string& host = "10.20.30.40") {
    enrolment_code code;
    code.host = host;
    code.port = 7443;
    for (std::size_t i = 0; i < code.office.size(); ++i) code.office[i] = static_cast<unsigned char>(i * 7 + 1);
    for (std::size_t i = 0; i < code.secret.size(); ++i) code.secret[i] = static_cast<unsigned char>(255 - i);
    return code;
}

}  // namespace

TEST_CASE("an enrolment code never changes its form") {
    CHECK(write_enrolment_code(example("a.id")) ==
          "PD1-3M9G2-20F2R-EJ8AS-J7504-EKJNB-HHPMW-BRFY3-8V54V-MAMV1-DXYRQ-6D7PQ-ZZVYZ-SYZTZ-7WFFX-QNYKS-Z5WFG-C4Q6J-S7WND-1GR");
}

TEST_CASE("codes come back whole, whatever people do to them") {
    for (const std::string host : {"10.20.30.40", "kantor.sumedang.example", "x", "fe80::1"}) {
        const auto code = example(host);
        const std::string text = write_enrolment_code(code);
        CHECK(read_enrolment_code(text).value() == code);

        std::string typed = "  ";
        for (const char c : text) {
            char t = c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            if (c == '-') t = ' ';
            typed.push_back(t);
        }
        CHECK(read_enrolment_code(typed + "\n").value() == code);

        std::string plain = text;
        std::erase(plain, '-');
        CHECK(read_enrolment_code(plain).value() == code);
    }
}

TEST_CASE("every single mistyped or lost character is found") {
    const std::string text = write_enrolment_code(example());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '-') continue;
        std::string wrong = text;
        wrong[i] = wrong[i] == '7' ? '8' : '7';
        CHECK(read_enrolment_code(wrong).error() == make_error_code(errc::code_malformed));
        std::string shorter = text;
        shorter.erase(i, 1);
        CHECK(read_enrolment_code(shorter).has_error());
    }
}

TEST_CASE("what is no code is no code") {
    const std::string text = write_enrolment_code(example());
    for (const std::string& wrong :
         {std::string(), std::string("PD1"), std::string("PD1-"), std::string("PD2") + text.substr(3), text + "0", text + "00",
          text.substr(0, text.size() / 2), std::string("U") + text, text + "U", std::string(5000, 'A'), "PD1-" + std::string(5000, '0')}) {
        CHECK(read_enrolment_code(wrong).has_error());
    }
}
