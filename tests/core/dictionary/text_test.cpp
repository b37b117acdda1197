// Text in its stored form.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/dictionary/text.hpp"

using namespace pendata;

TEST_CASE("blanks are folded, capitals stay") {
    CHECK(normal_text("  Siti   AMINAH ", false) == "Siti AMINAH");
    CHECK(normal_text("Siti\t\nAminah", false) == "Siti Aminah");
    CHECK(normal_text("Siti\u00a0\u3000Aminah\u2003", false) == "Siti Aminah");
    CHECK(normal_text("", false) == "");
    CHECK(normal_text(" \r\n ", true) == "");
}

TEST_CASE("what nobody sees does not make a difference") {
    CHECK(normal_text("Si\u200bti", false) == "Siti");
    CHECK(normal_text("\ufeffSiti", false) == "Siti");
    // The zero-width blank stood between a letter and its accent.
    CHECK(normal_text("e\u200b\u0301", false) == "\u00e9");
}

TEST_CASE("composed and decomposed letters are one") {
    CHECK(normal_text("Rene\u0301", false) == "Ren\u00e9");
    CHECK(normal_text("\u212b", false) == "\u00c5");
}

TEST_CASE("line breaks stay where the field has lines") {
    CHECK(normal_text("satu \r\n dua", true) == "satu\ndua");
    CHECK(normal_text("satu\n\n\n\ndua", true) == "satu\n\ndua");
    CHECK(normal_text("satu\r\n\r\ndua", true) == "satu\n\ndua");
    CHECK(normal_text("satu\rdua\n", true) == "satu\ndua");
    CHECK(normal_text("satu\u2028dua", true) == "satu\ndua");
    CHECK(normal_text("satu\ndua", false) == "satu dua");
}

TEST_CASE("control characters and broken UTF-8 are refused") {
    using namespace std::string_view_literals;
    for (const auto bad : {"a\0b"sv, "a\x1b[0m"sv, "\x7f"sv, "\xc2\x80"sv, "\xff"sv, "\xc0\xaf"sv,
                           "\xed\xa0\x80"sv, "\xe2\x82"sv, "\xf4\x90\x80\x80"sv}) {
        CHECK_FALSE(normal_text(bad, false).has_value());
        CHECK_FALSE(normal_text(bad, true).has_value());
    }
    CHECK_FALSE(is_utf8("\xed\xa0\x80"));
    CHECK(is_utf8("\xf0\x9f\x8f\xa0"));
    CHECK(is_utf8(""));
}

TEST_CASE("length counts characters, not bytes") {
    CHECK(length_in_characters("") == 0);
    CHECK(length_in_characters("Siti") == 4);
    CHECK(length_in_characters("Ren\u00e9 \U0001f3e0") == 6);
}

TEST_CASE("case is folded for comparing only") {
    CHECK(fold_case("Siti AMINAH") == "siti aminah");
    CHECK(fold_case("REN\u00c9") == "ren\u00e9");
    CHECK(fold_case("stra\u00dfe") == fold_case("STRASSE"));
}

TEST_CASE("property: any bytes, twice is once") {
    CHECK(rc::check([](const std::string& text, bool lines) {
        const auto once = normal_text(text, lines);
        if (!once)
            return;
        RC_ASSERT(is_utf8(*once));
        RC_ASSERT(normal_text(*once, lines) == once);
    }));
    // Mostly valid text, with every sort of blank.
    CHECK(rc::check([](bool lines) {
        const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
            std::vector<std::string>{"a", "B", "\u0301", " ", "\n", "\r", "\t", "\u200b", "\u00a0",
                                     "\u2028", "\u00e9", "\u1100", "\u1161", "\U0001f3e0"}));
        std::string text;
        for (const auto& p : pieces)
            text += p;
        const auto once = normal_text(text, lines);
        RC_ASSERT(once.has_value());
        RC_ASSERT(normal_text(*once, lines) == once);
        RC_ASSERT(lines || once->find('\n') == std::string::npos);
        RC_ASSERT(once->find("  ") == std::string::npos);
    }));
}
